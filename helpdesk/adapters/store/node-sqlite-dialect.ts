import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import {
	CompiledQuery,
	SqliteAdapter,
	SqliteIntrospector,
	SqliteQueryCompiler,
	type DatabaseConnection,
	type DatabaseIntrospector,
	type Dialect,
	type Driver,
	type Kysely,
	type QueryResult,
} from 'kysely';

const MAX_STATEMENTS = 300;
const BUSY_TIMEOUT_MS = 10_000;
const BUSY_PAUSE_MS = 10;
const SQLITE_BUSY = 5;

/**
 * Kysely on node:sqlite. One connection, one user at a time; transactions are BEGIN IMMEDIATE, because a plain BEGIN
 * that writes later fails with SQLITE_BUSY instead of waiting.
 */
export class NodeSqliteDialect implements Dialect {
	constructor(private readonly open: () => DatabaseSync) {}

	createDriver(): Driver {
		return new NodeSqliteDriver(this.open);
	}

	createQueryCompiler() {
		return new SqliteQueryCompiler();
	}

	createAdapter() {
		return new NodeSqliteAdapter();
	}

	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Kysely's own signature
	createIntrospector(db: Kysely<any>): DatabaseIntrospector {
		return new SqliteIntrospector(db);
	}
}

// Lets migrations run in one transaction, so that two processes that start together do not both run them.
class NodeSqliteAdapter extends SqliteAdapter {
	override get supportsTransactionalDdl() {
		return true;
	}
}

interface PreparedStatement {
	readonly statement: StatementSync;
	readonly givesRows: boolean;
}

class NodeSqliteDriver implements Driver {
	private database: DatabaseSync | undefined;
	private readonly statements = new Map<string, PreparedStatement>();
	private queue: Promise<void> = Promise.resolve();
	private readonly releases = new WeakMap<DatabaseConnection, () => void>();

	constructor(private readonly open: () => DatabaseSync) {}

	async init() {
		this.database = this.open();
	}

	async acquireConnection(): Promise<DatabaseConnection> {
		const { promise: released, resolve: release } = Promise.withResolvers<void>();
		const before = this.queue;
		this.queue = released;
		await before;
		const connection: DatabaseConnection = {
			executeQuery: <R>(query: CompiledQuery) => this.executeWhenFree<R>(query),
			streamQuery: () => {
				throw new Error('Streaming is not used by the desk.');
			},
		};
		this.releases.set(connection, release);
		return connection;
	}

	async releaseConnection(connection: DatabaseConnection) {
		this.releases.get(connection)?.();
	}

	async beginTransaction(connection: DatabaseConnection) {
		await connection.executeQuery(CompiledQuery.raw('begin immediate'));
	}

	async commitTransaction(connection: DatabaseConnection) {
		await connection.executeQuery(CompiledQuery.raw('commit'));
	}

	async rollbackTransaction(connection: DatabaseConnection) {
		// When the disk is full SQLite does so itself; the complaint that nothing is left to undo would hide why.
		if (this.database?.isTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
	}

	async destroy() {
		this.statements.clear();
		this.database?.close();
	}

	// SQLite's own wait for a lock stands still with all of n8n, and for ever when the holder is this process itself.
	private async executeWhenFree<R>(query: CompiledQuery): Promise<QueryResult<R>> {
		const end = Date.now() + BUSY_TIMEOUT_MS;
		for (;;) {
			try {
				return this.execute<R>(query);
			} catch (error) {
				if (!isBusy(error) || Date.now() > end) return await Promise.reject(error);
			}
			await sleep(BUSY_PAUSE_MS);
		}
	}

	private execute<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
		const { statement, givesRows } = this.prepare(sql);
		const values = parameters as SQLInputValue[];
		if (givesRows) return { rows: statement.all(...values) as R[] };
		const { changes, lastInsertRowid } = statement.run(...values);
		return { rows: [], insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes) };
	}

	private prepare(sql: string): PreparedStatement {
		const known = this.statements.get(sql);
		if (known) return known;
		if (!this.database) throw new Error('The database is not open.');
		const statement = this.database.prepare(sql);
		const [oldest] = this.statements.keys();
		if (this.statements.size >= MAX_STATEMENTS && oldest !== undefined) this.statements.delete(oldest);
		const prepared = { statement, givesRows: statement.columns().length > 0 };
		this.statements.set(sql, prepared);
		return prepared;
	}
}

function isBusy(error: unknown): boolean {
	const code = typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) : 0;
	// The low byte is the code, what is above it a detail.
	return (code & 0xff) === SQLITE_BUSY;
}
