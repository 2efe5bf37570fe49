import type { Message, MessageKind, MessageState } from '../domain/conversation';
import type { Staff } from '../domain/staff';
import type { Threading } from './follow-route';
import { whatIsNew } from './typed-reply';

/** What differs between the entries that mail becomes. */
export interface NewEntry {
	readonly kind: MessageKind;
	readonly from: Message['from'];
	readonly state?: MessageState;
	readonly staff?: Staff;
	readonly text?: string;
	/** Cleaned; empty when only the text leaves. */
	readonly html?: string;
	readonly isNewParticipant?: boolean;
	/** For whom an answer is. */
	readonly recipientContactId?: string;
	/** What was said before, of which an answer may repeat passages. */
	readonly earlier?: readonly string[];
}

/** Writes an entry of a conversation with what the mail says; gives its id. */
export async function addMessage(
	threading: Threading,
	conversationId: string,
	entry: NewEntry,
): Promise<string> {
	const { desk, mail, inbound, duplicateKey, forwardedBy } = threading;
	const now = desk.clock.now();
	const hasReusedMessageId =
		mail.messageId !== '' && (await desk.store.messages.hasMessageId(mail.messageId));
	const message: Message = {
		id: desk.ids.next(),
		conversationId,
		kind: entry.kind,
		state: entry.state ?? 'received',
		from: entry.from,
		// Rule 33: who forwarded it caused it.
		staffId: (entry.staff ?? forwardedBy)?.id,
		subject: mail.subject,
		// For customers' mail the cut fails open (rule 21).
		text: entry.text ?? whatIsNew(desk.html, mail, entry.earlier ?? []),
		fullText: mail.text,
		html: entry.html ?? mail.html,
		// A staff answer gets its own Message-ID when it leaves; the customer must never see this one.
		messageId: mail.messageId || `${duplicateKey}@no-message-id.invalid`,
		references: [...new Set([...mail.references, ...mail.inReplyTo])],
		inboundMailId: inbound.id,
		attachments: mail.attachments,
		isNewParticipant: entry.isNewParticipant ?? false,
		hasReusedMessageId,
		recipientContactId: entry.recipientContactId,
		createdAt: forwardedBy && mail.date && mail.date < now ? mail.date : now,
	};
	await desk.store.messages.insert(message, duplicateKey);
	await desk.store.messages.addDelivery(message.id, inbound.id);
	return message.id;
}
