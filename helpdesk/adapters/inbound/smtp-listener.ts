import { once } from 'node:events';
import { isIP, type AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { HelpDeskError } from '../../domain/errors';
import type { Envelope, ForwardedMail } from '../../domain/forwarded-mail';
import { mailOf } from './inbound-request';

const MAX_RECIPIENTS = 100;
const MAX_CLIENTS = 50;
const SOCKET_TIMEOUT_MS = 300_000;
const CLOSE_TIMEOUT_MS = 2000;

/** How a listener takes mail. */
export interface ListenerOptions {
	readonly protocol: 'smtp' | 'lmtp';
	readonly host: string;
	/** 0 for any free port. */
	readonly port: number;
	readonly maxBytes: number;
	/** In PEM; without it there is no STARTTLS. */
	readonly tls: { readonly cert: string; readonly key: string } | undefined;
	/** Gives the mailbox that mail to a recipient is for; undefined refuses the recipient, so that nothing is relayed. */
	mailboxOf(recipient: string): Promise<string | undefined>;
	/** Commits the mail for all of its recipients or for none. */
	receive(mail: ForwardedMail): Promise<void>;
	/** Hears of trouble that the client was told to try again for. */
	onError(error: unknown): void;
}

/** Listens for mail by SMTP (RFC 5321) or LMTP (RFC 2033), and answers 250 when it is committed. */
export class SmtpListener {
	private readonly server: SMTPServer;
	/** Where the recipients of the transactions under way belong, by session and address. */
	private readonly mailboxes = new WeakMap<SMTPServerSession, Map<string, string>>();

	constructor(private readonly options: ListenerOptions) {
		const { protocol, maxBytes, tls } = options;
		this.server = new SMTPServer({
			lmtp: protocol === 'lmtp',
			name: 'help-desk',
			size: maxBytes,
			...tls,
			// Nobody logs in here: what is not for a mailbox of ours is refused.
			authOptional: true,
			disabledCommands: tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
			disableReverseLookup: true,
			maxClients: MAX_CLIENTS,
			socketTimeout: SOCKET_TIMEOUT_MS,
			closeTimeout: CLOSE_TIMEOUT_MS,
			onRcptTo: ({ address }, session, done) => {
				this.checkRecipient(address, session).then(done, (error: unknown) => done(this.tryAgain(error)));
			},
			onData: (stream, session, done) => {
				this.take(stream, session).then(
					(replies) => done(null, replies),
					(error: unknown) => done(isReply(error) ? error : this.tryAgain(error)),
				);
			},
		});
		// A client that breaks a connection is no trouble of ours.
		this.server.on('error', () => undefined);
	}

	get port(): number {
		return (this.server.server.address() as AddressInfo).port;
	}

	/** @throws HelpDeskError listener-unavailable */
	async start(): Promise<void> {
		const { host, port, protocol } = this.options;
		const listening = once(this.server.server, 'listening');
		this.server.listen(port, host);
		await listening.catch((error: Error) => {
			const place = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
			const message = `Nothing can listen for ${protocol.toUpperCase()} at ${place}: ${error.message}`;
			throw new HelpDeskError('listener-unavailable', message, { cause: error });
		});
	}

	/** Ends listening; transactions that are under way have two seconds. */
	async stop(): Promise<void> {
		if (!this.server.server.listening) return;
		await new Promise<void>((resolve) => this.server.close(() => resolve()));
	}

	private async checkRecipient(address: string, session: SMTPServerSession): Promise<Reply | undefined> {
		if (session.envelope.rcptTo.length >= MAX_RECIPIENTS) return reply(452, 'Too many recipients');
		const mailboxId = await this.options.mailboxOf(address);
		if (mailboxId === undefined) return reply(550, `No mailbox of this desk has the address <${address}>`);
		const known = this.mailboxes.get(session) ?? new Map<string, string>();
		this.mailboxes.set(session, known.set(address, mailboxId));
		return undefined;
	}

	private async take(
		stream: SMTPServerDataStream,
		session: SMTPServerSession,
	): Promise<string | (string | Error)[]> {
		const raw = await this.read(stream).catch((error: unknown) => {
			// Nobody hears the answer when the client went away in the middle, and nothing was kept.
			throw isReply(error) ? error : reply(451, 'The mail did not arrive whole');
		});
		const { mailFrom, rcptTo } = session.envelope;
		const returnPath = mailFrom === false ? '' : mailFrom.address;
		const recipients = rcptTo.map(({ address }) => address);
		if (this.options.protocol === 'smtp') {
			const client = { ip: session.remoteAddress, helo: session.hostNameAppearsAs };
			await this.commit(raw, { returnPath, recipients, client });
			return 'The desk has the mail';
		}
		// LMTP answers for each recipient: those of one mailbox share their fate (RFC 2033 §4.2).
		const known = this.mailboxes.get(session);
		const results = new Map<string | undefined, string | Error>();
		for (const [mailboxId, own] of Map.groupBy(recipients, (recipient) => known?.get(recipient))) {
			const result = await this.commit(raw, { returnPath, recipients: own }).then(
				() => 'The desk has the mail',
				(error: unknown) => this.tryAgain(error),
			);
			results.set(mailboxId, result);
		}
		return recipients.map((recipient) => results.get(known?.get(recipient)) ?? '');
	}

	private async read(stream: SMTPServerDataStream): Promise<Buffer> {
		const { maxBytes } = this.options;
		const chunks: Buffer[] = [];
		let bytes = 0;
		for await (const chunk of stream as AsyncIterable<Buffer>) {
			bytes += chunk.length;
			// The rest is read without being kept: SMTP cannot be interrupted.
			if (bytes <= maxBytes) chunks.push(chunk);
			else chunks.length = 0;
		}
		if (bytes <= maxBytes) return Buffer.concat(chunks);
		throw reply(552, `The mail is larger than the ${maxBytes} bytes that are taken`);
	}

	private commit(raw: Buffer, envelope: Envelope): Promise<void> {
		const mail = mailOf(this.options.protocol, raw, envelope.returnPath, envelope.recipients);
		return this.options.receive({ ...mail, envelope });
	}

	private tryAgain(error: unknown): Reply {
		this.options.onError(error);
		return reply(451, 'The desk cannot take mail at the moment, try again later');
	}
}

type Reply = Error & { readonly responseCode: number };

function reply(responseCode: number, message: string): Reply {
	return Object.assign(new Error(message), { responseCode });
}

function isReply(error: unknown): error is Reply {
	return error instanceof Error && 'responseCode' in error;
}
