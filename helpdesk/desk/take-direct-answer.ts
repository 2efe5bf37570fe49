import type { Conversation } from '../domain/conversation';
import { NO_SENDER, type ThreadOutcome } from '../domain/inbound-mail';
import type { Staff } from '../domain/staff';
import { isNestedNotification } from '../domain/subject';
import type { DirectRoute } from '../domain/threading';
import { addMessage } from './add-message';
import { recordAssignment } from './conversation-changes';
import type { Threading } from './follow-route';
import { messageById } from './resolve-sender';
import { newNotice } from './new-notice';

const TOLD_AGAIN_AFTER_MS = 30 * 24 * 3_600_000;
const LOOK_BACK = 500;

/** Records an answer that the customer has already, so that it is not sent again, and tells its author of the notifications (rule 25). */
export async function takeDirectAnswer(
	threading: Threading,
	{ staff, conversation }: Extract<DirectRoute, { kind: 'direct-answer' }>,
): Promise<ThreadOutcome> {
	const { desk, mail, settings } = threading;
	const now = desk.clock.now();
	const messageId = await addMessage(threading, conversation.id, {
		kind: 'staff',
		state: 'sent',
		from: { ...(mail.from ?? NO_SENDER), ...(staff && { name: staff.name }) },
		...(staff && { staff }),
	});
	await desk.store.conversations.touch(conversation.id, now);
	if (staff && settings.assignToFirstResponder && conversation.assigneeId === undefined) {
		await recordAssignment(desk.store, conversation, staff.id, desk.clock.now());
	}
	const data = { isDirect: true };
	await desk.store.recordEvent(
		{ type: 'staff-replied', conversationId: conversation.id, messageId, data },
		now,
	);
	if (staff) await tellOfNotifications(threading, staff, conversation, messageId);
	return { kind: 'not-for-people', why: 'direct-answer', messageId };
}

async function tellOfNotifications(
	{ desk }: Threading,
	staff: Staff,
	conversation: Conversation,
	messageId: string,
): Promise<void> {
	const { store, clock } = desk;
	const now = clock.now();
	const type = 'told-of-notifications';
	const told = await store.eventsSince(type, new Date(now.getTime() - TOLD_AGAIN_AFTER_MS), LOOK_BACK);
	if (told.some(({ data }) => data?.staffId === staff.id) || isNestedNotification(conversation.subject))
		return;
	const notice = await newNotice(desk, {
		idempotencyKey: `answered-directly:${messageId}`,
		event: 'answered-directly',
		staff,
		conversation,
		message: await messageById(store, messageId),
		mailboxId: conversation.mailboxId,
	});
	await store.outbound.insertOnce(notice);
	const data = { staffId: staff.id };
	await store.recordEvent({ type, conversationId: conversation.id, messageId, data }, now);
}
