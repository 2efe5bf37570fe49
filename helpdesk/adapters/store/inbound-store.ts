import { sql, type Selectable } from 'kysely';
import {
	MAX_CRASHES,
	type InboundMail,
	type InboundState,
	type ThreadOutcome,
} from '../../domain/inbound-mail';
import type { InboundSettlement, InboundStore } from '../../ports';
import type { Database } from './rows';
import { hasWritten } from './rows';
import type { InboundMailTable } from './tables';

const COLUMNS = ['id', 'mailbox_id', 'source_key', 'bytes', 'state', 'attempts', 'received_at'] as const;

/** Raw mail and where it stands. */
export class SqlInboundStore implements InboundStore {
	constructor(
		private readonly db: Database,
		private readonly hasRowLocks: boolean,
	) {}

	async insert(
		{ id, mailboxId, sourceKey, receivedAt }: Parameters<InboundStore['insert']>[0],
		raw: Uint8Array,
	): Promise<boolean> {
		const result = await this.db
			.insertInto('inbound_mail')
			.values({
				id,
				mailbox_id: mailboxId,
				source_key: sourceKey,
				raw,
				bytes: raw.byteLength,
				state: 'received',
				attempts: 0,
				error: '',
				next_attempt_at: null,
				outcome: null,
				received_at: receivedAt.toISOString(),
			})
			.onConflict((conflict) => conflict.columns(['mailbox_id', 'source_key']).doNothing())
			.executeTakeFirst();
		return hasWritten(result);
	}

	async byId(id: string): Promise<InboundMail | undefined> {
		const row = await this.db
			.selectFrom('inbound_mail')
			.select(COLUMNS)
			.where('id', '=', id)
			.executeTakeFirst();
		return row && inboundOf(row);
	}

	async bySourceKey(mailboxId: string, sourceKey: string): Promise<InboundMail | undefined> {
		const row = await this.db
			.selectFrom('inbound_mail')
			.select(COLUMNS)
			.where('mailbox_id', '=', mailboxId)
			.where('source_key', '=', sourceKey)
			.executeTakeFirst();
		return row && inboundOf(row);
	}

	async raw(id: string): Promise<Uint8Array | undefined> {
		const row = await this.db
			.selectFrom('inbound_mail')
			.select('raw')
			.where('id', '=', id)
			.executeTakeFirst();
		return row?.raw;
	}

	async offer(mailboxId: string, limit: number, now: Date): Promise<InboundMail[]> {
		const due = this.due(mailboxId, now).select('id').limit(limit);
		const rows = await this.db
			.updateTable('inbound_mail')
			.set({ state: 'offered', attempts: sql<number>`attempts + 1`, next_attempt_at: null })
			.where('id', 'in', this.hasRowLocks ? due.forUpdate().skipLocked() : due)
			.returning(COLUMNS)
			.execute();
		return rows.map(inboundOf).toSorted((a, b) => (a.id < b.id ? -1 : 1));
	}

	async peekDue(mailboxId: string, now: Date): Promise<InboundMail | undefined> {
		const row = await this.due(mailboxId, now).select(COLUMNS).limit(1).executeTakeFirst();
		return row && inboundOf(row);
	}

	async releaseOffered(mailboxId: string, except: readonly string[], now: Date): Promise<void> {
		let query = this.db
			.updateTable('inbound_mail')
			.set({
				state: sql<string>`case when attempts >= ${sql.lit(MAX_CRASHES)} then 'quarantined' else 'failed' end`,
				error: 'n8n ended while it worked on this mail.',
				next_attempt_at: now.toISOString(),
			})
			.where('mailbox_id', '=', mailboxId)
			.where('state', '=', 'offered');
		if (except.length > 0) query = query.where('id', 'not in', except);
		await query.execute();
	}

	async settle(id: string, { state, error, nextAttemptAt }: InboundSettlement): Promise<void> {
		const change = { state, error, next_attempt_at: nextAttemptAt?.toISOString() ?? null };
		await this.db.updateTable('inbound_mail').set(change).where('id', '=', id).execute();
	}

	async lockOutcome(id: string): Promise<ThreadOutcome | undefined> {
		const query = this.db.selectFrom('inbound_mail').select('outcome').where('id', '=', id);
		const row = await (this.hasRowLocks ? query.forUpdate() : query).executeTakeFirst();
		return row?.outcome ? (JSON.parse(row.outcome) as ThreadOutcome) : undefined;
	}

	async saveOutcome(id: string, outcome: ThreadOutcome): Promise<void> {
		const change = { outcome: JSON.stringify(outcome) };
		await this.db.updateTable('inbound_mail').set(change).where('id', '=', id).execute();
	}

	private due(mailboxId: string, now: Date) {
		return this.db
			.selectFrom('inbound_mail')
			.where('mailbox_id', '=', mailboxId)
			.where((where) =>
				where.or([
					where('state', '=', 'received'),
					where.and([where('state', '=', 'failed'), where('next_attempt_at', '<=', now.toISOString())]),
				]),
			)
			.orderBy('id');
	}
}

function inboundOf(row: Pick<Selectable<InboundMailTable>, (typeof COLUMNS)[number]>): InboundMail {
	return {
		id: row.id,
		mailboxId: row.mailbox_id,
		sourceKey: row.source_key,
		bytes: Number(row.bytes),
		state: row.state as InboundState,
		attempts: row.attempts,
		receivedAt: new Date(row.received_at),
	};
}
