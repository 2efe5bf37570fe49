import fs, { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openSqliteStore } from '../../../helpdesk/adapters/store/sqlite-store';
import { WalFile } from '../../../helpdesk/adapters/store/wal-file';
import { newTokenKey, systemIds } from '../../../helpdesk/adapters/system/system';
import type { Store } from '../../../helpdesk/ports';

const NOW = new Date('2026-11-22T12:00:00Z');

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'wal-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('WalFile', () => {
	it('has those who come while the disk is busy wait for one more time together', async () => {
		writeFileSync(join(folder, 'desk.sqlite'), '');
		writeFileSync(join(folder, 'desk.sqlite-wal'), '');
		const syncs: PromiseWithResolvers<void>[] = [];
		const wal = new WalFile(join(folder, 'desk.sqlite'), () => {
			const disk = Promise.withResolvers<void>();
			syncs.push(disk);
			return disk.promise;
		});
		const done: string[] = [];
		const wait = (name: string) =>
			wal.untilOnDisk().then(
				() => done.push(name),
				() => done.push(`${name} failed`),
			);
		const first = wait('first');
		const others = [wait('second'), wait('third')];
		expect(syncs).toHaveLength(1);
		syncs[0]?.resolve();
		await first;
		expect(done).toEqual(['first']);
		await turn();
		expect(syncs).toHaveLength(2);
		const last = wait('fourth');
		syncs[1]?.reject(new Error('EIO'));
		await Promise.all(others);
		expect(done).toEqual(['first', 'second failed', 'third failed']);
		await turn();
		expect(syncs).toHaveLength(3);
		syncs[2]?.resolve();
		await last;
		expect(done.at(-1)).toBe('fourth');
		await wal.close();
	});
});

describe('a transaction', () => {
	let store: Store;
	const events: string[] = [];

	beforeEach(async () => {
		// SQLite keeps the log beside the file itself, not beside a link to it.
		const path = join(folder, 'desk.sqlite');
		symlinkSync(path, join(folder, 'link.sqlite'));
		new DatabaseSync(path).close();
		const first = { deskId: systemIds.next(), tokenKey: newTokenKey(), now: NOW };
		events.length = 0;
		const fdatasync = fs.fdatasync;
		jest.spyOn(fs, 'fdatasync').mockImplementation((fd, hear) => {
			events.push('to the disk');
			fdatasync(fd, (error) => {
				events.push('on the disk');
				hear(error);
			});
		});
		store = await openSqliteStore(join(folder, 'link.sqlite'), first);
	});

	afterEach(async () => {
		jest.restoreAllMocks();
		await store.close();
	});

	it('is seen by others first, and has ended when it is on the disk', async () => {
		const seen = () => {
			const other = new DatabaseSync(join(folder, 'desk.sqlite'), { readOnly: true });
			events.push(`${JSON.stringify(other.prepare('select type from event').all())} seen`);
			other.close();
		};
		const work = (tx: Store) => tx.recordEvent({ type: 'mail-quarantined' }, NOW);
		await store.transaction(work, seen);
		events.push('ended');
		expect(events).toEqual(['[{"type":"mail-quarantined"}] seen', 'to the disk', 'on the disk', 'ended']);
		events.length = 0;
		await store.repeatable(work);
		expect(events).toEqual([]);
	});

	it('that failed goes nowhere', async () => {
		const failing = store.transaction(
			() => Promise.reject(new Error('no')),
			() => events.push('seen'),
		);
		await expect(failing).rejects.toThrow('no');
		expect(events).toEqual([]);
	});
});
