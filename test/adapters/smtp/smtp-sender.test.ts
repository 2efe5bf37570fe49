import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { checkSmtpLogin, SmtpSender } from '../../../helpdesk/adapters/smtp/smtp-sender';
import type { OutboundMail } from '../../../helpdesk/domain/outbound-mail';
import type { ServerLogin } from '../../../helpdesk/domain/server-login';
import type { SendableMail } from '../../../helpdesk/ports';
import { anOutboundMail } from '../../support/builders';
import { freePort } from '../../support/free-port';
import { waitFor } from '../../support/wait-for';
import { ScriptedSmtp } from '../../support/scripted-smtp';
import { readAttachments, readMail } from '../../support/read-mail';

const LARGE_TEXT = 'a line of a long mail\n'.repeat(50_000);

/** Where a server misbehaves, and how. */
interface Trouble {
	readonly at?: 'auth' | 'from' | 'recipient' | 'first byte' | 'final dot';
	/** The code it answers; without one it closes the connection. */
	readonly code?: number;
}

describe('SmtpSender', () => {
	let server: StrictServer;
	let sender: SmtpSender;

	beforeEach(async () => {
		server = new StrictServer();
		await server.start();
		sender = new SmtpSender(server.login);
	});

	afterEach(async () => {
		sender.close();
		await server.stop();
	});

	it('gives the answer of the server when the mail is sent', async () => {
		const result = await sender.send(sendable(), nothing);
		expect(result).toEqual({ kind: 'sent', response: expect.stringMatching(/^250 /) });
		expect(server.mails).toHaveLength(1);
	});

	it.each<[string, Trouble, string]>([
		['550 to the recipient', { at: 'recipient', code: 550 }, 'failed'],
		['553 to the sender', { at: 'from', code: 553 }, 'failed'],
		['554 to the final dot', { at: 'final dot', code: 554 }, 'failed'],
		['450 to the recipient', { at: 'recipient', code: 450 }, 'retry'],
		['421 to the sender', { at: 'from', code: 421 }, 'retry'],
		['451 to the final dot', { at: 'final dot', code: 451 }, 'retry'],
		['535 to the password', { at: 'auth', code: 535 }, 'retry'],
		['454 to the password', { at: 'auth', code: 454 }, 'retry'],
		['530 to the sender, as it wants a login first', { at: 'from', code: 530 }, 'retry'],
		['no answer to the recipient', { at: 'recipient' }, 'retry'],
		['a lost connection amid the mail', { at: 'first byte' }, 'ambiguous'],
		['a lost connection after the final dot', { at: 'final dot' }, 'ambiguous'],
	])('makes of %s: %o %s', async (_when, trouble, kind) => {
		server.trouble = trouble;
		const result = await sender.send(sendable({}, { text: LARGE_TEXT }), nothing);
		expect(result).toEqual({ kind, error: expect.stringMatching(/\S/) });
		expect(server.mails).toEqual([]);
	});

	it('makes of a server that is closed, 554 instead of a greeting: retry', async () => {
		const scripted = new ScriptedSmtp();
		await scripted.start();
		scripted.script = ({ moment }) => (moment === 'greeting' ? '554 5.3.2 No mail today' : undefined);
		const turnedAway = new SmtpSender({ ...server.login, port: scripted.port, user: '' });
		expect(await turnedAway.send(sendable(), nothing)).toMatchObject({ kind: 'retry' });
		turnedAway.close();
		await scripted.stop();
	});

	it('lets what is being sent leave when it is retired, then closes its connections', async () => {
		const scripted = new ScriptedSmtp();
		await scripted.start();
		scripted.script = ({ moment }) => (moment === 'answer' ? 100 : undefined);
		const old = new SmtpSender({ ...server.login, port: scripted.port, user: '' });
		const sending = old.send(sendable(), nothing);
		await waitFor('the mail to be on its way', () => scripted.mails.length === 1);
		old.retire();
		expect(await sending).toMatchObject({ kind: 'sent' });
		await waitFor('the connection to be closed', () => scripted.openConnections === 0);
		await scripted.stop();
	});

	it('sends all of many mails by a server that takes three connections, as Exchange Online', async () => {
		const scripted = new ScriptedSmtp();
		await scripted.start();
		scripted.script = ({ moment }) => {
			if (moment === 'answer') return 20;
			return scripted.openConnections > 3 ? '432 4.3.2 Concurrent connections limit exceeded' : undefined;
		};
		const exchange = new SmtpSender({ ...server.login, port: scripted.port, user: '' }, 3);
		const sending = Array.from({ length: 20 }, () => exchange.send(sendable(), nothing));
		expect((await Promise.all(sending)).map(({ kind }) => kind)).toEqual(sending.map(() => 'sent'));
		expect(scripted.connections).toBe(3);
		exchange.close();
		await scripted.stop();
	});

	it('gives the mail as it left to who wants a copy, and to nobody else', async () => {
		const kept = await sender.send({ ...sendable({}, { text: LARGE_TEXT }), copyToSent: 'auto' }, nothing);
		const raw = 'raw' in kept && kept.raw ? Buffer.from(kept.raw).toString() : '';
		expect(raw.trimEnd()).toBe(server.mails[0]?.raw.toString().trimEnd());
		expect(await sender.send(sendable(), nothing)).not.toHaveProperty('raw');
	});

	it('makes of a refused connection: retry', async () => {
		const closed = new SmtpSender({ ...server.login, port: await freePort() });
		expect(await closed.send(sendable(), nothing)).toMatchObject({ kind: 'retry' });
		closed.close();
	});

	it('sends the next mail after each kind of trouble', async () => {
		for (const trouble of [
			{ at: 'recipient', code: 550 },
			{ at: 'first byte' },
			{ at: 'final dot' },
		] as const) {
			server.trouble = trouble;
			await sender.send(sendable({}, { text: LARGE_TEXT }), nothing);
			server.trouble = {};
			expect(await sender.send(sendable(), nothing)).toMatchObject({ kind: 'sent' });
		}
	});

	it('lets no byte leave before onTransmit has resolved', async () => {
		const { promise: allowed, resolve: allow } = Promise.withResolvers<void>();
		const sending = sender.send(sendable(), () => allowed);
		await waitFor('the server to ask for the mail', () => server.dataCommands === 1);
		await sleep(50);
		expect(server.bytes).toBe(0);
		allow();
		expect(await sending).toMatchObject({ kind: 'sent' });
		expect(server.bytes).toBeGreaterThan(0);
	});

	it('lets nothing leave when onTransmit rejects, and can send again', async () => {
		const refuse = () => Promise.reject(new Error('Somebody else has it.'));
		expect(await sender.send(sendable({}, { text: LARGE_TEXT }), refuse)).toEqual({
			kind: 'retry',
			error: expect.stringContaining('Somebody else has it.'),
		});
		await sleep(50);
		expect(server.bytes).toBe(0);
		expect(server.mails).toEqual([]);
		expect(await sender.send(sendable(), nothing)).toMatchObject({ kind: 'sent' });
	});

	it('asks onTransmit not before the server has taken the recipient', async () => {
		server.trouble = { at: 'recipient', code: 550 };
		let asked = 0;
		await sender.send(sendable(), async () => {
			asked += 1;
		});
		expect(asked).toBe(0);
	});

	it('writes identifiers, addresses, bodies and headers as given', async () => {
		const mail = anOutboundMail({
			from: { name: 'Jörg “Jo” Müller, Ärzte', address: 'support@acme.test' },
			replyTo: { name: 'Acme – Søren', address: 'replies+c01@acme.test' },
			recipient: { name: '山田 太郎', address: 'yamada@customer.test' },
			subject: 'Re: Größe 🖨 und ein Betreff, der so lang ist, dass er umbrochen werden muss, ganz bestimmt',
			messageIdHeader: 'hd.c01abc@acme.test',
			inReplyTo: 'b@customer.test',
			references: ['a@customer.test', 'b@customer.test'],
		});
		await sender.send(
			{
				...sendable(mail, { text: 'Grüße\n.\n..\nEnde\n', html: '<b>Grüße</b>' }),
				headers: { 'X-Help-Desk': 'desk-1' },
			},
			nothing,
		);
		const sent = await readMail(server.mails[0]?.raw ?? Buffer.alloc(0));
		expect(sent).toMatchObject({
			from: mail.from,
			replyTo: [mail.replyTo],
			to: [mail.recipient],
			subject: mail.subject,
			messageId: mail.messageIdHeader,
			inReplyTo: [mail.inReplyTo],
			references: mail.references,
			html: '<b>Grüße</b>',
		});
		expect(sent.text.trim()).toBe('Grüße\n.\n..\nEnde');
		expect(sent.headers.get('x-help-desk')).toEqual(['desk-1']);
		expect(server.mails[0]).toMatchObject({ from: 'support@acme.test', to: ['yamada@customer.test'] });
	});

	it('leaves out Reply-To, In-Reply-To and References where there are none', async () => {
		await sender.send(sendable({ replyTo: undefined, inReplyTo: '', references: [] }), nothing);
		const { headers } = await readMail(server.mails[0]?.raw ?? Buffer.alloc(0));
		for (const name of ['reply-to', 'in-reply-to', 'references']) expect(headers.has(name)).toBe(false);
	});

	it('sends attachments byte for byte, with their names', async () => {
		const content = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
		const attachments = [
			{ index: 0, filename: 'Übersicht "2026".pdf', contentType: 'application/pdf', contentId: '', content },
			{
				index: 1,
				filename: 'note.txt',
				contentType: 'text/plain',
				contentId: '',
				content: Buffer.from('a\r\nb\n'),
			},
		];
		await sender.send({ ...sendable(), attachments }, nothing);
		const raw = server.mails[0]?.raw ?? Buffer.alloc(0);
		const received = await readAttachments(raw, [0, 1]);
		expect(received.map(({ filename, contentType }) => ({ filename, contentType }))).toEqual(
			attachments.map(({ filename, contentType }) => ({ filename, contentType })),
		);
		expect(Buffer.from(received[0]?.content ?? []).equals(content)).toBe(true);
		expect(Buffer.from(received[1]?.content ?? []).toString()).toBe('a\r\nb\n');
	});

	it.each<[string, Partial<OutboundMail>]>([
		['the subject', { subject: 'Hello\r\nBcc: spy@evil.test\r\n\r\nbody' }],
		['the sender’s name', { from: { name: 'A\r\nBcc: spy@evil.test', address: 'support@acme.test' } }],
		[
			'the recipient’s name',
			{ recipient: { name: 'A\r\nBcc: spy@evil.test', address: 'frank@customer.test' } },
		],
		['the name in Reply-To', { replyTo: { name: 'A"\nBcc: spy@evil.test', address: 'r@acme.test' } }],
		['an identifier', { inReplyTo: 'a@b.test>\r\nBcc: spy@evil.test\r\nX-A: <c@d.test' }],
	])('takes a line break in %s for text', async (_where, parts) => {
		expect(await sender.send(sendable(parts), nothing)).toMatchObject({ kind: 'sent' });
		const { raw, to } = server.mails[0] ?? { raw: Buffer.alloc(0), to: [] };
		const { headers, text } = await readMail(raw);
		expect(headers.has('bcc')).toBe(false);
		expect(to).toEqual(['frank@customer.test']);
		expect(text.trim()).toBe('Reboot.');
	});

	describe('checkSmtpLogin', () => {
		it('resolves when the password is right', async () => {
			await expect(checkSmtpLogin(server.login)).resolves.toBeUndefined();
		});

		it('tells a wrong password from a server that is away, and names no password', async () => {
			const wrong = await checkSmtpLogin({ ...server.login, password: 'k7-secret' }).catch(
				(error: unknown) => error,
			);
			expect(wrong).toMatchObject({ code: 'smtp-login-failed' });
			expect(String(wrong)).not.toContain('k7-secret');
			const port = await freePort();
			await expect(checkSmtpLogin({ ...server.login, port })).rejects.toMatchObject({
				code: 'smtp-unreachable',
				message: expect.stringContaining(`127.0.0.1:${port}`),
			});
		});
	});
});

