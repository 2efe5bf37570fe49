import { readFileSync, writeFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** Returns the CPU time that a process has used with all its threads, in milliseconds. */
export function cpuMs(pid: number): number {
	// The name in parentheses may hold blanks; utime and stime are the 14th and 15th field of proc(5).
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
	return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

/** Returns the resident memory of a process in megabytes. */
export function residentMb(pid: number): number {
	return statusMb(pid, 'VmRSS');
}

/** Returns the most resident memory since the last `forgetPeak`, in megabytes, as the kernel saw it. */
export function peakMb(pid: number): number {
	return statusMb(pid, 'VmHWM');
}

/** Lets the kernel begin anew with the peak. */
export function forgetPeak(pid: number): void {
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function statusMb(pid: number, field: string): number {
	const [, kilobytes] =
		new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
	return Number(kilobytes) / 1024;
}
