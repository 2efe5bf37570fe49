import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SmtpSender } from '../../helpdesk/adapters/smtp/smtp-sender';
import type { ServerLogin } from '../../helpdesk/domain/server-login';
import { setConversationStatus } from '../../helpdesk/desk/conversation-changes';
import { deliverMail, deliverMails } from '../../helpdesk/desk/deliver-mail';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import { updateMailbox } from '../../helpdesk/desk/save-mailbox';
import type { Message } from '../../helpdesk/domain/conversation';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { MailSender } from '../../helpdesk/ports';
import { answerTo, customerWrites, messageOf, notify, staffAnswers } from '../support/answers';
import { aMessage } from '../support/builders';
import { freePort } from '../support/free-port';
import { startNpmMail, type NpmMail } from '../support/npm-mail';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';
import { rawMail } from '../support/raw-mail';
import { readMail } from '../support/read-mail';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ACCOUNTS = ['support@acme.test', 'john@acme-staff.test', 'frank@customer.test'];

describe('deliverMail', () => {
	let server: NpmMail;
	let sender: SmtpSender;
	/** A sender whose server is away. */
	let cutOff: SmtpSender;
	let desk: TestDesk;
	let mailbox: Mailbox;

	beforeAll(async () => {
		server = await startNpmMail({ accounts: ACCOUNTS.map((address) => ({ address, password: 'secret' })) });
		sender = new SmtpSender(loginAt(server.submissionPort));
		cutOff = new SmtpSender(loginAt(await freePort()));
	});

	afterAll(async () => {
		sender.close();
		cutOff.close();
		await server.stop();
	});

	beforeEach(async () => {
		server.sent.length = 0;
		desk = await testDesk();
		mailbox = await aMailbox(desk);
		await aStaff(desk);
	});

	it('sends an answer as a person’s mail, and says so in the message', async () => {
		const mail = await queued();
		expect(await deliverMail(desk, sender, mail.id)).toMatchObject({
			state: 'sent',
			attempts: 1,
			sentAt: desk.clock.now(),
			error: '',
		});
		expect((await messageById(mail)).state).toBe('sent');
		const { headers, messageId } = await lastSent();
		expect(messageId).toBe(mail.messageIdHeader);
		expect(headers.get('x-help-desk')).toEqual([desk.store.deskId]);
		expect(headers.has('auto-submitted')).toBe(false);
		expect(headers.has('x-auto-response-suppress')).toBe(false);
	});

	it('sends a notification as a machine’s mail', async () => {
		const [mail] = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		expect(await deliverMail(desk, sender, mail?.id ?? '')).toMatchObject({ state: 'sent' });
		const { headers, inReplyTo } = await lastSent();
		expect(headers.get('auto-submitted')).toEqual(['auto-generated']);
		expect(headers.get('x-auto-response-suppress')).toEqual(['All']);
		expect(headers.get('x-help-desk')).toEqual([desk.store.deskId]);
		expect(inReplyTo).toEqual(mail?.references);
	});

	it('shows in a notification what came before, newest first, but nothing of later', async () => {
		const first = await customerWrites(desk, mailbox, { text: 'the first words' });
		const [notification] = await notify(desk, mailbox, first);
		await arrive(desk, mailbox, answerTo(notification, { text: 'the second words' }));
		const third = await messageOf(
			desk,
			(await arrive(desk, mailbox, { inReplyTo: first.messageId, text: 'the third words' })).outcome,
		);
		const [mail] = await notify(desk, mailbox, third, 'customer-replied');
		await customerWrites(desk, mailbox, { inReplyTo: first.messageId, text: 'the fourth words' });
		await deliverMail(desk, sender, mail?.id ?? '');
		const { text } = await lastSent();
		expect([...text.matchAll(/the (\w+) words/g)].map(([, word]) => word)).toEqual([
			'third',
			'second',
			'first',
		]);
	});

	it('sends the same mail once, however often and by how many it is asked', async () => {
		const mail = await queued();
		await Promise.all([1, 2, 3].map(() => deliverMail(desk, sender, mail.id)));
		expect(await deliverMail(desk, sender, mail.id)).toMatchObject({ state: 'sent', attempts: 1 });
		expect(server.sent).toHaveLength(1);
	});

	it('tries again when the time has come, with the same Message-ID', async () => {
		const mail = await queued();
		expect(await deliverMail(desk, cutOff, mail.id)).toMatchObject({ state: 'retry', attempts: 1 });
		expect((await messageById(mail)).state).toBe('queued');
		desk.wait(MINUTE_MS - 1);
		expect(await deliverMail(desk, sender, mail.id)).toMatchObject({ state: 'retry', attempts: 1 });
		expect(server.sent).toEqual([]);
		desk.wait(1);
		expect(await deliverMail(desk, sender, mail.id)).toMatchObject({ state: 'sent', attempts: 2 });
		expect((await lastSent()).messageId).toBe(mail.messageIdHeader);
	});

	it('gives up after 48 hours and brings the conversation back', async () => {
		const mail = await queued();
		await setConversationStatus(desk, mail.conversationId, 'closed');
		await deliverMail(desk, cutOff, mail.id);
		expect((await conversation(mail))?.status).toBe('closed');
		desk.wait(48 * HOUR_MS);
		expect(await deliverMail(desk, cutOff, mail.id)).toMatchObject({
			state: 'failed',
			error: expect.stringMatching(/^Given up after 48 hours: \S/),
		});
		expect((await messageById(mail)).state).toBe('failed');
		expect((await conversation(mail))?.status).toBe('open');
	});

	it('fails at once when the server refuses for good, and brings the conversation back', async () => {
		const mail = await queued({ from: 'gone@customer.test' });
		await setConversationStatus(desk, mail.conversationId, 'closed');
		expect(await deliverMail(desk, sender, mail.id)).toMatchObject({
			state: 'failed',
			error: expect.stringContaining('550'),
		});
		expect((await messageById(mail)).state).toBe('failed');
		expect((await conversation(mail))?.status).toBe('open');
		const [note] = (await desk.store.messages.history(mail.conversationId, 9)).slice(-1);
		expect(note).toMatchObject({ kind: 'system', text: expect.stringContaining('550') });
		desk.wait(49 * HOUR_MS);
		expect(await deliverMail(desk, sender, mail.id)).toMatchObject({ state: 'failed', attempts: 1 });
	});

	it('tells the author of an answer that did not leave, by a mail that can be answered', async () => {
		const mail = await queued({ from: 'gone@customer.test' });
		await deliverMail(desk, sender, mail.id);
		await deliverMail(desk, sender, mail.id);
		expect(server.sent.map(({ recipients }) => recipients)).toEqual([['john@acme-staff.test']]);
		const notice = await lastSent();
		expect(notice.text).toContain('was not delivered');
		expect(notice.text).toContain('You get this because it is about an answer of yours, or in a');
		expect(notice.headers.get('auto-submitted')).toEqual(['auto-generated']);
		const again = rawMail({
			...{ from: 'john@acme-staff.test', to: 'support@acme.test', subject: `Re: ${notice.subject}` },
			...{ text: 'Once more.', inReplyTo: notice.messageId, references: [notice.messageId] },
		});
		expect((await arrive(desk, mailbox, again)).outcome.kind).toBe('staff-reply');
	});

	it('leaves conversation and message alone when a notification fails', async () => {
		await aStaff(desk, { address: 'gone@acme-staff.test' });
		const message = await customerWrites(desk, mailbox);
		await setConversationStatus(desk, message.conversationId, 'closed');
		const mail = (await notify(desk, mailbox, message)).find(
			({ recipient }) => recipient.address === 'gone@acme-staff.test',
		);
		expect(await deliverMail(desk, sender, mail?.id ?? '')).toMatchObject({ state: 'failed' });
		expect((await desk.store.conversations.byId(message.conversationId))?.status).toBe('closed');
		expect(await desk.store.messages.byId(message.id)).toEqual(message);
	});

	it('says once in a conversation who of staff could not be told', async () => {
		await aStaff(desk, { name: 'Gone', address: 'gone@acme-staff.test' });
		const message = await customerWrites(desk, mailbox);
		const next = { inReplyTo: message.messageId, text: 'And the scanner.' };
		const second = await messageOf(desk, (await arrive(desk, mailbox, next)).outcome);
		for (const [each, occasion] of [
			[message, 'new-conversation'],
			[second, 'new-conversation'],
		] as const) {
			const mails = await notify(desk, mailbox, each, occasion);
			const ids = mails.map(({ id }) => id);
			expect((await deliverMails(desk, sender, ids)).map(({ state }) => state).toSorted()).toEqual([
				'failed',
				'sent',
			]);
		}
		const notes = (await desk.store.messages.history(message.conversationId, 9)).filter(
			({ kind }) => kind === 'system',
		);
		expect(notes.map(({ text }) => text)).toEqual([
			expect.stringMatching(/^Gone <gone@acme-staff.test> could not be told/),
		]);
	});

	it('leaves open what a process left that died amid the mail, and does not send it again', async () => {
		const mail = await queued();
		await setConversationStatus(desk, mail.conversationId, 'closed');
		const leaseUntil = new Date(desk.clock.now().getTime() + MINUTE_MS);
		await desk.store.outbound.claim(mail.id, { claimId: 'dead', leaseUntil }, desk.clock.now());
		await desk.store.outbound.startTransmission(mail.id, { claimId: 'dead', leaseUntil });
		expect(await deliverMail(desk, sender, mail.id)).toMatchObject({ state: 'transmitting' });
		desk.wait(MINUTE_MS);
		expect(await deliverMail(desk, sender, mail.id)).toMatchObject({ state: 'ambiguous' });
		expect((await messageById(mail)).state).toBe('ambiguous');
		expect((await conversation(mail))?.status).toBe('open');
		expect(await deliverMail(desk, sender, mail.id)).toMatchObject({ state: 'ambiguous' });
		expect(server.sent.map(({ recipients }) => recipients)).toEqual([['john@acme-staff.test']]);
	});

	it('takes over what a process left that died before the mail', async () => {
		const mail = await queued();
		const leaseUntil = new Date(desk.clock.now().getTime() + MINUTE_MS);
		await desk.store.outbound.claim(mail.id, { claimId: 'dead', leaseUntil }, desk.clock.now());
		expect(await deliverMail(desk, sender, mail.id)).toMatchObject({ state: 'claimed' });
		desk.wait(MINUTE_MS + 1);
		expect(await deliverMail(desk, sender, mail.id)).toMatchObject({ state: 'sent', attempts: 2 });
		expect(server.sent).toHaveLength(1);
	});

	it.each([
		['before the mail left', () => sender],
		['and the server cannot be reached', () => cutOff],
	])('leaves a mail alone that was taken over from it %s', async (_when, slowSender) => {
		const mail = await queued();
		const claim = { claimId: 'other', leaseUntil: new Date(desk.clock.now().getTime() + HOUR_MS) };
		const slow = after(slowSender(), async () => {
			desk.wait(MINUTE_MS + 1);
			await desk.store.outbound.claim(mail.id, claim, desk.clock.now());
		});
		expect(await deliverMail(desk, slow, mail.id)).toMatchObject({
			state: 'claimed',
			leaseUntil: claim.leaseUntil,
		});
		expect(server.sent).toEqual([]);
		expect(await desk.store.outbound.startTransmission(mail.id, claim)).toBe(true);
	});

	it('leaves a mail sent that somebody else has sent meanwhile', async () => {
		const mail = await queued();
		const slow = after(sender, async () => {
			desk.wait(MINUTE_MS + 1);
			await deliverMail(desk, sender, mail.id);
		});
		expect(await deliverMail(desk, slow, mail.id)).toMatchObject({ state: 'sent' });
		expect((await messageById(mail)).state).toBe('sent');
		expect(server.sent).toHaveLength(1);
	});

	it('keeps an answer back while the master inbox is away, and takes the one that is set when it leaves', async () => {
		const replies = await aMailbox(desk, { address: 'replies@acme.test', channelName: 'Acme Replies' });
		await desk.store.mailboxes.setConnection(replies.id, 'connected', '', new Date());
		await updateMailbox(desk, mailbox.id, { masterInboxId: replies.id });
		const mail = await queued();
		await desk.store.mailboxes.setConnection(replies.id, 'disconnected', 'gone', new Date());
		expect(await deliverMail(desk, sender, mail.id)).toMatchObject({
			state: 'paused',
			error: expect.stringContaining('not connected'),
		});
		expect(server.sent).toEqual([]);
		await updateMailbox(desk, mailbox.id, { masterInboxId: undefined });
		desk.wait(72 * HOUR_MS);
		expect(await deliverMail(desk, sender, mail.id)).toMatchObject({ state: 'sent' });
		expect((await lastSent()).replyTo).toEqual([]);
	});

	it('fails what can no longer be written', async () => {
		const [mail] = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		if (!mail) throw new Error('Nobody was notified.');
		const gone = [{ inboundMailId: 'none', index: 0 }];
		const broken = { ...mail, id: 'broken', idempotencyKey: 'broken' };
		const recipe = { ...mail.recipe, attachments: gone };
		await desk.store.outbound.insertOnce({ ...broken, recipe });
		expect(await deliverMail(desk, sender, 'broken')).toMatchObject({
			state: 'failed',
			error: expect.stringContaining('none'),
		});
	});

	it('notifies of a message that hundreds came after', async () => {
		const message = await customerWrites(desk, mailbox, { text: 'the first words' });
		const [mail] = await notify(desk, mailbox, message);
		for (let count = 0; count < 600; count++) {
			const later = { ...aMessage({ conversationId: message.conversationId }), id: desk.ids.next() };
			await desk.store.messages.insert(later, `key of ${later.id}`);
		}
		expect(await deliverMail(desk, sender, mail?.id ?? '')).toMatchObject({ state: 'sent' });
		expect((await lastSent()).text).toContain('the first words');
	});

	it('reads the attachments of a mail once for all who are notified of it', async () => {
		for (let index = 0; index < 4; index++) await aStaff(desk, { address: `staff-${index}@acme-staff.test` });
		const raw = mailWithFile();
		const message = await messageOf(desk, (await arrive(desk, mailbox, raw)).outcome);
		const mails = await notify(desk, mailbox, message);
		let readings = 0;
		const attachments: typeof desk.reader.attachments = async (...args) => {
			readings += 1;
			return await desk.reader.attachments(...args);
		};
		const counting = { ...desk, reader: { ...desk.reader, attachments } };
		await deliverMails(
			counting,
			sender,
			mails.map(({ id }) => id),
		);
		expect(mails).toHaveLength(5);
		expect(readings).toBe(1);
	});

	it('knows no mail that is not there', async () => {
		await expect(deliverMail(desk, sender, 'none')).rejects.toMatchObject({
			code: 'outbound-mail-not-found',
		});
	});

	async function queued(customer: { readonly from?: string } = {}): Promise<OutboundMail> {
		const reply = await queueReply(desk, (await staffAnswers(desk, mailbox, customer)).id);
		if ('paused' in reply) throw new Error(reply.paused);
		return reply.mail;
	}

	async function messageById({ messageId }: OutboundMail): Promise<Message> {
		const message = await desk.store.messages.byId(messageId);
		if (!message) throw new Error(`There is no message ${messageId}.`);
		return message;
	}

	function conversation({ conversationId }: OutboundMail) {
		return desk.store.conversations.byId(conversationId);
	}

	async function lastSent() {
		return await readMail(server.sent.at(-1)?.raw ?? Buffer.alloc(0));
	}
});

/** A sender that is slow: something happens before it begins. */
function after(sender: MailSender, happen: () => Promise<void>): MailSender {
	return {
		send: async (mail, onTransmit) => {
			await happen();
			return await sender.send(mail, onTransmit);
		},
	};
}

function mailWithFile(): Buffer {
	return Buffer.from(
		[
			...['From: frank@customer.test', 'To: support@acme.test', 'Subject: With a file', 'MIME-Version: 1.0'],
			...['Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'See the file.', '--b'],
			...[
				'Content-Type: text/csv',
				'Content-Disposition: attachment; filename=f.csv',
				'',
				'1;2',
				'--b--',
				'',
			],
		].join('\r\n'),
	);
}

function loginAt(port: number): ServerLogin {
	return {
		host: '127.0.0.1',
		port,
		security: 'none',
		user: 'support@acme.test',
		password: 'secret',
		allowsUnknownCertificate: false,
	};
}
