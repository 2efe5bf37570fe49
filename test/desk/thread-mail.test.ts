import { beforeEach, describe, expect, it } from '@jest/globals';
import { setConversationStatus } from '../../helpdesk/desk/conversation-changes';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import { createStaff, updateStaff } from '../../helpdesk/desk/save-staff';
import { receivingAddresses } from '../../helpdesk/desk/receiving-address';
import { threadMail, threadMails } from '../../helpdesk/desk/thread-mail';
import { receiveMail } from '../../helpdesk/desk/receive-mail';
import type { Conversation, Message } from '../../helpdesk/domain/conversation';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { Staff } from '../../helpdesk/domain/staff';
import { answerTo, customerWrites, messageOf, notify, reasonOf, staffAnswers } from '../support/answers';
import { rawMail, type RawMailParts } from '../support/raw-mail';
import {
	aMailbox,
	arrive,
	aStaff,
	offerDue,
	testDesk,
	USUAL_THREADING,
	type TestDesk,
} from '../support/test-desk';

let desk: TestDesk;
let mailbox: Mailbox;
let john: Staff;

beforeEach(async () => {
	desk = await testDesk();
	mailbox = await aMailbox(desk);
	john = await aStaff(desk);
});

describe('threadMail of a customer’s mail', () => {
	it('opens a conversation with all that the mail says', async () => {
		const message = await customerWrites(desk, mailbox, {
			messageId: 'first@customer.test',
			text: 'It does not print.\n\nOn Sunday, Anna wrote:\n> Hello',
		});
		expect(message).toMatchObject({
			kind: 'customer',
			state: 'received',
			from: { name: 'Frank Furter', address: 'frank@customer.test' },
			text: 'It does not print.',
			messageId: 'first@customer.test',
			isNewParticipant: false,
		});
		expect(message.fullText).toContain('> Hello');
		expect(await conversationOf(message)).toMatchObject({
			number: 1,
			subject: 'My printer',
			status: 'open',
			mailboxId: mailbox.id,
			linkedToId: undefined,
		});
	});

	it('keeps two customers with the same subject apart', async () => {
		const frank = await customerWrites(desk, mailbox, { subject: 'Re: My printer' });
		const anna = await customerWrites(desk, mailbox, {
			from: 'anna@customer.test',
			subject: 'Re: My printer',
		});
		expect(anna.conversationId).not.toBe(frank.conversationId);
		expect(await conversationOf(anna)).toMatchObject({ linkedToId: undefined });
	});

	it('holds a staff member’s mail that kept nothing of a notification but its subject', async () => {
		const mail = { from: john.address, subject: 'AW: [#7] My printer', text: 'Reboot.' };
		expect(await reasonOf(desk, (await arrive(desk, mailbox, mail)).outcome)).toBe('staff-without-token');
	});

	it.each([
		['within the hour', 60_000, 'duplicate'],
		['a day later', 86_400_000, 'new-conversation'],
	])('takes the same mail without id and date %s for what it is', async (_when, laterMs, kind) => {
		const alarm = Buffer.from(
			'From: printer@customer.test\r\nTo: support@acme.test\r\n\r\nToner is low.\r\n',
		);
		await arrive(desk, mailbox, alarm);
		desk.wait(laterMs);
		expect(await reasonOf(desk, (await arrive(desk, mailbox, alarm)).outcome)).toBe(kind);
	});

	it('lets a staff member be a customer too, whose answer joins their own conversation', async () => {
		const question = await customerWrites(desk, mailbox, { from: john.address });
		const again = await customerWrites(desk, mailbox, { from: john.address, inReplyTo: question.messageId });
		expect(again).toMatchObject({ kind: 'customer', conversationId: question.conversationId });
	});

	it('knows a customer again by their address, whatever its case', async () => {
		const first = await conversationOf(await customerWrites(desk, mailbox));
		const second = await conversationOf(await customerWrites(desk, mailbox, { from: 'FRANK@Customer.test' }));
		expect(second.id).not.toBe(first.id);
		expect(second.contactId).toBe(first.contactId);
	});

	it.each(['inReplyTo', 'references'] as const)('lets who takes part answer by %s', async (field) => {
		const first = await customerWrites(desk, mailbox, { cc: 'anna@customer.test' });
		const parts =
			field === 'inReplyTo' ? { inReplyTo: first.messageId } : { references: ['x@y.test', first.messageId] };
		for (const from of ['frank@customer.test', 'Anna@customer.test'])
			expect(await customerWrites(desk, mailbox, { from, ...parts })).toMatchObject({
				conversationId: first.conversationId,
				isNewParticipant: false,
			});
	});

	it('opens a closed conversation again', async () => {
		const first = await customerWrites(desk, mailbox);
		await setConversationStatus(desk, first.conversationId, 'closed');
		expect(
			await conversationOf(await customerWrites(desk, mailbox, { inReplyTo: first.messageId })),
		).toMatchObject({
			id: first.conversationId,
			status: 'open',
		});
	});

	it('lets in who got our answer forwarded, marked, and keeps the customer', async () => {
		const reply = await queued(await staffAnswers(desk, mailbox));
		const answer = await customerWrites(desk, mailbox, answerTo(reply, { from: 'boss@customer.test' }));
		expect(answer).toMatchObject({ conversationId: reply.conversationId, isNewParticipant: true });
		const { contactId } = await conversationOf(answer);
		expect((await desk.store.contacts.byId(contactId))?.address).toBe('frank@customer.test');
	});

	it('knows the customer behind a group that writes our address into From', async () => {
		const first = await customerWrites(desk, mailbox);
		const answer = await customerWrites(desk, mailbox, {
			from: 'Frank via Support <support@acme.test>',
			headers: ['X-Original-From: Frank <frank@customer.test>'],
			inReplyTo: first.messageId,
		});
		expect(answer).toMatchObject({
			conversationId: first.conversationId,
			from: { address: 'frank@customer.test' },
			isNewParticipant: false,
		});
	});

	it('gives the same outcome when it runs again, and changes nothing', async () => {
		const { inboundMailId, outcome } = await arrive(desk, mailbox, {});
		const { conversationId } = await messageOf(desk, outcome);
		desk.wait(1000);
		expect(await threadMail(desk, inboundMailId, USUAL_THREADING)).toEqual(outcome);
		expect(await desk.store.conversations.list({ limit: 5 })).toHaveLength(1);
		expect(await desk.store.messages.history(conversationId, 5)).toHaveLength(1);
	});

	it('is one message when the same mail comes by two mailboxes', async () => {
		const sales = await aMailbox(desk, { address: 'sales@acme.test' });
		const raw = rawMail({ to: 'support@acme.test, sales@acme.test' });
		const first = await arrive(desk, mailbox, raw);
		const second = await arrive(
			desk,
			sales,
			Buffer.concat([Buffer.from('Delivered-To: sales@acme.test\r\n'), raw]),
		);
		expect(second.outcome).toEqual({
			kind: 'not-for-people',
			why: 'duplicate',
			messageId: (await messageOf(desk, first.outcome)).id,
		});
		expect(await desk.store.conversations.list({ limit: 5 })).toHaveLength(1);
	});

	it('is two messages when two mails carry the same Message-ID', async () => {
		const first = await customerWrites(desk, mailbox, { messageId: 'same@customer.test', text: 'one' });
		const second = await customerWrites(desk, mailbox, { messageId: 'same@customer.test', text: 'two' });
		expect(second.id).not.toBe(first.id);
	});

	it('knows no mail that is not there', async () => {
		await expect(threadMail(desk, 'none', USUAL_THREADING)).rejects.toMatchObject({
			code: 'inbound-mail-not-found',
		});
	});
});

