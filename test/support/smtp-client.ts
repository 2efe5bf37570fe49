import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A client of SMTP or LMTP that says what a test tells it to, and leaves every byte of a mail as it is. */
export class SmtpClient {
	private text = '';

	private constructor(private socket: Socket) {
		this.listen();
	}

	/** Connects to a port of 127.0.0.1 and waits for the greeting. */
	static async connect(port: number): Promise<SmtpClient> {
		const client = new SmtpClient(connect(port, '127.0.0.1'));
		await client.reply();
		return client;
	}

	/** Sends a line and gives the whole reply to it. */
	async say(line: string): Promise<string> {
		this.socket.write(`${line}\r\n`);
		return await this.reply();
	}

	/** Sends a mail after DATA, dots doubled as RFC 5321 §4.5.2 wants it; gives as many replies as are expected. */
	async data(raw: Buffer, replies = 1): Promise<string[]> {
		if (!raw.subarray(-2).equals(Buffer.from('\r\n'))) throw new Error('By SMTP a mail ends with CRLF.');
		const begin = await this.say('DATA');
		if (!begin.startsWith('354')) return [begin];
		const stuffed = raw.toString('latin1').replace(/(^|\r\n)\./g, '$1..');
		// In odd pieces, so that the end of a piece comes everywhere.
		const bytes = Buffer.from(`${stuffed}.\r\n`, 'latin1');
		for (let at = 0; at < bytes.length; at += 997) this.socket.write(bytes.subarray(at, at + 997));
		const answers = [];
		for (let count = 0; count < replies; count++) answers.push(await this.reply());
		return answers;
	}

	/** Sends bytes as they are. */
	send(bytes: Buffer): void {
		this.socket.write(bytes);
	}

	/** Switches to TLS, trusting that certificate and no other. */
	async startTls(ca: string, servername: string): Promise<void> {
		await this.say('STARTTLS');
		this.socket.removeAllListeners('data');
		const socket = connectTls({ socket: this.socket, ca, servername });
		await once(socket, 'secureConnect');
		this.socket = socket;
		this.listen();
	}

	close(): void {
		this.socket.destroy();
	}

	/** Delivers a mail in a session of its own; gives the last replies. */
	static async deliver(
		port: number,
		{
			hello,
			recipients,
			raw,
		}: { readonly hello: string; readonly recipients: readonly string[]; readonly raw: Buffer },
	): Promise<string[]> {
		const client = await SmtpClient.connect(port);
		try {
			await client.say(hello);
			await client.say('MAIL FROM:<frank@customer.test> BODY=8BITMIME');
			for (const recipient of recipients) {
				const answer = await client.say(`RCPT TO:<${recipient}>`);
				if (!answer.startsWith('250')) return [answer];
			}
			return await client.data(raw, hello.startsWith('LHLO') ? recipients.length : 1);
		} finally {
			client.close();
		}
	}

	private listen(): void {
		this.socket.on('data', (chunk: Buffer) => {
			this.text += chunk.toString('latin1');
			this.socket.emit('more');
		});
		this.socket.on('error', () => undefined);
		this.socket.on('close', () => this.socket.emit('more'));
	}

	private async reply(): Promise<string> {
		for (;;) {
			const whole = /^(?:\d{3}-[^\r\n]*\r\n)*\d{3} [^\r\n]*\r\n/.exec(this.text)?.[0];
			if (whole !== undefined) {
				this.text = this.text.slice(whole.length);
				return whole.trimEnd();
			}
			if (this.socket.closed) throw new Error(`The server closed the connection after: ${this.text}`);
			await once(this.socket, 'more', { signal: AbortSignal.timeout(20_000) });
		}
	}
}
