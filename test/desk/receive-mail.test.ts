import { describe, expect, it } from '@jest/globals';
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

	it('keeps neither mail nor cursor when one of them cannot be kept', async () => {
		const desk = await testDesk();
		const { id } = await aMailbox(desk);
		const broken = { ...cursor, startedAt: new Date(Number.NaN) };
		await expect(receiveMail(desk, id, mails, broken)).rejects.toThrow();
		expect(await desk.store.mailboxes.cursor(id, 'INBOX')).toBeUndefined();
		expect(await desk.store.inbound.due(id, 5, desk.clock.now())).toEqual([]);
	});
});
