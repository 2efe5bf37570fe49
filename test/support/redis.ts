import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endChild, endWithUs, isRunning, startProcess } from './child-process';
import { freePort } from './free-port';
import { findProgram } from './programs';
import { waitFor } from './wait-for';

const HOST = '127.0.0.1';

/** Returns why Redis cannot run here, as a sentence; undefined when it can. */
export function redisBan(): string | undefined {
	return findProgram('redis-server') ? undefined : 'There is no redis-server on this machine.';
}

/** A private Redis on a free port of 127.0.0.1 that keeps nothing. */
export class Redis {
	/** @throws the sentence of `redisBan` where there is none */
	static async start(): Promise<Redis> {
		const program = findProgram('redis-server');
		if (program === undefined) throw new Error(redisBan());
		const folder = mkdtempSync(join(tmpdir(), 'redis-'));
		const port = await freePort();
		const settings = ['--bind', HOST, '--port', String(port), '--save', '', '--appendonly', 'no'];
		const child = startProcess(program, settings, { cwd: folder, stdio: 'ignore' });
		endWithUs(child);
		const redis = new Redis(port, folder, child);
		await waitFor('Redis to answer', async () => !isRunning(child) || (await answers(port)));
		if (!isRunning(child)) throw new Error('Redis ended at its start.');
		return redis;
	}

	private constructor(
		readonly port: number,
		private readonly folder: string,
		private readonly child: ChildProcess,
	) {}

	async stop(): Promise<void> {
		await endChild(this.child, 'SIGTERM', 5000);
		rmSync(this.folder, { recursive: true, force: true });
	}
}

function answers(port: number): Promise<boolean> {
	const { promise, resolve } = Promise.withResolvers<boolean>();
	const socket = connect(port, HOST, () => socket.write('PING\r\n'));
	socket.on('data', (data) => resolve(data.toString().startsWith('+PONG')));
	socket.on('error', () => resolve(false));
	return promise.finally(() => socket.destroy());
}
