import { HelpDeskError } from '../domain/errors';
import { notificationBodies } from '../domain/notification';
import type { NotifyEvent } from '../domain/notification-preference';
import type { OutboundMail } from '../domain/outbound-mail';
import type { Desk } from '../ports';
import { conversationById } from './conversation-changes';
import { mailboxById } from './save-mailbox';

const EARLIER_MESSAGES = 3;

/**
 * Writes the two bodies of a notification as the conversation stands now.
 *
 * @throws HelpDeskError message-not-found
 */
export async function renderNotification({ store }: Desk, mail: OutboundMail, event: NotifyEvent) {
	const message = await store.messages.byId(mail.messageId);
	// Where the message is now: it may have been moved since.
	const conversation = await conversationById(store, message?.conversationId ?? mail.conversationId);
	const mailbox = await mailboxById(store, conversation.mailboxId);
	const contact = await store.contacts.byId(conversation.contactId);
	const history = await store.messages.history(conversation.id, 500);
	const position = history.findIndex(({ id }) => id === mail.messageId);
	if (!contact || !message || position < 0) {
		throw new HelpDeskError('message-not-found', `The message of notification ${mail.id} is gone.`);
	}
	const assignee =
		conversation.assigneeId === undefined ? undefined : await store.staff.byId(conversation.assigneeId);
	const earlier = history
		.slice(0, position)
		.filter(({ kind }) => kind === 'customer' || kind === 'staff')
		.slice(-EARLIER_MESSAGES)
		.toReversed();
	const assigneeName = assignee?.name ?? '';
	return notificationBodies(
		{ conversation, contact, mailbox, assigneeName, message, earlier, event },
		mail.token,
	);
}
