import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ScriptedSmtp, SmtpMoment } from './scripted-smtp';

const ADDRESS = /<([^>]*)>/;
const END_OF_DATA = Buffer.from('\r\n.\r\n');
const NEVER = new Promise<never>(() => undefined);

/** One connection to a scripted server; commands are answered one after the other, as pipelining wants it. */
export class SmtpSession {
	private socket: Socket;
	private waiting: Buffer = Buffer.alloc(0);
	private isReading = false;
	private isInData = false;
	private user: string | undefined;
	private sender = '';
	private recipients: string[] = [];

	constructor(
		private readonly server: ScriptedSmtp,
		private readonly tcp: Socket,
		private readonly connection: number,
	) {
		this.socket = tcp;
	}

	start(): void {
		this.tcp.on('error', () => undefined);
		this.listen();
		this.answer('greeting', '220 scripted ESMTP').catch(() => this.tcp.destroy());
	}

	private listen(): void {
		this.socket.on('data', (chunk: Buffer) => {
			this.waiting = this.waiting.length === 0 ? chunk : Buffer.concat([this.waiting, chunk]);
			this.readOn().catch(() => this.tcp.destroy());
		});
		this.socket.on('error', () => undefined);
	}

	private async readOn(): Promise<void> {
		if (this.isReading) return;
		this.isReading = true;
		try {
			while (await this.step()) {
				// A step takes one command, or one mail.
			}
		} finally {
			this.isReading = false;
		}
	}

	private async step(): Promise<boolean> {
		if (this.isInData) return await this.takeMail();
		const end = this.waiting.indexOf('\r\n');
		if (end < 0) return false;
		const line = this.waiting.toString('latin1', 0, end);
		this.waiting = this.waiting.subarray(end + 2);
		await this.command(line);
		return true;
	}

	private async command(line: string): Promise<void> {
		const [verb = '', argument = ''] = line.split(' ', 2);
		switch (verb.toUpperCase()) {
			case 'EHLO':
				return this.say(...this.extensions());
			case 'STARTTLS':
				return this.startTls();
			case 'AUTH':
				return await this.login(argument.toUpperCase(), line.split(' ')[2]);
			case 'MAIL':
				this.recipients = [];
				this.sender = ADDRESS.exec(line)?.[1] ?? '';
				if (this.server.accounts && this.user === undefined) return this.say('530 5.7.0 Log in first');
				await this.answer('sender', '250 2.1.0 Ok');
				return;
			case 'RCPT':
				return await this.addRecipient(ADDRESS.exec(line)?.[1] ?? '');
			case 'DATA':
				if (this.recipients.length === 0) return this.say('503 5.5.1 Nobody to send to');
				this.isInData = await this.answer('data', '354 Go on');
				return;
			case 'QUIT':
				this.say('221 2.0.0 Bye');
				this.socket.end();
				return;
			default:
				return this.say('250 2.0.0 Ok');
		}
	}

	private extensions(): string[] {
		const { certificate, accounts } = this.server;
		const isSafe = certificate === undefined || this.socket instanceof TLSSocket;
		return [
			'250-scripted',
			...(isSafe ? [] : ['250-STARTTLS']),
			...(isSafe && accounts ? ['250-AUTH PLAIN LOGIN'] : []),
			'250-PIPELINING',
			'250 8BITMIME',
		];
	}

	private startTls(): void {
		const { certificate } = this.server;
		if (!certificate) return this.say('502 5.5.1 There is no certificate');
		this.say('220 2.0.0 Ready');
		this.socket.removeAllListeners('data');
		this.socket = new TLSSocket(this.tcp, {
			isServer: true,
			secureContext: this.server.secureContext(certificate),
		});
		this.listen();
	}

	// nodemailer sends the whole of AUTH PLAIN in its first line.
	private async login(mechanism: string, response = ''): Promise<void> {
		if (mechanism !== 'PLAIN') return this.say('504 5.5.4 AUTH PLAIN only');
		const [, user = '', password = ''] = Buffer.from(response, 'base64').toString().split('\0');
		const isGood = this.server.accounts?.get(user) === password;
		if (!isGood) return this.say('535 5.7.8 Authentication credentials invalid');
		if (await this.answer('login', '235 2.7.0 Welcome')) this.user = user;
	}

	private async addRecipient(recipient: string): Promise<void> {
		this.recipients.push(recipient);
		if (!(await this.answer('recipient', '250 2.1.5 Ok'))) this.recipients.pop();
	}

	private async takeMail(): Promise<boolean> {
		if (this.waiting.length > 0 && !(await this.passes('body'))) return false;
		// An empty body has its final dot at once.
		const isEmpty = this.waiting.subarray(0, 3).equals(END_OF_DATA.subarray(2));
		const end = isEmpty ? -2 : this.waiting.indexOf(END_OF_DATA);
		if (end < 0 && !isEmpty) return false;
		const raw = Buffer.from(this.waiting.subarray(0, Math.max(end + 2, 0)));
		this.waiting = this.waiting.subarray(end + END_OF_DATA.length);
		this.isInData = false;
		if (!(await this.passes('final-dot'))) return true;
		this.server.mails.push({
			user: this.user,
			returnPath: this.sender,
			recipients: this.recipients,
			messageId: /^message-id:\s*<([^>]*)>/im.exec(raw.toString('latin1', 0, 20_000))?.[1] ?? '',
			raw,
			takenAt: Date.now(),
		});
		await this.answer('answer', '250 2.0.0 Taken');
		return true;
	}

	private async answer(moment: SmtpMoment, usual: string): Promise<boolean> {
		const isGood = await this.passes(moment);
		if (isGood) this.say(usual);
		return isGood;
	}

	/** Lets the script happen; false when things do not take their usual way. */
	private async passes(moment: SmtpMoment): Promise<boolean> {
		const { connection, sender, recipients } = this;
		const act = this.server.script({ moment, connection, sender, recipients });
		if (act === undefined) return true;
		if (typeof act === 'number') return await sleep(act, true);
		if (act === 'hang') return await NEVER;
		if (act === 'close') this.tcp.end();
		else if (act === 'reset') this.tcp.resetAndDestroy();
		else this.say(act);
		return false;
	}

	private say(...lines: string[]): void {
		this.socket.write(`${lines.join('\r\n')}\r\n`);
	}
}
