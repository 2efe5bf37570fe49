import { answerBan } from '../domain/answer-ban';
import { HOLD_ADVICE, type NewHold } from '../domain/hold';
import { holdNotice } from '../domain/notice';
import { isNestedNotification } from '../domain/subject';
import type { StaffAuthor } from '../domain/threading';
import type { Desk } from '../ports';
import { conversationById } from './conversation-changes';
import type { Threading } from './follow-route';
import { newNotice } from './new-notice';
import { recordSettlement } from './record-settlement';
import { timesToldLately } from './told-lately';

/** Mails to one person in 24 hours. */
const MAX_TOLD = 20;
const TOLD = 'author-told';

/**
 * Tells a staff member that what they wrote is held, and what to do, so that nobody takes for sent what is not. Where the
 * conversation is known it is a notification: what they answer to that goes on as any answer does.
 */
export async function tellAuthor(
	{ desk, mail, inbound, ownKeys }: Threading,
	author: StaffAuthor,
	hold: NewHold,
): Promise<void> {
	const { store, clock } = desk;
	const { staff } = author;
	// No automatic mail to automatic mail (rule 32), and an end to what a machine sends that does not say so.
	if (answerBan(mail, ownKeys) !== undefined || isNestedNotification(mail.subject)) return;
	if ((await timesToldLately(desk, TOLD, staff.id)) >= MAX_TOLD) return;
	if (!(await notifyAuthor(desk, author, hold))) {
		const { name, address } = staff;
		await store.notices.insert({
			id: desk.ids.next(),
			mailboxId: inbound.mailboxId,
			recipient: { name, address },
			...holdNotice(mail.subject, hold.reason),
			createdAt: clock.now(),
		});
	}
	await store.recordEvent({ type: TOLD, data: { staffId: staff.id, holdId: hold.id } }, clock.now());
}

/** Discards what a staff member wrote first, now that they answered the notification which told them that it is held. */
export async function endToldHold(
	{ store, clock }: Desk,
	{ staff, notification }: StaffAuthor,
): Promise<void> {
	const [, id] = /^held:(.+)$/.exec(notification?.idempotencyKey ?? '') ?? [];
	const discarded = { state: 'discarded', at: clock.now(), by: staff.id } as const;
	if (id === undefined || !(await store.holds.settle(id, discarded))) return;
	const hold = await store.holds.byId(id);
	if (hold) await recordSettlement({ store, clock }, hold);
}

// False where no message is known that an answer could be about.
async function notifyAuthor(
	desk: Desk,
	{ staff, notification }: StaffAuthor,
	{ id, conversationId, reason }: NewHold,
): Promise<boolean> {
	const { store } = desk;
	if (conversationId === undefined) return false;
	const conversation = await conversationById(store, conversationId);
	const messageId =
		notification?.messageId ?? (await store.messages.lastOfKind(conversation.id, 'customer'))?.id;
	if (messageId === undefined) return false;
	const notice = await newNotice(desk, {
		idempotencyKey: `held:${id}`,
		event: 'answer-not-sent',
		notSent: HOLD_ADVICE[reason],
		staff,
		conversation,
		message: { id: messageId, conversationId: conversation.id },
		mailboxId: conversation.mailboxId,
	});
	await store.outbound.insertOnce(notice);
	return true;
}
