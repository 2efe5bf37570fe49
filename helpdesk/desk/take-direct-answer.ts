import { answerBan } from '../domain/answer-ban';
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
import { wasToldLately } from './told-lately';

const TOLD = 'told-of-notifications';

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

// Once in 24 hours, and no automatic mail to automatic mail (rules 14 and 32).
async function tellOfNotifications(
	{ desk, mail, ownKeys }: Threading,
	staff: Staff,
	conversation: Conversation,
	messageId: string,
): Promise<void> {
	const { store, clock } = desk;
	if (isNestedNotification(conversation.subject) || answerBan(mail, ownKeys) !== undefined) return;
	if (await wasToldLately(desk, TOLD, staff.id)) return;
	const now = clock.now();
	const notice = await newNotice(desk, {
		// By day, for two that come at the same moment.
		idempotencyKey: `answered-directly:${staff.id}:${now.toISOString().slice(0, 10)}`,
		event: 'answered-directly',
		staff,
		conversation,
		message: await messageById(store, messageId),
		mailboxId: conversation.mailboxId,
	});
	await store.outbound.insertOnce(notice);
	const data = { staffId: staff.id };
	await store.recordEvent({ type: TOLD, conversationId: conversation.id, messageId, data }, now);
}
