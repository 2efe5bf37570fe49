import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const TICKS_PER_SECOND = 100;
// V8 gives back what a start took, some 300 MB, after about ten quiet seconds; until then a rise hides in it.
const QUIET_MS = 20_000;

/** Returns the process of an n8n. @throws when it has ended: a signal to nobody would reach ourselves */
export function pidOf({ pid }: { readonly pid: number | undefined }): number {
	if (pid === undefined) throw new Error('n8n does not run any more.');
	return pid;
}

/** Returns the CPU time that a process has used with all its threads, in milliseconds. */
export function cpuMs(pid: number): number {
	// The name in parentheses may hold blanks; utime and stime are the 14th and 15th field of proc(5).
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
	return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

/** Returns what makes an n8n collect its garbage when `idleMb` asks for it; more options of Node may come along. */
export function collectsGarbage(moreOptions = ''): Record<string, string> {
	const script = pathToFileURL(join(__dirname, 'collect-on-signal.mjs')).href;
	return { NODE_OPTIONS: `--import ${script} ${moreOptions}`.trim() };
}

/** Returns the resident memory of an idle n8n in megabytes, settled and without garbage, and begins anew with its peak. */
export async function idleMb(pid: number): Promise<number> {
	await sleep(QUIET_MS);
	for (let round = 0; round < 3; round++) {
		process.kill(pid, 'SIGUSR2');
		await sleep(2000);
	}
	const idle = statusMb(pid, 'VmRSS');
	forgetPeak(pid);
	return idle;
}

/** Returns the most resident memory since `idleMb`, in megabytes, as the kernel saw it. */
export function peakMb(pid: number): number {
	return statusMb(pid, 'VmHWM');
}

function forgetPeak(pid: number): void {
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function statusMb(pid: number, field: string): number {
	const [, kilobytes] =
		new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
	return Number(kilobytes) / 1024;
}
