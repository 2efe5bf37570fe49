import type { TokenKey } from '../../domain/token-key';
import type { TokenKeyStore } from '../../ports';
import { prepared } from './prepared';
import { dateOf, type Database } from './rows';

const allKeys = prepared((db) => db.selectFrom('token_key').selectAll().orderBy('number'));

/** Keys of token HMACs. What one transaction read it does not read again; the next one sees what others changed. */
export class SqlTokenKeyStore implements TokenKeyStore {
	private known: Promise<readonly TokenKey[]> | undefined;

	/** @param isInTransaction - whether `db` is one transaction, which ends soon */
	constructor(
		private readonly db: Database,
		private readonly isInTransaction: boolean,
	) {}

	async all(): Promise<readonly TokenKey[]> {
		const reading = this.known ?? this.read();
		if (this.isInTransaction) this.known = reading;
		return await reading;
	}

	async insert({ number, key, createdAt }: TokenKey): Promise<void> {
		this.known = undefined;
		const row = { number, key, created_at: createdAt.toISOString(), revoked_at: null };
		await this.db.insertInto('token_key').values(row).execute();
	}

	async revoke(numbers: readonly number[], now: Date): Promise<void> {
		this.known = undefined;
		if (numbers.length === 0) return;
		const change = { revoked_at: now.toISOString() };
		await this.db.updateTable('token_key').set(change).where('number', 'in', numbers).execute();
	}

	private async read(): Promise<readonly TokenKey[]> {
		return (await allKeys(this.db, {})).rows.map((row) => ({
			number: row.number,
			key: row.key,
			createdAt: new Date(row.created_at),
			revokedAt: dateOf(row.revoked_at),
		}));
	}
}
