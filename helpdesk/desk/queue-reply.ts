import { addressKey, domainOf, safeDisplayName } from '../domain/address';
import { isSuppressed, type SuppressedAddress } from '../domain/address-health';
import type { Message } from '../domain/conversation';
import { HelpDeskError } from '../domain/errors';
import type { MasterInboxRefusal } from '../domain/sender';
import type { AttachmentSource, OutboundMail } from '../domain/outbound-mail';
import { replyReferences } from '../domain/references';
import { signedBodies } from '../domain/signature';
import { replySubject } from '../domain/subject';
import type { Desk } from '../ports';
import { conversationById } from './conversation-changes';
import { resolveSender, staffAnswer, type ResolvedSender } from './resolve-sender';
import { issueToken } from './tokens';

/** The mail that we owe the customer, or why it must wait. */
export type QueuedReply =
	| { readonly mail: OutboundMail }
	| { readonly paused: MasterInboxRefusal }
	| { readonly paused: 'address-suppressed'; readonly health: SuppressedAddress };

/**
 * Writes the mail for a staff answer into the outbox, once: Message-ID, recipient and text are frozen from here on
 * (rules 28 and 30). The recipient comes from the conversation alone (rule 20).
 *
 * @throws HelpDeskError message-not-found, invalid-input
 */
export function queueReply(desk: Desk, messageId: string): Promise<QueuedReply> {
	return desk.store.transaction(async (store) => {
		const tx = { ...desk, store };
		const message = await staffAnswer(store, messageId);
		const known = await store.outbound.byIdempotencyKey(replyKey(message));
		if (known) return { mail: known };
		const health = await suppressionOf(tx, message);
		if (health) return { paused: 'address-suppressed', health };
		const sender = await resolveSender(tx, messageId);
		if ('paused' in sender) return { paused: sender.paused };
		const mail = await store.outbound.insertOnce(await replyMail(tx, message, sender));
		await store.messages.setState(message.id, 'queued');
		return { mail };
	});
}

// Rule 15: staff are warned before anything else is sent to an address where mail never arrives.
async function suppressionOf(
	{ store, clock }: Desk,
	message: Message,
): Promise<SuppressedAddress | undefined> {
	const { contactId } = await conversationById(store, message.conversationId);
	const contact = await store.contacts.byId(contactId);
	const health = contact && (await store.addresses.byAddress(contact.address));
	if (!isSuppressed(health)) return undefined;
	if (message.state === 'unsent') {
		await store.messages.setState(message.id, 'paused');
		const { conversationId, id: messageId } = message;
		const data = { reason: 'address-suppressed', address: health.address };
		await store.recordEvent({ type: 'reply-paused', conversationId, messageId, data }, clock.now());
	}
	return health;
}

async function replyMail(desk: Desk, message: Message, sender: ResolvedSender): Promise<OutboundMail> {
	const { store, ids, clock } = desk;
	const conversation = await conversationById(store, message.conversationId);
	const contact = await store.contacts.byId(conversation.contactId);
	if (!contact)
		throw new HelpDeskError('invalid-input', `The conversation #${conversation.number} has no contact.`);
	const history = await store.messages.history(conversation.id, 500);
	const last = history.findLast(({ kind }) => kind === 'customer');
	const id = ids.next();
	const claim = {
		conversationId: conversation.id,
		messageId: message.id,
		recipientKey: addressKey(contact.address),
	};
	const token = issueToken(desk, 'customer', id, claim);
	return {
		id,
		idempotencyKey: replyKey(message),
		conversationId: conversation.id,
		messageId: message.id,
		mailboxId: sender.mailbox.id,
		staffId: sender.staff.id,
		token,
		from: sender.from,
		replyTo: sender.replyTo,
		recipient: { name: safeDisplayName(contact.name), address: contact.address },
		subject: replySubject(conversation.subject),
		messageIdHeader: `hd.${token}@${domainOf(sender.mailbox.address)}`,
		inReplyTo: last?.messageId ?? '',
		references: last ? replyReferences([...last.references, last.messageId]) : [],
		recipe: {
			kind: 'reply',
			...signedBodies(message.text, sender.signature, message.html),
			attachments: attachmentsOf(message),
		},
		state: 'queued',
		attempts: 0,
		leaseUntil: undefined,
		error: '',
		createdAt: clock.now(),
		sentAt: undefined,
	};
}

function replyKey({ id }: Message): string {
	return `reply:${id}`;
}

// With HTML, pictures that it does not show stood in the quote or in the mail program's own signature.
function attachmentsOf({ inboundMailId, attachments, html }: Message): AttachmentSource[] {
	if (inboundMailId === undefined) return [];
	return attachments
		.filter(({ isInline, contentId }) => !isInline || html === '' || html.includes(`cid:${contentId}`))
		.map(({ index }) => ({ inboundMailId, index }));
}
