import type { Selectable } from 'kysely';
import { addressKey, type Address } from '../../domain/address';
import type { OutboundMail, OutboundState, Recipe } from '../../domain/outbound-mail';
import { dateOf } from './rows';
import type { OutboundMailTable } from './tables';

/** Gives a mail as a row that nobody has claimed. */
export function rowOf(mail: OutboundMail) {
	return {
		id: mail.id,
		idempotency_key: mail.idempotencyKey,
		conversation_id: mail.conversationId || null,
		message_id: mail.messageId || null,
		mailbox_id: mail.mailboxId,
		staff_id: mail.staffId,
		token: mail.token,
		from_name: mail.from.name,
		from_address: mail.from.address,
		reply_to: mail.replyTo ? JSON.stringify(mail.replyTo) : null,
		recipient_name: mail.recipient.name,
		recipient_address: mail.recipient.address,
		recipient_key: addressKey(mail.recipient.address),
		body_digest: mail.bodyDigest,
		subject: mail.subject,
		message_id_header: mail.messageIdHeader,
		in_reply_to: mail.inReplyTo,
		thread: JSON.stringify(mail.references),
		recipe: JSON.stringify(mail.recipe),
		state: mail.state,
		attempts: mail.attempts,
		first_tried_at: mail.firstTriedAt?.toISOString() ?? null,
		round: mail.round,
		claim_id: null,
		lease_until: null,
		next_attempt_at: mail.notBefore?.toISOString() ?? null,
		error: mail.error,
		created_at: mail.createdAt.toISOString(),
		sent_at: null,
	};
}

/** Gives a row as a mail. */
export function outboundOf(row: Selectable<OutboundMailTable>): OutboundMail {
	return {
		id: row.id,
		idempotencyKey: row.idempotency_key,
		conversationId: row.conversation_id ?? '',
		messageId: row.message_id ?? '',
		mailboxId: row.mailbox_id,
		staffId: row.staff_id,
		token: row.token,
		from: { name: row.from_name, address: row.from_address },
		replyTo: row.reply_to === null ? undefined : (JSON.parse(row.reply_to) as Address),
		recipient: { name: row.recipient_name, address: row.recipient_address },
		bodyDigest: row.body_digest,
		subject: row.subject,
		messageIdHeader: row.message_id_header,
		inReplyTo: row.in_reply_to,
		references: JSON.parse(row.thread) as string[],
		recipe: JSON.parse(row.recipe) as Recipe,
		state: row.state as OutboundState,
		attempts: row.attempts,
		firstTriedAt: dateOf(row.first_tried_at),
		round: row.round,
		leaseUntil: dateOf(row.lease_until),
		notBefore: dateOf(row.next_attempt_at),
		error: row.error,
		createdAt: new Date(row.created_at),
		sentAt: dateOf(row.sent_at),
	};
}
