import type { Push } from '../../domain/outbound-mail';
import type { PushStore } from '../../ports';
import { hasWritten, type Database } from './rows';

/** Which notifications were handed to a flow. */
export class SqlPushStore implements PushStore {
	constructor(private readonly db: Database) {}

	async insertOnce({ messageId, staffId, channel, occasion }: Push, attempt: number): Promise<boolean> {
		const result = await this.db
			.insertInto('push')
			.values({ message_id: messageId, staff_id: staffId, channel, occasion, attempt })
			.onConflict((conflict) =>
				conflict
					.columns(['message_id', 'staff_id', 'channel', 'occasion'])
					.doUpdateSet({ attempt })
					.where('push.attempt', '<', attempt),
			)
			.executeTakeFirst();
		return hasWritten(result);
	}
}
