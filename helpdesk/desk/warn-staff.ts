import type { Conversation } from '../domain/conversation';
import type { HoldReason } from '../domain/hold';
import type { AnswerInDoubt } from '../domain/threading';
import type { Desk } from '../ports';
import { newNotice } from './new-notice';
import { wasToldLately } from './told-lately';

/**
 * Has a staff member told that an answer in their name is held (rule 18): at the address on file, once in 24 hours however
 * many there are, so that nobody can be flooded. Whoever sent the answer hears nothing.
 */
export async function warnStaff(
	desk: Desk,
	{ staff, notification }: AnswerInDoubt,
	conversation: Conversation,
	held: HoldReason,
): Promise<void> {
	const { store, clock } = desk;
	if (!staff.isActive || (await wasToldLately(desk, 'staff-warned', staff.id))) return;
	const now = clock.now();
	const notice = await newNotice(desk, {
		// By day, for two that come at the same moment.
		idempotencyKey: `warning:${staff.id}:${now.toISOString().slice(0, 10)}`,
		event: 'answer-held',
		held,
		staff,
		conversation,
		message: { id: notification.messageId, conversationId: conversation.id },
		mailboxId: conversation.mailboxId,
	});
	const { id } = await store.outbound.insertOnce(notice);
	const data = { staffId: staff.id, outboundMailId: id };
	await store.recordEvent({ type: 'staff-warned', conversationId: conversation.id, data }, now);
}
