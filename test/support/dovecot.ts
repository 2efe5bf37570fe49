import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { DovecotServer } from './dovecot-server';
import { freePorts } from './free-port';
import { dovecotBan } from './dovecot-programs';
import {
	DEFAULT_RETURN_PATH,
	baseAddress,
	domainOf,
	waitForMailIn,
	type MailAccount,
	type MailPeer,
	type MailPeerOptions,
} from './mail-peer';
import { maildirMails, writeMaildir } from './maildir';

// The path of a unix socket may have 107 characters, and Dovecot and Postfix put their own names behind this.
const MAX_BASE_LENGTH = 60;
const PASSWORDS_COUNT_MS = 1_100;

/** Adds to the options of every peer where its files go: a short path; by default a temporary one. */
export interface DovecotOptions extends MailPeerOptions {
	readonly baseFolder?: string;
}

/**
 * Starts a real Dovecot and Postfix with files, ports and accounts of their own.
 *
 * @throws the sentence of `dovecotBan` where that is impossible
 */
export async function startDovecot({ baseFolder, ...options }: DovecotOptions): Promise<DovecotMail> {
	const ban = dovecotBan();
	if (ban !== undefined) throw new Error(ban);
	const base = baseFolder ?? mkdtempSync(join(tmpdir(), 'mail-'));
	if (base.length > MAX_BASE_LENGTH) throw new Error(`${base} is too long a path for unix sockets.`);
	const ports = (await freePorts(4)) as [number, number, number, number];
	const [imapPort, imapsPort, smtpPort, submissionPort] = ports;
	const server = new DovecotServer({ base, imapPort, imapsPort, smtpPort, submissionPort }, options);
	const mail = new DovecotMail(server, baseFolder === undefined);
	// The users mail and postfix must get in too.
	if (baseFolder === undefined) chmodSync(base, 0o755);
	await server.start().catch(async (error: unknown) => {
		await mail.stop();
		throw error;
	});
	return mail;
}

/**
 * A real mail server on loopback: STARTTLS on IMAP and submission, IMAPS besides.
 *
 * While IMAP is stopped, Postfix keeps the mail and nobody can authenticate: both need Dovecot.
 */
export class DovecotMail implements MailPeer {
	readonly caFile: string;
	readonly imapsPort: number;
	readonly smtpPort: number;
	readonly submissionPort: number;
	private readonly outside;

	constructor(
		private readonly server: DovecotServer,
		private readonly isTemporary: boolean,
	) {
		this.caFile = server.path('tls.crt');
		this.imapsPort = server.place.imapsPort;
		this.smtpPort = server.place.smtpPort;
		this.submissionPort = server.place.submissionPort;
		const connection = { host: '127.0.0.1', port: this.smtpPort, ignoreTLS: true };
		this.outside = createTransport({ ...connection, pool: true, maxConnections: 1 });
	}

	async stop(): Promise<void> {
		this.outside.close();
		await this.server.stop();
		if (this.isTemporary) rmSync(this.server.place.base, { recursive: true, force: true });
	}

	/** Returns the same port for every account. */
	imapPort(): number {
		return this.server.place.imapPort;
	}

	async deliver(
		recipient: string,
		raw: Buffer | string,
		returnPath: string = DEFAULT_RETURN_PATH,
	): Promise<void> {
		await this.outside.sendMail({ envelope: { from: returnPath, to: recipient }, raw });
	}

	inbox(address: string): Promise<Buffer[]> {
		return this.folder(address, 'INBOX');
	}

	async folder(address: string, name: string): Promise<Buffer[]> {
		const maildir = this.maildir(address);
		return maildirMails(name === 'INBOX' ? maildir : join(maildir, `.${name.replaceAll('/', '.')}`));
	}

	waitForMail(address: string, isWanted: (mail: Buffer) => boolean, timeoutMs?: number): Promise<Buffer> {
		return waitForMailIn(this, address, isWanted, timeoutMs);
	}

	cutImap(address: string): Promise<void> {
		return this.server.kick(baseAddress(address));
	}

	stopImap(): Promise<void> {
		return this.server.stopDovecot();
	}

	async startImap(): Promise<void> {
		await this.server.startDovecot();
		await this.server.flushQueue();
	}

	/**
	 * Puts mails into INBOX past SMTP, all at once, also while IMAP is stopped; whoever waits in IDLE is told.
	 *
	 * @returns when the first of them appeared
	 */
	async deliverAtOnce(address: string, raws: readonly Buffer[], isSeen = false): Promise<number> {
		return writeMaildir(this.maildir(address), raws, await this.server.mailOwner(), isSeen);
	}

	/** Replaces all accounts and their passwords, and waits until they count; open connections stay. */
	async setAccounts(accounts: readonly MailAccount[]): Promise<void> {
		this.server.writeUsers(accounts);
		// Dovecot looks at the file at most once in a second, and takes the old passwords until then.
		await sleep(PASSWORDS_COUNT_MS);
	}

	/** Runs Dovecot's administration program on this server. */
	async doveadm(...args: string[]): Promise<string> {
		return await this.server.doveadm(...args);
	}

	/** Returns the last lines of the logs of Dovecot and Postfix. */
	log(): string {
		return this.server.log();
	}

	/** Returns the file in which Dovecot says who logged in. */
	dovecotLog(): string {
		return this.server.path('dovecot.log');
	}

	/** Returns the folder of an account's mail on disk. */
	maildir(address: string): string {
		const base = baseAddress(address);
		const user = base.slice(0, base.lastIndexOf('@'));
		return this.server.path('mail', domainOf(base), user, 'Maildir');
	}
}
