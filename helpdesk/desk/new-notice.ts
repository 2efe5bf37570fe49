import { domainOf, safeDisplayName, withPlusPart } from '../domain/address';
import type { Conversation, Message } from '../domain/conversation';
import type { NotificationReason } from '../domain/notification-preference';
import type { OutboundMail } from '../domain/outbound-mail';
import type { Staff } from '../domain/staff';
import { notificationSubject } from '../domain/subject';
import type { Desk } from '../ports';
import { newOutboundMail } from './new-outbound-mail';
import { mailboxById } from './save-mailbox';

/** What a staff member is told, whatever they want to hear of. */
export interface NoticeDraft {
	readonly idempotencyKey: string;
	readonly event: NotificationReason;
	readonly staff: Staff;
	readonly conversation: Conversation;
	readonly message: Pick<Message, 'id' | 'conversationId'>;
	/** The mailbox that sends it. */
	readonly mailboxId: string;
}

/** Makes the mail of a notice: a notification that goes to the address on file of one person. */
export async function newNotice(
	desk: Desk,
	{ idempotencyKey, event, staff, conversation, message, mailboxId }: NoticeDraft,
): Promise<OutboundMail> {
	const mailbox = await mailboxById(desk.store, mailboxId);
	const name = safeDisplayName(mailbox.channelName);
	const root = `conversation-${conversation.id}@${domainOf(mailbox.address)}`;
	return await newOutboundMail(desk, {
		idempotencyKey,
		purpose: 'staff',
		message,
		mailbox,
		staffId: staff.id,
		from: { name, address: mailbox.address },
		replyTo: (token) => {
			const address = mailbox.acceptsPlusAddresses ? withPlusPart(mailbox.address, token) : undefined;
			return address === undefined ? undefined : { name, address };
		},
		recipient: staff,
		subject: notificationSubject(conversation.number, conversation.subject),
		inReplyTo: root,
		references: [root],
		recipe: { kind: 'notification', event, attachments: [] },
	});
}
