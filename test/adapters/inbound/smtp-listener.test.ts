import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SmtpListener, type ListenerOptions } from '../../../helpdesk/adapters/inbound/smtp-listener';
import type { ForwardedMail } from '../../../helpdesk/domain/forwarded-mail';
import { selfSigned } from '../../support/certificate';
import { nastyMail } from '../../support/inbound-payloads';
import { SmtpClient } from '../../support/smtp-client';

const MAX_BYTES = 64 * 1024;
const nasty = nastyMail('nasty-1');
const HELLO = { smtp: 'EHLO mx.test', lmtp: 'LHLO mx.test' } as const;

let listener: SmtpListener;
let mails: ForwardedMail[];
let errors: unknown[];
/** Mailboxes that cannot be written to. */
let down: Set<string>;

beforeEach(() => {
	mails = [];
	errors = [];
	down = new Set();
});

afterEach(async () => {
	await listener.stop();
});

describe.each(['smtp', 'lmtp'] as const)('SmtpListener for %s', (protocol) => {
	const hello = HELLO[protocol];
	beforeEach(() => start({ protocol }));

	it('takes a mail byte for byte, with its envelope', async () => {
		const [answer] = await deliver(['support@acme.test']);
		expect(answer).toMatch(/^250 /);
		expect(Buffer.from(mails[0]?.raw ?? []).equals(nasty)).toBe(true);
		expect(mails[0]?.envelope).toEqual({
			returnPath: 'frank@customer.test',
			recipients: ['support@acme.test'],
			// By LMTP a server of one's own hands mail over, not who sent it.
			...(protocol === 'smtp' && { client: { ip: '127.0.0.1', helo: 'mx.test' } }),
		});
	});

	it('gives the same mail to the same recipients the same key', async () => {
		await deliver(['support@acme.test']);
		await deliver(['support@acme.test']);
		await deliver(['sales@acme.test']);
		const keys = mails.map(({ sourceKey }) => sourceKey);
		expect(keys[1]).toBe(keys[0]);
		expect(keys[2]).not.toBe(keys[0]);
	});

	it('takes several mails and an empty return path over one connection', async () => {
		const client = await SmtpClient.connect(listener.port);
		await client.say(hello);
		for (let count = 0; count < 3; count++) {
			await client.say('MAIL FROM:<>');
			await client.say('RCPT TO:<support@acme.test>');
			expect((await client.data(nasty))[0]).toMatch(/^250 /);
		}
		client.close();
		expect(mails.map(({ envelope }) => envelope.returnPath)).toEqual(['', '', '']);
	});

	it('relays nothing', async () => {
		for (const recipient of ['nobody@acme.test', 'frank@example.test', 'support%acme.test@example.test']) {
			expect((await deliver([recipient]))[0]).toMatch(/^550 /);
		}
		expect(mails).toEqual([]);
	});

	it('takes no login, and offers neither that nor STARTTLS without a certificate', async () => {
		const client = await SmtpClient.connect(listener.port);
		const features = await client.say(hello);
		expect(features).not.toMatch(/AUTH|STARTTLS/);
		expect(features).toMatch(/8BITMIME/);
		expect(features).toContain(`SIZE ${MAX_BYTES}`);
		expect(await client.say('AUTH PLAIN AHgAeA==')).toMatch(/^5/);
		expect(await client.say('STARTTLS')).toMatch(/^5/);
		client.close();
	});

	it('refuses mail over the limit, announced or not, and takes the next one', async () => {
		const client = await SmtpClient.connect(listener.port);
		await client.say(hello);
		expect(await client.say(`MAIL FROM:<a@b.test> SIZE=${MAX_BYTES + 1}`)).toMatch(/^552 /);
		await client.say('MAIL FROM:<a@b.test>');
		await client.say('RCPT TO:<support@acme.test>');
		expect((await client.data(Buffer.alloc(MAX_BYTES * 3, 'a\r\n')))[0]).toMatch(/^552 /);
		await client.say('MAIL FROM:<a@b.test>');
		await client.say('RCPT TO:<support@acme.test>');
		expect((await client.data(nasty))[0]).toMatch(/^250 /);
		client.close();
		expect(mails).toHaveLength(1);
	});

	it('answers 451 while the store is down', async () => {
		down.add('support');
		expect((await deliver(['support@acme.test']))[0]).toMatch(/^451 /);
		down.add('asking');
		expect((await deliver(['support@acme.test']))[0]).toMatch(/^451 /);
		expect(errors).toHaveLength(2);
		down.clear();
		expect((await deliver(['support@acme.test']))[0]).toMatch(/^250 /);
	});

	it('keeps nothing of a mail whose sender went away in the middle', async () => {
		const client = await SmtpClient.connect(listener.port);
		await client.say(hello);
		await client.say('MAIL FROM:<a@b.test>');
		await client.say('RCPT TO:<support@acme.test>');
		await client.say('DATA');
		client.send(nasty.subarray(0, 300));
		await sleep(50);
		client.close();
		await deliver(['support@acme.test']);
		expect(mails.map(({ raw }) => raw.byteLength)).toEqual([nasty.length]);
		expect(errors).toEqual([]);
	});

	it('switches to TLS when there is a certificate', async () => {
		await listener.stop();
		const tls = selfSigned('mx.acme.test');
		await start({ protocol, tls });
		const client = await SmtpClient.connect(listener.port);
		expect(await client.say(hello)).toContain('STARTTLS');
		await client.startTls(tls.cert, 'mx.acme.test');
		await client.say(hello);
		await client.say('MAIL FROM:<a@b.test>');
		await client.say('RCPT TO:<support@acme.test>');
		expect((await client.data(nasty))[0]).toMatch(/^250 /);
		client.close();
		expect(Buffer.from(mails[0]?.raw ?? []).equals(nasty)).toBe(true);
	});

	function deliver(recipients: readonly string[]): Promise<string[]> {
		return SmtpClient.deliver(listener.port, { hello, recipients, raw: nasty });
	}
});

