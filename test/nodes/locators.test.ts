import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { systemIds } from '../../helpdesk/adapters/system/system';
import { listSearch } from '../../nodes/HelpDesk/locators';
import { openDesk } from '../../nodes/shared/open-desk';
import { processState } from '../../nodes/shared/process-state';
import { aMailbox } from '../support/test-desk';

describe('searchConversations', () => {
	const before = process.env.N8N_USER_FOLDER;
	const folder = mkdtempSync(join(tmpdir(), 'locators-'));
	const context = { getNode: () => ({}) } as unknown as ILoadOptionsFunctions;

	beforeAll(async () => {
		process.env.N8N_USER_FOLDER = folder;
		const desk = await openDesk(context);
		const { id: mailboxId } = await aMailbox(desk);
		const frank = { id: systemIds.next(), name: 'Frank Young', address: 'frank@customer.test' };
		const fiona = { id: systemIds.next(), name: 'Fiona Old', address: 'fiona@customer.test' };
		await desk.store.transaction(async ({ contacts, conversations }) => {
			for (const contact of [frank, fiona]) await contacts.insert(contact);
			for (let minute = 0; minute < 102; minute++) {
				const at = new Date(Date.UTC(2026, 10, 22, 0, minute));
				await conversations.insert({
					id: systemIds.next(),
					mailboxId,
					contactId: minute === 0 ? fiona.id : frank.id,
					subject: minute === 0 ? 'My printer' : `Question ${minute}`,
					status: 'open',
					assigneeId: undefined,
					assignedAt: undefined,
					linkedToId: undefined,
					createdAt: at,
					updatedAt: at,
				});
			}
		});
	});

	afterAll(async () => {
		for (const store of processState().stores.values()) await (await store).close();
		processState().stores.clear();
		if (before === undefined) delete process.env.N8N_USER_FOLDER;
		else process.env.N8N_USER_FOLDER = before;
		rmSync(folder, { recursive: true });
	});

	it('lists the 100 that changed last', async () => {
		const names = await namesFor(undefined);
		expect([names.length, names[0], names[99]]).toEqual([100, '#102 Question 101', '#3 Question 2']);
		expect(await namesFor(' ')).toEqual(names);
	});

	it.each(['printer', '#1', '1', 'Fiona', 'FIONA@customer.test', 'fiona@'])(
		'finds an older one by %s',
		async (filter) => {
			expect((await namesFor(filter))[0]).toBe('#1 My printer');
		},
	);

	async function namesFor(filter: string | undefined): Promise<string[]> {
		const { results } = await listSearch.searchConversations.call(context, filter);
		return results.map(({ name }) => name);
	}
});
