import { sql, type ExpressionBuilder, type Insertable, type Selectable } from 'kysely';
import type { Envelope } from '../../domain/forwarded-mail';
import {
	MAX_CRASHES,
	type InboundMail,
	type InboundState,
	type ThreadOutcome,
} from '../../domain/inbound-mail';
import type {
	Backlog,
	InboundFilter,
	InboundLease,
	InboundSettlement,
	InboundStore,
	NewInboundMail,
} from '../../ports';
import {
	IS_ASIDE,
	IS_OFFERED,
	IS_OWED,
	IS_UNFINISHED,
	IS_UNPRUNED,
	IS_WAITING,
	IS_WAITING_ANSWER,
} from './index-terms';
import { prepared } from './prepared';
import { bit, dateOf, type Database } from './rows';
import type { InboundMailTable, RawPartTable, Tables } from './tables';

const COLUMNS = [
	'id',
	'mailbox_id',
	'source_key',
	'envelope',
	'bytes',
	'state',
	'offers',
	'attempts',
	'is_alone',
	'thread_keys',
	'error',
	'received_at',
	'settled_at',
] as const;

const insertMail = prepared((db, row: Insertable<InboundMailTable>) =>
	db
		.insertInto('inbound_mail')
		.values(row)
		.onConflict((conflict) => conflict.columns(['mailbox_id', 'source_key']).doNothing()),
);
const insertPart = prepared((db, row: Insertable<RawPartTable>) => db.insertInto('raw_part').values(row));
const partAt = prepared((db, { id, position }: { id: string; position: number }) =>
	db
		.selectFrom('raw_part')
		.select('content')
		.where('inbound_mail_id', '=', id)
		.where('position', '=', position),
);
const setOutcome = prepared((db, { id, outcome }: { id: string; outcome: string }) =>
	db.updateTable('inbound_mail').set({ outcome }).where('id', '=', id),
);

const dueMails = prepared((db, values: { mailboxId: string; now: string; limit: number }) =>
	db
		.selectFrom('inbound_mail')
		.select(COLUMNS)
		.where('mailbox_id', '=', values.mailboxId)
		.where(IS_WAITING)
		.where((where) => isDue(where, values.now))
		.orderBy('id')
		.limit(values.limit),
);
const offeredKeys = prepared((db, { mailboxId }: { mailboxId: string }) =>
	db.selectFrom('inbound_mail').select('thread_keys').where('mailbox_id', '=', mailboxId).where(IS_OFFERED),
);
const offerMails = prepared(
	(db, values: { ids: readonly string[]; owner: string; until: string; now: string }) =>
		db
			.updateTable('inbound_mail')
			.set({
				state: 'offered',
				offers: sql<number>`offers + 1`,
				error: '',
				next_attempt_at: null,
				offered_to: values.owner,
				lease_until: values.until,
			})
			.where('id', 'in', values.ids)
			.where((where) => isDue(where, values.now))
			.returning(COLUMNS),
);
const mailsById = prepared((db, { ids }: { ids: readonly string[] }) =>
	db.selectFrom('inbound_mail').select(COLUMNS).where('id', 'in', ids),
);

const settleThrough = prepared((db, values: { ids: readonly string[]; isUnfinished: number; now: string }) =>
	db
		.updateTable('inbound_mail')
		.set({
			state: 'processed',
			error: '',
			next_attempt_at: null,
			settled_at: values.now,
			is_unfinished: values.isUnfinished,
			offered_to: null,
			lease_until: null,
		})
		.where('id', 'in', values.ids)
		// What went through has gone through, also when its lease had ended in the meantime.
		.where(({ or, and, eb }) =>
			or([eb('state', '=', 'failed'), and([eb('state', '=', 'offered'), eb('error', '=', '')])]),
		)
		.returning('id'),
);
const outcomes = prepared(outcomesOf);
const lockedOutcomes = prepared((db, values: { ids: readonly string[] }) =>
	outcomesOf(db, values).forUpdate(),
);

// In one order for all, so that two who lock the same never wait for each other.
function outcomesOf(db: Database, { ids }: { ids: readonly string[] }) {
	return db.selectFrom('inbound_mail').select(['id', 'outcome']).where('id', 'in', ids).orderBy('id');
}

