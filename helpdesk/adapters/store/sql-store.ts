import type { Insertable, Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { HelpDeskError } from '../../domain/errors';
import type { DeskEvent, Store } from '../../ports';
import { SqlAddressHealthStore } from './address-health-store';
import { SqlConversationStore, type LowerCase } from './conversation-store';
import { SqlInboundStore } from './inbound-store';
import { SqlMailboxStore } from './mailbox-store';
import { SqlHoldStore } from './hold-store';
import { SqlMessageStore } from './message-store';
import { migrations, type EngineTypes } from './migrations';
import { SqlNoticeStore } from './notice-store';
import { SqlOutboundStore } from './outbound-store';
import { prepared } from './prepared';
import { SqlContactStore, SqlStaffStore } from './people-store';
import { SqlPushStore } from './push-store';
import { SqlReceivingAddressStore, SqlSeenSignatureStore } from './receiving-address-store';
import type { Database } from './rows';
import type { EventTable, Tables } from './tables';
import { SqlTagStore } from './tag-store';
import { SqlTokenKeyStore } from './token-key-store';

/**
 * Gives what opening a store failed with as a HelpDeskError.
 *
 * @param what - the store, as a person knows it
 */
export function openingError(what: string, error: unknown): HelpDeskError {
	const reason = error instanceof Error ? error.message : String(error);
	return new HelpDeskError('store-unavailable', `${what} could not be opened: ${reason}`, { cause: error });
}

const TRANSACTION_TRIES = 4;

const insertEvent = prepared((db, row: Insertable<EventTable>) => db.insertInto('event').values(row));

/** What a store needs to know of its engine. */
export interface Engine {
	readonly db: Kysely<Tables>;
	readonly types: EngineTypes;
	readonly hasRowLocks: boolean;
	readonly lower: LowerCase;
	/** Runs a transaction that is on the disk when `untilOnDisk` resolves. */
	transact<T>(work: (tx: Kysely<Tables>) => Promise<T>): Promise<T>;
	/** Runs a transaction that nobody waits for to be on the disk. */
	transactRepeatable<T>(work: (tx: Kysely<Tables>) => Promise<T>): Promise<T>;
	/** Resolves when the transactions that have ended are on the disk. */
	untilOnDisk(): Promise<void>;
	/** Tells whether a transaction that failed like this may succeed when it is run again. */
	isConflict(error: unknown): boolean;
	close(): Promise<void>;
}

/** Values that are made once for a store: the id of the desk and its first token key. */
export interface FirstValues {
	readonly deskId: string;
	readonly tokenKey: string;
	readonly now: Date;
}

/** Brings the schema up to date and opens the store; what goes wrong is the caller's to name (`openingError`). */
export async function openSqlStore(engine: Engine, first: FirstValues): Promise<Store> {
	const provider = { getMigrations: async () => migrations(engine.types) };
	const { error } = await new Migrator({ db: engine.db, provider }).migrateToLatest();
	if (error) return await Promise.reject(error);
	await engine.db.transaction().execute(async (tx) => {
		const giveWay = { name: 'desk-id', value: first.deskId };
		await tx
			.insertInto('setting')
			.values(giveWay)
			.onConflict((conflict) => conflict.doNothing())
			.execute();
		const key = { number: 1, key: first.tokenKey, created_at: first.now.toISOString(), revoked_at: null };
		await tx
			.insertInto('token_key')
			.values(key)
			.onConflict((conflict) => conflict.doNothing())
			.execute();
	});
	const setting = await engine.db
		.selectFrom('setting')
		.select('value')
		.where('name', '=', 'desk-id')
		.executeTakeFirstOrThrow();
	return new SqlStore(engine, setting.value);
}

/** The desk's store on either engine. */
class SqlStore implements Store {
	readonly tokenKeys: SqlTokenKeyStore;
	readonly mailboxes: SqlMailboxStore;
	readonly staff: SqlStaffStore;
	readonly receivingAddresses: SqlReceivingAddressStore;
	readonly seenSignatures: SqlSeenSignatureStore;
	readonly inbound: SqlInboundStore;
	readonly conversations: SqlConversationStore;
	readonly tags: SqlTagStore;
	readonly contacts: SqlContactStore;
	readonly messages: SqlMessageStore;
	readonly holds: SqlHoldStore;
	readonly outbound: SqlOutboundStore;
	readonly addresses: SqlAddressHealthStore;
	readonly pushes: SqlPushStore;
	readonly notices: SqlNoticeStore;

	constructor(
		private readonly engine: Engine,
		readonly deskId: string,
		private readonly tx?: Database,
	) {
		const db = tx ?? engine.db;
		this.tokenKeys = new SqlTokenKeyStore(db, tx !== undefined);
		this.mailboxes = new SqlMailboxStore(db);
		this.staff = new SqlStaffStore(db);
		this.receivingAddresses = new SqlReceivingAddressStore(db);
		this.seenSignatures = new SqlSeenSignatureStore(db);
		this.inbound = new SqlInboundStore(db, engine.hasRowLocks);
		this.conversations = new SqlConversationStore(db, engine.hasRowLocks, engine.lower);
		this.tags = new SqlTagStore(db);
		this.contacts = new SqlContactStore(db);
		this.messages = new SqlMessageStore(db);
		this.holds = new SqlHoldStore(db);
		this.outbound = new SqlOutboundStore(db);
		this.addresses = new SqlAddressHealthStore(db);
		this.pushes = new SqlPushStore(db);
		this.notices = new SqlNoticeStore(db, engine.hasRowLocks);
	}

	async recordEvent({ type, conversationId, messageId, data }: DeskEvent, now: Date): Promise<void> {
		await insertEvent(this.tx ?? this.engine.db, {
			type,
			conversation_id: conversationId || null,
			message_id: messageId || null,
			data: JSON.stringify(data ?? {}),
			created_at: now.toISOString(),
		});
	}

	async eventsSince(type: string, then: Date, limit: number): Promise<DeskEvent[]> {
		const rows = await (this.tx ?? this.engine.db)
			.selectFrom('event')
			.selectAll()
			.where('type', '=', type)
			.where('created_at', '>=', then.toISOString())
			.orderBy('id', 'desc')
			.limit(limit)
			.execute();
		return rows.map((row) => ({
			type: row.type,
			...(row.conversation_id !== null && { conversationId: row.conversation_id }),
			...(row.message_id !== null && { messageId: row.message_id }),
			data: JSON.parse(row.data) as NonNullable<DeskEvent['data']>,
		}));
	}

	async transaction<T>(work: (store: Store) => Promise<T>, whenSeen?: (result: T) => void): Promise<T> {
		const result = await this.run(work, (inside) => this.engine.transact(inside));
		if (this.tx) return result;
		whenSeen?.(result);
		await this.engine.untilOnDisk();
		return result;
	}

	async repeatable<T>(work: (store: Store) => Promise<T>): Promise<T> {
		return await this.run(work, (inside) => this.engine.transactRepeatable(inside));
	}

	private async run<T>(
		work: (store: Store) => Promise<T>,
		transact: (inside: (tx: Database) => Promise<T>) => Promise<T>,
	): Promise<T> {
		if (this.tx) return await work(this);
		const inside = (tx: Database) => work(new SqlStore(this.engine, this.deskId, tx));
		for (let tries = 1; tries < TRANSACTION_TRIES; tries++) {
			const done = await transact(inside).then(
				(result) => ({ result }),
				(error: unknown) => {
					if (!this.engine.isConflict(error)) throw error;
				},
			);
			if (done) return done.result;
		}
		return await transact(inside);
	}

	async close(): Promise<void> {
		await this.engine.close();
	}
}