describe('threadMail of an attack', () => {
	it('opens a conversation of its own for a stranger who quotes identifiers, linked', async () => {
		const first = await customerWrites(desk, mailbox);
		const stranger = await customerWrites(desk, mailbox, {
			from: 'eve@evil.test',
			inReplyTo: first.messageId,
		});
		expect(stranger.conversationId).not.toBe(first.conversationId);
		expect(await conversationOf(stranger)).toMatchObject({ linkedToId: first.conversationId });
	});

	it('does not let a stranger in by a token that was changed', async () => {
		const reply = await queued(await staffAnswers(desk, mailbox));
		const forged = reply.messageIdHeader.replace(reply.token, mangled(reply.token));
		const stranger = await customerWrites(desk, mailbox, { from: 'eve@evil.test', inReplyTo: forged });
		expect(stranger.conversationId).not.toBe(reply.conversationId);
	});

	it('does not let a stranger take a conversation over by using its identifier', async () => {
		const first = await customerWrites(desk, mailbox, { messageId: 'first@customer.test' });
		await customerWrites(desk, mailbox, {
			from: 'eve@evil.test',
			messageId: 'first@customer.test',
			text: 'mine',
		});
		const answer = await customerWrites(desk, mailbox, { inReplyTo: 'first@customer.test' });
		expect(answer.conversationId).toBe(first.conversationId);
	});

	it.each<[string, (john: OutboundMail, reply: OutboundMail, left: OutboundMail) => RawMailParts, string]>([
		[
			'a stranger uses a staff token',
			(mail) => answerTo(mail, { from: 'eve@evil.test' }),
			'sender-not-recipient',
		],
		[
			'a stranger uses a staff token with the right Reply-To',
			(mail) => answerTo(mail, { from: 'eve@evil.test', headers: ['Reply-To: john@acme-staff.test'] }),
			'sender-not-recipient',
		],
		[
			'a colleague uses it',
			(mail) => answerTo(mail, { from: 'chris@acme-staff.test' }),
			'sender-not-recipient',
		],
		['it was changed', (mail) => answerTo(mail, withToken(mail, mangled(mail.token))), 'token-invalid'],
		[
			'it lives longer than we said',
			(mail) => answerTo(mail, withToken(mail, `${mail.token.slice(0, 3)}zzzz${mail.token.slice(7)}`)),
			'token-invalid',
		],
		[
			'it names a key that we do not have',
			(mail) => answerTo(mail, withToken(mail, `s02${mail.token.slice(3)}`)),
			'token-invalid',
		],
		[
			'a customer’s token was made a staff token',
			(mail, reply) => answerTo(mail, withToken(mail, `s${reply.token.slice(1)}`)),
			'token-invalid',
		],
		[
			'staff answer with a customer’s token',
			(_mail, reply) => answerTo(reply, { from: 'john@acme-staff.test', to: 'support@acme.test' }),
			'staff-without-token',
		],
		[
			'a person answers who is no longer active',
			(_john, _reply, left) => answerTo(left),
			'sender-not-recipient',
		],
	])('holds the mail when %s', async (_when, write, reason) => {
		await aStaff(desk, { name: 'Chris', address: 'chris@acme-staff.test' });
		await aStaff(desk, { name: 'Left', address: 'left@acme-staff.test' });
		const message = await customerWrites(desk, mailbox);
		const mails = await notify(desk, mailbox, message);
		const [toJohn, , toLeft] = mails;
		if (!toJohn || !toLeft) throw new Error('Somebody was not notified.');
		await updateStaff(desk, toLeft.staffId, { isActive: false });
		const reply = await queued(
			await messageOf(desk, (await arrive(desk, mailbox, answerTo(toJohn))).outcome),
		);
		const before = await desk.store.messages.history(message.conversationId, 10);
		const { outcome } = await arrive(desk, mailbox, write(toJohn, reply, toLeft));
		expect(await reasonOf(desk, outcome)).toBe(reason);
		expect(await desk.store.messages.history(message.conversationId, 10)).toEqual(before);
	});

	it('does not take our own mail for anybody’s', async () => {
		const { outcome } = await arrive(desk, mailbox, { headers: [`X-Help-Desk: ${desk.store.deskId}`] });
		expect(outcome).toEqual({ kind: 'not-for-people', why: 'own-mail', messageId: undefined });
		expect(await desk.store.conversations.list({ limit: 5 })).toEqual([]);
	});

	it('does not let the Cc of a staff mail widen a conversation', async () => {
		const message = await customerWrites(desk, mailbox);
		const [notification] = await notify(desk, mailbox, message);
		await arrive(desk, mailbox, answerTo(notification, { cc: 'eve@evil.test' }));
		expect(await desk.store.conversations.isParticipant(message.conversationId, 'eve@evil.test')).toBe(false);
		const stranger = await customerWrites(desk, mailbox, {
			from: 'eve@evil.test',
			inReplyTo: message.messageId,
		});
		expect(stranger.conversationId).not.toBe(message.conversationId);
	});
});

