import { notificationBodies, type NotificationFacts } from '../domain/notification';
import type { OutboundMail } from '../domain/outbound-mail';
import type { Desk } from '../ports';
import { conversationById } from './conversation-changes';
import { contactOf } from './new-outbound-mail';
import { messageById } from './resolve-sender';
import { mailboxById } from './save-mailbox';

const EARLIER_MESSAGES = 3;

/**
 * Writes the two bodies of a notification as the conversation stands now.
 *
 * @throws HelpDeskError message-not-found
 */
export async function renderNotification(desk: Desk, mail: OutboundMail, event: NotificationFacts['event']) {
	return notificationBodies({ ...(await notificationFacts(desk, mail.messageId)), event }, mail.token);
}

/** Gives what the notifications of a message say, whoever gets them. @throws HelpDeskError message-not-found */
export async function notificationFacts(
	{ store }: Desk,
	messageId: string,
): Promise<Omit<NotificationFacts, 'event'>> {
	const message = await messageById(store, messageId);
	const conversation = await conversationById(store, message.conversationId);
	const { assigneeId } = conversation;
	const assignee = assigneeId === undefined ? undefined : await store.staff.byId(assigneeId);
	return {
		conversation,
		message,
		contact: await contactOf(store, conversation),
		mailbox: await mailboxById(store, conversation.mailboxId),
		assigneeName: assignee?.name ?? '',
		earlier: await store.messages.before(message, EARLIER_MESSAGES, ['customer', 'staff']),
	};
}
