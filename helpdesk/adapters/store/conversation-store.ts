import { sql, type Insertable, type Selectable } from 'kysely';
import { addressKey } from '../../domain/address';
import type { Conversation, ConversationStatus } from '../../domain/conversation';
import { HelpDeskError } from '../../domain/errors';
import type { ConversationFilter, ConversationStore } from '../../ports';
import { prepared } from './prepared';
import { dateOf, type Database } from './rows';
import type { ConversationTable, ParticipantTable } from './tables';

const nextNumber = prepared((db, { name }: { name: string }) =>
	db
		.updateTable('counter')
		.set({ value: sql<number>`value + 1` })
		.where('name', '=', name)
		.returning('value'),
);
const insertConversation = prepared((db, row: Insertable<ConversationTable>) =>
	db.insertInto('conversation').values(row),
);
const insertParticipant = prepared((db, row: Insertable<ParticipantTable>) =>
	db
		.insertInto('participant')
		.values(row)
		.onConflict((conflict) => conflict.columns(['conversation_id', 'address_key']).doNothing()),
);

/** Conversations and who takes part in them. */
export class SqlConversationStore implements ConversationStore {
	constructor(
		private readonly db: Database,
		private readonly hasRowLocks: boolean,
	) {}

	async byId(id: string): Promise<Conversation | undefined> {
		const row = await this.db.selectFrom('conversation').selectAll().where('id', '=', id).executeTakeFirst();
		return row && conversationOf(row);
	}

	async byIds(ids: readonly string[]): Promise<Conversation[]> {
		const query = this.db.selectFrom('conversation').selectAll().where('id', 'in', ids);
		return (await query.execute()).map(conversationOf);
	}

	async byNumber(number: number): Promise<Conversation | undefined> {
		const row = await this.db
			.selectFrom('conversation')
			.selectAll()
			.where('number', '=', number)
			.executeTakeFirst();
		return row && conversationOf(row);
	}

	async lock(id: string): Promise<Conversation | undefined> {
		const query = this.db.selectFrom('conversation').selectAll().where('id', '=', id);
		const row = await (this.hasRowLocks ? query.forUpdate() : query).executeTakeFirst();
		return row && conversationOf(row);
	}

	async list({
		status,
		assigneeId,
		mailboxId,
		contactAddress,
		limit,
	}: ConversationFilter): Promise<Conversation[]> {
		let query = this.db.selectFrom('conversation').selectAll();
		if (status !== undefined) query = query.where('status', '=', status);
		if (assigneeId === null) query = query.where('assignee_id', 'is', null);
		else if (assigneeId !== undefined) query = query.where('assignee_id', '=', assigneeId);
		if (mailboxId !== undefined) query = query.where('mailbox_id', '=', mailboxId);
		if (contactAddress !== undefined) {
			const key = addressKey(contactAddress);
			const contact = this.db
				.selectFrom('contact_address')
				.select('contact_id')
				.where('address_key', '=', key);
			query = query.where('contact_id', 'in', contact);
		}
		return (await query.orderBy('updated_at', 'desc').limit(limit).execute()).map(conversationOf);
	}

	async insert(conversation: Omit<Conversation, 'number'>): Promise<number> {
		const [counter] = (await nextNumber(this.db, { name: 'conversation' })).rows;
		if (!counter) throw new HelpDeskError('store-unavailable', 'The store lacks its conversation counter.');
		const { assignedAt, linkedToId } = conversation;
		await insertConversation(this.db, {
			id: conversation.id,
			number: counter.value,
			mailbox_id: conversation.mailboxId,
			contact_id: conversation.contactId,
			subject: conversation.subject,
			status: conversation.status,
			assignee_id: conversation.assigneeId ?? null,
			assigned_at: assignedAt?.toISOString() ?? null,
			linked_to_id: linkedToId ?? null,
			created_at: conversation.createdAt.toISOString(),
			updated_at: conversation.updatedAt.toISOString(),
		});
		return counter.value;
	}

	async setStatus(id: string, status: ConversationStatus, now: Date): Promise<void> {
		await this.db
			.updateTable('conversation')
			.set({ status, updated_at: now.toISOString() })
			.where('id', '=', id)
			.execute();
	}

	async assign(id: string, staffId: string | undefined, now: Date): Promise<void> {
		const change = {
			assignee_id: staffId ?? null,
			assigned_at: now.toISOString(),
			updated_at: now.toISOString(),
		};
		await this.db.updateTable('conversation').set(change).where('id', '=', id).execute();
	}

	async touch(id: string, now: Date): Promise<void> {
		await this.db
			.updateTable('conversation')
			.set({ updated_at: now.toISOString() })
			.where('id', '=', id)
			.execute();
	}

	async loads(): Promise<ReadonlyMap<string, number>> {
		const rows = await this.db
			.selectFrom('conversation')
			.select(['assignee_id', (count) => count.fn.countAll().as('open')])
			.where('status', 'in', ['open', 'pending'])
			.where('assignee_id', 'is not', null)
			.groupBy('assignee_id')
			.execute();
		return new Map(rows.map(({ assignee_id, open }) => [assignee_id ?? '', Number(open)]));
	}

	async addParticipant(conversationId: string, address: string): Promise<void> {
		const row = { conversation_id: conversationId, address, address_key: addressKey(address) };
		await insertParticipant(this.db, row);
	}

	async isParticipant(conversationId: string, address: string): Promise<boolean> {
		const row = await this.db
			.selectFrom('participant')
			.select('address_key')
			.where('conversation_id', '=', conversationId)
			.where('address_key', '=', addressKey(address))
			.executeTakeFirst();
		return row !== undefined;
	}
}

function conversationOf(row: Selectable<ConversationTable>): Conversation {
	return {
		id: row.id,
		number: row.number,
		mailboxId: row.mailbox_id,
		contactId: row.contact_id,
		subject: row.subject,
		status: row.status as ConversationStatus,
		assigneeId: row.assignee_id ?? undefined,
		assignedAt: dateOf(row.assigned_at),
		linkedToId: row.linked_to_id ?? undefined,
		createdAt: new Date(row.created_at),
		updatedAt: new Date(row.updated_at),
	};
}
