import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSqliteStore } from '../../../helpdesk/adapters/store/sqlite-store';
import { firstValues } from '../../support/store-engines';

describe('openSqliteStore', () => {
	let folder: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'sqlite-store-'));
	});

	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	it('leaves a file alone that is something else', async () => {
		const path = join(folder, 'desk.sqlite');
		writeFileSync(path, 'These are the minutes of the last meeting. '.repeat(100));
		await expect(openSqliteStore(path, firstValues())).rejects.toMatchObject({
			code: 'store-unavailable',
			message: expect.stringContaining(path),
		});
	});

	it('waits for a lock without keeping others from running', async () => {
		const path = join(folder, 'desk.sqlite');
		const [holder, waiter] = [
			await openSqliteStore(path, firstValues()),
			await openSqliteStore(path, firstValues()),
		];
		const order: string[] = [];
		const { promise: released, resolve: release } = Promise.withResolvers<void>();
		const held = holder.transaction(async () => {
			await released;
			order.push('held');
		});
		const waited = waiter.transaction(async () => order.push('waited'));
		setTimeout(() => release(), 50);
		await Promise.all([held, waited]);
		expect(order).toEqual(['held', 'waited']);
		await Promise.all([holder.close(), waiter.close()]);
	});
});
