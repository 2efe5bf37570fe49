import type { Message } from '../domain/conversation';
import type { MasterInboxRefusal } from '../domain/sender';
import type { OutboundMail } from '../domain/outbound-mail';
import { replyReferences } from '../domain/references';
import { signedBodies } from '../domain/signature';
import { replySubject } from '../domain/subject';
import type { Desk } from '../ports';
import { conversationById } from './conversation-changes';
import { attachmentSources, contactOf, newOutboundMail } from './new-outbound-mail';
import { resolveSender, staffAnswer, type ResolvedSender } from './resolve-sender';

/** The mail that we owe the customer, or why it must wait. */
export type QueuedReply = { readonly mail: OutboundMail } | { readonly paused: MasterInboxRefusal };

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
		const sender = await resolveSender(tx, messageId);
		if ('paused' in sender) return { paused: sender.paused };
		const mail = await store.outbound.insertOnce(await replyMail(tx, message, sender, notBefore));
		await store.messages.setState(message.id, 'queued');
		return { mail };
	});
}

async function replyMail(
	desk: Desk,
	message: Message,
	{ mailbox, staff, from, replyTo, signature }: ResolvedSender,
	notBefore: Date | undefined,
): Promise<OutboundMail> {
	const { store } = desk;
	const conversation = await conversationById(store, message.conversationId);
	const last = await store.messages.lastOfKind(conversation.id, 'customer');
	return newOutboundMail(desk, {
		idempotencyKey: replyKey(message),
		purpose: 'customer',
		message,
		mailbox,
		staffId: staff.id,
		...(notBefore && { notBefore }),
		from,
		replyTo: () => replyTo,
		recipient: await contactOf(store, conversation),
		subject: replySubject(conversation.subject),
		inReplyTo: last?.messageId ?? '',
		references: last ? replyReferences([...last.references, last.messageId]) : [],
		recipe: {
			kind: 'reply',
			...signedBodies(message.text, signature),
			attachments: attachmentSources(message),
		},
	});
}

function replyKey({ id }: Message): string {
	return `reply:${id}`;
}
