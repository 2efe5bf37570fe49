import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What differs between the engines. */
export interface EngineTypes {
	readonly bytes: 'blob' | 'bytea';
	/** The column definition of an ascending number given by the database. */
	readonly serial: string;
}

const RECEIVING_ADDRESS = [
	`create table receiving_address (
		id text primary key, mailbox_id text not null references mailbox (id), address text not null,
		address_key text not null unique, created_at text not null, expires_at text)`,
	// One is given out at a time; the others are honoured until they expire.
	'create unique index receiving_address_current on receiving_address (mailbox_id) where expires_at is null',
	'create table seen_signature (signature text primary key, forget_at text not null)',
	'create index seen_signature_forget on seen_signature (forget_at)',
];

const ADDRESS_HEALTH = [
	`create table address_health (
		address_key text primary key, address text not null, soft_failures integer not null, suppressed_at text,
		last_failed_at text not null, last_reason text not null, last_diagnosis text not null,
		message_id text not null references message (id))`,
];

const THREADING = [
	'alter table conversation add column merged_into_id text references conversation (id)',
	'alter table conversation add column closed_at text',
	"update conversation set closed_at = updated_at where status = 'closed'",
	// Identifiers that mail named before the mail came which has them.
	`create table awaited_mail (
		identifier text not null, conversation_id text not null references conversation (id), since text not null,
		primary key (identifier, conversation_id))`,
	'create index awaited_mail_conversation on awaited_mail (conversation_id)',
];

const SENDING = [
	'alter table mailbox add column mails_per_minute integer not null default 0',
	"alter table mailbox add column copy_to_sent text not null default 'auto'",
	"alter table outbound_mail add column recipient_key text not null default ''",
	'update outbound_mail set recipient_key = lower(recipient_address)',
	"alter table outbound_mail add column body_digest text not null default ''",
	// Limits look at what left a moment ago, and at what is leaving.
	'create index outbound_mail_recipient on outbound_mail (recipient_key, sent_at)',
	'create index outbound_mail_sent on outbound_mail (mailbox_id, sent_at)',
];

const TRUST = [
	'alter table token_key add column revoked_at text',
	// What was on file before anybody was asked stays as good as it was.
	'alter table staff_address add column is_confirmed integer not null default 1',
	"alter table mailbox add column trusted_servers text not null default ''",
	"alter table mailbox add column sender_check text not null default 'normal'",
];

const HOLDS = [
	"alter table hold add column state text not null default 'open'",
	'alter table hold add column settled_at text',
	'alter table hold add column settled_by text references staff (id)',
	'alter table hold add column message_id text references message (id)',
	'create index hold_state on hold (state, id)',
];

const IDENTITY = [
	'alter table mailbox add column removed_at text',
	"alter table mailbox add column signature_html text not null default ''",
	"alter table mailbox add column quote text not null default 'none'",
	"alter table staff add column signature_html text not null default ''",
	"alter table staff add column from_name_style text not null default ''",
	// Mail of the desk itself that belongs to no conversation.
	`create table notice (
		id text primary key, mailbox_id text not null references mailbox (id), recipient_name text not null,
		recipient_address text not null, subject text not null, text text not null, state text not null,
		error text not null default '', created_at text not null)`,
	"create index notice_queued on notice (mailbox_id) where state = 'queued'",
];

const OWN_SENDER_CHECK = ['alter table mailbox add column checks_senders integer not null default 0'];
// Not every engine can take "not null" from a column.
const STAFF_MAIL = ['conversation', 'message'].flatMap((about) => [
	`alter table outbound_mail add column about_${about} text references ${about} (id)`,
	`update outbound_mail set about_${about} = ${about}_id`,
	`alter table outbound_mail drop column ${about}_id`,
	`alter table outbound_mail rename column about_${about} to ${about}_id`,
]);
const TAGS = [
	`create table conversation_tag (
		conversation_id text not null references conversation (id), tag text not null,
		primary key (conversation_id, tag))`,
	'create index conversation_tag_tag on conversation_tag (tag)',
];
const INDEXES = [
	"create index inbound_mail_offered on inbound_mail (mailbox_id) where state = 'offered'",
	'create index inbound_mail_mailbox on inbound_mail (mailbox_id, id)',
	"create index conversation_load on conversation (assignee_id) where status in ('open', 'pending')",
	'create index hold_conversation on hold (conversation_id)',
	'drop index message_paused',
	"create index message_paused on message (id) where state = 'paused'",
];

