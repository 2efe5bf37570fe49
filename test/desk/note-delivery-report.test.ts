import { beforeEach, describe, expect, it } from '@jest/globals';
import { deliverDueMail } from '../../helpdesk/desk/deliver-due-mail';
import { contactHealth, liftSuppression } from '../../helpdesk/desk/lift-suppression';
import { mergeConversations } from '../../helpdesk/desk/merge-conversations';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import { suppressionText, isSuppressed } from '../../helpdesk/domain/address-health';
import type { Message } from '../../helpdesk/domain/conversation';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { MailSender } from '../../helpdesk/ports';
import { answerTo, customerWrites, messageOf, notify, staffAnswers } from '../support/answers';
import { sendDue } from '../support/outbox';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const FRANK = 'frank@customer.test';

let desk: TestDesk;
let mailbox: Mailbox;
let answer: Message;
let reply: OutboundMail;

beforeEach(async () => {
	desk = await testDesk();
	mailbox = await aMailbox(desk);
	await aStaff(desk);
	answer = await staffAnswers(desk, mailbox);
	reply = await sent(answer);
});

describe('noteDeliveryReport', () => {
	it('calls the answer failed, suppresses the address and tells author and assignee, when the user is unknown', async () => {
		const { outcome } = await arrive(desk, mailbox, bounce({}));
		expect(outcome).toMatchObject({ kind: 'not-for-people', why: 'bounce' });
		expect(await states()).toEqual(['failed', 'failed']);
		expect(await health()).toMatchObject({
			suppressedAt: expect.any(Date),
			softFailures: 0,
			lastReason: 'user-unknown',
		});
		const [event] = await desk.store.eventsSince('delivery-failed', new Date(0), 5);
		const { assigneeId } = await conversation();
		expect(event).toMatchObject({
			messageId: answer.id,
			data: { recipient: FRANK, isHard: true, authorId: answer.staffId, assigneeId },
		});
	});

	it('calls the mail failed that asked at a staff member’s address, which belongs to no conversation', async () => {
		await aStaff(desk, {
			address: 'kelly@acme-staff.test',
			alternateAddresses: ['kelly@home.test'],
			unconfirmedAddresses: ['kelly@home.test'],
		});
		const [asked] = (await sendDue(desk, mailbox)).filter(({ mail }) => mail.recipe.kind === 'confirmation');
		const parts = { recipient: 'kelly@home.test', id: asked?.mail.messageIdHeader };
		const { outcome } = await arrive(desk, mailbox, bounce(parts));
		expect(outcome).toEqual({ kind: 'not-for-people', why: 'bounce', messageId: undefined });
		const failed = await desk.store.outbound.lastAboutStaff('kelly@home.test');
		expect(failed).toMatchObject({
			id: asked?.mail.id,
			state: 'failed',
			error: expect.stringMatching(/user/i),
		});
		expect(await desk.store.conversations.list({ limit: 5 })).toHaveLength(1);
	});

	it('keeps the report with the conversation, opens no other, and reopens that one', async () => {
		const { id } = await conversation();
		await desk.store.conversations.setStatus(id, 'closed', desk.clock.now());
		await arrive(desk, mailbox, bounce({}));
		expect(await desk.store.conversations.list({ limit: 5 })).toMatchObject([{ id, status: 'open' }]);
		const history = await desk.store.messages.history(id, 10);
		expect(history.map(({ kind }) => kind)).toEqual(['customer', 'staff', 'system', 'automatic']);
	});

	it('owes the author a mail about it, once', async () => {
		await arrive(desk, mailbox, bounce({}));
		await arrive(desk, mailbox, bounce({ subject: 'Once more' }));
		const told: string[] = [];
		const sender: MailSender = {
			send: async ({ mail, text }) => {
				told.push(`${mail.recipient.address} ${text.includes('was not delivered')}`);
				return { kind: 'sent', response: '250' };
			},
		};
		desk.wait(3_600_000);
		await deliverDueMail(desk, sender, mailbox.address, () => false);
		expect(told).toEqual(['john@acme-staff.test true']);
	});

	it('follows an answer whose conversation was merged', async () => {
		const other = await customerWrites(desk, mailbox, { subject: 'Another' });
		await mergeConversations(desk, answer.conversationId, other.conversationId);
		await arrive(desk, mailbox, bounce({}));
		const history = await desk.store.messages.history(other.conversationId, 10);
		expect(history.at(-1)).toMatchObject({ kind: 'automatic' });
		const [event] = await desk.store.eventsSince('delivery-failed', new Date(0), 5);
		expect(event).toMatchObject({ conversationId: other.conversationId });
	});

	it('counts what may pass, and suppresses nothing', async () => {
		await arrive(desk, mailbox, bounce({ status: '5.2.2', diagnosis: '552 5.2.2 mailbox full' }));
		await arrive(
			desk,
			mailbox,
			bounce({ status: '4.4.7', diagnosis: '421 expired', subject: 'Undelivered again' }),
		);
		expect(await states()).toEqual(['failed', 'failed']);
		expect(await health()).toMatchObject({ suppressedAt: undefined, softFailures: 2, lastReason: 'expired' });
	});

	it('takes a delay for none', async () => {
		const { outcome } = await arrive(desk, mailbox, bounce({ action: 'delayed', status: '4.4.1' }));
		expect(outcome).toMatchObject({ why: 'delay' });
		expect(await states()).toEqual(['sent', 'sent']);
		expect(await health()).toBeUndefined();
		expect(await desk.store.eventsSince('delivery-delayed', new Date(0), 5)).toHaveLength(1);
		expect(await desk.store.eventsSince('delivery-failed', new Date(0), 5)).toEqual([]);
	});

	it('finds the answer by what else it left with where a relay gave it another Message-ID', async () => {
		const again = await nextAnswer();
		await queueReply(desk, again.id);
		const [left] = (await sendDue(desk, mailbox)).filter(({ mail }) => mail.messageId === again.id);
		const fields = Object.entries(left?.headers ?? {}).map(([name, body]) => `${name}: ${body}`);
		await arrive(desk, mailbox, bounce({ id: 'of-the-relay@relay.test', returned: fields.join('\r\n') }));
		expect((await desk.store.messages.byId(again.id))?.state).toBe('failed');
		expect(await states()).toEqual(['sent', 'sent']);
	});

	it('knows the recipient by either form of an internationalised domain', async () => {
		const from = 'Frank <frank@xn--mller-kva.test>';
		const question = await customerWrites(desk, mailbox, { from });
		const [notification] = await notify(desk, mailbox, question);
		const { outcome } = await arrive(desk, mailbox, answerTo(notification, { text: 'Reboot.' }));
		const { id } = await messageOf(desk, outcome);
		await queueReply(desk, id);
		const [left] = (await sendDue(desk, mailbox)).filter(({ mail }) => mail.messageId === id);
		await arrive(
			desk,
			mailbox,
			bounce({ id: left?.mail.messageIdHeader, recipient: 'frank@xn--mller-kva.test' }),
		);
		expect((await desk.store.messages.byId(id))?.state).toBe('failed');
	});

	it.each([
		['names no mail of ours', { id: 'hd.forged@acme.test' }],
		['names nothing', { id: undefined }],
		['is about somebody to whom that mail did not go', { recipient: 'kelly@customer.test' }],
		['forges a token', { id: 'x@y.test', returned: `X-Help-Desk-Token: c${'0'.repeat(38)}` }],
	])('changes nothing when the report %s', async (_when, parts) => {
		await arrive(desk, mailbox, bounce(parts));
		expect(await states()).toEqual(['sent', 'sent']);
		expect(await health()).toBeUndefined();
		expect(await desk.store.eventsSince('delivery-failed', new Date(0), 5)).toEqual([]);
		expect(await desk.store.conversations.list({ limit: 5 })).toHaveLength(1);
	});

	it('says of a notification that it came back, and nothing to the customer’s conversation', async () => {
		const [notification] = await notify(
			desk,
			mailbox,
			await customerWrites(desk, mailbox, { subject: 'Another' }),
		);
		if (!notification) throw new Error('Nobody was notified.');
		await desk.store.outbound.setState(notification.id, { state: 'sent', sentAt: desk.clock.now() });
		const { address } = notification.recipient;
		await arrive(desk, mailbox, bounce({ id: notification.messageIdHeader, recipient: address }));
		expect((await desk.store.outbound.byId(notification.id))?.state).toBe('failed');
		expect(await desk.store.addresses.byAddress(address)).toBeUndefined();
		const [event] = await desk.store.eventsSince('delivery-failed', new Date(0), 5);
		expect(event?.data).toMatchObject({ kind: 'notification', recipient: address });
	});
});

