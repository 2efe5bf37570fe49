import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openSqliteStore } from '../../../helpdesk/adapters/store/sqlite-store';
import { newTokenKey, systemIds } from '../../../helpdesk/adapters/system/system';
import type { OutboundMail } from '../../../helpdesk/domain/outbound-mail';
import type { Store } from '../../../helpdesk/ports';

const NOW = new Date('2026-11-22T12:00:00Z');
const MAIL = { id: 'o', mailboxId: 'b' } as OutboundMail;

/** What runs again and again reads no more of a desk that is years old than of a new one. */
describe('what the desk asks again and again', () => {
	let folder: string;
	let store: Store;
	const asked: string[] = [];
	const prepare = DatabaseSync.prototype.prepare;

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'plans-'));
		const first = { deskId: systemIds.next(), tokenKey: newTokenKey(), now: NOW };
		store = await openSqliteStore(join(folder, 'desk.sqlite'), first);
		jest.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (this: DatabaseSync, sql) {
			asked.push(sql);
			return prepare.call(this, sql);
		});
	});

	afterAll(async () => {
		jest.restoreAllMocks();
		await store.close();
		rmSync(folder, { recursive: true });
	});

	it.each<[string, (store: Store) => Promise<unknown>, string[]]>([
		['mail that is due', ({ inbound }) => inbound.due('b', 9, NOW), ['inbound_mail_due']],
		['mail that flows have', ({ inbound }) => inbound.offeredKeys('b'), ['inbound_mail_offered']],
		['who has it', ({ inbound }) => inbound.owners('b'), ['inbound_mail_offered']],
		['mail left behind', ({ inbound }) => inbound.releaseOffered('b', [], [], NOW), ['inbound_mail_offered']],
		['what is left to do', ({ inbound }) => inbound.unfinished('b', 'imap', 9), ['inbound_mail_unfinished']],
		['what waits', ({ inbound }) => inbound.backlog('b'), ['_due', '_aside', '_mailbox']],
		[
			'raw mail to prune',
			({ inbound }) => inbound.pruneBefore('b', NOW, 9),
			['inbound_mail_settled.*message_waiting.*outbound_mail_due'],
		],
		['mail to send', ({ outbound }) => outbound.due('b', NOW, NOW, 9), ['outbound_mail_due', '_due']],
		['who sends', ({ outbound }) => outbound.claims('b'), ['outbound_mail_due']],
		['how much left', ({ outbound }) => outbound.sentByMailbox(MAIL, NOW), ['_sent', '_due']],
		['what is paused', ({ messages }) => messages.paused('b', 9), ['message_paused']],
		['notices', ({ notices }) => notices.take('b', ''), ['notice_queued']],
		[
			'what a person looks for',
			({ conversations }) => conversations.search('ink', 9),
			['conversation_updated \\(updated_at'],
		],
		['who has how much', ({ conversations }) => conversations.loads(), ['conversation_load']],
	])('finds %s by an index', async (_what, ask, indexes) => {
		asked.length = 0;
		await ask(store);
		const plans = asked.filter((sql) => /^(?:select|update)/.test(sql)).map(planOf);
		expect(plans).toEqual(indexes.map((index) => expect.stringMatching(new RegExp(`INDEX \\w*${index}\\b`))));
	});

	function planOf(sql: string): string {
		const database = new DatabaseSync(join(folder, 'desk.sqlite'), { readOnly: true });
		try {
			const values = Array.from(sql.match(/\?/g) ?? [], () => null);
			const steps = prepare.call(database, `explain query plan ${sql}`).all(...values);
			return steps.map(({ detail }) => String(detail)).join('; ');
		} finally {
			database.close();
		}
	}
});
