import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { HoodiecrowMailbox, type Withholding } from './hoodiecrow-mailbox';
import {
	DEFAULT_RETURN_PATH,
	baseAddress,
	domainOf,
	waitForMailIn,
	type MailPeer,
	type MailPeerOptions,
} from './mail-peer';

/** One mail that the SMTP server accepted, in the words of SMTP. */
export interface SentMail {
	/** Who authenticated; undefined for mail from outside. */
	readonly user: string | undefined;
	readonly returnPath: string;
	readonly recipients: readonly string[];
	/** As it came, without the headers that delivery adds. */
	readonly raw: Buffer;
}

/** Starts a mail server made of npm packages only: no root, nothing on disk, up in milliseconds. */
export async function startNpmMail(options: MailPeerOptions): Promise<NpmMail> {
	const mail = new NpmMail(options);
	await mail.start();
	return mail;
}

/**
 * A mail server in this process: smtp-server in front, a hoodiecrow-imap per account behind.
 *
 * SMTP and submission are the same port. No TLS; unknown recipients get 550 on every path.
 */
export class NpmMail implements MailPeer {
	readonly caFile = undefined;
	/** Every mail accepted by SMTP so far, in order. */
	readonly sent: SentMail[] = [];
	private readonly mailboxes: Map<string, HoodiecrowMailbox>;
	private readonly smtp: SMTPServer;

	constructor(private readonly options: MailPeerOptions) {
		this.mailboxes = new Map(
			options.accounts.map((account) => [account.address.toLowerCase(), new HoodiecrowMailbox(account)]),
		);
		this.smtp = this.createSmtp();
	}

	async start(): Promise<void> {
		await Promise.all([once(this.smtp.listen(0, '127.0.0.1'), 'listening'), this.startImap()]);
	}

	async stop(): Promise<void> {
		await Promise.all([new Promise<void>((resolve) => this.smtp.close(resolve)), this.stopImap()]);
	}

	get smtpPort(): number {
		return (this.smtp.server.address() as AddressInfo).port;
	}

	get submissionPort(): number {
		return this.smtpPort;
	}

	imapPort(address: string): number {
		return this.mailboxOf(address).port;
	}

	async deliver(
		recipient: string,
		raw: Buffer | string,
		returnPath: string = DEFAULT_RETURN_PATH,
	): Promise<void> {
		const trace = `Return-Path: <${returnPath}>\r\nDelivered-To: ${recipient}\r\n`;
		this.mailboxOf(recipient).append(Buffer.concat([Buffer.from(trace), Buffer.from(raw)]));
	}

	inbox(address: string): Promise<Buffer[]> {
		return this.folder(address, 'INBOX');
	}

	async folder(address: string, name: string): Promise<Buffer[]> {
		return this.mailboxOf(address).mails(name);
	}

	waitForMail(address: string, isWanted: (mail: Buffer) => boolean, timeoutMs?: number): Promise<Buffer> {
		return waitForMailIn(this, address, isWanted, timeoutMs);
	}

	async cutImap(address: string): Promise<void> {
		this.mailboxOf(address).cut();
	}

	/** Stops IMAP for one account, or for all when none is named; its mail is kept. */
	async stopImap(address?: string): Promise<void> {
		await Promise.all(this.mailboxesOf(address).map((mailbox) => mailbox.stop()));
	}

	/** Starts IMAP on the same port as before. */
	async startImap(address?: string): Promise<void> {
		await Promise.all(this.mailboxesOf(address).map((mailbox) => mailbox.start()));
	}

	/** From now on the server does not give the body of this mail. */
	withhold(address: string, uid: number, how: Withholding): void {
		this.mailboxOf(address).withhold(uid, how);
	}

	/** From now on the server tells of this mail, too, whatever it is asked for. */
	tellOf(address: string, uid: number): void {
		this.mailboxOf(address).tellOf(uid);
	}

	private mailboxesOf(address: string | undefined): HoodiecrowMailbox[] {
		return address === undefined ? [...this.mailboxes.values()] : [this.mailboxOf(address)];
	}

	private mailboxOf(address: string): HoodiecrowMailbox {
		const mailbox = this.findMailbox(address);
		if (mailbox === undefined) throw new Error(`There is no account for ${address} on this mail server.`);
		return mailbox;
	}

	private findMailbox(address: string): HoodiecrowMailbox | undefined {
		const { catchAll } = this.options;
		const own = this.mailboxes.get(baseAddress(address));
		if (own !== undefined || catchAll?.domain.toLowerCase() !== domainOf(address)) return own;
		return this.mailboxes.get(catchAll.address.toLowerCase());
	}

	private createSmtp(): SMTPServer {
		return new SMTPServer({
			authOptional: true,
			allowInsecureAuth: true,
			authMethods: ['PLAIN', 'LOGIN'],
			disabledCommands: ['STARTTLS'],
			disableReverseLookup: true,
			size: 50 << 20,
			closeTimeout: 1000,
			onAuth: ({ username = '', password }, _session, done) => {
				const isRight = this.mailboxes.get(username.toLowerCase())?.account.password === password;
				if (isRight) done(null, { user: username });
				else done(smtpError(535, 'Authentication failed'));
			},
			onRcptTo: ({ address }, _session, done) => {
				if (this.findMailbox(address) === undefined) done(smtpError(550, `<${address}>: no such user here`));
				else done();
			},
			onData: (stream, session, done) => {
				this.take(stream, session).then(() => done(), done);
			},
		});
	}

	private async take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of stream) chunks.push(chunk as Buffer);
		if (stream.sizeExceeded) throw smtpError(552, 'Message exceeds fixed maximum message size');
		const raw = Buffer.concat(chunks);
		const { mailFrom, rcptTo } = session.envelope;
		const returnPath = mailFrom === false ? '' : mailFrom.address;
		const recipients = rcptTo.map(({ address }) => address);
		this.sent.push({ user: session.user, returnPath, recipients, raw });
		for (const recipient of recipients) await this.deliver(recipient, raw, returnPath);
	}
}

function smtpError(responseCode: number, message: string): Error {
	return Object.assign(new Error(message), { responseCode });
}