describe('a suppressed address', () => {
	it('holds the next answer back with the reason, until the suppression is lifted', async () => {
		await arrive(desk, mailbox, bounce({}));
		const next = await nextAnswer();
		const queued = await queueReply(desk, next.id);
		expect(queued).toMatchObject({ paused: 'address-suppressed', health: { address: FRANK } });
		expect(await queueReply(desk, next.id)).toMatchObject({ paused: 'address-suppressed' });
		expect((await desk.store.messages.byId(next.id))?.state).toBe('paused');
		expect(await desk.store.eventsSince('reply-paused', new Date(0), 5)).toHaveLength(1);
		const warnings = (await sendDue(desk, mailbox)).filter(({ text }) => /Not sent: /.test(text));
		expect(warnings).toMatchObject([{ mail: { recipient: { address: 'john@acme-staff.test' } } }]);
		expect(warnings[0]?.text).toContain('Not sent: The address frank@customer.test is suppressed since');
		const known = await health();
		if (!isSuppressed(known)) throw new Error('The address is not suppressed.');
		expect(suppressionText(known)).toMatch(
			/^The address frank@customer.test is suppressed since 2026-11-22, because/,
		);

		expect(await liftSuppression(desk, FRANK)).toMatchObject({ health: undefined });
		const delivered = await deliverDueMail(
			desk,
			{ send: async () => ({ kind: 'sent', response: 'ok' }) },
			'support@acme.test',
		);
		expect(delivered).toMatchObject([{ messageId: next.id, state: 'sent' }]);
	});

	it('is told with its contact; nobody is none', async () => {
		expect(await contactHealth(desk.store, FRANK)).toMatchObject({
			contact: { address: FRANK },
			health: undefined,
		});
		await expect(contactHealth(desk.store, 'nobody@x.test')).rejects.toMatchObject({
			code: 'contact-not-found',
		});
	});
});

