import { beforeEach, describe, expect, it } from '@jest/globals';
import { conversationById, setConversationStatus } from '../../helpdesk/desk/conversation-changes';
import { mergeConversations } from '../../helpdesk/desk/merge-conversations';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import { splitConversation } from '../../helpdesk/desk/split-conversation';
import type { Message } from '../../helpdesk/domain/conversation';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { answerTo, customerWrites, messageOf, notify, staffAnswers } from '../support/answers';
import { aMailbox, arrive, aStaff, testDesk, USUAL_THREADING, type TestDesk } from '../support/test-desk';

const DAY_MS = 24 * 3_600_000;
const ANNA = 'Anna <anna@customer.test>';

let desk: TestDesk;
let mailbox: Mailbox;

beforeEach(async () => {
	desk = await testDesk();
	mailbox = await aMailbox(desk);
	await aStaff(desk);
});

describe('mergeConversations', () => {
	it('moves messages and participants, closes the one and leads to the other', async () => {
		const first = await customerWrites(desk, mailbox, { messageId: 'one@x' });
		const second = await customerWrites(desk, mailbox, { messageId: 'two@x', from: ANNA });
		const into = await mergeConversations(desk, second.conversationId, first.conversationId);
		expect(into.id).toBe(first.conversationId);
		expect(await textsOf(into.id)).toEqual([first.id, second.id]);
		expect(await desk.store.conversations.byId(second.conversationId)).toMatchObject({
			status: 'closed',
			mergedIntoId: into.id,
		});
		const answer = await customerWrites(desk, mailbox, { from: ANNA, inReplyTo: 'two@x' });
		expect(answer).toMatchObject({ conversationId: into.id, isNewParticipant: false });
	});

	it('lets staff answer a notification of the one that is gone', async () => {
		const first = await customerWrites(desk, mailbox);
		const second = await customerWrites(desk, mailbox);
		const [notification] = await notify(desk, mailbox, second);
		await mergeConversations(desk, second.conversationId, first.conversationId);
		const { outcome } = await arrive(desk, mailbox, answerTo(notification));
		expect(await messageOf(desk, outcome)).toMatchObject({
			kind: 'staff',
			conversationId: first.conversationId,
		});
	});

	it('follows a chain to its end, and changes nothing when run twice', async () => {
		const [a, b, c] = [
			await customerWrites(desk, mailbox),
			await customerWrites(desk, mailbox),
			await customerWrites(desk, mailbox),
		];
		await mergeConversations(desk, c.conversationId, b.conversationId);
		await mergeConversations(desk, b.conversationId, a.conversationId);
		const again = await mergeConversations(desk, c.conversationId, a.conversationId);
		expect(again.id).toBe(a.conversationId);
		expect(await textsOf(a.conversationId)).toEqual([a.id, b.id, c.id]);
	});

	it('refuses one with itself', async () => {
		const { conversationId } = await customerWrites(desk, mailbox);
		await expect(mergeConversations(desk, conversationId, conversationId)).rejects.toMatchObject({
			code: 'conversation-with-itself',
		});
	});
});

describe('splitConversation', () => {
	it('moves messages to a new conversation of whoever wrote them, and answers follow', async () => {
		const first = await customerWrites(desk, mailbox, { messageId: 'one@x', cc: 'anna@customer.test' });
		const second = await customerWrites(desk, mailbox, {
			messageId: 'two@x',
			inReplyTo: 'one@x',
			from: ANNA,
			subject: 'Something else',
		});
		expect(second.conversationId).toBe(first.conversationId);
		const split = await splitConversation(desk, [second.id]);
		expect(split).toMatchObject({
			subject: 'Something else',
			status: 'open',
			linkedToId: first.conversationId,
		});
		const contact = await desk.store.contacts.byId(split.contactId);
		expect(contact?.address).toBe('anna@customer.test');
		const answer = await customerWrites(desk, mailbox, { from: ANNA, inReplyTo: 'two@x' });
		expect(answer.conversationId).toBe(split.id);
	});

	it('lets whoever was in Cc answer there', async () => {
		const first = await customerWrites(desk, mailbox, { messageId: 'one@x' });
		const parts = { messageId: 'two@x', inReplyTo: 'one@x', cc: ANNA };
		const second = await customerWrites(desk, mailbox, parts);
		expect(second.conversationId).toBe(first.conversationId);
		const split = await splitConversation(desk, [second.id]);
		const answer = await customerWrites(desk, mailbox, { from: ANNA, inReplyTo: 'two@x' });
		expect(answer).toMatchObject({ conversationId: split.id, isNewParticipant: false });
	});

	it('takes what we sent along, so that answers to it arrive there', async () => {
		const answer = await staffAnswers(desk, mailbox);
		const queued = await queueReply(desk, answer.id);
		const sent = 'mail' in queued ? queued.mail : undefined;
		const split = await splitConversation(desk, [answer.id]);
		const back = await customerWrites(desk, mailbox, { inReplyTo: sent?.messageIdHeader ?? 'not queued' });
		expect(back.conversationId).toBe(split.id);
	});

	it.each([
		['an unknown message', () => ['nobody'], 'message-not-found'],
		['all of a conversation', ({ id }: Message) => [id], 'cannot-split'],
	])('refuses %s', async (_, ids, code) => {
		const message = await customerWrites(desk, mailbox);
		await expect(splitConversation(desk, ids(message))).rejects.toMatchObject({ code });
	});
});

