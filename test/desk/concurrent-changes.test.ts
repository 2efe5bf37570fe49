import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openPostgresStore } from '../../helpdesk/adapters/store/postgres-store';
import { systemIds } from '../../helpdesk/adapters/system/system';
import {
	assignConversation,
	assignToLeastBusy,
	conversationById,
	setConversationStatus,
} from '../../helpdesk/desk/conversation-changes';
import { mergeConversations } from '../../helpdesk/desk/merge-conversations';
import { receiveMail } from '../../helpdesk/desk/receive-mail';
import { threadMail } from '../../helpdesk/desk/thread-mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { Desk, Store } from '../../helpdesk/ports';
import { answerTo, customerWrites, notify } from '../support/answers';
import { findPostgres, startPostgres, type Postgres } from '../support/postgres';
import { rawMail } from '../support/raw-mail';
import { firstValues } from '../support/store-engines';
import { aMailbox, aStaff, offerDue, testDesk, USUAL_THREADING, type TestDesk } from '../support/test-desk';

const { ban } = findPostgres();
// As long as it takes to come to what the other process has locked.
const MEANWHILE_MS = 300;

// SQLite has one writer at a time, so that this can only go wrong here.
(ban === undefined ? describe : describe.skip)(`two processes on PostgreSQL ${ban ?? ''}`, () => {
	let postgres: Postgres;
	const stores: Store[] = [];
	let database: string;
	let desk: TestDesk;
	let other: TestDesk;
	let mailbox: Mailbox;

	beforeAll(async () => {
		postgres = await startPostgres();
	});

	beforeEach(async () => {
		database = await postgres.createDatabase();
		const [one, two] = [await openStore(database), await openStore(database)];
		[desk, other] = [await testDesk(one), await testDesk(two)];
		mailbox = await aMailbox(desk);
	});

	afterAll(async () => {
		for (const store of stores) await store.close();
		await postgres?.stop();
	});

	it('do not both relay answers that come at the same time: the second one is held (rule 22)', async () => {
		await aStaff(desk, { name: 'John', address: 'john@acme-staff.test' });
		await aStaff(desk, { name: 'Chris', address: 'chris@acme-staff.test' });
		for (let round = 0; round < 5; round++) {
			const notifications = await notify(desk, mailbox, await customerWrites(desk, mailbox));
			desk.wait(1000);
			other.wait(desk.clock.now().getTime() - other.clock.now().getTime());
			const raws = notifications.map((mail) => ({
				sourceKey: systemIds.next(),
				raw: rawMail(answerTo(mail)),
			}));
			await receiveMail(desk, mailbox.id, raws);
			const [first, second] = await offerDue(desk, mailbox.id, 2);
			const outcomes = await Promise.all([
				threadMail(desk, first?.id ?? '', USUAL_THREADING),
				threadMail(other, second?.id ?? '', USUAL_THREADING),
			]);
			expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['held', 'staff-reply']);
		}
	});

	it('open a conversation again that is closed while its customer writes', async () => {
		const { conversationId, messageId } = await customerWrites(desk, mailbox);
		await whileOtherDoes(
			(tx) => setConversationStatus(tx, conversationId, 'closed'),
			() => customerWrites(desk, mailbox, { inReplyTo: messageId }),
		);
		expect(await conversationById(desk.store, conversationId)).toMatchObject({ status: 'open' });
	});

	it('put what a customer writes where their conversation is merged into meanwhile', async () => {
		const from = await customerWrites(desk, mailbox);
		const into = await customerWrites(desk, mailbox);
		const message = await whileOtherDoes(
			(tx) => mergeConversations(tx, from.conversationId, into.conversationId),
			() => customerWrites(desk, mailbox, { inReplyTo: from.messageId }),
		);
		expect(message.conversationId).toBe(into.conversationId);
	});

	it('put what a customer writes by subject where their conversation is merged into meanwhile', async () => {
		const from = await customerWrites(desk, mailbox, { subject: 'Ink' });
		const into = await customerWrites(desk, mailbox, { subject: 'Paper' });
		const settings = { ...USUAL_THREADING, matchesSubject: true };
		const raw = rawMail({ subject: 'Re: Ink', text: 'And it smokes.' });
		await receiveMail(desk, mailbox.id, [{ sourceKey: systemIds.next(), raw }]);
		const [mail] = await offerDue(desk, mailbox.id, 1);
		await whileOtherDoes(
			(tx) => mergeConversations(tx, from.conversationId, into.conversationId),
			() => threadMail(desk, mail?.id ?? '', settings),
		);
		const texts = (await desk.store.messages.history(into.conversationId, 9)).map(({ text }) => text);
		expect(texts).toContain('And it smokes.');
	});

	it('leave a conversation with whoever took it meanwhile', async () => {
		const john = await aStaff(desk);
		const chris = await aStaff(desk, { name: 'Chris', address: 'chris@acme-staff.test' });
		const { conversationId } = await customerWrites(desk, mailbox);
		const assigned = await whileOtherDoes(
			(tx) => assignConversation(tx, conversationId, chris.id),
			() => assignToLeastBusy(desk, conversationId),
		);
		// Of two who have nothing to do the first would get it.
		expect(john.id < chris.id).toBe(true);
		expect(assigned.assigneeId).toBe(chris.id);
	});

	it('do not wait for one that stands still in the middle of a transaction', async () => {
		const frozen = await openStore(database, 500);
		const { conversationId } = await customerWrites(desk, mailbox);
		const { promise: isLocked, resolve: locked } = Promise.withResolvers<void>();
		const { promise: thaw, resolve: goOn } = Promise.withResolvers<void>();
		const standing = frozen.transaction(async (tx) => {
			await tx.conversations.lock(conversationId);
			locked();
			await thaw;
			await tx.conversations.setStatus(conversationId, 'spam', desk.clock.now());
		});
		await isLocked;
		expect(await setConversationStatus(desk, conversationId, 'closed')).toMatchObject({ status: 'closed' });
		goOn();
		await expect(standing).rejects.toThrow();
		expect(await conversationById(desk.store, conversationId)).toMatchObject({ status: 'closed' });
	});

	/** Does something while the other process has done something else that nobody sees yet. */
	async function whileOtherDoes<T>(
		theirs: (tx: Desk) => Promise<unknown>,
		ours: () => Promise<T>,
	): Promise<T> {
		const { promise: areDone, resolve: done } = Promise.withResolvers<void>();
		const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
		const committed = other.store.transaction(async (store) => {
			await theirs({ ...other, store });
			done();
			await mayCommit;
		});
		await areDone;
		const result = ours();
		await sleep(MEANWHILE_MS);
		commit();
		await committed;
		return await result;
	}

	async function openStore(name: string, standstillMs?: number): Promise<Store> {
		const { host, port, user, password } = postgres;
		const login = { host, port, database: name, user, password, ssl: 'disable' } as const;
		const store = await openPostgresStore(login, firstValues(), standstillMs);
		stores.push(store);
		return store;
	}
});