describe('threadMail of a staff member’s answer', () => {
	it('keeps what was typed and gives the conversation to who answers first', async () => {
		const answer = await staffAnswers(desk, mailbox);
		expect(answer).toMatchObject({ kind: 'staff', state: 'unsent', staffId: john.id, text: 'Reboot.' });
		expect(await conversationOf(answer)).toMatchObject({ assigneeId: john.id });
	});

	it('leaves it with nobody where the team wants that', async () => {
		const [notification] = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		const settings = { ...USUAL_THREADING, assignToFirstResponder: false };
		const { outcome } = await arrive(desk, mailbox, answerTo(notification), settings);
		expect(await conversationOf(await messageOf(desk, outcome))).toMatchObject({ assigneeId: undefined });
	});

	it('takes an answer from any address on file', async () => {
		await updateStaff(desk, john.id, { alternateAddresses: ['john@home.test'], unconfirmedAddresses: [] });
		const [notification] = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		const answer = await messageOf(
			desk,
			(await arrive(desk, mailbox, answerTo(notification, { from: 'John@Home.test' }))).outcome,
		);
		expect(answer).toMatchObject({ kind: 'staff', staffId: john.id });
	});

	it('takes an answer of somebody who was in Cc before they joined the staff', async () => {
		const message = await customerWrites(desk, mailbox, { cc: 'chris@acme-staff.test' });
		const chris = await createStaff(desk, { ...john, name: 'Chris', address: 'chris@acme-staff.test' });
		const mails = await notify(desk, mailbox, message);
		const notification = mails.find(({ staffId }) => staffId === chris.id);
		expect((await arrive(desk, mailbox, answerTo(notification))).outcome.kind).toBe('staff-reply');
	});
});

