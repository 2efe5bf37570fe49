import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand, startProcess } from '../support/child-process';
import { waitFor } from '../support/wait-for';
import type { FaultCase } from './fault-case';
import { MAILS, type Scene } from './scene';

const LOCKED_MS = 30_000;
const FULL_MS = 20_000;
const DISK = '2g';

/** Faults of the desk's own file. */
export const STORE_FAULTS: readonly FaultCase[] = [
	{
		name: 'store-locked',
		title: `store locked by another process for ${LOCKED_MS / 1000} s`,
		inject: async (scene) => {
			await scene.deliver(MAILS / 2);
			await scene.untilTaken(MAILS / 10);
			const other = new DatabaseSync(join(deskFolder(scene), 'desk.sqlite'), { timeout: 10_000 });
			other.exec('begin exclusive');
			try {
				await scene.deliver();
				await sleep(LOCKED_MS);
			} finally {
				other.exec('rollback');
				other.close();
			}
		},
	},
	{
		name: 'store-full',
		title: `disk of the store full for ${FULL_MS / 1000} s`,
		// More than what the write-ahead log has room for without growing.
		bytesEach: 60_000,
		needsOwnDisk: true,
		inject: async (scene) => {
			await scene.deliver(MAILS / 2);
			await scene.untilTaken(MAILS / 10);
			const folder = deskFolder(scene);
			const { blocks, bavail, bsize } = statfsSync(folder);
			await resizeDisk(folder, String((blocks - bavail) * bsize + 65_536));
			try {
				await scene.deliver();
				const saysFull = () => /disk is full|ENOSPC|SQLITE_FULL/.test(scene.lab.n8n.log(200_000));
				const wasFull = await waitFor('n8n to find the disk full', saysFull, { timeoutMs: 30_000 }).catch(
					() => false,
				);
				scene.notes.push(
					wasFull ? 'n8n logged that the disk is full' : 'nothing about a full disk in the log',
				);
				await sleep(FULL_MS);
				scene.notes.push(`${statfsSync(folder).bavail} blocks free`);
			} finally {
				await resizeDisk(folder, DISK);
			}
		},
	},
];

/** Puts the desk's folder on a disk of its own, in memory, which can be made too small. Needs root. */
export async function mountDisk(folder: string): Promise<void> {
	await runCommand('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', folder]);
	// Also when somebody ends the run.
	process.once('exit', () => startProcess('umount', ['--lazy', '--quiet', folder], { stdio: 'ignore' }));
}

/** Gives the folder back to the disk it was on. */
export async function unmountDisk(folder: string): Promise<void> {
	await runCommand('umount', ['--lazy', folder]);
}

async function resizeDisk(folder: string, size: string): Promise<void> {
	await runCommand('mount', ['-o', `remount,size=${size}`, folder]);
}

function deskFolder({ lab }: Scene): string {
	return join(lab.n8n.userFolder, '.n8n', 'helpdesk');
}