const FORWARDING = [
	'alter table mailbox add column forwarding_since text',
	'alter table mailbox add column forwarding_at text',
	// What they were written in must be kept until they have left.
	"create index message_waiting on message (inbound_mail_id) where state in ('unsent', 'paused', 'queued')",
	// Until now it stood as an error that a trigger was stopped.
	"update mailbox set connection_error = '' where connection_error = 'The trigger was stopped.'",
];

const RECIPIENT = ['alter table message add column recipient_contact_id text references contact (id)'];

const OUTBOX = [
	'alter table outbound_mail add column first_tried_at text',
	'update outbound_mail set first_tried_at = created_at where attempts > 0',
	'alter table outbound_mail add column round integer not null default 0',
];

/** Gives the migrations of the schema, by name in the order they run. Never change one that was released. */
export function migrations(engine: EngineTypes): Record<string, Migration> {
	return {
		'0001-first': { up: (db: Kysely<unknown>) => runAll(db, firstSchema(engine)) },
		'0002-intake': { up: (db: Kysely<unknown>) => runAll(db, intakeSchema(engine)) },
		'0003-receiving-address': { up: (db: Kysely<unknown>) => runAll(db, RECEIVING_ADDRESS) },
		'0004-address-health': { up: (db: Kysely<unknown>) => runAll(db, ADDRESS_HEALTH) },
		'0005-threading': { up: (db: Kysely<unknown>) => runAll(db, THREADING) },
		'0006-sending': { up: (db: Kysely<unknown>) => runAll(db, SENDING) },
		'0007-trust': { up: (db: Kysely<unknown>) => runAll(db, TRUST) },
		'0008-holds': { up: (db: Kysely<unknown>) => runAll(db, HOLDS) },
		'0009-identity': { up: (db: Kysely<unknown>) => runAll(db, IDENTITY) },
		'0010-own-sender-check': { up: (db: Kysely<unknown>) => runAll(db, OWN_SENDER_CHECK) },
		'0011-tags': { up: (db: Kysely<unknown>) => runAll(db, TAGS) },
		'0012-staff-mail': { up: (db: Kysely<unknown>) => runAll(db, STAFF_MAIL) },
		'0013-indexes': { up: (db: Kysely<unknown>) => runAll(db, INDEXES) },
		'0014-forwarding': { up: (db: Kysely<unknown>) => runAll(db, FORWARDING) },
		'0015-outbox': { up: (db: Kysely<unknown>) => runAll(db, OUTBOX) },
		'0016-recipient': { up: (db: Kysely<unknown>) => runAll(db, RECIPIENT) },
	};
}