// A list with NULL in it contains nothing for sure.
const inboundId = sql<string>`coalesce(message.inbound_mail_id, '')`.as('inbound_id');

function isDue(where: ExpressionBuilder<Tables, 'inbound_mail'>, now: string) {
	return where.or([
		where('state', '=', 'received'),
		where.and([where('state', '=', 'failed'), where('next_attempt_at', '<=', now)]),
	]);
}

/** Raw mail and where it stands. */
export class SqlInboundStore implements InboundStore {
	constructor(
		private readonly db: Database,
		private readonly hasRowLocks: boolean,
	) {}

	async insert(mail: NewInboundMail): Promise<boolean> {
		const { numAffectedRows = 0n } = await insertMail(this.db, {
			id: mail.id,
			mailbox_id: mail.mailboxId,
			source_key: mail.sourceKey,
			envelope: mail.envelope ? JSON.stringify(mail.envelope) : null,
			bytes: mail.bytes,
			state: 'received',
			attempts: 0,
			thread_keys: JSON.stringify(mail.threadKeys),
			error: '',
			received_at: mail.receivedAt.toISOString(),
		});
		return numAffectedRows > 0n;
	}

	async bySourceKey(mailboxId: string, sourceKey: string): Promise<InboundMail | undefined> {
		const query = this.db.selectFrom('inbound_mail').select(COLUMNS).where('mailbox_id', '=', mailboxId);
		const row = await query.where('source_key', '=', sourceKey).executeTakeFirst();
		return row && inboundOf(row);
	}

	async byId(id: string): Promise<InboundMail | undefined> {
		const query = this.db.selectFrom('inbound_mail').select(COLUMNS).where('id', '=', id);
		const row = await query.executeTakeFirst();
		return row && inboundOf(row);
	}

	async byIds(ids: readonly string[]): Promise<InboundMail[]> {
		return (await mailsById(this.db, { ids })).rows.map(inboundOf);
	}

	async list({ state, mailboxId, limit }: InboundFilter): Promise<InboundMail[]> {
		let query = this.db.selectFrom('inbound_mail').select(COLUMNS);
		if (state !== undefined) query = query.where('state', '=', state);
		if (mailboxId !== undefined) query = query.where('mailbox_id', '=', mailboxId);
		return (await query.orderBy('id', 'desc').limit(limit).execute()).map(inboundOf);
	}

	async addPart(id: string, position: number, content: Uint8Array): Promise<void> {
		await insertPart(this.db, { inbound_mail_id: id, position, content });
	}

	async part(id: string, position: number): Promise<Uint8Array | undefined> {
		return (await partAt(this.db, { id, position })).rows[0]?.content;
	}

	async startDownload(id: string, now: Date): Promise<void> {
		const row = { inbound_mail_id: id, started_at: now.toISOString() };
		await this.db.insertInto('download').values(row).execute();
	}

	async endDownload(id: string): Promise<void> {
		await this.db.deleteFrom('download').where('inbound_mail_id', '=', id).execute();
	}

	async dropDownload(id: string): Promise<void> {
		await this.db.deleteFrom('raw_part').where('inbound_mail_id', '=', id).execute();
		await this.endDownload(id);
	}

	async dropDownloadsBefore(then: Date): Promise<void> {
		const query = this.db.selectFrom('download').select('inbound_mail_id');
		const left = await query.where('started_at', '<', then.toISOString()).execute();
		for (const { inbound_mail_id: id } of left) await this.dropDownload(id);
	}

	async due(mailboxId: string, limit: number, now: Date): Promise<InboundMail[]> {
		const { rows } = await dueMails(this.db, { mailboxId, now: now.toISOString(), limit });
		return rows.map(inboundOf);
	}

	async offeredKeys(mailboxId: string): Promise<ReadonlySet<string>> {
		if (this.hasRowLocks) {
			// Mail that is received meanwhile names the mailbox, too, and need not wait.
			const mailbox = this.db.selectFrom('mailbox').select('id').where('id', '=', mailboxId);
			await mailbox.forNoKeyUpdate().execute();
		}
		const { rows } = await offeredKeys(this.db, { mailboxId });
		return new Set(rows.flatMap(({ thread_keys: keys }) => JSON.parse(keys) as string[]));
	}

