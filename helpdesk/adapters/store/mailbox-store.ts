import { sql, type Insertable, type Selectable } from 'kysely';
import { addressKey } from '../../domain/address';
import type {
	ConnectionState,
	FromNameStyle,
	Mailbox,
	MailboxSettings,
	QuotePolicy,
	SenderCheck,
	SentCopyPolicy,
} from '../../domain/mailbox';
import type { FolderCursor, MailboxStore } from '../../ports';
import { prepared } from './prepared';
import { bit, dateOf, type Database } from './rows';
import type { FolderCursorTable, MailboxTable } from './tables';

const allMailboxes = prepared((db) => db.selectFrom('mailbox').selectAll().orderBy('id'));
const keepCursor = prepared((db, row: Insertable<FolderCursorTable>) =>
	db
		.insertInto('folder_cursor')
		.values(row)
		.onConflict((conflict) =>
			conflict.columns(['mailbox_id', 'folder']).doUpdateSet((what) => ({
				uid_validity: what.ref('excluded.uid_validity'),
				last_uid: what.ref('excluded.last_uid'),
				started_at: what.ref('excluded.started_at'),
				rescan_until_uid: what.ref('excluded.rescan_until_uid'),
			})),
		),
);

/** Mailboxes and how far their folders were read. */
export class SqlMailboxStore implements MailboxStore {
	constructor(private readonly db: Database) {}

	async all(): Promise<Mailbox[]> {
		return (await allMailboxes(this.db, {})).rows.map(mailboxOf);
	}

	async byId(id: string): Promise<Mailbox | undefined> {
		const row = await this.db.selectFrom('mailbox').selectAll().where('id', '=', id).executeTakeFirst();
		return row && mailboxOf(row);
	}

	async byAddress(address: string): Promise<Mailbox | undefined> {
		const query = this.db.selectFrom('mailbox').selectAll().where('address_key', '=', addressKey(address));
		const row = await query.executeTakeFirst();
		return row && mailboxOf(row);
	}

	async servedBy(masterInboxId: string): Promise<Mailbox[]> {
		const query = this.db.selectFrom('mailbox').selectAll().where('master_inbox_id', '=', masterInboxId);
		return (await query.where('removed_at', 'is', null).orderBy('id').execute()).map(mailboxOf);
	}

	async insert(id: string, settings: MailboxSettings): Promise<void> {
		await this.db
			.insertInto('mailbox')
			.values({ id, ...rowOf(settings) })
			.execute();
	}

	async update(id: string, settings: MailboxSettings): Promise<void> {
		await this.db.updateTable('mailbox').set(rowOf(settings)).where('id', '=', id).execute();
	}

	async setRemoved(id: string, removedAt: Date | undefined): Promise<void> {
		const change = { removed_at: removedAt?.toISOString() ?? null };
		await this.db.updateTable('mailbox').set(change).where('id', '=', id).execute();
	}

	async setConnection(id: string, connection: ConnectionState, error: string, now: Date): Promise<void> {
		const since = sql<string>`case when connection = ${connection} then connection_since else ${now.toISOString()} end`;
		const change = { connection, connection_error: error, connection_since: since };
		await this.db.updateTable('mailbox').set(change).where('id', '=', id).execute();
	}

	async markFetched(id: string, now: Date): Promise<void> {
		const change = { fetched_at: now.toISOString() };
		await this.db.updateTable('mailbox').set(change).where('id', '=', id).execute();
	}

	async markForwarding(id: string, since: Date | undefined, now: Date): Promise<void> {
		const change = { forwarding_since: since?.toISOString() ?? null, forwarding_at: now.toISOString() };
		await this.db.updateTable('mailbox').set(change).where('id', '=', id).execute();
	}

	async cursor(id: string, folder: string): Promise<FolderCursor | undefined> {
		const query = this.db
			.selectFrom('folder_cursor')
			.selectAll()
			.where('mailbox_id', '=', id)
			.where('folder', '=', folder);
		const row = await query.executeTakeFirst();
		return (
			row && {
				folder,
				uidValidity: row.uid_validity,
				lastUid: Number(row.last_uid),
				startedAt: new Date(row.started_at),
				rescanUntilUid: Number(row.rescan_until_uid),
			}
		);
	}

	async saveCursor(id: string, cursor: FolderCursor): Promise<void> {
		const { folder, uidValidity, lastUid, startedAt, rescanUntilUid } = cursor;
		await keepCursor(this.db, {
			mailbox_id: id,
			folder,
			uid_validity: uidValidity,
			last_uid: lastUid,
			started_at: startedAt.toISOString(),
			rescan_until_uid: rescanUntilUid,
		});
	}
}

function rowOf(settings: MailboxSettings) {
	return {
		address: settings.address,
		address_key: addressKey(settings.address),
		channel_name: settings.channelName,
		from_name_style: settings.fromNameStyle,
		from_name_template: settings.fromNameTemplate,
		accepts_plus_addresses: bit(settings.acceptsPlusAddresses),
		master_inbox_id: settings.masterInboxId ?? null,
		owner: settings.owner,
		signature: settings.signature,
		signature_html: settings.signatureHtml,
		quote: settings.quote,
		mails_per_minute: settings.mailsPerMinute,
		copy_to_sent: settings.copyToSent,
		trusted_servers: settings.trustedServers.join(' '),
		sender_check: settings.senderCheck,
		checks_senders: bit(settings.checksSenders),
	};
}

function mailboxOf(row: Selectable<MailboxTable>): Mailbox {
	return {
		id: row.id,
		address: row.address,
		channelName: row.channel_name,
		fromNameStyle: row.from_name_style as FromNameStyle,
		fromNameTemplate: row.from_name_template,
		acceptsPlusAddresses: row.accepts_plus_addresses === 1,
		masterInboxId: row.master_inbox_id ?? undefined,
		owner: row.owner,
		signature: row.signature,
		signatureHtml: row.signature_html,
		quote: row.quote as QuotePolicy,
		mailsPerMinute: row.mails_per_minute,
		copyToSent: row.copy_to_sent as SentCopyPolicy,
		trustedServers: row.trusted_servers.split(' ').filter(Boolean),
		senderCheck: row.sender_check as SenderCheck,
		checksSenders: row.checks_senders === 1,
		connection: row.connection as ConnectionState,
		connectionError: row.connection_error,
		connectionSince: dateOf(row.connection_since),
		fetchedAt: dateOf(row.fetched_at),
		forwardingSince: dateOf(row.forwarding_since),
		forwardingAt: dateOf(row.forwarding_at),
		removedAt: dateOf(row.removed_at),
	};
}
