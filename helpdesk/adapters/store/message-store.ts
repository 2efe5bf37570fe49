import type { Insertable, Selectable } from 'kysely';
import type { Message, MessageKind, MessageState } from '../../domain/conversation';
import type { Attachment } from '../../domain/mail';
import type { MessageStore } from '../../ports';
import { IS_PAUSED_MESSAGE } from './index-terms';
import { prepared } from './prepared';
import { bit, type Database } from './rows';
import type { DeliveryTable, MessageTable } from './tables';

const insertMessage = prepared((db, row: Insertable<MessageTable>) => db.insertInto('message').values(row));
const insertDelivery = prepared((db, row: Insertable<DeliveryTable>) =>
	db
		.insertInto('delivery')
		.values(row)
		.onConflict((conflict) => conflict.columns(['message_id', 'inbound_mail_id']).doNothing()),
);
const messagesById = prepared((db, { ids }: { ids: readonly string[] }) =>
	db.selectFrom('message').selectAll().where('id', 'in', ids),
);
const byDuplicateKey = prepared((db, { key }: { key: string }) =>
	db.selectFrom('message').selectAll().where('duplicate_key', '=', key),
);
const byMessageId = prepared((db, { messageId }: { messageId: string }) =>
	db.selectFrom('message').select('id').where('message_id', '=', messageId).limit(1),
);

/** The entries of conversations. */
export class SqlMessageStore implements MessageStore {
	constructor(private readonly db: Database) {}

	async byId(id: string): Promise<Message | undefined> {
		const row = await this.db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirst();
		return row && messageOf(row);
	}

	async byIds(ids: readonly string[]): Promise<Message[]> {
		return (await messagesById(this.db, { ids })).rows.map(messageOf);
	}

	async hasMessageId(messageId: string): Promise<boolean> {
		return (await byMessageId(this.db, { messageId })).rows.length > 0;
	}

	async history(conversationId: string, limit: number): Promise<Message[]> {
		const query = this.db.selectFrom('message').selectAll().where('conversation_id', '=', conversationId);
		return (await query.orderBy('id', 'desc').limit(limit).execute()).map(messageOf).toReversed();
	}

	async before(
		{ id, conversationId }: Message,
		limit: number,
		kinds?: readonly MessageKind[],
	): Promise<Message[]> {
		const all = this.db
			.selectFrom('message')
			.selectAll()
			.where('conversation_id', '=', conversationId)
			.where('id', '<', id);
		const wanted = kinds ? all.where('kind', 'in', kinds) : all;
		return (await wanted.orderBy('id', 'desc').limit(limit).execute()).map(messageOf);
	}

	async lastOfKind(conversationId: string, kind: MessageKind): Promise<Message | undefined> {
		const query = this.db
			.selectFrom('message')
			.selectAll()
			.where('conversation_id', '=', conversationId)
			.where('kind', '=', kind);
		const row = await query.orderBy('id', 'desc').limit(1).executeTakeFirst();
		return row && messageOf(row);
	}

	async insert(message: Message, duplicateKey: string): Promise<void> {
		await insertMessage(this.db, {
			id: message.id,
			conversation_id: message.conversationId,
			kind: message.kind,
			state: message.state,
			from_name: message.from.name,
			from_address: message.from.address,
			staff_id: message.staffId ?? null,
			subject: message.subject,
			text: message.text,
			// Mostly nothing was cut: then it is kept once.
			full_text: message.fullText === message.text ? '' : message.fullText,
			html: message.html,
			message_id: message.messageId,
			thread: JSON.stringify(message.references),
			inbound_mail_id: message.inboundMailId ?? null,
			attachments: JSON.stringify(message.attachments),
			is_new_participant: bit(message.isNewParticipant),
			has_reused_message_id: bit(message.hasReusedMessageId),
			recipient_contact_id: message.recipientContactId ?? null,
			duplicate_key: duplicateKey,
			created_at: message.createdAt.toISOString(),
		});
	}