interface Bounce {
	readonly id?: string | undefined;
	readonly recipient?: string;
	readonly action?: string;
	readonly status?: string;
	readonly diagnosis?: string;
	readonly returned?: string;
	readonly subject?: string;
}

function bounce(parts: Bounce): Buffer {
	const { recipient = FRANK, action = 'failed', status = '5.1.1', returned } = parts;
	const id = 'id' in parts ? parts.id : reply.messageIdHeader;
	return Buffer.from(
		[
			'Return-Path: <>',
			'From: Mail Delivery System <MAILER-DAEMON@mx.test>',
			'To: support@acme.test',
			`Subject: ${parts.subject ?? 'Undelivered Mail Returned to Sender'}`,
			'Content-Type: multipart/report; report-type=delivery-status; boundary=x',
			'',
			'--x',
			'',
			'It did not arrive.',
			'--x',
			'Content-Type: message/delivery-status',
			'',
			'Reporting-MTA: dns; mx.test',
			'',
			`Final-Recipient: rfc822; ${recipient}`,
			`Action: ${action}`,
			`Status: ${status}`,
			`Diagnostic-Code: smtp; ${parts.diagnosis ?? '550 5.1.1 No such user'}`,
			'--x',
			'Content-Type: text/rfc822-headers',
			'',
			...(id === undefined ? [] : [`Message-ID: <${id}>`]),
			...(returned === undefined ? [] : [returned]),
			'Subject: Re: My printer',
			'--x--',
			'',
		].join('\r\n'),
	);
}

async function sent(message: Message): Promise<OutboundMail> {
	const queued = await queueReply(desk, message.id);
	if ('paused' in queued) throw new Error('The answer waits.');
	const sender: MailSender = { send: async () => ({ kind: 'sent', response: 'ok' }) };
	const [mail] = await deliverDueMailOf(queued.mail, sender);
	if (!mail) throw new Error('Nothing was sent.');
	return mail;
}

async function deliverDueMailOf(mail: OutboundMail, sender: MailSender): Promise<OutboundMail[]> {
	desk.wait(120_000);
	return (await deliverDueMail(desk, sender, mail.from.address)).filter(({ id }) => id === mail.id);
}

async function nextAnswer(): Promise<Message> {
	const question = await customerWrites(desk, mailbox, { ...answerTo(reply), text: 'And now?' });
	const [notification] = await notify(desk, mailbox, question, 'customer-replied');
	const { outcome } = await arrive(desk, mailbox, answerTo(notification, { text: 'Reboot again.' }));
	const message =
		'messageId' in outcome ? await desk.store.messages.byId(outcome.messageId ?? '') : undefined;
	if (!message) throw new Error(`There is no answer: ${JSON.stringify(outcome)}`);
	return message;
}

async function conversation() {
	const found = await desk.store.conversations.byId(answer.conversationId);
	if (!found) throw new Error('The conversation is gone.');
	return found;
}

async function states(): Promise<unknown[]> {
	return [
		(await desk.store.messages.byId(answer.id))?.state,
		(await desk.store.outbound.byId(reply.id))?.state,
	];
}

function health() {
	return desk.store.addresses.byAddress(FRANK);
}
