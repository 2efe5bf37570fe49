import { notificationBodies, type NotificationFacts } from '../domain/notification';
import type { OutboundMail, Recipe } from '../domain/outbound-mail';
import type { Desk } from '../ports';
import { conversationById } from './conversation-changes';
import { contactOf } from './new-outbound-mail';
import { messageById } from './resolve-sender';
import { mailboxById } from './save-mailbox';

const EARLIER_MESSAGES = 3;

/** What the notifications of a message say, whoever gets them and whenever. */
export type MessageFacts = Omit<NotificationFacts, 'event' | 'held' | 'tags'>;

/**
 * Writes the two bodies of a notification as the conversation stands now.
 *
 * @param facts - where they are known already
 * @throws HelpDeskError message-not-found
 */
export async function renderNotification(
	desk: Desk,
	{ messageId, token }: OutboundMail,
	{ event, held, tags = [] }: Extract<Recipe, { readonly kind: 'notification' }>,
	facts: Promise<MessageFacts> = notificationFacts(desk, messageId),
) {
	return notificationBodies({ ...(await facts), event, held, tags }, token);
}

/** Gives what the notifications of a message say, whoever gets them. @throws HelpDeskError message-not-found */
export async function notificationFacts({ store }: Desk, messageId: string): Promise<MessageFacts> {
	const message = await messageById(store, messageId);
	const conversation = await conversationById(store, message.conversationId);
	const { assigneeId } = conversation;
	const assignee = assigneeId === undefined ? undefined : await store.staff.byId(assigneeId);
	const contact = await contactOf(store, conversation);
	const isTheirs =
		message.kind !== 'customer' || (await store.contacts.byAddress(message.from.address))?.id === contact.id;
	return {
		conversation,
		message,
		contact,
		...(!isTheirs && { writer: message.from }),
		mailbox: await mailboxById(store, conversation.mailboxId),
		assigneeName: assignee?.name ?? '',
		earlier: await store.messages.before(message, EARLIER_MESSAGES, ['customer', 'staff']),
	};
}
