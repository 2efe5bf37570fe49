import { beforeEach, describe, expect, it } from '@jest/globals';
import { setConversationStatus } from '../../helpdesk/desk/conversation-changes';
import { rawMailOf } from '../../helpdesk/desk/inbound-mails';
import { threadMail } from '../../helpdesk/desk/thread-mail';
import type { Message } from '../../helpdesk/domain/conversation';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { DESK_HEADER } from '../../helpdesk/domain/own-mail';
import type { Staff } from '../../helpdesk/domain/staff';
import { customerWrites, messageOf, notify, reasonOf, staffAnswers } from '../support/answers';
import { rawMail, type RawMailParts } from '../support/raw-mail';
import { aMailbox, arrive, aStaff, testDesk, USUAL_THREADING, type TestDesk } from '../support/test-desk';

const COPY = [
	'---------- Forwarded message ---------',
	'From: Maja Lind <maja@lind.test>',
	'Date: Mon, 3 Nov 2025 15:51:30 +0100',
	'Subject: Parcel 4711',
	'To: John <john@acme-staff.test>, Ole <ole@vik.test>',
	'',
	'Where is it?',
];

let desk: TestDesk;
let mailbox: Mailbox;
let john: Staff;

beforeEach(async () => {
	desk = await testDesk();
	mailbox = await aMailbox(desk);
	john = await aStaff(desk, { alternateAddresses: ['john@home.test'] });
	await aStaff(desk, { name: 'Kelly Ray', address: 'kelly@acme-staff.test' });
});

describe('takeForwardedMail of mail copied into the text', () => {
	it('opens a conversation of the customer who wrote it', async () => {
		const { message, conversation } = await taken({ text: COPY.join('\n') });
		expect(message).toMatchObject({
			kind: 'customer',
			from: { name: 'Maja Lind', address: 'maja@lind.test' },
			staffId: john.id,
			subject: 'Parcel 4711',
			text: 'Where is it?',
			fullText: 'Where is it?',
			createdAt: new Date('2025-11-03T14:51:30Z'),
		});
		expect(conversation).toMatchObject({ subject: 'Parcel 4711', status: 'open', mailboxId: mailbox.id });
		expect(await desk.store.contacts.byId(conversation.contactId)).toMatchObject({
			name: 'Maja Lind',
			address: 'maja@lind.test',
		});
		const isIn = (address: string) => desk.store.conversations.isParticipant(conversation.id, address);
		expect([await isIn('maja@lind.test'), await isIn('ole@vik.test')]).toEqual([true, true]);
		expect([await isIn(john.address), await isIn(mailbox.address)]).toEqual([false, false]);
		expect(await historyOf(message)).toHaveLength(1);
	});

	it('makes a note of what the staff member wrote, and names them in the events', async () => {
		const { message } = await taken({ text: ['Please be quick.', '', ...COPY].join('\n') });
		const [first, note, ...others] = await historyOf(message);
		expect(first).toEqual(message);
		expect(note).toMatchObject({
			kind: 'note',
			from: { name: john.name, address: john.address },
			staffId: john.id,
			text: 'Please be quick.',
			attachments: [],
		});
		expect(others).toEqual([]);
		expect(await eventsOf('conversation-created')).toMatchObject([{ data: { forwardedBy: john.id } }]);
		expect(await eventsOf('note-added')).toMatchObject([{ messageId: note?.id, data: { staffId: john.id } }]);
	});

	it.each([
		['a signature', 'Please be quick.\n\n-- \nJohn Miller\nAcme', ['Please be quick.']],
		['nothing but a signature', 'Sent from my iPhone', []],
	])('leaves %s out of the note', async (_, typed, notes) => {
		const { message } = await taken({ text: `${typed}\n\n${COPY.join('\n')}` });
		expect((await historyOf(message)).slice(1).map(({ text }) => text)).toEqual(notes);
	});

	it('tells all but who forwarded it', async () => {
		const { message } = await taken({ text: COPY.join('\n'), from: 'john@home.test' });
		const mails = await notify(desk, mailbox, message);
		expect(mails.map(({ recipient }) => recipient.address)).toEqual(['kelly@acme-staff.test']);
	});

	it('takes attachments of the mail as the customer’s', async () => {
		const { message } = await taken(withParts(COPY.join('\n'), fileOf('photo.txt', 'a photo')));
		expect(message.attachments).toMatchObject([{ filename: 'photo.txt', bytes: 7 }]);
		expect(await contentOf(message)).toEqual(['a photo']);
	});

	it('joins the conversation of our answer that the customer answered', async () => {
		const answer = await staffAnswers(desk, mailbox, { from: 'Maja Lind <maja@lind.test>' });
		await setConversationStatus(desk, answer.conversationId, 'closed');
		const references = [(await historyOf(answer))[0]?.messageId ?? ''];
		const { message, outcome } = await taken({ text: COPY.join('\n'), inReplyTo: 'x@lind.test', references });
		expect(outcome.kind).toBe('customer-reply');
		expect(message).toMatchObject({ conversationId: answer.conversationId, messageId: 'x@lind.test' });
		expect(await desk.store.conversations.byId(answer.conversationId)).toMatchObject({ status: 'open' });
		expect(await eventsOf('customer-replied')).toMatchObject([{ data: { forwardedBy: john.id } }]);
	});

	it('links a new conversation to that of others', async () => {
		const other = await customerWrites(desk, mailbox, { messageId: 'others@customer.test' });
		const { conversation } = await taken({ text: COPY.join('\n'), references: ['others@customer.test'] });
		expect(conversation.linkedToId).toBe(other.conversationId);
	});

	it.each([
		['In-Reply-To', { inReplyTo: 'parcel@lind.test' }],
		['X-Forwarded-Message-Id', { headers: ['X-Forwarded-Message-Id: <parcel@lind.test>'] }],
	])('adds no more than the note to mail that is here already by %s', async (_, parts: RawMailParts) => {
		const known = await customerWrites(desk, mailbox, {
			from: 'Maja Lind <maja@lind.test>',
			messageId: 'parcel@lind.test',
		});
		const text = ['Please be quick.', '', ...COPY].join('\n');
		const { outcome } = await forwarded({ ...parts, text });
		expect(outcome).toEqual({ kind: 'not-for-people', why: 'duplicate', messageId: known.id });
		expect((await historyOf(known)).map(({ kind, text: said }) => [kind, said])).toEqual([
			['customer', known.text],
			['note', 'Please be quick.'],
		]);
	});

	it('does nothing twice', async () => {
		const mail = rawMail(forwardOf({ text: ['Please be quick.', '', ...COPY].join('\n') }));
		const { inboundMailId, outcome } = await arrive(desk, mailbox, mail);
		expect(await threadMail(desk, inboundMailId, USUAL_THREADING)).toEqual(outcome);
		const again = await arrive(desk, mailbox, mail);
		const message = await messageOf(desk, outcome);
		expect(again.outcome).toEqual({ kind: 'not-for-people', why: 'duplicate', messageId: message.id });
		expect(await historyOf(message)).toHaveLength(2);
	});

	it('takes what a customer forwards for a mail of the customer', async () => {
		const message = await customerWrites(desk, mailbox, { subject: 'Fwd: Parcel', text: COPY.join('\n') });
		expect(message).toMatchObject({ from: { address: 'frank@customer.test' }, subject: 'Fwd: Parcel' });
	});
});

