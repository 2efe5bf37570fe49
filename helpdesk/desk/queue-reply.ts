import { isAddedFile } from '../domain/added-files';
import { isSuppressed, suppressionAdvice, type SuppressedAddress } from '../domain/address-health';
import { picturesOf } from '../domain/content-id';
import type { Conversation, Message } from '../domain/conversation';
import { HelpDeskError } from '../domain/errors';
import type { Attachment } from '../domain/mail';
import type { MasterInboxRefusal } from '../domain/sender';
import type { AttachmentSource, OutboundMail } from '../domain/outbound-mail';
import { replyReferences } from '../domain/references';
import { signedBodies } from '../domain/signature';
import { replySubject } from '../domain/subject';
import type { Desk } from '../ports';
import { conversationById } from './conversation-changes';
import { attachmentSources, contactOf, newOutboundMail } from './new-outbound-mail';
import { quotedConversation } from './quote-conversation';
import { resolveSender, staffAnswer, type ResolvedSender } from './resolve-sender';
import { tellWaiting } from './tell-waiting';

/** The mail that we owe the customer, or why it must wait. */
export type QueuedReply =
	| { readonly mail: OutboundMail }
	| { readonly paused: MasterInboxRefusal }
	| { readonly paused: 'address-suppressed'; readonly health: SuppressedAddress };

/**
 * Writes the mail for a staff answer into the outbox, once: Message-ID, recipient and text are frozen from here on
 * (rules 28 and 30). The recipient comes from the conversation alone (rule 20).
 *
 * @param notBefore - until when it may be taken back
 * @throws HelpDeskError message-not-found, invalid-input
 */
export function queueReply(desk: Desk, messageId: string, notBefore?: Date): Promise<QueuedReply> {
	return desk.store.transaction(async (store) => {
		const tx = { ...desk, store };
		const message = await staffAnswer(store, messageId);
		const known = await store.outbound.byIdempotencyKey(replyKey(message));
		if (known) return { mail: known };
		// Rule 25: the customer has it from the staff member's own mail program.
		if (message.state === 'sent') {
			throw new HelpDeskError('invalid-input', `The answer ${messageId} was sent without the desk.`);
		}
		const conversation = await conversationById(store, message.conversationId);
		await mustBeForCustomer(tx, message, conversation);
		const health = await suppressionOf(tx, message, conversation);
		if (health) return { paused: 'address-suppressed', health };
		const sender = await resolveSender(tx, messageId);
		if ('paused' in sender) return { paused: sender.paused };
		const mail = await store.outbound.insertOnce(
			await replyMail(tx, message, conversation, sender, notBefore),
		);
		await store.messages.setState(message.id, 'queued');
		return { mail };
	});
}

// The conversation may have been merged into that of somebody else since the answer was written (rule 22).
async function mustBeForCustomer(
	{ store }: Desk,
	{ recipientContactId }: Message,
	{ contactId, number }: Conversation,
): Promise<void> {
	if (recipientContactId === undefined || recipientContactId === contactId) return;
	const writtenFor = await store.contacts.byId(recipientContactId);
	throw new HelpDeskError(
		'invalid-input',
		`The answer was written for ${writtenFor?.address ?? 'somebody else'}, who is not the customer of conversation #${number}, where it is now: it is not sent.`,
	);
}

// Rule 15: staff are warned before anything else is sent to an address where mail never arrives.
async function suppressionOf(
	desk: Desk,
	message: Message,
	{ contactId }: Conversation,
): Promise<SuppressedAddress | undefined> {
	const { store, clock } = desk;
	const contact = await store.contacts.byId(contactId);
	const health = contact && (await store.addresses.byAddress(contact.address));
	if (!isSuppressed(health)) return undefined;
	if (message.state === 'unsent') {
		await store.messages.setState(message.id, 'paused');
		const { conversationId, id: messageId } = message;
		const data = { reason: 'address-suppressed', address: health.address };
		await store.recordEvent({ type: 'reply-paused', conversationId, messageId, data }, clock.now());
		await tellWaiting(desk, messageId, suppressionAdvice(health));
	}
	return health;
}

async function replyMail(
	desk: Desk,
	message: Message,
	conversation: Conversation,
	{ mailbox, staff, from, replyTo, signature, signatureHtml }: ResolvedSender,
	notBefore: Date | undefined,
): Promise<OutboundMail> {
	const { store } = desk;
	const recipient = await contactOf(store, conversation);
	const quote = await quotedConversation(desk, message, mailbox, recipient.address);
	const last = await store.messages.lastOfKind(conversation.id, 'customer');
	return await newOutboundMail(desk, {
		idempotencyKey: replyKey(message),
		purpose: 'customer',
		message,
		mailbox,
		staffId: staff.id,
		...(notBefore && { notBefore }),
		from,
		replyTo: () => replyTo,
		recipient,
		subject: replySubject(conversation.subject),
		inReplyTo: last?.messageId ?? '',
		references: last ? replyReferences([...last.references, last.messageId]) : [],
		recipe: {
			kind: 'reply',
			...signedBodies(message.text, { text: signature, html: signatureHtml }, message.html),
			...(quote.text !== '' && { quote }),
			attachments: shownAttachments(message),
		},
	});
}

function replyKey({ id }: Message): string {
	return `reply:${id}`;
}

// With HTML, pictures that it does not show stood in the quote or in the mail program's own signature.
function shownAttachments(message: Message): AttachmentSource[] {
	const { attachments, html } = message;
	const isInHtml = picturesOf(html);
	const isShown = ({ isInline, contentId }: Attachment) => !isInline || html === '' || isInHtml(contentId);
	return attachmentSources({
		...message,
		attachments: attachments.filter((file) => isShown(file) && !isAddedFile(file)),
	});
}
