import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SmtpSender } from '../../helpdesk/adapters/smtp/smtp-sender';
import { deliverDueMail } from '../../helpdesk/desk/deliver-due-mail';
import { deliverMails } from '../../helpdesk/desk/deliver-mail';
import { occasionOf, queueNotifications } from '../../helpdesk/desk/notify-staff';
import { sendReply } from '../../helpdesk/desk/send-reply';
import type { Mail } from '../../helpdesk/domain/mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { rawMail } from '../support/raw-mail';
import { readMail } from '../support/read-mail';
import { ScriptedSmtp } from '../support/scripted-smtp';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const ENOUGH = 400;
const HOURS = 12;

interface Side {
	readonly desk: TestDesk;
	readonly mailbox: Mailbox;
	readonly sender: SmtpSender;
}

/** What happens to a mail on its way; undefined when nobody gets it. */
type Road = (
	mail: Mail,
	raw: Buffer,
	recipient: string,
) => { readonly to: string; readonly raw: Buffer } | undefined;

describe('mail that comes round', () => {
	let smtp: ScriptedSmtp;
	let sides: Map<string, Side>;

	beforeEach(async () => {
		smtp = new ScriptedSmtp();
		await smtp.start();
		sides = new Map();
	});

	afterEach(async () => {
		for (const { sender, desk } of sides.values()) {
			sender.close();
			await desk.store.close();
		}
		await smtp.stop();
	});

	it('ends between two desks that tell each other of their mail', async () => {
		await twoDesks();
		expect(await goRound(forwardedByLists((raw) => raw))).toBeLessThan(10);
	});

	it('ends between two desks when a list takes everything off by which they know themselves', async () => {
		await twoDesks();
		const sent = await goRound(
			forwardedByLists((raw) =>
				Buffer.from(
					raw
						.toString('latin1')
						.replace(
							/^(X-Help-Desk|Auto-Submitted|X-Auto-Response-Suppress|In-Reply-To|References):.*\r\n( .*\r\n)*/gim,
							'',
						)
						.replace(/^Message-ID:.*$/im, `Message-ID: <${Math.random()}@lists.test>`)
						.replace(/[sc]0[0-9a-z]{37}/g, 'a-token-was-here'),
					'latin1',
				),
			),
		);
		expect(sent).toBeLessThan(10);
	});

	it.each([
		['the same words', () => 'I am away until Monday.', 10],
		['other words each time', () => `I am away. This is note ${Math.random()}.`, 250],
	])('ends where two people’s programs answer everything with %s', async (_how, words, limit) => {
		await aSide('support@a.test', 'john@a-staff.test');
		const sent = await goRound((mail, _raw, recipient) => {
			// The worst of all responders: it answers itself, says nothing of it, and forgets nobody.
			const to = mail.replyTo[0]?.address ?? mail.from?.address ?? '';
			const subject = `Re: ${mail.subject}`;
			const thread = { inReplyTo: mail.messageId, references: [...mail.references, mail.messageId] };
			return { to, raw: rawMail({ from: recipient, to, subject, text: words(), ...thread }) };
		});
		expect(sent).toBeLessThan(limit);
		const [first] = sides.values();
		expect((await first?.desk.store.eventsSince('mail-stopped', new Date(0), 10))?.length).toBeGreaterThan(0);
	});

	async function aSide(address: string, staff: string): Promise<void> {
		const desk = await testDesk();
		const mailbox = await aMailbox(desk, { address });
		await aStaff(desk, { address: staff });
		const sender = new SmtpSender({
			host: '127.0.0.1',
			port: smtp.port,
			security: 'none',
			user: '',
			password: '',
			allowsUnknownCertificate: false,
		});
		sides.set(address, { desk, mailbox, sender });
	}

	// Each has, as one of its people, a list that the other one's mailbox reads.
	async function twoDesks(): Promise<void> {
		await aSide('support@a.test', 'list-of-b@lists.test');
		await aSide('support@b.test', 'list-of-a@lists.test');
	}

	/** Lets a customer write to the first desk and time pass until nothing moves; gives how many mails were sent. */
	async function goRound(road: Road): Promise<number> {
		const [first] = sides.keys();
		const onTheWay = [{ to: first ?? '', raw: rawMail({ to: first ?? '' }) }];
		let seen = 0;
		for (let minute = 0; minute < HOURS * 60; minute++) {
			for (let next = onTheWay.shift(); next && seen < ENOUGH; next = onTheWay.shift()) {
				const side = sides.get(next.to.replace(/\+.*@/, '@'));
				if (side) await takeIn(side, next.raw);
				for (const { raw, recipients } of smtp.mails.slice(seen)) {
					const further = road(await readMail(raw), raw, recipients[0] ?? '');
					if (further) onTheWay.push(further);
				}
				seen = smtp.mails.length;
			}
			for (const { desk, sender, mailbox } of sides.values()) {
				desk.wait(60_000);
				await deliverDueMail(desk, sender, mailbox.address);
			}
			for (const { raw, recipients } of smtp.mails.slice(seen)) {
				const further = road(await readMail(raw), raw, recipients[0] ?? '');
				if (further) onTheWay.push(further);
			}
			seen = smtp.mails.length;
		}
		return seen;
	}
});

// What the template does with each output of Thread Conversation.
async function takeIn({ desk, mailbox, sender }: Side, raw: Buffer): Promise<void> {
	const { outcome } = await arrive(desk, mailbox, raw);
	if (outcome.kind === 'new-conversation' || outcome.kind === 'customer-reply') {
		const { messageId } = outcome;
		const occasion = await occasionOf(desk, messageId);
		const { mails } = await queueNotifications(desk, messageId, occasion, mailbox.address);
		await deliverMails(
			desk,
			sender,
			mails.map(({ id }) => id),
		);
	}
	if (outcome.kind === 'staff-reply') await sendReply(desk, sender, outcome.messageId);
}

function forwardedByLists(changed: (raw: Buffer) => Buffer): Road {
	return (_mail, raw, recipient) => {
		const to = { 'list-of-b@lists.test': 'support@b.test', 'list-of-a@lists.test': 'support@a.test' }[
			recipient
		];
		return to === undefined ? undefined : { to, raw: changed(raw) };
	};
}
