import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { expect, it } from '@jest/globals';
import { NodeSqliteDialect } from '../../../helpdesk/adapters/store/node-sqlite-dialect';

it('NodeSqliteDialect says why SQLite has undone a transaction by itself', async () => {
	const database = new DatabaseSync(':memory:');
	// Small enough to be full soon, with a cache that lets pages go to the disk before the commit.
	database.exec('create table note (text text); pragma max_page_count = 50; pragma cache_size = 5');
	const db = new Kysely<unknown>({ dialect: new NodeSqliteDialect(() => database) });
	const work = db.transaction().execute(async (tx) => {
		for (let count = 0; count < 50; count++)
			await sql`insert into note values (${'x'.repeat(20_000)})`.execute(tx);
	});
	await expect(work).rejects.toThrow('database or disk is full');
	await db.transaction().execute((tx) => sql`insert into note values ('short')`.execute(tx));
	expect(database.prepare('select count(*) as notes from note').get()).toMatchObject({ notes: 1 });
	await db.destroy();
});
