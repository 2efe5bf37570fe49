import { describe, expect, it } from '@jest/globals';
import { receiveMail } from '../../helpdesk/desk/receive-mail';
import { settleMails } from '../../helpdesk/desk/settle-mail';
import { rawMail } from '../support/raw-mail';
import { aMailbox, offerDue, testDesk, type TestDesk } from '../support/test-desk';

const FAILED = { failure: 'The flow failed.' };
const WELL = { failure: undefined };

describe('settleMails', () => {
	it('tries a mail five times with growing pauses, then puts it aside', async () => {
		const { desk, mailboxId } = await deskWithMail();
		for (const seconds of [10, 40, 160, 640]) {
			const id = await offered(desk, mailboxId);
			await settleMails(desk, [id], FAILED);
			expect(await desk.store.inbound.byId(id)).toMatchObject({ state: 'failed', error: FAILED.failure });
			desk.wait(seconds * 1000 - 1);
			expect(await desk.store.inbound.due(mailboxId, 1, desk.clock.now())).toEqual([]);
			desk.wait(1);
		}
		const last = await offered(desk, mailboxId);
		await settleMails(desk, [last], FAILED);
		desk.wait(1e9);
		expect(await desk.store.inbound.due(mailboxId, 1, desk.clock.now())).toEqual([]);
		expect(await desk.store.inbound.byId(last)).toMatchObject({
			state: 'quarantined',
			attempts: 5,
			offers: 5,
		});
	});

	it('is done with a mail whose flow went well, at the fifth try too', async () => {
		const { desk, mailboxId } = await deskWithMail();
		for (let attempt = 1; attempt < 5; attempt++) {
			await settleMails(desk, [await offered(desk, mailboxId)], FAILED);
			desk.wait(3_600_000);
		}
		const id = await offered(desk, mailboxId);
		await settleMails(desk, [id], WELL);
		expect(await desk.store.inbound.byId(id)).toMatchObject({
			state: 'processed',
			settledAt: desk.clock.now(),
		});
		desk.wait(1e9);
		expect(await desk.store.inbound.due(mailboxId, 1, desk.clock.now())).toEqual([]);
	});

	it('tries each alone and at once when a run of several failed, and counts no try', async () => {
		const { desk, mailboxId } = await deskWithMail();
		await receiveMail(desk, mailboxId, [{ sourceKey: 'two', raw: rawMail() }]);
		const run = await offerDue(desk, mailboxId, 5);
		const ids = run.map(({ id }) => id);
		await settleMails(desk, ids, FAILED);
		const again = await desk.store.inbound.due(mailboxId, 5, desk.clock.now());
		expect(again).toEqual([
			expect.objectContaining({ id: ids[0], isAlone: true, attempts: 0 }),
			expect.objectContaining({ id: ids[1], isAlone: true, attempts: 0 }),
		]);
	});

	it('lets other mail pass while one waits', async () => {
		const { desk, mailboxId } = await deskWithMail();
		await settleMails(desk, [await offered(desk, mailboxId)], FAILED);
		await receiveMail(desk, mailboxId, [{ sourceKey: 'two', raw: rawMail() }]);
		const next = await desk.store.inbound.byId(await offered(desk, mailboxId));
		expect(next).toMatchObject({ sourceKey: 'two', offers: 1 });
	});

	it('does not take back what went well when another run of it fails', async () => {
		const { desk, mailboxId } = await deskWithMail();
		const id = await offered(desk, mailboxId);
		await settleMails(desk, [id], WELL);
		await settleMails(desk, [id], FAILED);
		expect(await desk.store.inbound.byId(id)).toMatchObject({ state: 'processed', error: '' });
	});
});

async function deskWithMail() {
	const desk = await testDesk();
	const { id: mailboxId } = await aMailbox(desk);
	await receiveMail(desk, mailboxId, [{ sourceKey: 'one', raw: rawMail() }]);
	return { desk, mailboxId };
}

async function offered(desk: TestDesk, mailboxId: string): Promise<string> {
	const [mail] = await offerDue(desk, mailboxId, 1);
	if (!mail) throw new Error('No mail is due.');
	return mail.id;
}
