import { beforeEach, describe, expect, it } from '@jest/globals';
import { changeTags, tagsOf } from '../../helpdesk/desk/change-tags';
import { assignConversation, setConversationStatus } from '../../helpdesk/desk/conversation-changes';
import { threadedJson } from '../../nodes/shared/threaded-json';
import { occasionOf } from '../../helpdesk/desk/notify-staff';
import type { Conversation } from '../../helpdesk/domain/conversation';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { Staff } from '../../helpdesk/domain/staff';
import { answerTo, customerWrites, messageOf, notify, reasonOf } from '../support/answers';
import { aMailbox, arrive, aStaff, testDesk, USUAL_THREADING, type TestDesk } from '../support/test-desk';

let desk: TestDesk;
let mailbox: Mailbox;
let john: Staff;
let kelly: Staff;
let notification: OutboundMail | undefined;

beforeEach(async () => {
	desk = await testDesk();
	mailbox = await aMailbox(desk);
	john = await aStaff(desk);
	kelly = await aStaff(desk, { name: 'Kelly Ray', address: 'kelly@acme-staff.test' });
	[notification] = await notify(desk, mailbox, await customerWrites(desk, mailbox));
});

describe('commands of an answer', () => {
	it.each<[string, string, () => Partial<Conversation>]>([
		['closes', '@close\nReboot.', () => ({ status: 'closed', assigneeId: john.id })],
		['puts aside', '@pending\nReboot.', () => ({ status: 'pending' })],
		['gives to a colleague', '@assign kelly\nReboot.', () => ({ assigneeId: kelly.id })],
		['gives to an address', '@assign kelly@acme-staff.test\nReboot.', () => ({ assigneeId: kelly.id })],
		['gives to nobody', '@assign nobody\nReboot.', () => ({ assigneeId: undefined })],
	])('%s, and the answer leaves without them', async (_what, text, expected) => {
		const { outcome } = await arrive(desk, mailbox, answerTo(notification, { text }));
		const message = await messageOf(desk, outcome);
		expect(message).toMatchObject({ kind: 'staff', state: 'unsent', text: 'Reboot.' });
		expect(await conversation()).toMatchObject(expected());
	});

	it.each([
		['puts tags on', '@tag billing, #Urgent\nReboot.', ['billing', 'old', 'urgent']],
		['takes tags off', '@untag Old\nReboot.', []],
		['does both', '@tag vip, -old\n@tag billing\nReboot.', ['billing', 'vip']],
	])('%s, and the answer leaves without them', async (_what, text, tags) => {
		const { id } = await conversation();
		await changeTags(desk, id, { add: ['old'], remove: [] });
		const { outcome } = await arrive(desk, mailbox, answerTo(notification, { text }));
		expect(await messageOf(desk, outcome)).toMatchObject({ kind: 'staff', text: 'Reboot.' });
		expect(await tagsOf(desk.store, id)).toEqual(tags);
	});

	it.each([
		['put on', 30, '@tag a, b\nReboot.', 'unknown-command'],
		['put on in turns', 29, '@tag a\n@tag b\nReboot.', 'unknown-command'],
		['put on and off', 30, '@tag a, -tag-0\nReboot.', 'staff-reply'],
		['there before', 30, '@tag tag-0\nReboot.', 'staff-reply'],
	])('keep to the number of tags that a conversation may have: %s', async (_how, count, text, kind) => {
		const { id } = await conversation();
		const add = Array.from({ length: count }, (_, index) => `tag-${index}`);
		await changeTags(desk, id, { add, remove: [] });
		const { outcome } = await arrive(desk, mailbox, answerTo(notification, { text }));
		expect(await reasonOf(desk, outcome)).toBe(kind);
	});

	it('are obeyed without a word to the customer', async () => {
		const { outcome } = await arrive(
			desk,
			mailbox,
			answerTo(notification, { text: '@close\n@assign kelly\n@tag a, -b' }),
		);
		expect(await reasonOf(desk, outcome)).toBe('commands');
		expect(await messageOf(desk, outcome)).toMatchObject({
			kind: 'system',
			text: 'Status: closed\nGiven to Kelly Ray\nTagged: a\nTags taken off: b',
			staffId: john.id,
		});
		expect(await conversation()).toMatchObject({ status: 'closed', assigneeId: kelly.id });
	});

	it.each([
		['nobody knows', '@assign karl\nReboot.'],
		['two have the name of', '@assign ray\nReboot.'],
	])('hold the answer when they name somebody whom %s', async (_who, text) => {
		await aStaff(desk, { name: 'Ray Charles', address: 'ray@acme-staff.test' });
		const { outcome } = await arrive(desk, mailbox, answerTo(notification, { text }));
		expect(await reasonOf(desk, outcome)).toBe('unknown-command');
		expect(await conversation()).toMatchObject({ assigneeId: undefined });
	});
});