describe('takeForwardedMail of an attached mail', () => {
	const original = rawMail({
		from: 'Maja Lind <maja@lind.test>',
		to: 'john@acme-staff.test',
		subject: 'Parcel 4711',
		text: 'Where is it?\n\nMaja',
		messageId: 'parcel@lind.test',
	});

	it('takes it for the mail itself', async () => {
		const { message } = await taken(withParts('Please be quick.', mailPart(original)));
		expect(message).toMatchObject({
			kind: 'customer',
			from: { name: 'Maja Lind', address: 'maja@lind.test' },
			subject: 'Parcel 4711',
			text: 'Where is it?\n\nMaja',
			messageId: 'parcel@lind.test',
			attachments: [],
		});
		expect((await historyOf(message))[1]).toMatchObject({ kind: 'note', text: 'Please be quick.' });
	});

	it('keeps its attachments at hand', async () => {
		const inner = Buffer.from(
			withParts('Where is it?', fileOf('a.txt', 'first'), fileOf('b.txt', 'second'))
				.toString()
				.replace(/^From: .*$/m, 'From: maja@lind.test'),
		);
		const { message } = await taken(withParts('', fileOf('own.txt', 'of John'), mailPart(inner)));
		expect(message.attachments.map(({ filename }) => filename)).toEqual(['a.txt', 'b.txt']);
		expect(await contentOf(message)).toEqual(['first', 'second']);
		const [notification] = await notify(desk, mailbox, message);
		expect(notification?.recipe.attachments).toHaveLength(2);
	});

	it('is one message with the same mail that came directly before', async () => {
		const known = await messageOf(desk, (await arrive(desk, mailbox, original)).outcome);
		const { outcome } = await forwarded(withParts('Please be quick.', mailPart(original)));
		expect(outcome).toEqual({ kind: 'not-for-people', why: 'duplicate', messageId: known.id });
		expect((await historyOf(known)).map(({ kind }) => kind)).toEqual(['customer', 'note']);
	});

	it('is one message with the same mail that comes directly later', async () => {
		const { message } = await taken(withParts('', mailPart(original)));
		const { outcome } = await arrive(desk, mailbox, original);
		expect(outcome).toEqual({ kind: 'not-for-people', why: 'duplicate', messageId: message.id });
	});

	it('does nothing twice', async () => {
		const mail = withParts('Please be quick.', mailPart(original));
		const { message } = await taken(mail);
		expect((await forwarded(mail)).outcome).toMatchObject({ kind: 'not-for-people', why: 'duplicate' });
		expect(await historyOf(message)).toHaveLength(2);
	});

	it('answers with an attached mail are held as before', async () => {
		const known = await customerWrites(desk, mailbox);
		const raw = withParts('See there.', mailPart(original)).toString();
		const answer = raw.replace(
			/^Subject: .*$/m,
			`Subject: Re: My printer\r\nIn-Reply-To: <${known.messageId}>`,
		);
		expect(await heldFor(Buffer.from(answer))).toBe('staff-without-token');
	});
});

