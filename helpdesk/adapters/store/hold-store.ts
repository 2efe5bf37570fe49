import type { Selectable } from 'kysely';
import type { Hold, HoldReason, HoldState, NewHold } from '../../domain/hold';
import type { HoldFilter, HoldSettlement, HoldStore } from '../../ports';
import type { Database } from './rows';
import type { HoldTable } from './tables';

/** Mail that waits for a person, or did. */
export class SqlHoldStore implements HoldStore {
	constructor(private readonly db: Database) {}

	async insert({ id, inboundMailId, conversationId, reason, createdAt }: NewHold): Promise<void> {
		await this.db
			.insertInto('hold')
			.values({
				id,
				inbound_mail_id: inboundMailId,
				conversation_id: conversationId ?? null,
				reason,
				created_at: createdAt.toISOString(),
			})
			.execute();
	}

	async byId(id: string): Promise<Hold | undefined> {
		const row = await this.db.selectFrom('hold').selectAll().where('id', '=', id).executeTakeFirst();
		return row && holdOf(row);
	}

	async list({ state, reason, mailboxId, limit }: HoldFilter): Promise<Hold[]> {
		let query = this.db.selectFrom('hold').selectAll('hold');
		if (state) query = query.where('hold.state', '=', state);
		if (reason) query = query.where('hold.reason', '=', reason);
		if (mailboxId !== undefined) {
			query = query
				.innerJoin('inbound_mail', 'inbound_mail.id', 'hold.inbound_mail_id')
				.where('inbound_mail.mailbox_id', '=', mailboxId);
		}
		return (await query.orderBy('hold.id', 'desc').limit(limit).execute()).map(holdOf);
	}

	async settle(id: string, { state, at, by }: HoldSettlement): Promise<boolean> {
		const { numUpdatedRows } = await this.db
			.updateTable('hold')
			.set({ state, settled_at: at.toISOString(), settled_by: by ?? null })
			.where('id', '=', id)
			.where('state', '=', 'open')
			.executeTakeFirst();
		return numUpdatedRows > 0n;
	}

	async setMessage(id: string, messageId: string): Promise<void> {
		await this.db.updateTable('hold').set({ message_id: messageId }).where('id', '=', id).execute();
	}
}

function holdOf(row: Selectable<HoldTable>): Hold {
	return {
		id: row.id,
		inboundMailId: row.inbound_mail_id,
		conversationId: row.conversation_id ?? undefined,
		reason: row.reason as HoldReason,
		createdAt: new Date(row.created_at),
		state: row.state as HoldState,
		settledAt: row.settled_at === null ? undefined : new Date(row.settled_at),
		settledBy: row.settled_by ?? undefined,
		messageId: row.message_id ?? undefined,
	};
}