describe('an @word for the customer', () => {
	it.each([
		['their name', 'Frank Furter', '@Frank: reboot.', 'staff-reply'],
		['their name below a greeting', 'Nate Furter', 'Hello,\n@Nate: reboot.', 'staff-reply'],
		['a name that a colleague has, too', 'Kelly Furter', '@Kelly: he is angry.', 'unknown-command'],
		['a colleague’s below a greeting', 'Frank Furter', 'Hello,\n@Kelly: he is angry.', 'unknown-command'],
	])('is %s', async (_what, name, text, kind) => {
		const from = `${name} <new@customer.test>`;
		const [told] = await notify(desk, mailbox, await customerWrites(desk, mailbox, { from }));
		const { outcome } = await arrive(desk, mailbox, answerTo(told, { text }));
		expect(await reasonOf(desk, outcome)).toBe(kind);
	});
});

describe('the name of somebody who wrote into the conversation', () => {
	it('is no command, above an answer and inside', async () => {
		const first = await customerWrites(desk, mailbox, { messageId: 'one@x', cc: 'anna@customer.test' });
		const from = 'Anna Note <anna@customer.test>';
		const second = await customerWrites(desk, mailbox, { from, inReplyTo: 'one@x' });
		expect(second.conversationId).toBe(first.conversationId);
		const [told] = await notify(desk, mailbox, second, 'customer-replied');
		const text = '@Anna: reboot.\n@anna and reboot again.';
		const { outcome } = await arrive(desk, mailbox, answerTo(told, { text }));
		expect(await messageOf(desk, outcome)).toMatchObject({ kind: 'staff', text });
	});
});

describe('giving a conversation to somebody', () => {
	it('is told to whoever has it then, each time anew', async () => {
		const told = async (text: string) => {
			const arrived = await arrive(desk, mailbox, answerTo(notification, { text }));
			const { occasion } = await threadedJson(desk.store, arrived);
			const message = await messageOf(desk, arrived.outcome);
			expect(await occasionOf(desk, message.id)).toBe('assigned');
			if (occasion === undefined) return [];
			expect(occasion).toBe('assigned');
			return (await notify(desk, mailbox, message, 'assigned')).map(({ staffId }) => staffId);
		};
		expect(await told('@assign Kelly')).toEqual([kelly.id]);
		expect(await told('@tag urgent')).toEqual([]);
		expect(await told('@assign nobody')).toEqual([]);
		expect(await told('@assign Kelly')).toEqual([kelly.id]);
	});
});

describe('a note', () => {
	it.each([
		['@note', '@note\nHe is angry.'],
		['@note among others', '@close\n@note He is angry.'],
	])('is what begins with %s', async (_what, text) => {
		const { outcome } = await arrive(desk, mailbox, answerTo(notification, { text }));
		expect(await reasonOf(desk, outcome)).toBe('note');
		const message = await messageOf(desk, outcome);
		expect(message).toMatchObject({ kind: 'note', text: 'He is angry.', html: '', staffId: john.id });
		expect(await occasionOf(desk, message.id)).toBe('noted');
		expect((await conversation()).assigneeId).toBeUndefined();
	});

	it('is taken though a colleague closed the conversation, which stays closed', async () => {
		await setConversationStatus(desk, (await conversation()).id, 'closed');
		const { outcome } = await arrive(desk, mailbox, answerTo(notification, { text: '@note\nGood.' }));
		expect(await reasonOf(desk, outcome)).toBe('note');
		expect((await conversation()).status).toBe('closed');
	});

	it('is told to colleagues, whose answers to that are notes', async () => {
		await assignConversation(desk, (await conversation()).id, kelly.id);
		const text = '@note\nHe is angry.';
		const noted = await messageOf(
			desk,
			(await arrive(desk, mailbox, answerTo(notification, { text }))).outcome,
		);
		const told = await notify(desk, mailbox, noted, 'noted');
		expect(told.map(({ staffId }) => staffId)).toEqual([kelly.id]);
		const { outcome } = await arrive(desk, mailbox, answerTo(told[0], { text: 'I know.' }));
		expect(await messageOf(desk, outcome)).toMatchObject({
			kind: 'note',
			text: 'I know.',
			staffId: kelly.id,
		});
	});

	it('is what an answer becomes that came too late, where the team wants it so', async () => {
		await setConversationStatus(desk, (await conversation()).id, 'closed');
		const settings = { ...USUAL_THREADING, whenColleagueWasFaster: 'note' as const };
		const { outcome } = await arrive(desk, mailbox, answerTo(notification), settings);
		expect(await messageOf(desk, outcome)).toMatchObject({ kind: 'note', text: 'Reboot.' });
	});
});

async function conversation(): Promise<Conversation> {
	const [only] = await desk.store.conversations.list({ limit: 1 });
	if (!only) throw new Error('There is no conversation.');
	return only;
}