async function runAll(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

function firstSchema({ bytes, serial }: EngineTypes): string[] {
	return [
		'create table setting (name text primary key, value text not null)',
		'create table counter (name text primary key, value integer not null)',
		"insert into counter (name, value) values ('conversation', 0)",
		'create table token_key (number integer primary key, key text not null, created_at text not null)',
		`create table mailbox (
			id text primary key, address text not null, address_key text not null unique, channel_name text not null,
			from_name_style text not null, from_name_template text not null, accepts_plus_addresses integer not null,
			master_inbox_id text references mailbox (id), owner text not null, signature text not null,
			connection text not null default 'unknown', connection_error text not null default '')`,
		`create table folder_cursor (
			mailbox_id text not null references mailbox (id), folder text not null, uid_validity text not null,
			last_uid bigint not null, started_at text not null, rescan_until_uid bigint not null, primary key (mailbox_id, folder))`,
		`create table staff (
			id text primary key, name text not null, is_active integer not null, is_away integer not null,
			signature text not null, preferences text not null, desktop_target text not null, mobile_target text not null)`,
		`create table staff_address (
			staff_id text not null references staff (id), position integer not null, address text not null,
			address_key text not null unique, primary key (staff_id, position))`,
		'create table contact (id text primary key, name text not null)',
		`create table contact_address (
			contact_id text not null references contact (id), position integer not null, address text not null,
			address_key text not null unique, primary key (contact_id, position))`,
		`create table inbound_mail (
			id text primary key, mailbox_id text not null references mailbox (id), source_key text not null,
			raw ${bytes} not null, bytes bigint not null, state text not null, attempts integer not null,
			error text not null, next_attempt_at text, outcome text, received_at text not null,
			unique (mailbox_id, source_key))`,
		"create index inbound_mail_due on inbound_mail (mailbox_id, id) where state in ('received', 'offered', 'failed')",
		`create table conversation (
			id text primary key, number integer not null unique, mailbox_id text not null references mailbox (id),
			contact_id text not null references contact (id), subject text not null, status text not null,
			assignee_id text references staff (id), assigned_at text, linked_to_id text references conversation (id),
			created_at text not null, updated_at text not null)`,
		'create index conversation_updated on conversation (updated_at)',
		'create index conversation_contact on conversation (contact_id)',
		`create table participant (
			conversation_id text not null references conversation (id), address text not null, address_key text not null,
			primary key (conversation_id, address_key))`,
		`create table message (
			id text primary key, conversation_id text not null references conversation (id), kind text not null,
			state text not null, from_name text not null, from_address text not null, staff_id text references staff (id),
			subject text not null, text text not null, full_text text not null, html text not null,
			message_id text not null, thread text not null, inbound_mail_id text references inbound_mail (id),
			attachments text not null, is_new_participant integer not null, duplicate_key text not null unique,
			created_at text not null)`,
		'create index message_conversation on message (conversation_id, id)',
		'create index message_message_id on message (message_id)',
		"create index message_paused on message (conversation_id) where state = 'paused'",
		`create table delivery (
			message_id text not null references message (id), inbound_mail_id text not null references inbound_mail (id),
			primary key (message_id, inbound_mail_id))`,
		`create table hold (
			id text primary key, inbound_mail_id text not null unique references inbound_mail (id),
			conversation_id text references conversation (id), reason text not null, created_at text not null)`,
		`create table outbound_mail (
			id text primary key, idempotency_key text not null unique,
			conversation_id text not null references conversation (id), message_id text not null references message (id),
			mailbox_id text not null references mailbox (id), staff_id text not null references staff (id),
			token text not null, from_name text not null, from_address text not null, reply_to text,
			recipient_name text not null, recipient_address text not null, subject text not null,
			message_id_header text not null, in_reply_to text not null, thread text not null, recipe text not null,
			state text not null, attempts integer not null, claim_id text, lease_until text, next_attempt_at text,
			error text not null, created_at text not null, sent_at text)`,
		'create index outbound_mail_message_id on outbound_mail (message_id_header)',
		"create index outbound_mail_due on outbound_mail (mailbox_id, id) where state in ('queued', 'paused', 'claimed', 'transmitting', 'retry')",
		`create table push (
			message_id text not null references message (id), staff_id text not null references staff (id),
			channel text not null, occasion text not null, attempt integer not null,
			primary key (message_id, staff_id, channel, occasion))`,
		`create table event (
			id ${serial}, type text not null, conversation_id text, message_id text, data text not null,
			created_at text not null)`,
	];
}

function intakeSchema({ bytes }: EngineTypes): string[] {
	return [
		// Parts, because neither a large mail nor a database row of its size should ever stand in memory whole.
		`create table raw_part (
			inbound_mail_id text not null, position integer not null, content ${bytes} not null,
			primary key (inbound_mail_id, position))`,
		'insert into raw_part (inbound_mail_id, position, content) select id, 0, raw from inbound_mail',
		'alter table inbound_mail drop column raw',
		'create table download (inbound_mail_id text primary key, started_at text not null)',
		'alter table inbound_mail add column envelope text',
		'alter table inbound_mail add column offers integer not null default 0',
		'update inbound_mail set offers = attempts',
		'alter table inbound_mail add column crashes integer not null default 0',
		'alter table inbound_mail add column is_alone integer not null default 0',
		"alter table inbound_mail add column thread_keys text not null default '[]'",
		'alter table inbound_mail add column offered_to text',
		'alter table inbound_mail add column lease_until text',
		'alter table inbound_mail add column settled_at text',
		"update inbound_mail set settled_at = received_at where state = 'processed'",
		'alter table inbound_mail add column is_unfinished integer not null default 0',
		'alter table inbound_mail add column is_pruned integer not null default 0',
		'create index inbound_mail_unfinished on inbound_mail (mailbox_id, id) where is_unfinished = 1',
		"create index inbound_mail_aside on inbound_mail (mailbox_id) where state = 'quarantined'",
		'create index inbound_mail_settled on inbound_mail (mailbox_id, settled_at) where is_pruned = 0',
		'create index event_type on event (type, created_at)',
		'alter table mailbox add column connection_since text',
		'alter table mailbox add column fetched_at text',
		'alter table message add column has_reused_message_id integer not null default 0',
	];
}
