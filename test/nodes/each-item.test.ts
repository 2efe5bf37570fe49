import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IExecuteFunctions } from 'n8n-workflow';
import { HelpDeskError } from '../../helpdesk/domain/errors';
import { ONE_OUTPUT, eachItem } from '../../nodes/shared/each-item';
import { processState } from '../../nodes/shared/process-state';

describe('eachItem', () => {
	const before = process.env.N8N_USER_FOLDER;
	const folder = mkdtempSync(join(tmpdir(), 'each-item-'));

	beforeAll(() => {
		process.env.N8N_USER_FOLDER = folder;
	});

	afterAll(async () => {
		for (const store of processState().stores.values()) await (await store).close();
		processState().stores.clear();
		if (before === undefined) delete process.env.N8N_USER_FOLDER;
		else process.env.N8N_USER_FOLDER = before;
		rmSync(folder, { recursive: true });
	});

	it('keeps the order of the items, whichever is done first, and no more than so many at once', async () => {
		let running = 0;
		let most = 0;
		const work = async (_desk: unknown, item: number) => {
			most = Math.max(most, ++running);
			await sleep(item % 2 === 0 ? 20 : 1);
			running -= 1;
			return [{ output: item % 2, json: { item } }];
		};
		const [even = [], odd = []] = await eachItem(context(7), ['Even', 'Odd'], work, 3);
		expect(even.map(({ json, pairedItem }) => [json.item, pairedItem])).toEqual(
			[0, 2, 4, 6].map((item) => [item, { item }]),
		);
		expect(odd.map(({ json }) => json.item)).toEqual([1, 3, 5]);
		expect(most).toBe(3);
	});

	it('starts nothing more after a failure, and ends when what has begun has ended', async () => {
		const ended: number[] = [];
		const work = async (_desk: unknown, item: number) => {
			if (item === 1) throw new Error('No.');
			await sleep(20);
			ended.push(item);
			return [];
		};
		await expect(eachItem(context(9), ONE_OUTPUT, work, 2)).rejects.toThrow('No.');
		expect(ended).toEqual([0]);
	});

	it('makes an item of a failure where the node is to go on', async () => {
		const work = async (_desk: unknown, item: number) => {
			if (item === 1) throw new Error('No.');
			return [{ output: 0, json: { item } }];
		};
		const [items = []] = await eachItem(context(3, true), ONE_OUTPUT, work, 3);
		expect(items.map(({ json }) => json)).toEqual([{ item: 0 }, { error: 'No.' }, { item: 2 }]);
	});

	it('says in that item what to do, where the desk knows it', async () => {
		const work = async () => {
			throw new HelpDeskError('hold-settled', 'Somebody released it: 250 ok');
		};
		const [items = []] = await eachItem(context(1, true), ONE_OUTPUT, work);
		expect(items.map(({ json }) => json)).toEqual([
			{ error: 'Somebody released it: 250 ok. Nothing to do: somebody decided about this mail before.' },
		]);
	});

	it('puts all on the one output of the tool of an agent, and names there the output that it belongs to', async () => {
		const work = async (_desk: unknown, item: number) => [{ output: item, json: { item } }];
		const outputs = await eachItem(context(2, false, 'nodeTool'), ['Sent', 'Not Sent'], work);
		expect(outputs.map((items) => items.map(({ json }) => json))).toEqual([
			[
				{ output: 'Sent', item: 0 },
				{ output: 'Not Sent', item: 1 },
			],
			[],
		]);
		const [[only] = []] = await eachItem(context(1, false, 'nodeTool'), ONE_OUTPUT, work);
		expect(only?.json).toEqual({ item: 0 });
	});

	it.each([true, false])(
		'tells an agent in one message what failed and what to do',
		async (continueOnFail) => {
			const work = async () => {
				throw new HelpDeskError('hold-settled', 'Somebody released it.');
			};
			const outputs = ['Sent', 'Not Sent'];
			await expect(eachItem(context(1, continueOnFail, 'nodeTool'), outputs, work)).rejects.toThrow(
				'Somebody released it. Nothing to do: somebody decided about this mail before.',
			);
		},
	);

	function context(count: number, continueOnFail = false, type = 'node'): IExecuteFunctions {
		const node = { name: 'Node', type, typeVersion: 1, id: '1', position: [0, 0], parameters: {} };
		return {
			getInputData: () => Array.from({ length: count }, () => ({ json: {} })),
			getNode: () => node,
			continueOnFail: () => continueOnFail,
		} as unknown as IExecuteFunctions;
	}
});
