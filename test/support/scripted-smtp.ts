import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { SmtpSession } from './smtp-session';

/** Where in a session something may go wrong; `answer` comes after the mail was taken, before the server says so. */
export type SmtpMoment =
	'greeting' | 'login' | 'sender' | 'recipient' | 'data' | 'body' | 'final-dot' | 'answer';

/** A whole reply line instead of the usual one; the end of the connection; silence; or so many milliseconds of delay. */
export type SmtpAct = `${4 | 5}${string}` | 'close' | 'reset' | 'hang' | number;

/** What a session has come to when the script is asked. */
export interface SmtpScene {
	readonly moment: SmtpMoment;
	readonly connection: number;
	readonly sender: string;
	/** At `recipient` the last one is asked about. */
	readonly recipients: readonly string[];
}

/** One mail that the server took. */
export interface TakenMail {
	readonly user: string | undefined;
	readonly returnPath: string;
	readonly recipients: readonly string[];
	readonly messageId: string;
	readonly raw: Buffer;
	readonly takenAt: number;
}

/** What a scripted server starts with. */
export interface ScriptedSmtpOptions {
	/** Offers STARTTLS with it, and wants it before a login. */
	readonly certificate?: { readonly cert: string; readonly key: string };
	/** Passwords by user; without it nobody needs to log in. */
	readonly accounts?: ReadonlyMap<string, string>;
}

/**
 * An SMTP server of 127.0.0.1 that goes wrong where and how a test wants it to. It greets at once, as Postfix does, and
 * speaks bytes itself: a server library cannot fall silent between the final dot and its answer.
 */
export class ScriptedSmtp {
	readonly mails: TakenMail[] = [];
	/** Asked at every moment of every session; nothing goes wrong where it says nothing. */
	script: (scene: SmtpScene) => SmtpAct | undefined = () => undefined;
	/** How many connections were made. */
	connections = 0;
	certificate: ScriptedSmtpOptions['certificate'];
	accounts: ScriptedSmtpOptions['accounts'];
	private readonly contexts = new Map<string, SecureContext>();
	private readonly sockets = new Set<Socket>();
	private server: Server | undefined;
	private lastPort = 0;

	constructor({ certificate, accounts }: ScriptedSmtpOptions = {}) {
		this.certificate = certificate;
		this.accounts = accounts;
	}

	get port(): number {
		return this.lastPort;
	}

	get openConnections(): number {
		return this.sockets.size;
	}

	/** Listens, after a stop on the same port again. */
	async start(): Promise<void> {
		const server = createServer({ noDelay: true }, (socket) => this.serve(socket));
		this.server = server;
		await once(server.listen(this.lastPort, '127.0.0.1'), 'listening');
		this.lastPort = (server.address() as AddressInfo).port;
	}

	/** Closes all connections; new ones are refused. */
	async stop(): Promise<void> {
		const { server } = this;
		this.server = undefined;
		this.cut();
		if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
	}

	/** Gives what TLS needs of a certificate, made once as servers do. */
	secureContext(certificate: { readonly cert: string; readonly key: string }): SecureContext {
		const known = this.contexts.get(certificate.cert);
		const context = known ?? createSecureContext(certificate);
		this.contexts.set(certificate.cert, context);
		return context;
	}

	/** Breaks the open connections. */
	cut(): void {
		for (const socket of this.sockets) socket.destroy();
	}

	private serve(socket: Socket): void {
		this.connections += 1;
		this.sockets.add(socket);
		socket.on('close', () => this.sockets.delete(socket));
		new SmtpSession(this, socket, this.connections).start();
	}
}
