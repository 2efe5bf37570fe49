import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { openPostgresStore } from '../../helpdesk/adapters/store/postgres-store';
import { openSqliteStore } from '../../helpdesk/adapters/store/sqlite-store';
import { newTokenKey, systemIds } from '../../helpdesk/adapters/system/system';
import type { Store } from '../../helpdesk/ports';
import { findPostgres, startPostgres, type Postgres } from './postgres';

/** An engine that stores are tested on. */
export interface StoreEngine {
	readonly name: string;
	/** Why it cannot run on this machine. */
	readonly ban: string | undefined;
	/** Whether what it holds can be opened again, and by two at once. */
	readonly isLasting: boolean;
	start(): Promise<void>;
	/** Gives a place that nobody used. */
	newPlace(): Promise<string>;
	open(place: string): Promise<Store>;
	/** Reads rows of a lasting place past the store. */
	rows(place: string, query: string): Promise<readonly object[]>;
	stop(): Promise<void>;
}

/** Gives every engine that a store runs on. */
export function storeEngines(): StoreEngine[] {
	return [sqliteFile(), sqliteMemory(), postgres()];
}

function sqliteFile(): StoreEngine {
	let folder: string;
	let files = 0;
	return {
		name: 'an SQLite file',
		ban: undefined,
		isLasting: true,
		start: async () => {
			folder = mkdtempSync(join(tmpdir(), 'store-'));
		},
		newPlace: async () => join(folder, `desk-${++files}`, 'desk.sqlite'),
		open: (place) => openSqliteStore(place, firstValues()),
		rows: async (place, query) => {
			const database = new DatabaseSync(place, { readOnly: true });
			try {
				// node:sqlite gives rows without a prototype.
				return database
					.prepare(query)
					.all()
					.map((row) => ({ ...row }));
			} finally {
				database.close();
			}
		},
		stop: async () => rmSync(folder, { recursive: true, force: true }),
	};
}

function sqliteMemory(): StoreEngine {
	return {
		name: 'SQLite in memory',
		ban: undefined,
		isLasting: false,
		start: async () => undefined,
		newPlace: async () => ':memory:',
		open: (place) => openSqliteStore(place, firstValues()),
		rows: () => Promise.reject(new Error('Nobody else can read what is in memory.')),
		stop: async () => undefined,
	};
}

function postgres(): StoreEngine {
	let server: Postgres | undefined;
	const running = () => {
		if (!server) throw new Error('PostgreSQL was not started.');
		return server;
	};
	return {
		name: 'PostgreSQL',
		ban: findPostgres().ban,
		isLasting: true,
		start: async () => {
			server = await startPostgres();
		},
		newPlace: () => running().createDatabase(),
		open: (database) => {
			const { host, port, user, password } = running();
			return openPostgresStore({ host, port, user, password, database, ssl: 'disable' }, firstValues());
		},
		rows: async (database, query) => {
			const client = new Client({ connectionString: running().connectionString(database) });
			await client.connect();
			try {
				return (await client.query(query)).rows;
			} finally {
				await client.end();
			}
		},
		stop: async () => server?.stop(),
	};
}

/** Gives values that differ at every call, as two processes have them. */
export function firstValues() {
	return { deskId: systemIds.next(), tokenKey: newTokenKey(), now: new Date('2026-11-22T09:00:00Z') };
}