	async offer(ids: readonly string[], { owner, until }: InboundLease, now: Date): Promise<InboundMail[]> {
		const lease = { owner, until: until.toISOString() };
		const { rows } = await offerMails(this.db, { ids, ...lease, now: now.toISOString() });
		return rows.map(inboundOf).toSorted((a, b) => (a.id < b.id ? -1 : 1));
	}

	async owners(mailboxId: string): Promise<string[]> {
		const query = this.db.selectFrom('inbound_mail').select('offered_to').distinct();
		const rows = await query.where('mailbox_id', '=', mailboxId).where(IS_OFFERED).execute();
		return rows.flatMap(({ offered_to: owner }) => owner ?? []);
	}

	async renewLease(owner: string, ids: readonly string[], until: Date): Promise<void> {
		await this.db
			.updateTable('inbound_mail')
			.set({ lease_until: until.toISOString() })
			.where('id', 'in', ids)
			.where('state', '=', 'offered')
			.where('offered_to', '=', owner)
			.execute();
	}

	async releaseOffered(
		mailboxId: string,
		gone: readonly string[],
		except: readonly string[],
		now: Date,
	): Promise<string[]> {
		const isLast = sql<boolean>`crashes + 1 >= ${sql.lit(MAX_CRASHES)}`;
		let query = this.db
			.updateTable('inbound_mail')
			.set({
				state: sql<string>`case when ${isLast} then 'quarantined' else 'failed' end`,
				crashes: sql<number>`crashes + 1`,
				is_alone: 1,
				error: 'n8n ended while it worked on this mail.',
				next_attempt_at: now.toISOString(),
				settled_at: sql<string | null>`case when ${isLast} then ${now.toISOString()} else null end`,
				offered_to: null,
				lease_until: null,
			})
			.where('mailbox_id', '=', mailboxId)
			.where(IS_OFFERED)
			.where((where) =>
				where.or([
					where('lease_until', '<', now.toISOString()),
					where('lease_until', 'is', null),
					...(gone.length > 0 ? [where('offered_to', 'in', gone)] : []),
				]),
			);
		if (except.length > 0) query = query.where('id', 'not in', except);
		const released = await query.returning(['id', 'state']).execute();
		return released.filter(({ state }) => state === 'quarantined').map(({ id }) => id);
	}

	async settle(id: string, from: readonly InboundState[], settlement: InboundSettlement): Promise<boolean> {
		const result = await this.db
			.updateTable('inbound_mail')
			.set({
				state: settlement.state,
				error: settlement.error,
				attempts: settlement.attempts,
				is_alone: bit(settlement.isAlone),
				next_attempt_at: settlement.nextAttemptAt?.toISOString() ?? null,
				settled_at: settlement.settledAt?.toISOString() ?? null,
				is_unfinished: bit(settlement.isUnfinished),
				...(settlement.crashes !== undefined && { crashes: settlement.crashes }),
				offered_to: null,
				lease_until: null,
			})
			.where('id', '=', id)
			.where('state', 'in', from)
			.executeTakeFirst();
		return result.numUpdatedRows > 0n;
	}

	async settleProcessed(ids: readonly string[], isUnfinished: boolean, now: Date): Promise<string[]> {
		const values = { ids, isUnfinished: bit(isUnfinished), now: now.toISOString() };
		return (await settleThrough(this.db, values)).rows.map(({ id }) => id);
	}

	async noteFailure(id: string, error: string): Promise<void> {
		const query = this.db.updateTable('inbound_mail').set({ error }).where('id', '=', id);
		await query.where('state', '=', 'offered').execute();
	}

	async unfinished(mailboxId: string, sourcePrefix: string, limit: number): Promise<InboundMail[]> {
		const query = this.db.selectFrom('inbound_mail').select(COLUMNS).where('mailbox_id', '=', mailboxId);
		const rows = await query
			.where(IS_UNFINISHED)
			.where(sql<boolean>`substr(source_key, 1, ${sourcePrefix.length}) = ${sourcePrefix}`)
			.orderBy('id')
			.limit(limit)
			.execute();
		return rows.map(inboundOf);
	}

