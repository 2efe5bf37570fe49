import { beforeEach, describe, expect, it } from '@jest/globals';
import { discardMail, rawMailOf, reprocessMail } from '../../helpdesk/desk/inbound-mails';
import { receiveMail } from '../../helpdesk/desk/receive-mail';
import { releaseMails } from '../../helpdesk/desk/release-mails';
import { settleMails } from '../../helpdesk/desk/settle-mail';
import { rawMail } from '../support/raw-mail';
import { aMailbox, offerDue, testDesk, type TestDesk } from '../support/test-desk';

const NOBODY = { isGone: () => false, inFlight: () => [] };

let desk: TestDesk;
let mailboxId: string;

beforeEach(async () => {
	desk = await testDesk();
	mailboxId = (await aMailbox(desk)).id;
});

describe('reprocessMail', () => {
	it('gives mail that was put aside to a flow at once, with five tries again', async () => {
		const id = await quarantined();
		expect(await reprocessMail(desk, id, NOBODY)).toMatchObject({
			state: 'failed',
			attempts: 0,
			isAlone: true,
		});
		expect(await offerDue(desk, mailboxId, 1)).toEqual([expect.objectContaining({ id, offers: 6 })]);
	});

	it('forgets how often n8n ended, too', async () => {
		await receiveMail(desk, mailboxId, [{ sourceKey: 'one', raw: rawMail() }]);
		const crash = async () => {
			const [mail] = await offerDue(desk, mailboxId, 1);
			await releaseMails(desk, mailboxId, { isGone: () => true, inFlight: () => [] });
			return await desk.store.inbound.byId(mail?.id ?? '');
		};
		for (let time = 1; time < 10; time++) expect(await crash()).toMatchObject({ state: 'failed' });
		const aside = await crash();
		expect(aside?.state).toBe('quarantined');
		await reprocessMail(desk, aside?.id ?? '', NOBODY);
		expect(await crash()).toMatchObject({ state: 'failed' });
	});

	it('says that a flow has the mail already', async () => {
		await receiveMail(desk, mailboxId, [{ sourceKey: 'one', raw: rawMail() }]);
		const [mail] = await offerDue(desk, mailboxId, 1);
		await expect(reprocessMail(desk, mail?.id ?? '', NOBODY)).rejects.toMatchObject({
			code: 'invalid-input',
		});
	});

	it('takes mail from a run that is gone', async () => {
		await receiveMail(desk, mailboxId, [{ sourceKey: 'one', raw: rawMail() }]);
		const [mail] = await offerDue(desk, mailboxId, 1);
		desk.wait(180_000);
		const again = await reprocessMail(desk, mail?.id ?? '', NOBODY);
		expect(again).toMatchObject({ state: 'failed', error: expect.stringContaining('n8n ended') });
		expect(await discardMail(desk, again.id, NOBODY)).toMatchObject({ state: 'discarded' });
	});

	it('refuses mail whose bytes were deleted', async () => {
		const id = await quarantined();
		await discardMail(desk, id, NOBODY);
		desk.wait(1000);
		expect(await desk.store.inbound.pruneBefore(mailboxId, desk.clock.now(), 5)).toBe(1);
		await expect(reprocessMail(desk, id, NOBODY)).rejects.toMatchObject({ code: 'invalid-input' });
	});

	it('knows no mail that is not there', async () => {
		await expect(reprocessMail(desk, 'nothing', NOBODY)).rejects.toMatchObject({
			code: 'inbound-mail-not-found',
		});
	});
});

describe('discardMail', () => {
	it('ends mail that was put aside, and keeps its bytes', async () => {
		const id = await quarantined();
		expect(await discardMail(desk, id, NOBODY)).toMatchObject({
			state: 'discarded',
			settledAt: desk.clock.now(),
		});
		desk.wait(1e9);
		expect(await offerDue(desk, mailboxId, 1)).toEqual([]);
		const mail = await desk.reader.read(rawMailOf(desk.store, { id, bytes: 1e9 }));
		expect(mail.subject).toBe('My printer');
	});

	it('refuses mail that is through', async () => {
		await receiveMail(desk, mailboxId, [{ sourceKey: 'one', raw: rawMail() }]);
		const [mail] = await offerDue(desk, mailboxId, 1);
		await settleMails(desk, [mail?.id ?? ''], { failure: undefined });
		await expect(discardMail(desk, mail?.id ?? '', NOBODY)).rejects.toMatchObject({ code: 'invalid-input' });
	});
});

async function quarantined(): Promise<string> {
	await receiveMail(desk, mailboxId, [{ sourceKey: 'one', raw: rawMail() }]);
	for (let attempt = 1; ; attempt++) {
		const [mail] = await offerDue(desk, mailboxId, 1);
		await settleMails(desk, [mail?.id ?? ''], { failure: 'It failed.' });
		desk.wait(3_600_000);
		if (attempt === 5) return mail?.id ?? '';
	}
}
