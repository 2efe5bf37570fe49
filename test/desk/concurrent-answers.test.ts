import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPostgresStore } from '../../helpdesk/adapters/store/postgres-store';
import { newTokenKey, systemIds } from '../../helpdesk/adapters/system/system';
import { receiveMail } from '../../helpdesk/desk/receive-mail';
import { threadMail } from '../../helpdesk/desk/thread-mail';
import type { Store } from '../../helpdesk/ports';
import { answerTo, customerWrites, notify } from '../support/answers';
import { findPostgres, startPostgres, type Postgres } from '../support/postgres';
import { rawMail } from '../support/raw-mail';
import { aMailbox, aStaff, offerDue, testDesk, USUAL_THREADING } from '../support/test-desk';

const { ban } = findPostgres();

// SQLite has one writer at a time, so that this can only go wrong here.
(ban === undefined ? describe : describe.skip)(
	`two answers at the same time on PostgreSQL ${ban ?? ''}`,
	() => {
		let postgres: Postgres;
		const stores: Store[] = [];

		beforeAll(async () => {
			postgres = await startPostgres();
			for (let process = 0; process < 2; process++) stores.push(await openStore());
		});

		afterAll(async () => {
			for (const store of stores) await store.close();
			await postgres?.stop();
		});

		it('are not both relayed: the second one is held (rule 22)', async () => {
			const [one, two] = await Promise.all(stores.map((store) => testDesk(store)));
			if (!one || !two) throw new Error('There are two desks.');
			const mailbox = await aMailbox(one);
			await aStaff(one, { name: 'John', address: 'john@acme-staff.test' });
			await aStaff(one, { name: 'Chris', address: 'chris@acme-staff.test' });
			for (let round = 0; round < 5; round++) {
				const notifications = await notify(one, mailbox, await customerWrites(one, mailbox));
				one.wait(1000);
				two.wait(one.clock.now().getTime() - two.clock.now().getTime());
				const raws = notifications.map((mail) => ({
					sourceKey: systemIds.next(),
					raw: rawMail(answerTo(mail)),
				}));
				await receiveMail(one, mailbox.id, raws);
				const [first, second] = await offerDue(one, mailbox.id, 2);
				const outcomes = await Promise.all([
					threadMail(one, first?.id ?? '', USUAL_THREADING),
					threadMail(two, second?.id ?? '', USUAL_THREADING),
				]);
				expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['held', 'staff-reply']);
			}
		});

		function openStore(): Promise<Store> {
			const { host, port, database, user, password } = postgres;
			const first = { deskId: systemIds.next(), tokenKey: newTokenKey(), now: new Date() };
			return openPostgresStore({ host, port, database, user, password, ssl: 'disable' }, first);
		}
	},
);
