import { DatabaseSync } from 'node:sqlite';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { migrations, type EngineTypes } from '../../../helpdesk/adapters/store/migrations';
import { NodeSqliteDialect } from '../../../helpdesk/adapters/store/node-sqlite-dialect';
import { findPostgres, startPostgres, type Postgres } from '../../support/postgres';

let server: Postgres | undefined;

beforeAll(async () => {
	if (findPostgres().ban === undefined) server = await startPostgres();
});

afterAll(() => server?.stop());

interface Engine {
	readonly name: string;
	readonly ban: string | undefined;
	readonly types: EngineTypes;
	open(): Promise<Kysely<unknown>>;
}

const ENGINES: Engine[] = [
	{
		name: 'SQLite',
		ban: undefined,
		types: { bytes: 'blob', serial: 'integer primary key autoincrement' },
		open: async () => {
			const file = new DatabaseSync(':memory:');
			file.exec('pragma foreign_keys = on');
			return new Kysely({ dialect: new NodeSqliteDialect(() => file) });
		},
	},
	{
		name: 'PostgreSQL',
		ban: findPostgres().ban,
		types: { bytes: 'bytea', serial: 'bigint generated always as identity primary key' },
		open: async () => {
			const database = (await server?.createDatabase()) ?? '';
			const pool = new Pool({ connectionString: server?.connectionString(database) });
			// The server may be stopped before it has heard of the connection's end.
			pool.on('connect', (client) => client.on('error', () => undefined));
			pool.on('error', () => undefined);
			return new Kysely({ dialect: new PostgresDialect({ pool }) });
		},
	},
];

describe.each(ENGINES)('the migration 0012-staff-mail on $name', ({ ban, types, open }) => {
	const test = ban === undefined ? it : it.skip;
	let db: Kysely<unknown>;
	let migrator: Migrator;

	beforeEach(async () => {
		if (ban !== undefined) return;
		db = await open();
		migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(types) } });
		await migrator.migrateTo('0009-identity');
		for (const statement of EARLIER) await sql.raw(statement).execute(db);
	});

	afterEach(() => db?.destroy());

	test('keeps what outbound mail is about, and who may be named', async () => {
		const { error } = await migrator.migrateToLatest();
		expect(error).toBeUndefined();
		const { rows } = await sql`select id, conversation_id, message_id, subject from outbound_mail`.execute(
			db,
		);
		expect(rows).toEqual([{ id: 'o1', conversation_id: 'c1', message_id: 'm1', subject: 'Re: Parcel' }]);
		await expect(sql`update outbound_mail set message_id = 'none'`.execute(db)).rejects.toThrow(
			/foreign key/i,
		);
		await sql`update outbound_mail set conversation_id = null, message_id = null`.execute(db);
	});
});

const EARLIER = [
	`insert into mailbox (id, address, address_key, channel_name, from_name_style, from_name_template,
		accepts_plus_addresses, owner, signature) values ('b1', 's@a.test', 's@a.test', 'A', 'channel', '', 0, '', '')`,
	`insert into staff (id, name, is_active, is_away, signature, preferences, desktop_target, mobile_target)
		values ('s1', 'John', 1, 0, '', '{}', '', '')`,
	"insert into contact (id, name) values ('k1', 'Frank')",
	`insert into conversation (id, number, mailbox_id, contact_id, subject, status, created_at, updated_at)
		values ('c1', 1, 'b1', 'k1', 'Parcel', 'open', '', '')`,
	`insert into message (id, conversation_id, kind, state, from_name, from_address, subject, text, full_text, html,
		message_id, thread, attachments, is_new_participant, duplicate_key, created_at)
		values ('m1', 'c1', 'staff', 'sent', '', '', '', '', '', '', '', '[]', '[]', 0, 'd1', '')`,
	`insert into outbound_mail (id, idempotency_key, conversation_id, message_id, mailbox_id, staff_id, token, from_name,
		from_address, recipient_name, recipient_address, subject, message_id_header, in_reply_to, thread, recipe, state,
		attempts, error, created_at) values ('o1', 'k', 'c1', 'm1', 'b1', 's1', 't', '', '', '', '', 'Re: Parcel', 'h', '',
		'[]', '{}', 'sent', 1, '', '')`,
];
