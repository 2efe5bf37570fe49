import { describe, expect, it } from '@jest/globals';
import { receiveMail } from '../../helpdesk/desk/receive-mail';
import { settleMail } from '../../helpdesk/desk/settle-mail';
import { rawMail } from '../support/raw-mail';
import { aMailbox, testDesk, type TestDesk } from '../support/test-desk';

describe('settleMail', () => {
	it('tries a mail five times with growing pauses, then puts it aside', async () => {
		const { desk, mailboxId } = await deskWithMail();
		const ends: string[] = [];
		for (const seconds of [10, 40, 160, 640]) {
			const id = await offered(desk, mailboxId);
			ends.push(await settleMail(desk, id, 'the flow failed'));
			desk.wait(seconds * 1000 - 1);
			expect(await desk.store.inbound.peekDue(mailboxId, desk.clock.now())).toBeUndefined();
			desk.wait(1);
		}
		const last = await offered(desk, mailboxId);
		ends.push(await settleMail(desk, last, 'the flow failed'));
		expect(ends).toEqual(['failed', 'failed', 'failed', 'failed', 'quarantined']);
		desk.wait(1e9);
		expect(await desk.store.inbound.peekDue(mailboxId, desk.clock.now())).toBeUndefined();
		expect(await desk.store.inbound.byId(last)).toMatchObject({ state: 'quarantined', attempts: 5 });
	});

	it('is done with a mail whose flow went well, at the fifth try too', async () => {
		const { desk, mailboxId } = await deskWithMail();
		for (let attempt = 1; attempt < 5; attempt++) {
			await settleMail(desk, await offered(desk, mailboxId), 'the flow failed');
			desk.wait(3_600_000);
		}
		expect(await settleMail(desk, await offered(desk, mailboxId), undefined)).toBe('processed');
		desk.wait(1e9);
		expect(await desk.store.inbound.peekDue(mailboxId, desk.clock.now())).toBeUndefined();
	});

	it('lets other mail pass while one waits', async () => {
		const { desk, mailboxId } = await deskWithMail();
		await settleMail(desk, await offered(desk, mailboxId), 'the flow failed');
		await receiveMail(desk, mailboxId, [{ sourceKey: 'two', raw: rawMail() }]);
		const next = await desk.store.inbound.byId(await offered(desk, mailboxId));
		expect(next).toMatchObject({ sourceKey: 'two', attempts: 1 });
	});
});

async function deskWithMail() {
	const desk = await testDesk();
	const { id: mailboxId } = await aMailbox(desk);
	await receiveMail(desk, mailboxId, [{ sourceKey: 'one', raw: rawMail() }]);
	return { desk, mailboxId };
}

async function offered(desk: TestDesk, mailboxId: string): Promise<string> {
	const [mail] = await desk.store.inbound.offer(mailboxId, 1, desk.clock.now());
	if (!mail) throw new Error('No mail is due.');
	return mail.id;
}