describe('threadMail of automatic mail', () => {
	it('keeps an answer of a machine, but opens and assigns nothing', async () => {
		const first = await customerWrites(desk, mailbox);
		await setConversationStatus(desk, first.conversationId, 'closed');
		const { outcome } = await arrive(desk, mailbox, {
			inReplyTo: first.messageId,
			headers: ['Auto-Submitted: auto-replied'],
		});
		expect(await reasonOf(desk, outcome)).toBe('auto-reply');
		const message = await messageOf(desk, outcome);
		expect(message).toMatchObject({ kind: 'automatic', conversationId: first.conversationId });
		expect(await conversationOf(message)).toMatchObject({ status: 'closed', assigneeId: undefined });
	});

	it('opens no conversation for a bounce', async () => {
		const { outcome } = await arrive(desk, mailbox, {
			from: 'MAILER-DAEMON@mx.test',
			headers: ['X-Failed-Recipients: x@y.test', 'Auto-Submitted: auto-replied'],
		});
		expect(outcome).toEqual({ kind: 'not-for-people', why: 'bounce', messageId: undefined });
		expect(await desk.store.conversations.list({ limit: 5 })).toEqual([]);
	});
});

describe('threadMails', () => {
	it('threads several mails in their order, as one after the other would be', async () => {
		const ids = await received(
			rawMail({ messageId: 'one@x' }),
			rawMail({ messageId: 'two@x', inReplyTo: 'one@x' }),
			rawMail({ from: 'fiona@customer.test' }),
		);
		const outcomes = await threadMails(desk, ids, USUAL_THREADING);
		expect(outcomes.map(({ kind }) => kind)).toEqual([
			'new-conversation',
			'customer-reply',
			'new-conversation',
		]);
		expect(await threadMails(desk, ids, USUAL_THREADING)).toEqual(outcomes);
	});

	it('changes nothing when one of them is not there', async () => {
		const ids = await received(rawMail());
		const failure = threadMails(desk, [...ids, 'nothing'], USUAL_THREADING);
		await expect(failure).rejects.toMatchObject({ code: 'inbound-mail-not-found' });
		expect(await desk.store.conversations.list({ limit: 5 })).toEqual([]);
	});

	it('gives mail to the mailbox whose receiving address it names, however it came', async () => {
		const sales = await aMailbox(desk, { address: 'sales@acme.test' });
		const wish = { kind: 'own', domain: 'in.acme.test' } as const;
		const { current } = await receivingAddresses(desk, sales.id, wish);
		const message = await customerWrites(desk, mailbox, { headers: [`Delivered-To: ${current.address}`] });
		expect(await conversationOf(message)).toMatchObject({ mailboxId: sales.id });
	});

	it('flags a mail with the Message-ID of another one, and keeps both', async () => {
		const first = await customerWrites(desk, mailbox, { messageId: 'again@x', text: 'One' });
		const second = await customerWrites(desk, mailbox, { messageId: 'again@x', text: 'Two' });
		expect([first.hasReusedMessageId, second.hasReusedMessageId]).toEqual([false, true]);
		expect(second.id).not.toBe(first.id);
	});

	async function received(...raws: Buffer[]): Promise<string[]> {
		const mails = raws.map((raw, index) => ({ sourceKey: `imap:INBOX:1:${index}`, raw }));
		await receiveMail(desk, mailbox.id, mails);
		return (await offerDue(desk, mailbox.id, 10)).map(({ id }) => id);
	}
});

async function conversationOf({ conversationId }: Message): Promise<Conversation> {
	const conversation = await desk.store.conversations.byId(conversationId);
	if (!conversation) throw new Error(`There is no conversation ${conversationId}.`);
	return conversation;
}

async function queued({ id }: Message): Promise<OutboundMail> {
	const reply = await queueReply(desk, id);
	if ('paused' in reply) throw new Error(reply.paused);
	return reply.mail;
}

/** The last digit of the MAC changed. */
function mangled(token: string): string {
	return `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
}

function withToken(mail: OutboundMail, token: string): RawMailParts {
	const identifier = mail.messageIdHeader.replace(mail.token, token);
	return { to: 'support@acme.test', inReplyTo: identifier, references: [identifier] };
}
