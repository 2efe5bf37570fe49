import { execFile, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const runFile = promisify(execFile);

/** Who runs a program and with what environment; by default ourselves with ours. */
interface CommandOptions {
	readonly env?: NodeJS.ProcessEnv;
	readonly cwd?: string;
	readonly uid?: number;
	readonly gid?: number;
}

/**
 * Runs a program to its end and returns what it wrote on both outputs.
 *
 * @throws with that text when it cannot start or ends with another code than 0
 */
export async function runCommand(
	program: string,
	args: readonly string[],
	options: CommandOptions = {},
): Promise<string> {
	const { stdout, stderr } = await runFile(program, args, { maxBuffer: 64 << 20, ...options }).catch(
		(error) => {
			throw new Error(`${error.message}\n${error.stdout ?? ''}${error.stderr ?? ''}`.trim(), {
				cause: error,
			});
		},
	);
	return stdout + stderr;
}

/** Starts a program that goes on in the background. */
export function startProcess(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
	// eslint-disable-next-line @n8n/community-nodes/no-dangerous-functions -- the tests start real servers; no node does
	return spawn(program, args, options);
}

/** Tells whether a child is still there. */
export function isRunning(child: ChildProcess): boolean {
	return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** Sends a signal and waits for the end, by SIGKILL when the patience is over; nothing to do when it has ended. */
export async function endChild(
	child: ChildProcess,
	signal: NodeJS.Signals = 'SIGTERM',
	patienceMs = 40_000,
): Promise<void> {
	if (!isRunning(child)) return;
	child.ref();
	const exited = once(child, 'exit');
	child.kill(signal);
	const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
	await exited;
	clearTimeout(timer);
}

/** Makes sure that a child ends when this process does, even by SIGKILL, and does not keep it from ending. */
export function endWithUs(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
	child.unref();
	const end = () => child.kill(signal);
	process.once('exit', end);
	child.once('exit', () => process.off('exit', end));
	if (child.pid !== undefined && process.platform !== 'win32') guard(child, child.pid, signal);
}

// jest's copy of `process` sees no `exit`, and a killed process none either; but its pipes always end with it.
function guard(child: ChildProcess, pid: number, signal: NodeJS.Signals): void {
	const shell = startProcess('sh', ['-c', `read _; kill -${signal.slice(3)} ${pid}`], {
		stdio: ['pipe', 'ignore', 'ignore'],
		detached: true,
	});
	shell.unref();
	(shell.stdin as unknown as { unref(): void }).unref();
	child.once('exit', () => shell.kill('SIGKILL'));
}
