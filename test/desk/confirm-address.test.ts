import { beforeEach, describe, expect, it } from '@jest/globals';
import { deliverDueMail } from '../../helpdesk/desk/deliver-due-mail';
import { updateStaff } from '../../helpdesk/desk/save-staff';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { Staff } from '../../helpdesk/domain/staff';
import type { MailSender, SendableMail } from '../../helpdesk/ports';
import { answerTo, customerWrites, notify, reasonOf } from '../support/answers';
import type { RawMailParts } from '../support/raw-mail';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const HOME = 'john@home.test';
const DAY_MS = 86_400_000;

/** Mail of the outbox on its way. */
type SentMail = SendableMail & { readonly mail: OutboundMail };

describe('an alternate address that is new', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let john: Staff;
	let toJohn: OutboundMail;

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk, { trustedServers: ['mx.acme.test'] });
		const { id } = await aStaff(desk);
		john = await updateStaff(desk, id, { alternateAddresses: [HOME] });
		const mails = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		[toJohn] = mails as [OutboundMail];
	});

	it('is asked once whether it is theirs, without a word of the conversation', async () => {
		expect(await answer(toJohn, { from: HOME })).toBe('sender-not-recipient');
		expect(await answer(toJohn, { from: HOME })).toBe('sender-not-recipient');
		const [asked, ...others] = await deliver();
		expect(others).toEqual([]);
		expect(asked).toMatchObject({
			mail: { recipient: { name: john.name, address: HOME }, recipe: { kind: 'confirmation' } },
			headers: { 'Auto-Submitted': 'auto-generated' },
		});
		expect(`${asked?.mail.subject}${asked?.text}${asked?.html}`).not.toMatch(/print|frank/i);
	});

	it('counts when somebody answered from there', async () => {
		await answer(toJohn, { from: HOME });
		const [asked] = await deliver();
		expect(await answer(asked?.mail, { text: 'Yes.' })).toBe('address-confirmed');
		expect(await desk.store.staff.byId(john.id)).toMatchObject({ unconfirmedAddresses: [] });
		expect(await answer(toJohn, { from: HOME })).toBe('staff-reply');
	});

	it.each<[string, RawMailParts, string]>([
		['comes from another address of the person', { from: 'john@acme-staff.test' }, 'staff-without-token'],
		['comes from a stranger', { from: 'eve@evil.test' }, 'new-conversation'],
		['comes from there and elsewhere', { from: `${HOME}, eve@evil.test` }, 'staff-without-token'],
		['is a vacation reply', { headers: ['Auto-Submitted: auto-replied'] }, 'auto-reply'],
		[
			'was found to be forged',
			{ headers: ['Authentication-Results: mx.acme.test; dmarc=fail'] },
			'staff-without-token',
		],
		['has lost the token', { inReplyTo: '', references: [] }, 'new-conversation'],
	])('does not count when the answer %s', async (_when, parts, outcome) => {
		await answer(toJohn, { from: HOME });
		const [asked] = await deliver();
		expect(await answer(asked?.mail, parts)).toBe(outcome);
		expect(await desk.store.staff.byId(john.id)).toMatchObject({ unconfirmedAddresses: [HOME] });
	});

	it('does not count when the answer comes too late', async () => {
		await answer(toJohn, { from: HOME });
		const [asked] = await deliver();
		desk.wait(91 * DAY_MS);
		await answer(asked?.mail, {});
		expect(await desk.store.staff.byId(john.id)).toMatchObject({ unconfirmedAddresses: [HOME] });
	});

	it('does not let a token that confirms answer customers', async () => {
		await answer(toJohn, { from: HOME });
		const [asked] = await deliver();
		const token = asked?.mail.token ?? '';
		const identifier = toJohn.messageIdHeader.replace(toJohn.token, `s${token.slice(1)}`);
		const parts = { inReplyTo: identifier, references: [identifier], from: 'john@acme-staff.test' };
		expect(await answer(toJohn, parts)).toBe('token-invalid');
	});

	async function answer(mail: OutboundMail | undefined, parts: RawMailParts): Promise<string> {
		return await reasonOf(desk, (await arrive(desk, mailbox, answerTo(mail, parts))).outcome);
	}

	/** Sends what is due and gives it, but for notifications. */
	async function deliver(): Promise<SentMail[]> {
		desk.wait(10 * 60_000);
		const sent: SentMail[] = [];
		const sender: MailSender = {
			send: async (mail, onTransmit) => {
				await onTransmit();
				sent.push(mail as SentMail);
				return { kind: 'sent', response: '250 OK' };
			},
		};
		await deliverDueMail(desk, sender, mailbox.address);
		const isNotification = ({ mail }: SentMail) =>
			mail.recipe.kind === 'notification' && mail.recipe.event === 'new-conversation';
		return sent.filter((mail) => !isNotification(mail));
	}
});