describe('threadMail into a closed conversation', () => {
	it.each([
		['always', undefined, 400, 'open'],
		['for some days, before they are over', 30, 29, 'open'],
		['for some days, after that', 30, 31, 'closed'],
		['never', 0, 0, 'closed'],
	])('opens it again: %s', async (_, reopenForDays, days, status) => {
		const { conversationId } = await customerWrites(desk, mailbox, { messageId: 'one@x' });
		await setConversationStatus(desk, conversationId, 'closed');
		desk.wait(days * DAY_MS);
		const settings = { ...USUAL_THREADING, reopenForDays };
		const { outcome } = await arrive(desk, mailbox, { inReplyTo: 'one@x' }, settings);
		const answer = await messageOf(desk, outcome);
		expect(await conversationById(desk.store, conversationId)).toMatchObject({ status });
		const now = await conversationById(desk.store, answer.conversationId);
		if (status === 'open') expect(now.id).toBe(conversationId);
		else expect(now).toMatchObject({ linkedToId: conversationId, status: 'open' });
	});

	it('never opens spam again, and keeps what comes in', async () => {
		const { conversationId } = await customerWrites(desk, mailbox, { messageId: 'one@x' });
		await setConversationStatus(desk, conversationId, 'spam');
		const { outcome } = await arrive(desk, mailbox, { inReplyTo: 'one@x' });
		expect(outcome).toMatchObject({ kind: 'not-for-people', why: 'spam' });
		expect(await messageOf(desk, outcome)).toMatchObject({ conversationId, kind: 'customer' });
		expect(await conversationById(desk.store, conversationId)).toMatchObject({ status: 'spam' });
	});
});

describe('threadMail by subject', () => {
	const matching = { ...USUAL_THREADING, matchesSubject: true };
	const cases: [string, Parameters<typeof arrive>[2], number, boolean][] = [
		['an answer of the same customer', { subject: 'Re: My printer' }, 13, true],
		['an answer in another language', { subject: 'AW: Re: my  printer' }, 1, true],
		['an answer after two weeks', { subject: 'Re: My printer' }, 15, false],
		['a mail without a prefix', { subject: 'My printer' }, 1, false],
		['a forward', { subject: 'Fwd: My printer' }, 1, false],
		['an answer of somebody else', { subject: 'Re: My printer', from: ANNA }, 1, false],
		['an answer to an empty subject', { subject: 'Re: ' }, 1, false],
	];
	it.each(cases)('joins %s or not', async (_, mail, days, joins) => {
		const first = await customerWrites(desk, mailbox);
		desk.wait(days * DAY_MS);
		const { outcome } = await arrive(desk, mailbox, mail, matching);
		const { conversationId } = await messageOf(desk, outcome);
		expect(conversationId === first.conversationId).toBe(joins);
	});

	it('joins nothing unless it is asked to, nor in another mailbox', async () => {
		const first = await customerWrites(desk, mailbox);
		const sales = await aMailbox(desk, { address: 'sales@acme.test' });
		const plain = await customerWrites(desk, mailbox, { subject: 'Re: My printer' });
		const { outcome } = await arrive(
			desk,
			sales,
			{ subject: 'Re: My printer', to: 'sales@acme.test' },
			matching,
		);
		const ids = new Set(
			[first, plain, await messageOf(desk, outcome)].map(({ conversationId }) => conversationId),
		);
		expect(ids.size).toBe(3);
	});
});

async function textsOf(conversationId: string): Promise<string[]> {
	return (await desk.store.messages.history(conversationId, 10)).map(({ id }) => id);
}
