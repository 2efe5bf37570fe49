import type { Selectable } from 'kysely';
import type { Notice } from '../../domain/notice';
import type { NoticeStore } from '../../ports';
import { IS_QUEUED_NOTICE } from './index-terms';
import type { Database } from './rows';
import type { NoticeTable } from './tables';

/** Mail that belongs to no conversation. */
export class SqlNoticeStore implements NoticeStore {
	constructor(
		private readonly db: Database,
		private readonly hasRowLocks: boolean,
	) {}

	async insert({ id, mailboxId, recipient, subject, text, createdAt }: Notice): Promise<void> {
		await this.db
			.insertInto('notice')
			.values({
				id,
				mailbox_id: mailboxId,
				recipient_name: recipient.name,
				recipient_address: recipient.address,
				subject,
				text,
				state: 'queued',
				created_at: createdAt.toISOString(),
			})
			.execute();
	}

	async take(mailboxId: string, afterId: string): Promise<Notice | undefined> {
		const queued = this.db
			.selectFrom('notice')
			.select('id')
			.where('mailbox_id', '=', mailboxId)
			.where(IS_QUEUED_NOTICE)
			.where('id', '>', afterId)
			.orderBy('id')
			.limit(1);
		const row = await this.db
			.updateTable('notice')
			.set({ state: 'taken' })
			// Of two who take at the same time neither waits for the other, nor gets nothing because of it. With IN,
			// PostgreSQL may look again after the first row, and take a second one.
			.where('id', '=', this.hasRowLocks ? queued.forUpdate().skipLocked() : queued)
			.where('state', '=', 'queued')
			.returningAll()
			.executeTakeFirst();
		return row && noticeOf(row);
	}

	async settle(id: string, state: 'queued' | 'sent' | 'failed', error: string): Promise<void> {
		await this.db.updateTable('notice').set({ state, error }).where('id', '=', id).execute();
	}
}

function noticeOf(row: Selectable<NoticeTable>): Notice {
	return {
		id: row.id,
		mailboxId: row.mailbox_id,
		recipient: { name: row.recipient_name, address: row.recipient_address },
		subject: row.subject,
		text: row.text,
		createdAt: new Date(row.created_at),
	};
}
