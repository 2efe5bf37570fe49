import { describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { openPostgresStore } from '../../../helpdesk/adapters/store/postgres-store';
import { freePort } from '../../support/free-port';
import { findPostgres, startPostgres } from '../../support/postgres';
import { firstValues } from '../../support/store-engines';
import { waitFor } from '../../support/wait-for';

const test = findPostgres().ban === undefined ? it : it.skip;

describe('openPostgresStore', () => {
	it('says where nobody answered, without the password', async () => {
		const login = {
			host: '127.0.0.1',
			port: await freePort(),
			database: 'desk',
			user: 'anna',
			password: 'k7-secret',
			ssl: 'disable' as const,
		};
		const failure = await openPostgresStore(login, firstValues()).catch((error: unknown) => error);
		expect(failure).toMatchObject({
			code: 'store-unavailable',
			message: expect.stringContaining(`"desk" at 127.0.0.1:${login.port}`),
		});
		expect(String(failure)).not.toContain('k7-secret');
	});

	test('outlives connections that end between the queries of a transaction, and while they are idle', async () => {
		const postgres = await startPostgres();
		const { host, port, user, password } = postgres;
		const database = await postgres.createDatabase();
		const login = { host, port, database, user, password, ssl: 'disable' as const };
		const store = await openPostgresStore(login, firstValues());
		const endConnections = async () => {
			const client = new Client({ connectionString: postgres.connectionString() });
			await client.connect();
			const all = 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1';
			await client.query(all, [database]);
			await client.end();
		};
		const work = store.transaction(async (tx) => {
			await tx.mailboxes.all();
			await endConnections();
		});
		await expect(work).rejects.toThrow();
		expect(await store.mailboxes.all()).toEqual([]);
		await endConnections();
		// A query may be on its way before the end of its connection is noticed.
		await waitFor('another connection', async () => (await store.mailboxes.all()).length === 0);
		await store.close();
		await postgres.stop();
	});
});
