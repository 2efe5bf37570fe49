import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SmtpSender } from '../../helpdesk/adapters/smtp/smtp-sender';
import { deliverMail } from '../../helpdesk/desk/deliver-mail';
import { queueNotifications } from '../../helpdesk/desk/notify-staff';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import { updateMailbox } from '../../helpdesk/desk/save-mailbox';
import { threadMail } from '../../helpdesk/desk/thread-mail';
import type { Mail } from '../../helpdesk/domain/mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { Staff } from '../../helpdesk/domain/staff';
import type { NpmMail } from '../support/npm-mail';
import { startNpmSender } from '../support/npm-sender';
import { quoted, rawMail } from '../support/raw-mail';
import { aMailbox, arrive, aStaff, testDesk, USUAL_THREADING, type TestDesk } from '../support/test-desk';
import { readMail } from '../support/read-mail';

const ACCOUNTS = [
	'support@acme.test',
	'replies@acme.test',
	'john@staff.test',
	'chris@staff.test',
	'frank@customer.test',
];

describe('a relayed reply', () => {
	let server: NpmMail;
	let sender: SmtpSender;
	let desk: TestDesk;
	let mailbox: Mailbox;
	let john: Staff;

	beforeAll(async () => {
		({ server, sender } = await startNpmSender(ACCOUNTS));
	});

	afterAll(async () => {
		sender.close();
		await server.stop();
	});

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk, { acceptsPlusAddresses: true });
		john = await aStaff(desk, {
			address: 'john@staff.test',
			signature: '{staffName}\n{channelName}, first floor',
		});
	});

	it('reaches the customer from the desk, with the desk signature and without quote or client signature', async () => {
		const master = await aMailbox(desk, { address: 'replies@acme.test', channelName: 'Acme Replies' });
		await desk.store.mailboxes.setConnection(master.id, 'connected', '', new Date());
		await updateMailbox(desk, mailbox.id, { masterInboxId: master.id });
		const frank = rawMail({ messageId: 'first@customer.test', subject: 'My printer' });
		await arrive(desk, mailbox, frank);
		const notification = await notify();
		const { outcome } = await arrive(
			desk,
			mailbox,
			replyTo(notification, 'Have you tried a reboot?\n\n-- \nJohn, sent from Mutt'),
		);
		expect(outcome.kind).toBe('staff-reply');

		const reply = await send(outcome);

		expect(reply.from).toEqual({ name: 'John Miller via Acme Support', address: 'support@acme.test' });
		expect(reply.replyTo).toEqual([{ name: 'Acme Support', address: 'replies@acme.test' }]);
		expect(reply.inReplyTo).toEqual(['first@customer.test']);
		expect(reply.references).toEqual(['first@customer.test']);
		expect(reply.subject).toBe('Re: My printer');
		expect(reply.text.trim()).toBe('Have you tried a reboot?\n\n-- \nJohn Miller\nAcme Support, first floor');
		expect(reply.headers.has('auto-submitted')).toBe(false);
	});

	it('brings the customer’s answer back into the same conversation, whichever mailbox it reaches', async () => {
		const other = await aMailbox(desk, { address: 'replies@acme.test', channelName: 'Acme Replies' });
		const { outcome: first } = await arrive(desk, mailbox, {});
		const reply = await send((await arrive(desk, mailbox, replyTo(await notify(), 'Reboot.'))).outcome);
		const { outcome } = await arrive(desk, other, {
			inReplyTo: reply.messageId,
			references: [reply.messageId],
			text: 'It works.',
		});
		expect(outcome.kind).toBe('customer-reply');
		expect(await conversationOf(outcome)).toBe(await conversationOf(first));
	});

	it('is the same when everything runs twice', async () => {
		await arrive(desk, mailbox, {});
		const { inboundMailId, outcome } = await arrive(desk, mailbox, replyTo(await notify(), 'Reboot.'));
		await send(outcome);
		const before = server.sent.length;
		expect(await threadMail(desk, inboundMailId, USUAL_THREADING)).toEqual(outcome);
		await notify();
		await send(outcome);
		expect(server.sent.length).toBe(before);
	});

	it.each<[string, (notification: Mail) => Buffer, string]>([
		[
			'comes from an address that is not on file',
			(mail) => replyTo(mail, 'Hi', 'john@home.test'),
			'sender-not-recipient',
		],
		[
			'is a colleague’s answer to this notification',
			(mail) => replyTo(mail, 'Hi', 'chris@staff.test'),
			'sender-not-recipient',
		],
		['has nothing above the quote', (mail) => replyTo(mail, ''), 'empty-reply'],
		['starts with a mistyped command', (mail) => replyTo(mail, '@nite he is angry'), 'unknown-command'],
		['has the notification attached', (mail) => withAttached(mail, mail.text), 'notification-in-reply'],
		[
			'has its bytes in a file',
			(mail) => withAttached(mail, mail.messageId, 'text/plain'),
			'notification-in-reply',
		],
		[
			'has its bytes in a file in UTF-16',
			(mail) => withAttached(mail, mail.messageId.split('').join('\0'), 'text/plain'),
			'notification-in-reply',
		],
		[
			'has a mail attached by Outlook',
			(mail) => withAttached(mail, 'compressed', 'application/vnd.ms-outlook'),
			'notification-in-reply',
		],
		[
			'has a mail of Outlook as a file',
			(mail) => withAttached(mail, 'compressed', 'application/octet-stream', 'original.msg'),
			'notification-in-reply',
		],
		[
			'has two authors',
			(mail) => replyTo(mail, 'Hi', 'john@staff.test, evil@x.test'),
			'sender-not-recipient',
		],
		['has two From fields', (mail) => withSecondFrom(replyTo(mail, 'Hi')), 'sender-not-recipient'],
		['hides a command', (mail) => replyTo(mail, '\u200b@nite he is angry'), 'unknown-command'],
		['has a note further down', (mail) => replyTo(mail, 'Hi\n@note he is angry'), 'unknown-command'],
		[
			'is a forward',
			(mail) => replyTo(mail, 'See below', 'john@staff.test', `Fwd: ${mail.subject}`),
			'not-addressed-to-us',
		],
	])('is held when it %s', async (_when, reply, reason) => {
		await aStaff(desk, { name: 'Chris', address: 'chris@staff.test' });
		await arrive(desk, mailbox, {});
		const { outcome } = await arrive(desk, mailbox, reply(await notify()));
		expect(await reasonOf(outcome)).toBe(reason);
	});

	it('is held when the token expired', async () => {
		await arrive(desk, mailbox, {});
		const notification = await notify();
		desk.wait(91 * 86_400_000);
		expect(await reasonOf((await arrive(desk, mailbox, replyTo(notification, 'Hi'))).outcome)).toBe(
			'token-expired',
		);
	});

	it('is held when a colleague was faster', async () => {
		await aStaff(desk, { name: 'Chris', address: 'chris@staff.test' });
		await arrive(desk, mailbox, {});
		const toJohn = await notify('john@staff.test');
		const toChris = await notify('chris@staff.test');
		await arrive(desk, mailbox, replyTo(toChris, 'I do it.', 'chris@staff.test'));
		expect(await reasonOf((await arrive(desk, mailbox, replyTo(toJohn, 'Me too'))).outcome)).toBe(
			'colleague-answered',
		);
	});

	it('never leaves when it is a vacation answer', async () => {
		await arrive(desk, mailbox, {});
		const notification = await notify();
		const away = rawMail({
			from: 'John <john@staff.test>',
			to: notification.replyTo[0]?.address ?? '',
			inReplyTo: notification.messageId,
			headers: ['Auto-Submitted: auto-replied'],
			text: 'I am away.',
		});
		expect((await arrive(desk, mailbox, away)).outcome).toMatchObject({
			kind: 'not-for-people',
			why: 'auto-reply',
		});
	});

	function withSecondFrom(raw: Buffer): Buffer {
		return Buffer.concat([Buffer.from('From: evil@x.test\r\n'), raw]);
	}

	function withAttached(
		notification: Mail,
		content: string,
		type = 'message/rfc822',
		filename = 'original',
	): Buffer {
		return Buffer.from(
			[
				`From: ${john.address}`,
				`To: ${notification.replyTo[0]?.address}`,
				`Subject: Re: ${notification.subject}`,
				`In-Reply-To: <${notification.messageId}>`,
				'Message-ID: <attached@staff.test>',
				'MIME-Version: 1.0',
				'Content-Type: multipart/mixed; boundary=cut',
				'',
				'--cut',
				'Content-Type: text/html',
				'',
				'Reboot.',
				'--cut',
				`Content-Type: ${type}`,
				`Content-Disposition: attachment; filename=${filename}`,
				'',
				'Subject: x',
				'',
				content,
				'--cut--',
				'',
			].join('\r\n'),
		);
	}

	async function notify(address = 'john@staff.test'): Promise<Mail> {
		const [conversation] = await desk.store.conversations.list({ limit: 1 });
		const history = await desk.store.messages.history(conversation?.id ?? '', 10);
		const first = history.find(({ kind }) => kind === 'customer');
		const { mails } = await queueNotifications(
			desk,
			first?.id ?? '',
			'new-conversation',
			'support@acme.test',
		);
		for (const { id } of mails) expect((await deliverMail(desk, sender, id)).state).toBe('sent');
		return await readLast(address);
	}

	async function send(outcome: Awaited<ReturnType<typeof threadMail>>): Promise<Mail> {
		if (outcome.kind !== 'staff-reply') throw new Error(`Not a staff reply: ${await reasonOf(outcome)}`);
		const queued = await queueReply(desk, outcome.messageId);
		if ('paused' in queued) throw new Error(queued.paused);
		expect((await deliverMail(desk, sender, queued.mail.id)).state).toBe('sent');
		return await readLast('frank@customer.test');
	}

	async function readLast(address: string): Promise<Mail> {
		const raw = (await server.inbox(address)).at(-1);
		if (!raw) throw new Error(`No mail for ${address}`);
		return await readMail(raw);
	}

	function replyTo(mail: Mail, text: string, from = john.address, subject = `Re: ${mail.subject}`): Buffer {
		return rawMail({
			from,
			to: mail.replyTo[0]?.address ?? mail.from?.address ?? '',
			subject,
			text: `${text}\n\nOn Sun, 22 Nov 2026 at 09:00, ${mail.from?.name} <${mail.from?.address}> wrote:\n${quoted(mail.text)}`,
			inReplyTo: mail.messageId,
			references: [...mail.references, mail.messageId],
		});
	}

	async function reasonOf(outcome: Awaited<ReturnType<typeof threadMail>>): Promise<string> {
		if (outcome.kind !== 'held') return outcome.kind;
		return (await desk.store.holds.byId(outcome.holdId))?.reason ?? 'no hold';
	}

	async function conversationOf(
		outcome: Awaited<ReturnType<typeof threadMail>>,
	): Promise<string | undefined> {
		const messageId = 'messageId' in outcome ? outcome.messageId : undefined;
		return (await desk.store.messages.byId(messageId ?? ''))?.conversationId;
	}
});
