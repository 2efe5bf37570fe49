import type { Address } from './address';
import type { Attachment } from './mail';

export const CONVERSATION_STATUSES = ['open', 'pending', 'closed', 'spam'] as const;
export type ConversationStatus = (typeof CONVERSATION_STATUSES)[number];

/** A customer; known by one address or several. */
export interface Contact {
	readonly id: string;
	readonly name: string;
	readonly address: string;
}

export interface Conversation {
	readonly id: string;
	/** What people call it: [#n]. */
	readonly number: number;
	readonly mailboxId: string;
	readonly contactId: string;
	readonly subject: string;
	readonly status: ConversationStatus;
	readonly assigneeId: string | undefined;
	readonly assignedAt: Date | undefined;
	/** The conversation that this one came from: its mail referred to it without being let in, or was taken out of it. */
	readonly linkedToId: string | undefined;
	/** Where its messages went when it was merged; whoever looks for it is led there (rule 12). */
	readonly mergedIntoId: string | undefined;
	/** When it was closed; undefined while it is not. */
	readonly closedAt: Date | undefined;
	readonly createdAt: Date;
	readonly updatedAt: Date;
}

/** `automatic` is mail that no person wrote; `system` is an entry of the desk itself. */
export type MessageKind = 'customer' | 'staff' | 'note' | 'automatic' | 'system';

/** `received` for what came in; a staff answer is `unsent`, perhaps `paused`, then follows its outbound mail (rule 30). */
export type MessageState =
	'received' | 'unsent' | 'paused' | 'queued' | 'sent' | 'failed' | 'ambiguous' | 'canceled';

/** One entry of a conversation. */
export interface Message {
	readonly id: string;
	readonly conversationId: string;
	readonly kind: MessageKind;
	readonly state: MessageState;
	readonly from: Address;
	/** Who wrote it, or forwarded it by hand for the customer. */
	readonly staffId: string | undefined;
	readonly subject: string;
	/** What the person wrote: without quotes, and for staff without the mail program's signature. */
	readonly text: string;
	/** The whole text of the mail. */
	readonly fullText: string;
	readonly html: string;
	/** RFC 5322 Message-ID without angle brackets: of the mail received, or of the answer that left. */
	readonly messageId: string;
	/** The identifiers of the mail's thread, oldest first, itself not included. */
	readonly references: readonly string[];
	readonly inboundMailId: string | undefined;
	readonly attachments: readonly Attachment[];
	/** True for mail of somebody who was not part of the conversation before (rule 11). */
	readonly isNewParticipant: boolean;
	/** True for mail with the Message-ID of an earlier one that it is not (rule 5): some senders use ids again. */
	readonly hasReusedMessageId: boolean;
	/** For whom a staff answer was written; undefined for what is none, and for answers from before this was kept. */
	readonly recipientContactId?: string | undefined;
	readonly createdAt: Date;
}