describe('takeForwardedMail holds', () => {
	const from = (sender: string) => COPY.map((line) => (line.startsWith('From:') ? `From: ${sender}` : line));

	it.each<[string, RawMailParts, string]>([
		['a forward that shows no sender', { text: 'See below.' }, 'forward-without-sender'],
		['a sender without address', { text: from('Maja Lind').join('\n') }, 'forward-without-sender'],
		['mail of our own', { text: from('Acme <support@acme.test>').join('\n') }, 'forwarded-by-staff'],
		[
			'mail of our own with a plus-part',
			{ text: from('support+x@acme.test').join('\n') },
			'forwarded-by-staff',
		],
		['mail of a colleague', { text: from('kelly@acme-staff.test').join('\n') }, 'forwarded-by-staff'],
		['mail that has us in Cc only', { to: 'ole@vik.test', cc: 'support@acme.test' }, 'not-addressed-to-us'],
		['a forwarded notification', { subject: 'Fwd: [#7] Parcel' }, 'staff-without-token'],
		['mail of two authors', { from: 'john@acme-staff.test, x@y.test' }, 'forwarded-by-staff'],
	])('%s', async (_, parts, reason) => {
		expect(await heldFor({ text: COPY.join('\n'), ...parts })).toBe(reason);
	});

	it('mail of somebody who is no longer active', async () => {
		await aStaff(desk, { name: 'Old', address: 'old@acme-staff.test', isActive: false });
		expect(await heldFor({ from: 'old@acme-staff.test', text: COPY.join('\n') })).toBe('forwarded-by-staff');
	});

	it('several attached mails', async () => {
		const part = mailPart(rawMail());
		expect(await heldFor(withParts('', part, part))).toBe('forward-without-sender');
	});

	it('an attached mail that the desk wrote', async () => {
		const own = rawMail({ headers: [`${DESK_HEADER}: ${desk.store.deskId}`] });
		expect(await heldFor(withParts('', mailPart(own)))).toBe('forwarded-by-staff');
	});

	it('notes what a held forward was', async () => {
		await forwarded({ text: 'See below.' });
		expect(await eventsOf('mail-held')).toMatchObject([{ data: { reason: 'forward-without-sender' } }]);
		expect(await eventsOf('note-added')).toEqual([]);
	});
});

function forwardOf(parts: RawMailParts): RawMailParts {
	return { from: `John Miller <${john.address}>`, subject: 'Fwd: Parcel 4711', ...parts };
}

async function forwarded(mail: RawMailParts | Buffer) {
	return await arrive(desk, mailbox, Buffer.isBuffer(mail) ? mail : forwardOf(mail));
}

async function taken(mail: RawMailParts | Buffer) {
	const { outcome } = await forwarded(mail);
	const message = await messageOf(desk, outcome);
	const conversation = await desk.store.conversations.byId(message.conversationId);
	if (!conversation) throw new Error('There is no conversation.');
	return { message, outcome, conversation };
}

async function heldFor(mail: RawMailParts | Buffer): Promise<string | undefined> {
	return await reasonOf(desk, (await forwarded(mail)).outcome);
}

async function historyOf({ conversationId }: Message): Promise<Message[]> {
	return await desk.store.messages.history(conversationId, 100);
}

async function eventsOf(type: string) {
	return await desk.store.eventsSince(type, new Date(0), 10);
}

async function contentOf({ inboundMailId = '', attachments }: Message): Promise<string[]> {
	const inbound = await desk.store.inbound.byId(inboundMailId);
	const raw = rawMailOf(desk.store, { id: inboundMailId, bytes: inbound?.bytes ?? 0 });
	const files = await desk.reader.attachments(
		raw,
		attachments.map(({ index }) => index),
	);
	return files.map(({ content }) => Buffer.from(content).toString());
}

let boundaries = 0;

function withParts(text: string, ...parts: readonly string[]): Buffer {
	boundaries += 1;
	const boundary = `part-${boundaries}`;
	const head = rawMail(forwardOf({ text: '' }))
		.toString()
		.replace(/^Content-.*\r\n/gm, '')
		.replace(/\r\n\r\n[^]*$/, '');
	const body = ['Content-Type: text/plain; charset=utf-8', '', text].join('\r\n');
	const sections = [body, ...parts].map((part) => `--${boundary}\r\n${part}\r\n`);
	const type = `Content-Type: multipart/mixed; boundary="${boundary}"`;
	return Buffer.from([head, type, '', `${sections.join('')}--${boundary}--`, ''].join('\r\n'));
}

function fileOf(filename: string, content: string): string {
	return [
		'Content-Type: text/plain',
		'Content-Transfer-Encoding: base64',
		`Content-Disposition: attachment; filename="${filename}"`,
		'',
		Buffer.from(content).toString('base64'),
	].join('\r\n');
}

function mailPart(raw: Buffer): string {
	return `Content-Type: message/rfc822\r\n\r\n${raw.toString()}`;
}
