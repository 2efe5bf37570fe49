import { addressKey } from '../domain/address';
import type { Conversation, Message } from '../domain/conversation';
import { HelpDeskError } from '../domain/errors';
import type { Desk, NewConversation, Store } from '../ports';
import { tagsOf } from './change-tags';
import { contactFor } from './contact-for';
import { conversationById, lockedConversation } from './conversation-changes';

/**
 * Takes messages out of their conversation into a new one that is linked to it; whoever wrote the first of them as a
 * customer is its customer, and it has the same tags. Answers to these messages go to the new conversation from then on.
 *
 * @throws HelpDeskError message-not-found, cannot-split
 */
export function splitConversation(
	{ store, clock, ids }: Desk,
	messageIds: readonly string[],
): Promise<Conversation> {
	return store.transaction(async (tx) => {
		const messages = await messagesToMove(tx, messageIds);
		const [first] = messages;
		const old = await lockedConversation(tx, first.conversationId);
		const now = clock.now();
		const conversation: NewConversation = {
			...old,
			id: ids.next(),
			contactId: await contactOf(tx, ids, messages, old),
			subject: first.subject || old.subject,
			status: 'open',
			linkedToId: old.id,
			createdAt: now,
			updatedAt: now,
		};
		const number = await tx.conversations.insert(conversation);
		await tx.tags.add(conversation.id, await tagsOf(tx, old.id));
		await tx.messages.moveTo(
			messages.map(({ id }) => id),
			conversation.id,
		);
		// Whoever got these messages may answer them (rule 11).
		await tx.conversations.copyParticipants(old.id, conversation.id);
		await tx.recordEvent(
			{
				type: 'conversation-split',
				conversationId: conversation.id,
				messageId: first.id,
				data: { fromId: old.id, fromNumber: old.number, intoNumber: number },
			},
			now,
		);
		return await conversationById(tx, conversation.id);
	});
}

async function messagesToMove(tx: Store, ids: readonly string[]): Promise<readonly [Message, ...Message[]]> {
	const wanted = [...new Set(ids)];
	const found = wanted.length === 0 ? [] : await tx.messages.byIds(wanted);
	const missing = wanted.find((id) => !found.some((message) => message.id === id));
	const [first, ...others] = found.toSorted((a, b) => (a.id < b.id ? -1 : 1));
	if (missing !== undefined || !first) {
		throw new HelpDeskError('message-not-found', `The desk has no message with the id "${missing ?? ''}".`);
	}
	if (others.some(({ conversationId }) => conversationId !== first.conversationId))
		throw new HelpDeskError('cannot-split', 'The messages belong to several conversations.');
	const history = await tx.messages.history(first.conversationId, found.length + 1);
	if (history.length <= found.length)
		throw new HelpDeskError('cannot-split', 'Nothing would be left of the conversation.');
	return [first, ...others];
}

async function contactOf(
	tx: Store,
	ids: Desk['ids'],
	messages: readonly Message[],
	{ contactId }: Conversation,
): Promise<string> {
	const from = messages.find(({ kind }) => kind === 'customer')?.from;
	if (!from || addressKey(from.address) === '') return contactId;
	return (await contactFor(tx, ids, from)).id;
}
