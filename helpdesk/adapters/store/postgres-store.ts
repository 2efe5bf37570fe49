import { CompiledQuery, Kysely, PostgresDialect, sql, type DatabaseConnection } from 'kysely';
import { Pool, types } from 'pg';
import type { Store } from '../../ports';
import { openingError, openSqlStore, type FirstValues } from './sql-store';
import type { Tables } from './tables';

/** How to reach a PostgreSQL database. */
export interface PostgresLogin {
	readonly host: string;
	readonly port: number;
	readonly database: string;
	readonly user: string;
	readonly password: string;
	readonly ssl: 'disable' | 'require' | 'verify';
}

const BIGINT_OID = 20;
const POOL_SIZE = 8;
const CONNECT_TIMEOUT_MS = 15_000;
const STANDSTILL_MS = 60_000;
// unique_violation, serialization_failure, deadlock_detected: somebody else was there first; the next try sees it.
const CONFLICT_CODES = new Set(['23505', '40001', '40P01']);

/**
 * Opens the store in a PostgreSQL database.
 *
 * @param standstillMs - after which the database ends a transaction in which nothing happens
 * @throws HelpDeskError store-unavailable
 */
export async function openPostgresStore(
	login: PostgresLogin,
	first: FirstValues,
	standstillMs = STANDSTILL_MS,
): Promise<Store> {
	const { ssl, ...connection } = login;
	const pool = new Pool({
		...connection,
		ssl: ssl === 'disable' ? false : { rejectUnauthorized: ssl === 'verify' },
		max: POOL_SIZE,
		connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
		// Else a query whose answer got lost on the way would be waited for without end.
		keepAlive: true,
		keepAliveInitialDelayMillis: 10_000,
		application_name: 'n8n-nodes-helpdesk',
		types: { getTypeParser: (oid: number) => (oid === BIGINT_OID ? Number : types.getTypeParser(oid)) },
	});
	// Without listeners a connection that breaks while it is idle, or between the queries of a transaction, would be an
	// uncaught exception; the next query fails or reconnects.
	pool.on('error', () => undefined);
	pool.on('connect', (client) => client.on('error', () => undefined));
	// A machine that is frozen, or gone without a word, would keep others from what its transaction has locked, for hours.
	const limit = CompiledQuery.raw(`set idle_in_transaction_session_timeout = ${standstillMs}`);
	const onCreateConnection = async (created: DatabaseConnection) => {
		// A connection that breaks already is the next query's trouble: a failure here would cost its place in the pool.
		await created.executeQuery(limit).catch(() => undefined);
	};
	const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool, onCreateConnection }) });
	try {
		const isUnicode = await hasUnicode(db);
		return await openSqlStore(
			{
				db,
				types: { bytes: 'bytea', serial: 'bigint generated always as identity primary key' },
				hasRowLocks: true,
				lower: (text) => (isUnicode ? sql`lower(${text} collate "und-x-icu")` : sql`lower(${text})`),
				transact: (work) => db.transaction().execute(work),
				transactRepeatable: (work) => withoutWaiting(db, work),
				untilOnDisk: async () => undefined,
				isConflict: (error) => CONFLICT_CODES.has(codeOf(error)),
				close: () => db.destroy(),
			},
			first,
		);
	} catch (error) {
		await db.destroy().catch(() => undefined);
		throw openingError(`The database "${login.database}" at ${login.host}:${login.port}`, error);
	}
}

// A database of the locale C knows no letters beyond ASCII, unless they are taken from ICU.
async function hasUnicode(db: Kysely<Tables>): Promise<boolean> {
	const { rows } = await sql`
		select from pg_collation where collname = 'und-x-icu' and getdatabaseencoding() = 'UTF8'`.execute(db);
	return rows.length > 0;
}

function withoutWaiting<T>(db: Kysely<Tables>, work: (tx: Kysely<Tables>) => Promise<T>): Promise<T> {
	return db.transaction().execute(async (tx) => {
		await sql`set local synchronous_commit = off`.execute(tx);
		return await work(tx);
	});
}

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : '';
}
