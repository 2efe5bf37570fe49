import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, type Insertable } from 'kysely';
import { NodeSqliteDialect } from '../../../helpdesk/adapters/store/node-sqlite-dialect';
import { prepared } from '../../../helpdesk/adapters/store/prepared';
import type { ContactTable, Tables } from '../../../helpdesk/adapters/store/tables';

const insertContact = prepared((db, row: Insertable<ContactTable>) => db.insertInto('contact').values(row));
const contactNamed = prepared((db, { name }: { name: string }) =>
	db.selectFrom('contact').selectAll().where('name', '=', name).limit(1),
);

describe('prepared', () => {
	let db: Kysely<Tables>;
	beforeEach(async () => {
		db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(() => new DatabaseSync(':memory:')) });
		await db.schema.createTable('contact').addColumn('id', 'text').addColumn('name', 'text').execute();
	});
	afterEach(() => db.destroy());

	it('runs with the values of each call', async () => {
		await insertContact(db, { id: '1', name: 'Frank' });
		await insertContact(db, { name: 'Eve', id: '2' });
		expect((await contactNamed(db, { name: 'Frank' })).rows).toEqual([{ id: '1', name: 'Frank' }]);
		expect((await contactNamed(db, { name: 'Eve' })).rows).toEqual([{ id: '2', name: 'Eve' }]);
		expect((await contactNamed(db, { name: 'Bob' })).rows).toEqual([]);
	});

	it('is built for each length of a list', async () => {
		const contactsById = prepared((of, { ids }: { ids: readonly string[] }) =>
			of.selectFrom('contact').select('id').where('id', 'in', ids).orderBy('id'),
		);
		for (const id of ['1', '2', '3']) await insertContact(db, { id, name: 'Frank' });
		for (const ids of [['2'], ['1', '3'], ['3'], ['2', '3'], []]) {
			expect((await contactsById(db, { ids })).rows).toEqual(ids.map((id) => ({ id })));
		}
	});

	it('keeps the query of a short list, and not that of a long one', async () => {
		let builds = 0;
		const contactsById = prepared((of, { ids }: { ids: readonly string[] }) => {
			builds += 1;
			return of.selectFrom('contact').select('id').where('id', 'in', ids);
		});
		await insertContact(db, { id: '7', name: 'Frank' });
		for (const [length, expected] of [
			[20, 1],
			[5000, 2],
		] as const) {
			builds = 0;
			const ids = Array.from({ length }, (_, index) => String(index));
			expect((await contactsById(db, { ids })).rows).toEqual([{ id: '7' }]);
			expect((await contactsById(db, { ids })).rows).toEqual([{ id: '7' }]);
			expect(builds).toBe(expected);
		}
	});

	it('runs inside a transaction', async () => {
		const undone = db.transaction().execute(async (tx) => {
			await insertContact(tx, { id: '3', name: 'Mallory' });
			throw new Error('no');
		});
		await expect(undone).rejects.toThrow('no');
		expect((await contactNamed(db, { name: 'Mallory' })).rows).toEqual([]);
	});
});