	async markFinished(ids: readonly string[]): Promise<void> {
		await this.db.updateTable('inbound_mail').set({ is_unfinished: 0 }).where('id', 'in', ids).execute();
	}

	async pruneBefore(mailboxId: string, then: Date, limit: number): Promise<number> {
		const old = await this.db
			.selectFrom('inbound_mail')
			.select('id')
			.where('mailbox_id', '=', mailboxId)
			.where(IS_UNPRUNED)
			.where('settled_at', '<', then.toISOString())
			.where('state', 'in', ['processed', 'discarded'])
			// Mail that waits for a person has no other copy.
			.where(({ not, exists, selectFrom }) =>
				not(
					exists(
						selectFrom('hold')
							.select('hold.id')
							.whereRef('hold.inbound_mail_id', '=', 'inbound_mail.id')
							.where('hold.state', '=', 'open'),
					),
				),
			)
			// What has not left takes its files from here.
			.where('id', 'not in', this.db.selectFrom('message').select(inboundId).where(IS_WAITING_ANSWER))
			.where(
				'id',
				'not in',
				this.db
					.selectFrom('outbound_mail')
					.innerJoin('message', 'message.id', 'outbound_mail.message_id')
					.select(inboundId)
					.where(IS_OWED),
			)
			.limit(limit)
			.execute();
		const ids = old.map(({ id }) => id);
		if (ids.length === 0) return 0;
		await this.db.updateTable('inbound_mail').set({ is_pruned: 1 }).where('id', 'in', ids).execute();
		await this.db.deleteFrom('raw_part').where('inbound_mail_id', 'in', ids).execute();
		return ids.length;
	}

	async backlog(mailboxId: string): Promise<Backlog> {
		const ofMailbox = () => this.db.selectFrom('inbound_mail').where('mailbox_id', '=', mailboxId);
		const waiting = await ofMailbox()
			.where(IS_WAITING)
			.select(({ fn }) => [fn.countAll().as('count'), fn.min('received_at').as('oldest')])
			.executeTakeFirstOrThrow();
		const aside = await ofMailbox()
			.where(IS_ASIDE)
			.select(({ fn }) => fn.countAll().as('count'))
			.executeTakeFirstOrThrow();
		const last = await ofMailbox().select('received_at').orderBy('id', 'desc').limit(1).executeTakeFirst();
		return {
			waiting: Number(waiting.count),
			// An aggregate over no row is null, whatever its type says.
			oldestWaitingAt: dateOf(waiting.oldest as string | null),
			quarantined: Number(aside.count),
			lastReceivedAt: dateOf(last?.received_at ?? null),
		};
	}

	async lockOutcomes(ids: readonly string[]): Promise<ReadonlyMap<string, ThreadOutcome>> {
		const { rows } = await (this.hasRowLocks ? lockedOutcomes : outcomes)(this.db, { ids });
		return new Map(
			rows.flatMap(({ id, outcome }) => (outcome ? [[id, JSON.parse(outcome) as ThreadOutcome]] : [])),
		);
	}

	async saveOutcome(id: string, outcome: ThreadOutcome): Promise<void> {
		await setOutcome(this.db, { id, outcome: JSON.stringify(outcome) });
	}
}

function inboundOf(row: Pick<Selectable<InboundMailTable>, (typeof COLUMNS)[number]>): InboundMail {
	return {
		id: row.id,
		mailboxId: row.mailbox_id,
		sourceKey: row.source_key,
		envelope: row.envelope ? (JSON.parse(row.envelope) as Envelope) : undefined,
		bytes: Number(row.bytes),
		state: row.state as InboundState,
		offers: row.offers,
		attempts: row.attempts,
		isAlone: row.is_alone === 1,
		threadKeys: JSON.parse(row.thread_keys) as string[],
		error: row.error,
		receivedAt: new Date(row.received_at),
		settledAt: dateOf(row.settled_at),
	};
}
