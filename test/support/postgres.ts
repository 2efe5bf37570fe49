import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
	chownSync,
	existsSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Client } from 'pg';
import { endChild, endWithUs, isRunning, runCommand, startProcess } from './child-process';
import { freePort } from './free-port';
import { waitFor } from './wait-for';

const USER = 'postgres';
const HOST = '127.0.0.1';
const PROGRAMS = ['initdb', 'postgres'];

/** Where PostgreSQL's programs are, or why they cannot be used, as a sentence. */
export type PostgresFinding =
	{ readonly binFolder: string; readonly ban?: never } | { readonly ban: string; readonly binFolder?: never };

/** Finds the PostgreSQL of this machine: the newest of Debian's folders, else the one in PATH. */
export function findPostgres(): PostgresFinding {
	const binFolder = [...debianFolders(), ...(process.env.PATH ?? '').split(delimiter)].find((folder) =>
		PROGRAMS.every((program) => existsSync(join(folder, program))),
	);
	if (binFolder === undefined)
		return { ban: 'There is no PostgreSQL server (initdb, postgres) on this machine.' };
	return { binFolder };
}

/**
 * Starts a PostgreSQL with a cluster of its own in a temporary folder, on a free port of 127.0.0.1.
 *
 * @throws the sentence of `findPostgres` where there is none
 */
export async function startPostgres(): Promise<Postgres> {
	const { binFolder, ban } = findPostgres();
	if (binFolder === undefined) throw new Error(ban);
	const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
	const postgres = new Postgres(binFolder, folder, await freePort());
	await postgres.start().catch(async (error: unknown) => {
		await postgres.stop();
		throw error;
	});
	return postgres;
}

/** A private PostgreSQL: durable in nothing, gone with `stop`. */
export class Postgres {
	readonly host = HOST;
	readonly user = USER;
	readonly database = 'postgres';
	readonly password = randomBytes(9).toString('hex');
	private child: ChildProcess | undefined;
	private createdDatabases = 0;

	constructor(
		private readonly binFolder: string,
		private readonly folder: string,
		readonly port: number,
	) {}

	async start(): Promise<void> {
		const owner = await clusterOwner();
		const passwordFile = join(this.folder, 'password');
		writeFileSync(passwordFile, this.password, { mode: 0o600 });
		if (owner !== undefined) {
			for (const path of [this.folder, passwordFile]) chownSync(path, owner.uid, owner.gid);
		}
		const run = { cwd: this.folder, env: { PATH: process.env.PATH }, ...owner };
		const settings = [
			'-A',
			'scram-sha-256',
			'--pwfile',
			passwordFile,
			'-E',
			'UTF8',
			'--locale=C',
			'--no-sync',
		];
		await runCommand(join(this.binFolder, 'initdb'), ['-D', this.dataFolder, '-U', USER, ...settings], run);
		const child = startProcess(join(this.binFolder, 'postgres'), this.serverArguments(), {
			stdio: 'ignore',
			...run,
		});
		this.child = child;
		// An immediate shutdown, which leaves no shared memory behind.
		endWithUs(child, 'SIGQUIT');
		await waitFor(`PostgreSQL on port ${this.port}`, async () => !isRunning(child) || (await this.answers()));
		if (!isRunning(child)) throw new Error(`PostgreSQL ended at its start.\n${this.log()}`);
	}

	/** Ends it at once, open connections too, and removes its files. */
	async stop(): Promise<void> {
		if (this.child !== undefined) await endChild(this.child, 'SIGINT', 5000);
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** Returns how to connect to one of its databases. */
	connectionString(database: string = this.database): string {
		return `postgres://${USER}:${this.password}@${HOST}:${this.port}/${database}`;
	}

	/** Makes an empty database and returns its name. */
	async createDatabase(): Promise<string> {
		const name = `db${++this.createdDatabases}`;
		await this.query(`CREATE DATABASE ${name}`);
		return name;
	}

	/** Returns the end of its log. */
	log(): string {
		const file = join(this.dataFolder, 'log', 'postgres.log');
		return existsSync(file) ? readFileSync(file, 'utf8').slice(-4000) : '';
	}

	private get dataFolder(): string {
		return join(this.folder, 'data');
	}

	private serverArguments(): string[] {
		const settings = {
			listen_addresses: HOST,
			port: this.port,
			unix_socket_directories: '',
			fsync: 'off',
			synchronous_commit: 'off',
			full_page_writes: 'off',
			max_connections: 200,
			logging_collector: 'on',
			log_filename: 'postgres.log',
		};
		return [
			'-D',
			this.dataFolder,
			...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
		];
	}

	private async answers(): Promise<boolean> {
		await this.query('SELECT 1');
		return true;
	}

	private async query(sql: string): Promise<void> {
		const client = new Client({ connectionString: this.connectionString() });
		await client.connect();
		try {
			await client.query(sql);
		} finally {
			await client.end();
		}
	}
}

function debianFolders(): string[] {
	const root = '/usr/lib/postgresql';
	if (!existsSync(root)) return [];
	const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
	return versions.map((version) => join(root, version, 'bin'));
}

// PostgreSQL refuses to run as root: Debian's user does it then, or the one who owns nothing.
async function clusterOwner(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	for (const name of ['postgres', 'nobody']) {
		const ids = await Promise.all(['-u', '-g'].map((flag) => runCommand('id', [flag, name]))).catch(
			() => undefined,
		);
		if (ids !== undefined) return { uid: Number(ids[0]), gid: Number(ids[1]) };
	}
	throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody.');
}