function sendable(
	parts: Partial<OutboundMail> = {},
	bodies: { readonly text?: string; readonly html?: string } = {},
): SendableMail {
	return {
		mail: anOutboundMail(parts),
		text: 'Reboot.\n',
		html: '<div>Reboot.</div>',
		headers: {},
		attachments: [],
		copyToSent: 'never',
		...bodies,
	};
}

async function nothing(): Promise<void> {}

/** A server that keeps what it took, and has the trouble that a test wants. */
class StrictServer {
	trouble: Trouble = {};
	readonly mails: { readonly from: string; readonly to: readonly string[]; readonly raw: Buffer }[] = [];
	dataCommands = 0;
	bytes = 0;

	private readonly server = new SMTPServer({
		allowInsecureAuth: true,
		disabledCommands: ['STARTTLS'],
		disableReverseLookup: true,
		closeTimeout: 100,
		onAuth: ({ username, password }, _session, done) => {
			const isRight = username === 'support@acme.test' && password === 'secret';
			if (isRight) this.answer('auth', (error) => (error ? done(error) : done(null, { user: username })));
			else done(smtpError(535));
		},
		onMailFrom: (_address, _session, done) => this.answer('from', done),
		onRcptTo: (_address, _session, done) => this.answer('recipient', done),
		onData: (stream, { envelope }, done) => {
			this.dataCommands += 1;
			const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
			const to = envelope.rcptTo.map(({ address }) => address);
			this.read(stream).then(
				(raw) =>
					this.answer('final dot', (error) => {
						if (!error) this.mails.push({ from, to, raw });
						done(error);
					}),
				() => undefined,
			);
		},
	});

