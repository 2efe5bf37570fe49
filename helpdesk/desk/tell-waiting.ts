import type { Desk } from '../ports';
import { conversationById } from './conversation-changes';
import { newNotice } from './new-notice';
import { messageById } from './resolve-sender';

/**
 * Tells the author of an answer that it waits, and for what, or that it is given up: once each; inside a transaction.
 *
 * @param notSent - for people
 * @throws HelpDeskError message-not-found
 */
export async function tellWaiting(
	desk: Desk,
	messageId: string,
	notSent: string,
	how: 'waiting' | 'given-up' = 'waiting',
): Promise<void> {
	const { store } = desk;
	const idempotencyKey = `${how}:${messageId}`;
	if (await store.outbound.byIdempotencyKey(idempotencyKey)) return;
	const message = await messageById(store, messageId);
	const staff = message.staffId === undefined ? undefined : await store.staff.byId(message.staffId);
	if (!staff?.isActive) return;
	const conversation = await conversationById(store, message.conversationId);
	const { mailboxId } = conversation;
	const notice = { idempotencyKey, event: 'answer-not-sent', notSent, staff, conversation, message } as const;
	await store.outbound.insertOnce(await newNotice(desk, { ...notice, mailboxId }));
}
