import { sql, type Selectable } from 'kysely';
import { addressKey } from '../../domain/address';
import type { AddressHealth } from '../../domain/address-health';
import type { FailureReason } from '../../domain/bounce/failure-reason';
import type { AddressFailure, AddressHealthStore } from '../../ports';
import { bit, dateOf, type Database } from './rows';
import type { AddressHealthTable } from './tables';

/** What mail servers said of addresses. */
export class SqlAddressHealthStore implements AddressHealthStore {
	constructor(private readonly db: Database) {}

	async byAddress(address: string): Promise<AddressHealth | undefined> {
		const row = await this.db
			.selectFrom('address_health')
			.selectAll()
			.where('address_key', '=', addressKey(address))
			.executeTakeFirst();
		return row && healthOf(row);
	}

	async recordFailure({ isHard, ...failure }: AddressFailure, now: Date): Promise<void> {
		const time = now.toISOString();
		const last = {
			last_failed_at: time,
			last_reason: failure.reason,
			last_diagnosis: failure.diagnosis,
			message_id: failure.messageId,
		};
		const soft = bit(!isHard);
		await this.db
			.insertInto('address_health')
			.values({
				address_key: addressKey(failure.address),
				address: failure.address,
				soft_failures: soft,
				suppressed_at: isHard ? time : null,
				...last,
			})
			.onConflict((conflict) => {
				const update = conflict.column('address_key').doUpdateSet({
					soft_failures: sql<number>`address_health.soft_failures + ${soft}`,
					...(isHard && { suppressed_at: sql<string>`coalesce(address_health.suppressed_at, ${time})` }),
					...last,
				});
				// A reason that passes is none for which an address stays suppressed.
				return isHard ? update : update.where('address_health.suppressed_at', 'is', null);
			})
			.execute();
	}

	async forget(address: string): Promise<void> {
		await this.db.deleteFrom('address_health').where('address_key', '=', addressKey(address)).execute();
	}
}

function healthOf(row: Selectable<AddressHealthTable>): AddressHealth {
	return {
		address: row.address,
		softFailures: row.soft_failures,
		suppressedAt: dateOf(row.suppressed_at),
		lastFailedAt: new Date(row.last_failed_at),
		lastReason: row.last_reason as FailureReason,
		lastDiagnosis: row.last_diagnosis,
		messageId: row.message_id,
	};
}
