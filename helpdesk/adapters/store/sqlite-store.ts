import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import type { Store } from '../../ports';
import { NodeSqliteDialect } from './node-sqlite-dialect';
import { openingError, openSqlStore, type FirstValues } from './sql-store';
import type { Tables } from './tables';
import { WalFile } from './wal-file';

const OPENING_TIMEOUT_MS = 10_000;

/**
 * Opens the embedded store, making the file and its folder when they are not there.
 *
 * @param path - a file, or `:memory:`
 * @throws HelpDeskError store-unavailable
 */
export async function openSqliteStore(path: string, first: FirstValues): Promise<Store> {
	let wal: WalFile | undefined;
	const open = () => {
		const database = openFile(path);
		// A desk in memory has none, nor one on a network drive without shared memory.
		if (database.prepare('pragma journal_mode').get()?.journal_mode === 'wal') wal = new WalFile(path);
		return database;
	};
	const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(open) });
	try {
		return await openSqlStore(
			{
				db,
				types: { bytes: 'blob', serial: 'integer primary key autoincrement' },
				hasRowLocks: false,
				lower: (text) => sql`lower_case(${text})`,
				// What must be safe is waited for when others may go on already.
				transact: (work) => (wal ? withoutWaiting(db, work) : db.transaction().execute(work)),
				transactRepeatable: (work) => withoutWaiting(db, work),
				untilOnDisk: async () => await wal?.untilOnDisk(),
				isConflict: () => false,
				close: async () => {
					await wal?.close();
					await db.destroy();
				},
			},
			first,
		);
	} catch (error) {
		await db.destroy().catch(() => undefined);
		throw openingError(`The desk's file ${path}`, error);
	}
}

// In WAL mode a commit that is not synced can be lost, but never one that a later synced commit stands on.
function withoutWaiting<T>(db: Kysely<Tables>, work: (tx: Kysely<Tables>) => Promise<T>): Promise<T> {
	return db.connection().execute(async (connection) => {
		await sql`pragma synchronous = normal`.execute(connection);
		try {
			return await connection.transaction().execute(work);
		} finally {
			await sql`pragma synchronous = full`.execute(connection);
		}
	});
}

function openFile(path: string): DatabaseSync {
	if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	const database = new DatabaseSync(path, { timeout: OPENING_TIMEOUT_MS });
	// Raw mail takes many small pages, or few larger ones; it counts for a new file only.
	database.exec('pragma page_size = 8192');
	database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
	// A batch of mails fits in, and pages that a burst writes again and again are copied out of the log once.
	database.exec('pragma cache_size = -4000; pragma wal_autocheckpoint = 4000');
	// SQLite's own knows the letters of ASCII only.
	database.function('lower_case', { deterministic: true }, (text) => String(text).toLowerCase());
	// From here on the dialect waits for locks, without standing still.
	database.exec('pragma busy_timeout = 0');
	return database;
}
