import { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { Address } from '../../domain/address';
import { picturesOf } from '../../domain/content-id';
import { HelpDeskError } from '../../domain/errors';
import type { ServerLogin, TokenLogin } from '../../domain/server-login';
import { connectionsTo } from '../../domain/smtp-connections';
import type { MailSender, SendableMail, SendResult } from '../../ports';
import { codeOf, failureOf, messageText, numberOf } from './smtp-failure';
import { SmtpTokens } from './smtp-tokens';

const CONNECT_TIMEOUT_MS = 20_000;
const GREETING_TIMEOUT_MS = 15_000;
const SOCKET_TIMEOUT_MS = 120_000;
// Kept warm from one execution to the next; servers lose patience after minutes.
const IDLE_MS = 60_000;
// nodemailer writes line by line, and each write becomes a TLS record of its own.
const WRITE_BYTES = 65_536;

/** Sends mail over pooled SMTP connections; close it when it is no longer needed. */
export class SmtpSender implements MailSender {
	private readonly transport;
	private readonly tokens: SmtpTokens | undefined;
	private sending = 0;
	private isRetired = false;

	constructor(login: ServerLogin, maxConnections = connectionsTo(login.host)) {
		this.tokens = 'accessToken' in login ? new SmtpTokens(login) : undefined;
		const options = transportOptions(login, authOf(login, this.tokens));
		this.transport = createTransport({
			...options,
			pool: true,
			maxConnections,
			idleTimeout: IDLE_MS,
		});
		this.transport.use('stream', askBeforeTransmission);
	}

	/** Takes the tokens of connections yet to be made from this login; connections that are open stay so. */
	takeTokensFrom(login: TokenLogin): void {
		if (this.tokens) this.tokens.login = login;
	}

	async send(sendable: SendableMail, onTransmit: () => Promise<void>): Promise<SendResult> {
		this.sending += 1;
		try {
			const first = await this.trySending(sendable, onTransmit);
			if (!first.isTokenRefused) return first.result;
			this.tokens?.refuse();
			return (await this.trySending(sendable, onTransmit)).result;
		} finally {
			this.sending -= 1;
			if (this.isRetired && this.sending === 0) this.close();
		}
	}

	/** Closes the connections once what is being sent has left. */
	retire(): void {
		this.isRetired = true;
		if (this.sending === 0) this.close();
	}

	close(): void {
		this.transport.close();
	}

	private async trySending(sendable: SendableMail, onTransmit: () => Promise<void>) {
		let isTransmitting = false;
		const beforeTransmission = async () => {
			await onTransmit();
			isTransmitting = true;
		};
		try {
			const copy: Buffer[] = [];
			const keep = sendable.copyToSent === 'never' ? undefined : (piece: Buffer) => copy.push(piece);
			const message = { ...messageOf(sendable), beforeTransmission, keep };
			const sent: { response: string } = await this.transport.sendMail(message);
			const raw = keep && { raw: withCrlf(Buffer.concat(copy)) };
			const result: SendResult = { kind: 'sent', response: sent.response, ...raw };
			return { result, isTokenRefused: false };
		} catch (error) {
			// Without an answer of the server it was the token that could not be had.
			const isRefused = codeOf(error) === 'EAUTH' && numberOf(error, 'responseCode') >= 500;
			const isTokenRefused = this.tokens !== undefined && isRefused;
			return { result: failureOf(error, isTransmitting), isTokenRefused };
		}
	}
}

/** Logs in and out again. @throws HelpDeskError smtp-login-failed, smtp-unreachable */
export async function checkSmtpLogin(login: ServerLogin): Promise<void> {
	const tokens = 'accessToken' in login ? new SmtpTokens(login) : undefined;
	const transport = createTransport(transportOptions(login, authOf(login, tokens)));
	try {
		await transport.verify();
	} catch (error) {
		throw loginError(login, error);
	} finally {
		transport.close();
	}
}

function loginError({ host, port }: ServerLogin, error: unknown): HelpDeskError {
	const isRefused = codeOf(error) === 'EAUTH' || codeOf(error) === 'ENOAUTH';
	return new HelpDeskError(
		isRefused ? 'smtp-login-failed' : 'smtp-unreachable',
		`SMTP at ${host}:${port} did not work: ${messageText(error)}`,
		{ cause: error },
	);
}

function authOf(login: ServerLogin, tokens: SmtpTokens | undefined) {
	if (tokens) return tokens.auth;
	return 'password' in login && login.user !== '' ? { user: login.user, pass: login.password } : undefined;
}

function transportOptions(
	{ host, port, security, allowsUnknownCertificate }: ServerLogin,
	auth: ReturnType<typeof authOf>,
) {
	return {
		host,
		port,
		secure: security === 'tls',
		requireTLS: security === 'starttls',
		ignoreTLS: security === 'none',
		...(auth && { auth }),
		tls: { rejectUnauthorized: !allowsUnknownCertificate },
		connectionTimeout: CONNECT_TIMEOUT_MS,
		greetingTimeout: GREETING_TIMEOUT_MS,
		socketTimeout: SOCKET_TIMEOUT_MS,
		// The desk's mail is made from strangers' mail: nothing in it may name a file or an address to read.
		disableFileAccess: true,
		disableUrlAccess: true,
	};
}

function messageOf({ mail, text, html, headers, attachments }: SendableMail) {
	const isInHtml = picturesOf(html);
	const reply = mail.replyTo && { replyTo: field(mail.replyTo) };
	return {
		from: field(mail.from),
		to: field(mail.recipient),
		...reply,
		subject: mail.subject,
		messageId: `<${mail.messageIdHeader}>`,
		...(mail.inReplyTo !== '' && { inReplyTo: `<${mail.inReplyTo}>` }),
		...(mail.references.length > 0 && { references: mail.references.map((id) => `<${id}>`).join(' ') }),
		text,
		html,
		headers: { ...headers },
		attachments: attachments.map(({ filename, contentType, contentId, content }) => ({
			filename,
			contentType,
			content: Buffer.from(content),
			// RFC 2392: a picture of the text, not one more file.
			...(contentId !== '' && isInHtml(contentId) && { cid: contentId }),
		})),
		envelope: { from: mail.from.address, to: [mail.recipient.address] },
	};
}

// nodemailer mends line ends while it sends; IMAP wants them mended, too (RFC 3501 §6.3.11).
function withCrlf(raw: Buffer): Buffer {
	return Buffer.from(raw.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');
}

function field({ name, address }: Address): { name: string; address: string } {
	return { name, address };
}

interface StreamedMail {
	readonly data: object;
	readonly message: { createReadStream(): NodeJS.ReadableStream };
}

// nodemailer reads this stream only after the server has answered DATA with 354: the last moment at which stopping is safe.
function askBeforeTransmission(mail: StreamedMail, done: () => void): void {
	const { message, data } = mail;
	const create = message.createReadStream.bind(message);
	message.createReadStream = () => Readable.from(askThenRead(data, create), { objectMode: false });
	done();
}

async function* askThenRead(data: object, create: () => NodeJS.ReadableStream) {
	if ('beforeTransmission' in data && typeof data.beforeTransmission === 'function')
		await data.beforeTransmission();
	const keep = 'keep' in data && typeof data.keep === 'function' ? data.keep : undefined;
	let pieces: Buffer[] = [];
	let bytes = 0;
	for await (const piece of create()) {
		const bytesOfPiece = Buffer.from(piece);
		pieces.push(bytesOfPiece);
		keep?.(bytesOfPiece);
		bytes += piece.length;
		if (bytes < WRITE_BYTES) continue;
		yield Buffer.concat(pieces);
		pieces = [];
		bytes = 0;
	}
	if (bytes > 0) yield Buffer.concat(pieces);
}
