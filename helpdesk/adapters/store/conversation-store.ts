import { sql, type Expression, type Insertable, type Selectable } from 'kysely';
import { addressKey, isAddress } from '../../domain/address';
import type { Conversation, ConversationStatus } from '../../domain/conversation';
import { HelpDeskError } from '../../domain/errors';
import type { ConversationFilter, ConversationStore, NewConversation } from '../../ports';
import { IS_OPEN_CONVERSATION } from './index-terms';
import { prepared } from './prepared';
import { dateOf, type Database } from './rows';
import type { AwaitedMailTable, ConversationTable, ParticipantTable } from './tables';

const nextNumber = prepared((db, { name }: { name: string }) =>
	db
		.updateTable('counter')
		.set({ value: sql<number>`value + 1` })
		.where('name', '=', name)
		.returning('value'),
);
const conversationsById = prepared((db, { ids }: { ids: readonly string[] }) =>
	db.selectFrom('conversation').selectAll().where('id', 'in', ids),
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

const insertAwaited = prepared((db, row: Insertable<AwaitedMailTable>) =>
	db
		.insertInto('awaited_mail')
		.values(row)
		.onConflict((conflict) => conflict.columns(['identifier', 'conversation_id']).doNothing()),
);
const awaitingMail = prepared((db, { identifier }: { identifier: string }) =>
	db
		.selectFrom('awaited_mail')
		.select('conversation_id')
		.where('identifier', '=', identifier)
		.orderBy('since'),
);
const MAX_MERGES = 50;
// A text that nothing has is looked for in so many, and no more: SQLite stops n8n while it looks.
const MAX_SEARCHED = 50_000;

/** Gives the expression of a text in lower case, letters beyond ASCII too. */
export type LowerCase = (text: Expression<string>) => Expression<string>;

/** Conversations and who takes part in them. */
export class SqlConversationStore implements ConversationStore {
	constructor(
		private readonly db: Database,
		private readonly hasRowLocks: boolean,
		private readonly lower: LowerCase,
	) {}

	async byId(id: string): Promise<Conversation | undefined> {
		const row = await this.db.selectFrom('conversation').selectAll().where('id', '=', id).executeTakeFirst();
		return row && conversationOf(row);
	}

	async byIds(ids: readonly string[]): Promise<Conversation[]> {
		return (await conversationsById(this.db, { ids })).rows.map(conversationOf);
	}

	async current(id: string): Promise<Conversation | undefined> {
		return await this.followed(id, (next) => this.byId(next));
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
		return await this.followed(id, async (next) => {
			const query = this.db.selectFrom('conversation').selectAll().where('id', '=', next);
			const row = await (this.hasRowLocks ? query.forUpdate() : query).executeTakeFirst();
			return row && conversationOf(row);
		});
	}

	async list({
		status,
		assigneeId,
		mailboxId,
		contactAddress,
		tags = [],
		changedBefore,
		limit,
	}: ConversationFilter): Promise<Conversation[]> {
		let query = this.db.selectFrom('conversation').selectAll();
		if (status !== undefined) query = query.where('status', '=', status);
		if (assigneeId === null) query = query.where('assignee_id', 'is', null);
		else if (assigneeId !== undefined) query = query.where('assignee_id', '=', assigneeId);
		if (mailboxId !== undefined) query = query.where('mailbox_id', '=', mailboxId);
		if (changedBefore) query = query.where('updated_at', '<', changedBefore.toISOString());
		if (contactAddress !== undefined) {
			const key = addressKey(contactAddress);
			const contact = this.db
				.selectFrom('contact_address')
				.select('contact_id')
				.where('address_key', '=', key);
			query = query.where('contact_id', 'in', contact);
		}
		for (const tag of tags) {
			const tagged = this.db.selectFrom('conversation_tag').select('conversation_id').where('tag', '=', tag);
			query = query.where('id', 'in', tagged);
		}
		return (await query.orderBy('updated_at', 'desc').limit(limit).execute()).map(conversationOf);
	}

	async search(text: string, limit: number): Promise<Conversation[]> {
		const words = text.trim();
		const [, hash, number] = /^(#?)(\d{1,9})$/.exec(words) ?? [];
		const numbered = number === undefined ? undefined : await this.byNumber(Number(number));
		const ofCustomer = isAddress(words) ? await this.list({ contactAddress: words, limit }) : [];
		const isSure = hash === '#' || ofCustomer.length > 0;
		const others = isSure ? [] : await this.withPart(words, limit);
		const found = [numbered ?? [], ofCustomer, others.filter(({ id }) => id !== numbered?.id)];
		return found.flat().slice(0, limit);
	}

	async insert(conversation: NewConversation): Promise<number> {
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
			.set({
				status,
				closed_at: status === 'closed' ? now.toISOString() : null,
				updated_at: now.toISOString(),
			})
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

	async merge(fromId: string, intoId: string, now: Date): Promise<void> {
		await this.copyParticipants(fromId, intoId);
		const change = { conversation_id: intoId };
		await this.db.updateTable('message').set(change).where('conversation_id', '=', fromId).execute();
		await this.db.updateTable('hold').set(change).where('conversation_id', '=', fromId).execute();
		const at = now.toISOString();
		await this.db
			.updateTable('conversation')
			.set({ status: 'closed', closed_at: at, updated_at: at, merged_into_id: intoId })
			.where('id', '=', fromId)
			.execute();
	}

	async await(conversationId: string, identifiers: readonly string[], now: Date): Promise<void> {
		for (const identifier of identifiers) {
			await insertAwaited(this.db, {
				identifier,
				conversation_id: conversationId,
				since: now.toISOString(),
			});
		}
	}

	async awaiting(identifier: string): Promise<Conversation[]> {
		const { rows } = await awaitingMail(this.db, { identifier });
		const found = new Map<string, Conversation>();
		for (const { conversation_id: id } of rows) {
			const conversation = await this.current(id);
			if (conversation) found.set(conversation.id, conversation);
		}
		return [...found.values()];
	}

	async endAwaiting(identifier: string): Promise<void> {
		await this.db.deleteFrom('awaited_mail').where('identifier', '=', identifier).execute();
	}

	async link(id: string, toId: string): Promise<void> {
		await this.db
			.updateTable('conversation')
			.set({ linked_to_id: toId })
			.where('id', '=', id)
			.where('linked_to_id', 'is', null)
			.execute();
	}

	async unlink(id: string): Promise<void> {
		await this.db.updateTable('conversation').set({ linked_to_id: null }).where('id', '=', id).execute();
	}

	async recentOf(
		contactAddress: string,
		mailboxId: string,
		since: Date,
		limit: number,
	): Promise<Conversation[]> {
		const contact = this.db
			.selectFrom('contact_address')
			.select('contact_id')
			.where('address_key', '=', addressKey(contactAddress));
		const rows = await this.db
			.selectFrom('conversation')
			.selectAll()
			.where('contact_id', 'in', contact)
			.where('mailbox_id', '=', mailboxId)
			.where('merged_into_id', 'is', null)
			.where('updated_at', '>=', since.toISOString())
			.orderBy('updated_at', 'desc')
			.limit(limit)
			.execute();
		return rows.map(conversationOf);
	}

	async loads(): Promise<ReadonlyMap<string, number>> {
		const rows = await this.db
			.selectFrom('conversation')
			.select(['assignee_id', (count) => count.fn.countAll().as('open')])
			.where(IS_OPEN_CONVERSATION)
			.where('assignee_id', 'is not', null)
			.groupBy('assignee_id')
			.execute();
		return new Map(rows.map(({ assignee_id, open }) => [assignee_id ?? '', Number(open)]));
	}

	async addParticipant(conversationId: string, address: string): Promise<void> {
		const row = { conversation_id: conversationId, address, address_key: addressKey(address) };
		await insertParticipant(this.db, row);
	}

	async copyParticipants(fromId: string, toId: string): Promise<void> {
		const participants = this.db
			.selectFrom('participant')
			.select((select) => [select.val(toId).as('conversation_id'), 'address', 'address_key'])
			.where('conversation_id', '=', fromId);
		await this.db
			.insertInto('participant')
			.columns(['conversation_id', 'address', 'address_key'])
			.expression(participants)
			.onConflict((conflict) => conflict.columns(['conversation_id', 'address_key']).doNothing())
			.execute();
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

	// Customers are looked through once, not for each conversation.
	private async withPart(words: string, limit: number): Promise<Conversation[]> {
		const part = sql<string>`cast(${`%${words.replace(/[!%_]/g, '!$&')}%`} as text)`;
		// What every engine has by itself does for ASCII, and is quicker.
		const lower: LowerCase = /[^\0-\x7f]/.test(words) ? this.lower : (text) => sql`lower(${text})`;
		const has = (column: string) => sql<boolean>`${lower(sql.ref(column))} like ${lower(part)} escape '!'`;
		const named = this.db.selectFrom('contact').select('id').where(has('name'));
		const addressed = this.db.selectFrom('contact_address').select('contact_id').where(has('address_key'));
		const oldest = this.db
			.selectFrom('conversation')
			.select('updated_at')
			.orderBy('updated_at', 'desc')
			.limit(1)
			.offset(MAX_SEARCHED);
		const rows = await this.db
			.selectFrom('conversation')
			.selectAll()
			.where(({ or, eb }) =>
				or([has('subject'), eb('contact_id', 'in', named), eb('contact_id', 'in', addressed)]),
			)
			.where('updated_at', '>=', (select) => select.fn.coalesce(oldest, select.val('')))
			.orderBy('updated_at', 'desc')
			.limit(limit)
			.execute();
		return rows.map(conversationOf);
	}

	// Chains are short; one that is not ends somewhere rather than never.
	private async followed(
		id: string,
		byId: (id: string) => Promise<Conversation | undefined>,
	): Promise<Conversation | undefined> {
		let conversation = await byId(id);
		for (let steps = 0; conversation?.mergedIntoId !== undefined && steps < MAX_MERGES; steps++)
			conversation = await byId(conversation.mergedIntoId);
		return conversation;
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
		mergedIntoId: row.merged_into_id ?? undefined,
		closedAt: dateOf(row.closed_at),
		createdAt: new Date(row.created_at),
		updatedAt: new Date(row.updated_at),
	};
}
