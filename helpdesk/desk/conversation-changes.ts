import type { Conversation, ConversationStatus } from '../domain/conversation';
import { HelpDeskError } from '../domain/errors';
import type { Desk, Store } from '../ports';
import { staffById } from './save-staff';

/** Gives a conversation. @throws HelpDeskError conversation-not-found */
export async function conversationById(store: Store, id: string): Promise<Conversation> {
	const conversation = await store.conversations.byId(id);
	if (!conversation) {
		throw new HelpDeskError('conversation-not-found', `The desk has no conversation with the id "${id}".`);
	}
	return conversation;
}

/** Gives the conversation that one is part of now, and keeps others from changing it. @throws HelpDeskError conversation-not-found */
export async function lockedConversation(tx: Store, id: string): Promise<Conversation> {
	return (await tx.conversations.lock(id)) ?? (await conversationById(tx, id));
}

/**
 * Gives a conversation to a staff member, or to nobody.
 *
 * @returns the conversation that one is part of now
 * @throws HelpDeskError conversation-not-found, staff-not-found
 */
export function assignConversation(
	{ store, clock }: Desk,
	id: string,
	staffId: string | undefined,
): Promise<Conversation> {
	return store.transaction(async (tx) => {
		const conversation = await lockedConversation(tx, id);
		if (staffId !== undefined) await staffById(tx, staffId);
		if (conversation.assigneeId === staffId) return conversation;
		return await recordAssignment(tx, conversation, staffId, clock.now());
	});
}

/**
 * Gives a conversation to whoever has the fewest open ones (rule 37), away and inactive people left out; one that has
 * an assignee keeps it, so that running twice changes nothing.
 *
 * @returns the conversation that one is part of now
 */
export function assignToLeastBusy({ store, clock }: Desk, id: string): Promise<Conversation> {
	return store.transaction(async (tx) => {
		const conversation = await lockedConversation(tx, id);
		if (conversation.assigneeId !== undefined) return conversation;
		const loads = await tx.conversations.loads();
		const candidates = (await tx.staff.all()).filter(({ isActive, isAway }) => isActive && !isAway);
		const loadOf = (staffId: string) => loads.get(staffId) ?? 0;
		const [leastBusy] = candidates.toSorted((a, b) => loadOf(a.id) - loadOf(b.id) || (a.id < b.id ? -1 : 1));
		return leastBusy ? await recordAssignment(tx, conversation, leastBusy.id, clock.now()) : conversation;
	});
}

/**
 * Sets the status of a conversation.
 *
 * @returns the conversation that one is part of now
 * @throws HelpDeskError conversation-not-found
 */
export function setConversationStatus(
	{ store, clock }: Desk,
	id: string,
	status: ConversationStatus,
): Promise<Conversation> {
	return store.transaction(async (tx) => {
		const conversation = await lockedConversation(tx, id);
		if (conversation.status === status) return conversation;
		const now = clock.now();
		const data = { from: conversation.status, to: status };
		await tx.conversations.setStatus(conversation.id, status, now);
		await tx.recordEvent({ type: 'status-changed', conversationId: conversation.id, data }, now);
		return await conversationById(tx, conversation.id);
	});
}

/** Writes an assignment with its event, inside a transaction. */
export async function recordAssignment(
	tx: Store,
	conversation: Conversation,
	staffId: string | undefined,
	now: Date,
): Promise<Conversation> {
	await tx.conversations.assign(conversation.id, staffId, now);
	await tx.recordEvent(
		{ type: 'assigned', conversationId: conversation.id, data: { staffId: staffId ?? '' } },
		now,
	);
	return await conversationById(tx, conversation.id);
}
