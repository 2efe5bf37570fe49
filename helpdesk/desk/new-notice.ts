import { domainOf, safeDisplayName, withPlusPart, type Address } from '../domain/address';
import type { Conversation, Message } from '../domain/conversation';
import type { HoldReason } from '../domain/hold';
import type { Mailbox } from '../domain/mailbox';
import type { NotificationReason } from '../domain/notification-preference';
import type { AttachmentSource, OutboundMail } from '../domain/outbound-mail';
import type { Staff } from '../domain/staff';
import { notificationSubject } from '../domain/subject';
import type { Desk } from '../ports';
import { newOutboundMail } from './new-outbound-mail';
import { mailboxById } from './save-mailbox';
import { tagsOf } from './change-tags';

/** What a staff member is told, whatever they want to hear of. */
export interface NoticeDraft {
	readonly idempotencyKey: string;
	readonly event: NotificationReason;
	/** Why an answer of theirs, or in their name, is held. */
	readonly held?: HoldReason;
	readonly staff: Staff;
	readonly conversation: Conversation;
	readonly message: Pick<Message, 'id' | 'conversationId'>;
}

/** Makes the mail of a notice: a notification that goes to the address on file of one person. */
export async function newNotice(
	desk: Desk,
	{ mailboxId, ...draft }: NoticeDraft & { readonly mailboxId: string },
): Promise<OutboundMail> {
	const mailbox = await mailboxById(desk.store, mailboxId);
	const tags = await tagsOf(desk.store, draft.conversation.id);
	return await newNotification(desk, { ...draft, mailbox, tags });
}

/** What a notification of a message says besides what every notice says. */
export interface NotificationDraft extends NoticeDraft {
	/** The mailbox that sends it. */
	readonly mailbox: Mailbox;
	readonly tags: readonly string[];
	/** Who is seen to write, in front of the channel's name; undefined: the channel alone. */
	readonly author?: string;
	readonly attachments?: readonly AttachmentSource[];
}

/** Makes a notification for one staff member. */
export function newNotification(
	desk: Desk,
	{
		idempotencyKey,
		event,
		held,
		staff,
		conversation,
		message,
		mailbox,
		tags,
		author,
		attachments,
	}: NotificationDraft,
): Promise<OutboundMail> {
	const name = safeDisplayName(mailbox.channelName);
	// One root per conversation, so that all its notifications group in the reader's mail program.
	const root = `conversation-${conversation.id}@${domainOf(mailbox.address)}`;
	return newOutboundMail(desk, {
		idempotencyKey,
		purpose: 'staff',
		message,
		mailbox,
		staffId: staff.id,
		from: { name: author === undefined ? name : `${author} (${name})`, address: mailbox.address },
		replyTo: (token) => plusAddress(mailbox, token),
		recipient: staff,
		subject: notificationSubject(conversation.number, conversation.subject),
		inReplyTo: root,
		references: [root],
		recipe: {
			kind: 'notification',
			event,
			...(held && { held }),
			...(tags.length > 0 && { tags }),
			attachments: attachments ?? [],
		},
	});
}

/** Gives the address of a mailbox that carries a token; undefined where it would bounce (rule 16). */
export function plusAddress(
	{ channelName, address, acceptsPlusAddresses }: Mailbox,
	token: string,
): Address | undefined {
	const plus = acceptsPlusAddresses ? withPlusPart(address, token) : undefined;
	return plus === undefined ? undefined : { name: safeDisplayName(channelName), address: plus };
}