	async byDuplicateKey(duplicateKey: string): Promise<Message | undefined> {
		const [row] = (await byDuplicateKey(this.db, { key: duplicateKey })).rows;
		return row && messageOf(row);
	}

	async addDelivery(messageId: string, inboundMailId: string): Promise<void> {
		await insertDelivery(this.db, { message_id: messageId, inbound_mail_id: inboundMailId });
	}

	async setState(id: string, state: MessageState): Promise<void> {
		await this.db.updateTable('message').set({ state }).where('id', '=', id).execute();
	}

	async moveTo(ids: readonly string[], conversationId: string): Promise<void> {
		const change = { conversation_id: conversationId };
		await this.db.updateTable('message').set(change).where('id', 'in', ids).execute();
	}

	async paused(mailboxId: string, limit: number): Promise<string[]> {
		const rows = await this.db
			.selectFrom('message')
			.innerJoin('conversation', 'conversation.id', 'message.conversation_id')
			.select('message.id')
			.where(IS_PAUSED_MESSAGE)
			.where('conversation.mailbox_id', '=', mailboxId)
			.where(({ not, exists, selectFrom }) =>
				not(
					exists(
						selectFrom('address_health')
							.innerJoin('contact_address', 'contact_address.address_key', 'address_health.address_key')
							.select('address_health.address_key')
							.whereRef('contact_address.contact_id', '=', 'conversation.contact_id')
							.where('contact_address.position', '=', 0)
							.where('address_health.suppressed_at', 'is not', null),
					),
				),
			)
			.orderBy('message.id')
			.limit(limit)
			.execute();
		return rows.map(({ id }) => id);
	}

	async conversationsOf(messageIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
		const wanted = messageIds.slice(0, 200);
		if (wanted.length === 0) return new Map();
		const received = await this.db
			.selectFrom('message')
			.select(['message_id as identifier', 'conversation_id'])
			.where('message_id', 'in', wanted)
			.orderBy('id', 'desc')
			.execute();
		const sent = await this.db
			.selectFrom('outbound_mail')
			// The conversation that the message is in now, as it may have been moved.
			.innerJoin('message', 'message.id', 'outbound_mail.message_id')
			.select(['message_id_header as identifier', 'message.conversation_id'])
			.where('message_id_header', 'in', wanted)
			.execute();
		// The last entry of an identifier stands: what we sent, else the oldest mail, so that who uses one again takes nothing over.
		const byIdentifier = new Map([...received, ...sent].map((row) => [row.identifier, row.conversation_id]));
		return new Map(wanted.flatMap((id) => (byIdentifier.has(id) ? [[id, byIdentifier.get(id) ?? '']] : [])));
	}

	async lastStaffAnswerAt(conversationId: string, exceptStaffId: string): Promise<Date | undefined> {
		const row = await this.db
			.selectFrom('message')
			.select('created_at')
			.where('conversation_id', '=', conversationId)
			.where('kind', '=', 'staff')
			// An answer from the mailbox's own account is nobody's in particular.
			.where(({ or, eb }) => or([eb('staff_id', '!=', exceptStaffId), eb('staff_id', 'is', null)]))
			.orderBy('id', 'desc')
			.limit(1)
			.executeTakeFirst();
		return row && new Date(row.created_at);
	}
}

function messageOf(row: Selectable<MessageTable>): Message {
	return {
		id: row.id,
		conversationId: row.conversation_id,
		kind: row.kind as MessageKind,
		state: row.state as MessageState,
		from: { name: row.from_name, address: row.from_address },
		staffId: row.staff_id ?? undefined,
		subject: row.subject,
		text: row.text,
		fullText: row.full_text || row.text,
		html: row.html,
		messageId: row.message_id,
		references: JSON.parse(row.thread) as string[],
		inboundMailId: row.inbound_mail_id ?? undefined,
		attachments: JSON.parse(row.attachments) as Attachment[],
		isNewParticipant: row.is_new_participant === 1,
		hasReusedMessageId: row.has_reused_message_id === 1,
		recipientContactId: row.recipient_contact_id ?? undefined,
		createdAt: new Date(row.created_at),
	};
}