describe('SmtpListener', () => {
	const recipients = ['support@acme.test', 'sales@acme.test', 'support+c01@acme.test'];

	it('answers once for all recipients by SMTP', async () => {
		await start({ protocol: 'smtp' });
		expect(await SmtpClient.deliver(listener.port, { hello: HELLO.smtp, recipients, raw: nasty })).toEqual([
			expect.stringMatching(/^250 /),
		]);
		expect(mails.map(({ envelope }) => envelope.recipients)).toEqual([recipients]);
	});

	it('answers for each recipient by LMTP', async () => {
		await start({ protocol: 'lmtp' });
		down.add('sales');
		expect(await SmtpClient.deliver(listener.port, { hello: HELLO.lmtp, recipients, raw: nasty })).toEqual([
			expect.stringMatching(/^250 /),
			expect.stringMatching(/^451 /),
			expect.stringMatching(/^250 /),
		]);
		expect(mails.map(({ envelope }) => envelope.recipients)).toEqual([[recipients[0], recipients[2]]]);
	});

	it('says which port is taken', async () => {
		await start({ protocol: 'smtp' });
		const { port } = listener;
		await expect(new SmtpListener(options({ port })).start()).rejects.toMatchObject({
			code: 'listener-unavailable',
			message: expect.stringContaining(`127.0.0.1:${port}`),
		});
	});
});

async function start(parts: Partial<ListenerOptions>): Promise<void> {
	listener = new SmtpListener(options(parts));
	await listener.start();
}

function options(parts: Partial<ListenerOptions>): ListenerOptions {
	return {
		protocol: 'smtp',
		host: '127.0.0.1',
		port: 0,
		maxBytes: MAX_BYTES,
		tls: undefined,
		mailboxOf: async (recipient) => {
			if (down.has('asking')) throw new Error('The store is down.');
			return /^(support|sales)(?:\+.*)?@acme\.test$/.exec(recipient)?.[1];
		},
		receive: async (mail) => {
			if (mail.envelope.recipients.some((each) => [...down].some((name) => each.startsWith(name)))) {
				throw new Error('The store is down.');
			}
			mails.push(mail);
		},
		onError: (error) => errors.push(error),
		...parts,
	};
}
