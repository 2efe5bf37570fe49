import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../helpdesk/adapters/store/sqlite-store';
import { newTokenKey, systemIds } from '../helpdesk/adapters/system/system';
import { receiveMail } from '../helpdesk/desk/receive-mail';
import { threadMail } from '../helpdesk/desk/thread-mail';
import type { Mailbox } from '../helpdesk/domain/mailbox';
import { rawMail } from '../test/support/raw-mail';
import { say } from '../test/support/report';
import {
	aMailbox,
	aStaff,
	offerDue,
	testDesk,
	USUAL_THREADING,
	type TestDesk,
} from '../test/support/test-desk';
import { median, ratio, rounded } from './figures';

const SMALL = 10_000;
const LARGE = Number(process.env.HELPDESK_BENCH_MESSAGES ?? 1_000_000);
const MESSAGES_PER_CONVERSATION = 4;
const ROUNDS = 5;
const MAILS = 200;
const MAX_RATIO = 1.5;

/** Measures what threading one mail costs in a desk with many messages, beside one with few. */
export async function benchThreading(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'bench-threading-'));
	try {
		const small = await FilledDesk.build(join(folder, 'small.sqlite'), SMALL);
		const large = await FilledDesk.build(join(folder, 'large.sqlite'), LARGE);
		// The first round reads the index pages that the others find in memory, as in a desk that runs.
		await small.msPerMail();
		await large.msPerMail();
		const figures = { small: [] as number[], large: [] as number[] };
		for (let round = 1; round <= ROUNDS; round++) {
			figures.small.push(await small.msPerMail());
			figures.large.push(await large.msPerMail());
			say(
				`round ${round}: ${SMALL} messages ${figures.small.at(-1)} ms, ${LARGE} messages ${figures.large.at(-1)} ms`,
			);
		}
		await small.close();
		await large.close();
		report(median(figures.small), median(figures.large));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function report(small: number, large: number): void {
	const cost = ratio(large, small) ?? Number.NaN;
	say(
		`threading one mail: ${small} ms at ${SMALL} messages, ${large} ms at ${LARGE}; ratio ${cost}, limit ${MAX_RATIO}`,
	);
	process.stdout.write(
		`${JSON.stringify({ messages: LARGE, smallMs: small, largeMs: large, ratio: cost })}\n`,
	);
}

/** A desk in a file that has many conversations. */
class FilledDesk {
	private next = 0;

	static async build(path: string, messages: number): Promise<FilledDesk> {
		const first = { deskId: systemIds.next(), tokenKey: newTokenKey(), now: new Date() };
		const empty = await testDesk(await openSqliteStore(path, first));
		const mailbox = await aMailbox(empty);
		await aStaff(empty);
		await empty.store.close();
		fill(path, mailbox.id, messages);
		const desk = await testDesk(await openSqliteStore(path, first));
		say(`${messages} messages are in ${path}`);
		return new FilledDesk(desk, mailbox, messages);
	}

	private constructor(
		private readonly desk: TestDesk,
		private readonly mailbox: Mailbox,
		private readonly messages: number,
	) {}

	/** Threads mails one by one, half of them answers in conversations all over the desk; gives the milliseconds for each. */
	async msPerMail(): Promise<number> {
		const mails = Array.from({ length: MAILS }, () => ({
			sourceKey: String(this.next),
			raw: this.mail(this.next++),
		}));
		await receiveMail(this.desk, this.mailbox.id, mails);
		const offered = await offerDue(this.desk, this.mailbox.id, MAILS);
		// Parsed once before, so that only threading is measured.
		const start = performance.now();
		for (const { id } of offered) await threadMail(this.desk, id, USUAL_THREADING);
		return rounded((performance.now() - start) / offered.length, 3);
	}

	async close(): Promise<void> {
		await this.desk.store.close();
	}

	private mail(index: number): Buffer {
		// A step that is prime to the count visits all parts of the index.
		const at = (index * 7919) % this.messages;
		const isAnswer = index % 2 === 0;
		return rawMail({
			from: `customer-${isAnswer ? Math.floor(at / MESSAGES_PER_CONVERSATION) : `new-${index}`}@customer.test`,
			messageId: `bench-${index}@customer.test`,
			...(isAnswer && {
				inReplyTo: `stored-${at}@customer.test`,
				references: [`stored-${at}@customer.test`],
			}),
		});
	}
}

// In SQL, because a million mails would take the desk itself a quarter of an hour.
function fill(path: string, mailboxId: string, messages: number): void {
	const database = new DatabaseSync(path);
	const conversations = Math.ceil(messages / MESSAGES_PER_CONVERSATION);
	const at = '2026-01-01T00:00:00.000Z';
	database.exec(`pragma journal_mode = off; pragma synchronous = off; begin;
		create temp table n as with recursive n (i) as (select 0 union all select i + 1 from n where i + 1 < ${messages}) select i from n;
		insert into contact (id, name) select printf('00c%013d', i), 'Customer ' || i from n where i < ${conversations};
		insert into contact_address (contact_id, position, address, address_key)
			select printf('00c%013d', i), 0, 'customer-' || i || '@customer.test', 'customer-' || i || '@customer.test'
			from n where i < ${conversations};
		insert into conversation (id, number, mailbox_id, contact_id, subject, status, created_at, updated_at)
			select printf('00d%013d', i), i + 1, '${mailboxId}', printf('00c%013d', i), 'Question ' || i, 'open', '${at}', '${at}'
			from n where i < ${conversations};
		insert into participant (conversation_id, address, address_key)
			select printf('00d%013d', i), 'customer-' || i || '@customer.test', 'customer-' || i || '@customer.test'
			from n where i < ${conversations};
		insert into message (id, conversation_id, kind, state, from_name, from_address, subject, text, full_text, html,
			message_id, thread, attachments, is_new_participant, duplicate_key, created_at)
			select printf('00m%013d', i), printf('00d%013d', i / ${MESSAGES_PER_CONVERSATION}), 'customer', 'received', 'Customer',
			'customer-' || (i / ${MESSAGES_PER_CONVERSATION}) || '@customer.test', 'Question', 'It does not print. ' || i, '', '',
			'stored-' || i || '@customer.test', '[]', '[]', 0, lower(hex(randomblob(32))), '${at}' from n;
		insert into awaited_mail (identifier, conversation_id, since)
			select 'awaited-' || i || '@customer.test', printf('00d%013d', i), '${at}' from n where i < ${conversations} / 10;
		update counter set value = ${conversations} where name = 'conversation';
		commit; pragma journal_mode = wal;`);
	database.close();
}
