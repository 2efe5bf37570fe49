import { describe, expect, it } from '@jest/globals';
import { WorkerMailReader } from '../../helpdesk/adapters/mime/worker-mail-reader';
import { receiveMail } from '../../helpdesk/desk/receive-mail';
import { aMailbox, testDesk } from '../support/test-desk';

describe('receiveMail', () => {
	const cursor = { folder: 'INBOX', uidValidity: '7', lastUid: 2, startedAt: new Date(0), rescanUntilUid: 0 };
	const mails = ['one', 'two'].map((sourceKey) => ({ sourceKey, raw: Buffer.from(sourceKey) }));

	it('commits mail and cursor, and counts what was new', async () => {
		const desk = await testDesk();
		const { id } = await aMailbox(desk);
		expect(await receiveMail(desk, id, mails.slice(0, 1))).toBe(1);
		expect(await receiveMail(desk, id, mails, cursor)).toBe(1);
		expect(await desk.store.mailboxes.cursor(id, 'INBOX')).toEqual(cursor);
		const offered = await desk.store.inbound.due(id, 5, desk.clock.now());
		expect(offered.map(({ sourceKey }) => sourceKey)).toEqual(['one', 'two']);
	});

	it('reads a few mails ahead, and keeps their bytes as they came', async () => {
		const reader = new WorkerMailReader();
		const desk = { ...(await testDesk()), reader };
		const { id: mailboxId } = await aMailbox(desk);
		// Memory of its own, which a thread could take over.
		const raw = new Uint8Array(Buffer.from(`Subject: Ahead\r\n\r\n${'x'.repeat(20_000)}`));
		const copy = Buffer.from(raw);
		await receiveMail(desk, mailboxId, [{ sourceKey: 'ahead', raw }]);
		const [mail] = await desk.store.inbound.due(mailboxId, 1, desk.clock.now());
		expect(Buffer.compare(Buffer.from((await desk.store.inbound.part(mail?.id ?? '', 0)) ?? []), copy)).toBe(
			0,
		);
		const forgotten = {
			id: mail?.id ?? '',
			bytes: copy.byteLength,
			parts: () => Promise.reject(new Error('read again')),
		};
		expect(await reader.read(forgotten as never)).toMatchObject({ subject: 'Ahead' });
		await reader.close();
	});

	it('keeps neither mail nor cursor when one of them cannot be kept', async () => {
		const desk = await testDesk();
		const { id } = await aMailbox(desk);
		const broken = { ...cursor, startedAt: new Date(Number.NaN) };
		await expect(receiveMail(desk, id, mails, broken)).rejects.toThrow();
		expect(await desk.store.mailboxes.cursor(id, 'INBOX')).toBeUndefined();
		expect(await desk.store.inbound.due(id, 5, desk.clock.now())).toEqual([]);
	});
});