	get login(): ServerLogin {
		return {
			host: '127.0.0.1',
			port: (this.server.server.address() as AddressInfo).port,
			security: 'none',
			user: 'support@acme.test',
			password: 'secret',
			allowsUnknownCertificate: false,
		};
	}

	async start(): Promise<void> {
		// A connection that breaks is what these tests are about.
		this.server.on('error', () => undefined);
		await once(this.server.listen(0, '127.0.0.1'), 'listening');
	}

	async stop(): Promise<void> {
		await new Promise<void>((resolve) => this.server.close(resolve));
	}

	private async read(stream: SMTPServerDataStream): Promise<Buffer> {
		const chunks: Buffer[] = [];
		for await (const chunk of stream) {
			chunks.push(chunk as Buffer);
			this.bytes += (chunk as Buffer).length;
			if (this.trouble.at === 'first byte') this.cut();
		}
		return Buffer.concat(chunks);
	}

	private answer(at: Trouble['at'], done: (error?: Error | null) => void): void {
		if (this.trouble.at !== at) done();
		else if (this.trouble.code !== undefined) done(smtpError(this.trouble.code));
		else this.cut();
	}

	private cut(): void {
		const { connections } = this.server as unknown as {
			connections: Set<{ _socket: { destroy(): void } }>;
		};
		for (const { _socket } of connections) _socket.destroy();
	}
}

function smtpError(responseCode: number): Error {
	return Object.assign(new Error('No.'), { responseCode });
}
