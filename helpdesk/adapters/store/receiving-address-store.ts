import type { Selectable } from 'kysely';
import { addressKey } from '../../domain/address';
import type { ReceivingAddress } from '../../domain/receiving-address';
import type { ReceivingAddressStore, SeenSignatureStore } from '../../ports';
import { prepared } from './prepared';
import { dateOf, hasWritten, type Database } from './rows';
import type { ReceivingAddressTable } from './tables';

const mailboxesInUse = prepared((db, { now }: { now: string }) =>
	db
		.selectFrom('receiving_address')
		.innerJoin('mailbox', 'mailbox.id', 'receiving_address.mailbox_id')
		.select('mailbox_id')
		.distinct()
		.where('mailbox.removed_at', 'is', null)
		.where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
		.orderBy('mailbox_id'),
);

/** The addresses that mail is forwarded to. */
export class SqlReceivingAddressStore implements ReceivingAddressStore {
	constructor(private readonly db: Database) {}

	async ofMailbox(mailboxId: string): Promise<ReceivingAddress[]> {
		const rows = await this.db
			.selectFrom('receiving_address')
			.selectAll()
			.where('mailbox_id', '=', mailboxId)
			.orderBy('id', 'desc')
			.execute();
		return rows.map(receivingAddressOf);
	}

	async byAddressKeys(addressKeys: readonly string[]): Promise<ReceivingAddress[]> {
		if (addressKeys.length === 0) return [];
		const rows = await this.db
			.selectFrom('receiving_address')
			.selectAll()
			.where('address_key', 'in', addressKeys)
			.execute();
		return rows.map(receivingAddressOf);
	}

	async mailboxIds(now: Date): Promise<string[]> {
		const { rows } = await mailboxesInUse(this.db, { now: now.toISOString() });
		return rows.map((row) => row.mailbox_id);
	}

	async insert({ id, mailboxId, address, createdAt, expiresAt }: ReceivingAddress): Promise<void> {
		await this.db
			.insertInto('receiving_address')
			.values({
				id,
				mailbox_id: mailboxId,
				address,
				address_key: addressKey(address),
				created_at: createdAt.toISOString(),
				expires_at: expiresAt?.toISOString() ?? null,
			})
			.execute();
	}

	async expireCurrent(mailboxId: string, at: Date): Promise<void> {
		await this.db
			.updateTable('receiving_address')
			.set({ expires_at: at.toISOString() })
			.where('mailbox_id', '=', mailboxId)
			.where('expires_at', 'is', null)
			.execute();
	}
}

/** Signatures of providers that were used. */
export class SqlSeenSignatureStore implements SeenSignatureStore {
	constructor(private readonly db: Database) {}

	async insertOnce(signature: string, forgetAt: Date, now: Date): Promise<boolean> {
		await this.db.deleteFrom('seen_signature').where('forget_at', '<', now.toISOString()).execute();
		const result = await this.db
			.insertInto('seen_signature')
			.values({ signature, forget_at: forgetAt.toISOString() })
			.onConflict((conflict) => conflict.doNothing())
			.executeTakeFirst();
		return hasWritten(result);
	}
}

function receivingAddressOf(row: Selectable<ReceivingAddressTable>): ReceivingAddress {
	return {
		id: row.id,
		mailboxId: row.mailbox_id,
		address: row.address,
		createdAt: new Date(row.created_at),
		expiresAt: dateOf(row.expires_at),
	};
}
