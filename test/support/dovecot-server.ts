import type { ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endChild, endWithUs, isRunning, runCommand, startProcess } from './child-process';
import {
	dovecotConf,
	dovecotTokens,
	dovecotUsers,
	postfixAliases,
	postfixMailboxes,
	postfixMain,
	postfixMaster,
	type DovecotPlace,
} from './dovecot-config';
import { greetsOnPort } from './free-port';
import { POSTFIX_MASTER } from './dovecot-programs';
import type { MailAccount, MailPeerOptions } from './mail-peer';
import type { MaildirOwner } from './maildir';
import { findProgram } from './programs';
import { waitFor } from './wait-for';

const POSTFIX_QUEUES = [
	'active',
	'bounce',
	'corrupt',
	'defer',
	'deferred',
	'flush',
	'hold',
	'incoming',
	'private',
	'saved',
	'trace',
];
const PATIENCE_MS = 5000;

/** The processes of one Dovecot and one Postfix, both our children, and their files under one folder. */
export class DovecotServer {
	private dovecot: ChildProcess | undefined;
	private postfix: ChildProcess | undefined;

	constructor(
		readonly place: DovecotPlace,
		private readonly options: MailPeerOptions,
	) {}

	async start(): Promise<void> {
		await this.writeFiles();
		this.postfix = this.spawn(POSTFIX_MASTER, ['-c', this.path('postfix')]);
		await this.startDovecot();
		await this.waitForPorts(this.postfix, [this.place.smtpPort, this.place.submissionPort]);
	}

	async stop(): Promise<void> {
		await Promise.all([this.stopDovecot(), this.postfix && endChild(this.postfix, 'SIGTERM', PATIENCE_MS)]);
	}

	async startDovecot(): Promise<void> {
		this.dovecot = this.spawn(program('dovecot'), ['-F', '-c', this.path('dovecot.conf')]);
		await this.waitForPorts(this.dovecot, [this.place.imapPort]);
	}

	async stopDovecot(): Promise<void> {
		if (this.dovecot !== undefined) await endChild(this.dovecot, 'SIGTERM', PATIENCE_MS);
	}

	/** Lets Postfix try at once what it could not hand to Dovecot. */
	async flushQueue(): Promise<void> {
		await runCommand(program('postqueue'), ['-c', this.path('postfix'), '-f']);
	}

	/** Closes the open IMAP connections of a user. */
	async kick(user: string): Promise<void> {
		await this.doveadm('kick', user);
	}

	/** Runs Dovecot's administration program on this server. */
	async doveadm(...args: string[]): Promise<string> {
		return await runCommand(program('doveadm'), ['-c', this.path('dovecot.conf'), ...args]);
	}

	/** Replaces the passwords of all accounts; Dovecot looks at the file again when its size changes. */
	writeUsers(accounts: readonly MailAccount[]): void {
		writeFileSync(this.path('users'), dovecotUsers({ accounts }));
	}

	/** Returns to whom the mail belongs on disk. */
	async mailOwner(): Promise<MaildirOwner> {
		return { uid: await systemId('-u', 'mail'), gid: await systemId('-g', 'mail') };
	}

	/** Returns the last lines of both logs. */
	log(): string {
		return ['dovecot.log', 'postfix.log']
			.map((name) => this.path(name))
			.filter((path) => existsSync(path))
			.map((path) => readFileSync(path, 'utf8').slice(-2000))
			.join('\n');
	}

	path(...names: string[]): string {
		return join(this.place.base, ...names);
	}

	private async writeFiles(): Promise<void> {
		await this.makeFolders();
		writeFileSync(this.path('users'), dovecotUsers(this.options));
		writeFileSync(this.path('dovecot.conf'), dovecotConf(this.place, this.options));
		writeFileSync(this.path('tokens.conf'), dovecotTokens(this.options));
		writeFileSync(this.path('postfix', 'main.cf'), postfixMain(this.place, this.options));
		writeFileSync(this.path('postfix', 'master.cf'), postfixMaster(this.place));
		writeFileSync(this.path('postfix', 'mailboxes'), postfixMailboxes(this.options));
		writeFileSync(this.path('postfix', 'aliases'), postfixAliases(this.options));
		await this.makeCertificate();
	}

	private async makeFolders(): Promise<void> {
		const [mail, postfix] = [await systemId('-u', 'mail'), await systemId('-u', 'postfix')];
		const postdrop = Number((await runCommand('getent', ['group', 'postdrop'])).split(':')[2]);
		const make = (folder: string, mode: number, uid = 0, gid = 0) => {
			mkdirSync(this.path(folder), { recursive: true });
			chmodSync(this.path(folder), mode);
			chownSync(this.path(folder), uid, gid);
		};
		for (const folder of ['run', 'postfix', 'queue', 'queue/pid']) make(folder, 0o755);
		make('mail', 0o700, mail, await systemId('-g', 'mail'));
		make('data', 0o700, postfix);
		// What `postfix check` would make in two seconds.
		for (const name of POSTFIX_QUEUES) make(`queue/${name}`, 0o700, postfix);
		make('queue/maildrop', 0o730, postfix, postdrop);
		make('queue/public', 0o710, postfix, postdrop);
	}

	private async makeCertificate(): Promise<void> {
		const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
		const files = ['-keyout', this.path('tls.key'), '-out', this.path('tls.crt')];
		const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
		await runCommand(program('openssl'), ['req', '-x509', ...key, '-days', '2', ...files, ...names]);
	}

	private spawn(command: string, args: string[]): ChildProcess {
		const child = startProcess(command, args, { stdio: 'ignore' });
		endWithUs(child, 'SIGTERM');
		return child;
	}

	// Not just until it accepts: Dovecot does not end on SIGTERM while its first login process still starts.
	private async waitForPorts(child: ChildProcess, ports: readonly number[]): Promise<void> {
		const answers = async () => {
			const answered = await Promise.all(ports.map(greetsOnPort));
			return !isRunning(child) || answered.every(Boolean);
		};
		const what = `the mail server to greet on ${ports.join(' and ')}`;
		await waitFor(what, answers).catch((cause: unknown) => {
			throw new Error(`${(cause as Error).message}\n${this.log()}`, { cause });
		});
		if (!isRunning(child)) throw new Error(`${child.spawnfile} ended at its start.\n${this.log()}`);
	}
}

function program(name: string): string {
	const path = findProgram(name);
	if (path === undefined) throw new Error(`There is no ${name} on this machine.`);
	return path;
}

async function systemId(flag: '-u' | '-g', user: string): Promise<number> {
	return Number(await runCommand('id', [flag, user]));
}
