import { domainOf, safeDisplayName, withPlusPart } from '../domain/address';
import type { Message } from '../domain/conversation';
import type { Mailbox } from '../domain/mailbox';
import type { NotificationReason } from '../domain/notification-preference';
import type { OutboundMail } from '../domain/outbound-mail';
import type { Staff } from '../domain/staff';
import { notificationSubject } from '../domain/subject';
import type { Desk } from '../ports';
import { conversationById } from './conversation-changes';
import { newOutboundMail } from './new-outbound-mail';

/** What a staff member must hear of, whatever they chose to hear of. */
export interface StaffNotice {
	readonly idempotencyKey: string;
	readonly message: Message;
	/** The mailbox that sends. */
	readonly mailbox: Mailbox;
	readonly recipient: Staff;
	readonly event: NotificationReason;
}

/** Writes a notice to one staff member into the outbox, once; *Deliver Due Mail* sends it. */
export async function queueStaffNotice(
	desk: Desk,
	{ idempotencyKey, message, mailbox, recipient, event }: StaffNotice,
): Promise<OutboundMail> {
	const { store } = desk;
	const conversation = await conversationById(store, message.conversationId);
	const name = safeDisplayName(mailbox.channelName);
	const root = `conversation-${conversation.id}@${domainOf(mailbox.address)}`;
	const notice = newOutboundMail(desk, {
		idempotencyKey,
		purpose: 'staff',
		message,
		mailbox,
		staffId: recipient.id,
		from: { name, address: mailbox.address },
		replyTo: (token) => {
			const address = mailbox.acceptsPlusAddresses ? withPlusPart(mailbox.address, token) : undefined;
			return address === undefined ? undefined : { name, address };
		},
		recipient,
		subject: notificationSubject(conversation.number, conversation.subject),
		inReplyTo: root,
		references: [root],
		recipe: { kind: 'notification', event, attachments: [] },
	});
	return await store.outbound.insertOnce(notice);
}
