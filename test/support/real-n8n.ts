import type { ChildProcess } from 'node:child_process';
import {
	closeSync,
	cpSync,
	existsSync,
	mkdirSync,
	openSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { endChild, endWithUs, isRunning, runCommand, startProcess } from './child-process';
import { freePorts } from './free-port';
import { N8nClient } from './n8n-client';
import { n8nEnvironment, type N8nOwner } from './n8n-environment';
import { n8nScript } from './n8n-home';
import { waitFor } from './wait-for';

const PACKAGE_NAME = 'n8n-nodes-helpdesk';
const START_TIMEOUT_MS = 120_000;
const STOP_PATIENCE_MS = 40_000;

/** What a process of n8n does: all of it, or in queue mode only what main leaves to others. */
export type N8nRole = 'start' | 'worker' | 'webhook';

/** What a private n8n is made of. */
export interface RealN8nOptions {
	/** Everything that n8n writes goes here, its log too; it may hold what an earlier one left. */
	readonly userFolder: string;
	/** The package as npm would unpack it: package.json, dist, … */
	readonly packageFolder: string;
	/** Wins over what this class sets by itself; nothing else of n8n's settings comes from outside. */
	readonly env?: Readonly<Record<string, string>>;
	readonly port?: number;
	readonly role?: N8nRole;
	readonly ownerPassword?: string;
}

/** A credential as n8n imports it: `data` is plain and becomes encrypted. */
export interface CredentialToImport {
	readonly id: string;
	readonly name: string;
	readonly type: string;
	readonly data: Readonly<Record<string, unknown>>;
}

/** A workflow as n8n exports it, with an id of its own. */
export interface WorkflowToImport {
	readonly id: string;
	readonly name: string;
	readonly nodes: readonly unknown[];
	readonly connections: object;
}

/** A real n8n of our own with our package installed: one process, one folder, one port of 127.0.0.1. */
export class RealN8n extends N8nClient {
	private child: ChildProcess | undefined;

	/** Lays out the folder of an n8n that does not run yet; an older copy of the package is replaced. */
	static async prepare(options: RealN8nOptions): Promise<RealN8n> {
		const [freeForN8n, brokerPort] = (await freePorts(2)) as [number, number];
		const { userFolder, packageFolder, ownerPassword = 'Demo-password-1', port = freeForN8n } = options;
		const { role = 'start' } = options;
		const installed = join(userFolder, '.n8n', 'nodes', 'node_modules', PACKAGE_NAME);
		rmSync(installed, { recursive: true, force: true });
		mkdirSync(installed, { recursive: true });
		cpSync(packageFolder, installed, { recursive: true, dereference: true });
		const owner = { email: 'owner@acme.test', password: ownerPassword };
		const env = { ...n8nEnvironment({ userFolder, port, brokerPort, owner }), ...options.env };
		return new RealN8n(userFolder, `http://127.0.0.1:${port}`, owner, env, role);
	}

	private constructor(
		readonly userFolder: string,
		url: string,
		owner: N8nOwner,
		private readonly env: Record<string, string>,
		private readonly role: N8nRole,
	) {
		super(url, owner);
	}

	/** Stores credentials; before the first start. */
	async importCredentials(credentials: readonly CredentialToImport[]): Promise<void> {
		await this.importFile('import:credentials', credentials);
	}

	/** Stores unpublished workflows under their ids, all in one go; before the first start. */
	async importWorkflow(...workflows: readonly WorkflowToImport[]): Promise<void> {
		await this.importFile('import:workflow', workflows);
	}

	/** Publishes an imported workflow, so that the next start starts its triggers. */
	async publish(workflowId: string): Promise<void> {
		await this.command('publish:workflow', `--id=${workflowId}`);
	}

	/**
	 * Starts n8n and waits until it answers; the published workflows may need a moment more.
	 *
	 * @throws with the end of the log when the process ends or two minutes pass
	 */
	async start(): Promise<void> {
		if (this.child !== undefined && isRunning(this.child)) throw new Error('This n8n runs already.');
		const log = openSync(this.logFile, 'a');
		const child = startProcess(process.execPath, [n8nScript(), this.role], {
			cwd: this.userFolder,
			env: this.env,
			stdio: ['ignore', log, log],
		});
		closeSync(log);
		this.child = child;
		endWithUs(child);
		await this.waitUntilReady(child).catch(async (cause: unknown) => {
			await this.kill();
			throw new Error(`${(cause as Error).message}\n${this.log()}`, { cause });
		});
	}

	/** Ends n8n as an operator does: it closes its triggers and waits for running executions. */
	async stop(): Promise<void> {
		if (this.child !== undefined) await endChild(this.child, 'SIGTERM', STOP_PATIENCE_MS);
	}

	/** Ends n8n as a power cut does. */
	async kill(): Promise<void> {
		if (this.child !== undefined) await endChild(this.child, 'SIGKILL');
	}

	/** Undefined when n8n does not run. */
	get pid(): number | undefined {
		return this.child !== undefined && isRunning(this.child) ? this.child.pid : undefined;
	}

	/** Returns the last characters of what n8n wrote in all its starts. */
	log(maxCharacters = 8000): string {
		return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8').slice(-maxCharacters) : '';
	}

	/** Returns the resident memory of the process; undefined when it does not run or the system has no /proc. */
	residentBytes(): number | undefined {
		const status = `/proc/${this.pid}/status`;
		if (this.pid === undefined || !existsSync(status)) return undefined;
		const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8')) ?? [];
		return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
	}

	private get logFile(): string {
		return join(this.userFolder, 'n8n.log');
	}

	private async isReady(): Promise<boolean> {
		const get = (path: string) => fetch(this.url + path, { signal: AbortSignal.timeout(5000) });
		const readiness = await get('/healthz/readiness');
		if (!readiness.ok || this.role !== 'start') return readiness.ok;
		// Until all routes are there, every path answers with the editor's HTML.
		const settings = await get('/rest/settings');
		return settings.headers.get('content-type')?.includes('json') ?? false;
	}

	private async importFile(command: string, content: unknown): Promise<void> {
		const file = join(this.userFolder, `${command.replace(':', '-')}.json`);
		writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
		try {
			await this.command(command, `--input=${file}`);
		} finally {
			rmSync(file);
		}
	}

	private async waitUntilReady(child: ChildProcess): Promise<void> {
		const isSettled = async () => !isRunning(child) || (await this.isReady());
		await waitFor(`n8n at ${this.url} to be ready`, isSettled, {
			timeoutMs: START_TIMEOUT_MS,
			intervalMs: 100,
		});
		if (!isRunning(child)) throw new Error('n8n ended while it started.');
	}

	private async command(...args: string[]): Promise<void> {
		await runCommand(process.execPath, [n8nScript(), ...args], { cwd: this.userFolder, env: this.env });
	}
}
