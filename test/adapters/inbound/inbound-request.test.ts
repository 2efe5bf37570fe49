import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { InboundPost, InboundRequest } from '../../../helpdesk/adapters/inbound/inbound-request';
import { readMailgunPost } from '../../../helpdesk/adapters/inbound/mailgun';
import { readPostmarkPost } from '../../../helpdesk/adapters/inbound/postmark';
import { readRawPost } from '../../../helpdesk/adapters/inbound/raw';
import { readSendgridPost } from '../../../helpdesk/adapters/inbound/sendgrid';
import type { ForwardedMail } from '../../../helpdesk/domain/forwarded-mail';
import {
	mailgunPayload,
	nastyMail,
	postmarkPayload,
	sendgridPayload,
	utf8Mail,
	type Payload,
} from '../../support/inbound-payloads';
import { InboundServer } from '../../support/inbound-server';

const WORD = 'kx7-3f';
const MAX_BYTES = 64 * 1024;
const NOW = new Date();
const rules = { secret: WORD, maxBytes: MAX_BYTES };
const mailgunRules = { signingKey: WORD, maxBytes: MAX_BYTES, windowMs: 900_000, now: NOW };
const nasty = nastyMail('nasty-1');
const octets = { 'content-type': 'application/octet-stream', 'x-help-desk-secret': WORD };

interface Provider {
	readonly name: string;
	readonly read: (request: InboundRequest) => Promise<InboundPost>;
	readonly mail: Buffer;
	payload(raw: Buffer): Payload;
}

const providers: readonly Provider[] = [
	{
		name: 'raw mail',
		read: (request) => readRawPost(request, rules),
		mail: nasty,
		payload: (raw) => ({
			headers: {
				...octets,
				'x-envelope-from': '<frank@customer.test>',
				'x-envelope-to': 'support@acme.test',
			},
			body: raw,
		}),
	},
	{
		name: 'Mailgun, multipart',
		read: (request) => readMailgunPost(request, mailgunRules),
		mail: nasty,
		payload: (raw) => mailgunPayload(raw, WORD),
	},
	{
		name: 'Mailgun, URL-encoded',
		read: (request) => readMailgunPost(request, mailgunRules),
		mail: nasty,
		payload: (raw) => mailgunPayload(raw, WORD, { encoding: 'urlencoded' }),
	},
	{
		name: 'SendGrid',
		read: (request) => readSendgridPost(request, rules),
		mail: nasty,
		payload: (raw) => withSecret(sendgridPayload(raw)),
	},
	{
		name: 'Postmark',
		read: (request) => readPostmarkPost(request, rules),
		mail: utf8Mail('nasty-1'),
		payload: (raw) => withSecret(postmarkPayload(raw, '22c74902-a0c1-4511-804f-341342852c90')),
	},
];

describe.each(providers)('$name', ({ name, read, mail, payload }) => {
	const server = new InboundServer(read);
	beforeAll(() => server.start());
	afterAll(() => server.stop());

	it('gives the mail byte for byte, with its envelope', async () => {
		expect(await server.post(payload(mail))).toMatchObject({ status: 200 });
		const { raw, envelope } = taken(server);
		expect(Buffer.from(raw).equals(mail)).toBe(true);
		expect(envelope.recipients).toEqual(['support@acme.test']);
		if (name !== 'Postmark') expect(envelope.returnPath).toBe('frank@customer.test');
	});

	it('gives the same mail the same key, and another mail another one', async () => {
		const keys = [];
		for (const raw of [mail, mail, nastyMail('nasty-2')]) {
			await server.post(name === 'Postmark' && raw !== mail ? otherPostmark(raw) : payload(raw));
			keys.push(taken(server).sourceKey);
		}
		expect(keys[0]).toBe(keys[1]);
		expect(keys[2]).not.toBe(keys[0]);
	});

	it('takes mail up to the limit, and answers 413 beyond', async () => {
		const fill = (bytes: number) => Buffer.concat([mail, Buffer.alloc(bytes - mail.length, 'a')]);
		expect(await server.post(payload(fill(MAX_BYTES)))).toMatchObject({ status: 200 });
		expect(taken(server).raw.byteLength).toBe(MAX_BYTES);
		for (const bytes of [MAX_BYTES + 1, 2_000_000]) {
			expect(await server.post(payload(fill(bytes)))).toMatchObject({
				status: 413,
				text: expect.stringMatching(/larger/),
			});
		}
	});

	it('refuses what is no mail in one sentence', async () => {
		const { headers } = payload(mail);
		const type = 'content-type';
		const cases: [Record<string, string>, string][] = [
			[{ ...headers, [type]: 'image/png' }, 'x'],
			[{ ...headers, [type]: 'multipart/form-data' }, 'x'],
			[{ ...headers, [type]: 'multipart/form-data; boundary=xYzZY' }, '--xYzZY\r\nContent-Dispo'],
			[{ ...headers, [type]: 'application/x-www-form-urlencoded' }, 'a=%'],
			[headers, ''],
		];
		if (name === 'Postmark')
			cases.push([headers, '{"RawEmail":'], [headers, '"x"'], [headers, '{"RawEmail":5}']);
		for (const [each, body] of cases) {
			const { status, text } = await server.post({ headers: each, body: Buffer.from(body) });
			expect(status).toBeGreaterThanOrEqual(400);
			expect(status).toBeLessThan(500);
			expect(text).toMatch(/^[A-Z].*\.$/);
		}
	});
});

describe('secretRefusal', () => {
	const server = new InboundServer((request) => readRawPost(request, rules));
	beforeAll(() => server.start());
	afterAll(() => server.stop());
	const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

	it.each<[string, Record<string, string>, string, number]>([
		['the header', { 'x-help-desk-secret': WORD }, '/', 200],
		['Bearer', { authorization: `Bearer ${WORD}` }, '/', 200],
		['the password of basic authentication', { authorization: basic(`anybody:${WORD}`) }, '/', 200],
		['the query', {}, `/?secret=${WORD}`, 200],
		['nothing', {}, '/', 401],
		['another header', { 'x-help-desk-secret': `${WORD}x` }, '/', 401],
		['another Bearer', { authorization: 'Bearer x' }, '/', 401],
		['the name of basic authentication', { authorization: basic(`${WORD}:x`) }, '/', 401],
		['an empty query', {}, '/?secret=', 401],
	])('looks at %s', async (_where, headers, path, status) => {
		expect((await server.post({ headers, body: nasty }, path)).status).toBe(status);
	});

	it.each([
		['raw mail', readRawPost, { headers: {}, body: nasty }],
		['SendGrid', readSendgridPost, sendgridPayload(nasty)],
		['Postmark', readPostmarkPost, postmarkPayload(nasty, '1')],
	] as const)('lets nobody in where no secret is set: %s', async (_who, read, payload) => {
		const open = new InboundServer((request) => read(request, { ...rules, secret: '' }));
		await open.start();
		expect((await open.post(payload)).status).toBe(401);
		await open.stop();
	});
});

describe('readRawPost', () => {
	const server = new InboundServer((request) => readRawPost(request, rules));
	beforeAll(() => server.start());
	afterAll(() => server.stop());

	it('reads the envelope from the query, several recipients too', async () => {
		const query = new URLSearchParams([
			['from', 'jörg@customer.test'],
			['to', 'support@acme.test'],
			['to', 'sales@acme.test'],
		]);
		await server.post({ headers: octets, body: nasty }, `/?${query}`);
		expect(taken(server).envelope).toEqual({
			returnPath: 'jörg@customer.test',
			recipients: ['support@acme.test', 'sales@acme.test'],
		});
	});

	it('reads plus-addresses that nobody encoded', async () => {
		await server.post(
			{ headers: octets, body: nasty },
			'/?from=frank@customer.test&to=support+k3j9@acme.test',
		);
		expect(taken(server).envelope.recipients).toEqual(['support+k3j9@acme.test']);
	});

	it('keeps mail to other recipients apart', async () => {
		await server.post({ headers: octets, body: nasty }, '/?to=support@acme.test');
		const { sourceKey } = taken(server);
		await server.post({ headers: octets, body: nasty }, '/?to=sales@acme.test');
		expect(taken(server).sourceKey).not.toBe(sourceKey);
	});
});

describe('readMailgunPost', () => {
	let server: InboundServer;
	beforeEach(async () => {
		server = new InboundServer((request) => readMailgunPost(request, mailgunRules));
		await server.start();
	});
	afterEach(() => server.stop());
	const seconds = Math.floor(NOW.getTime() / 1000);

	it.each([
		['another key', () => mailgunPayload(nasty, 'another key'), 406],
		['no signature', () => mailgunPayload(nasty, WORD, { without: ['signature'] }), 406],
		['no token', () => mailgunPayload(nasty, WORD, { without: ['token'] }), 406],
		['an old time', () => mailgunPayload(nasty, WORD, { timestamp: seconds - 901 }), 403],
		['a time to come', () => mailgunPayload(nasty, WORD, { timestamp: seconds + 901 }), 403],
		['a time at the edge', () => mailgunPayload(nasty, WORD, { timestamp: seconds - 899 }), 200],
		['no raw mail', () => mailgunPayload(nasty, WORD, { without: ['body-mime'] }), 422],
	])('answers a request with %s', async (_what, payload, status) => {
		expect((await server.post(payload())).status).toBe(status);
	});

	it('refuses everything where no key is set', async () => {
		const open = new InboundServer((request) =>
			readMailgunPost(request, { ...mailgunRules, signingKey: '' }),
		);
		await open.start();
		expect((await open.post(mailgunPayload(nasty, ''))).status).toBe(401);
		await open.stop();
	});

	it('names the signature by its token, and forgets it when it is too old', async () => {
		const token = 'a'.repeat(50);
		const signatures = [];
		for (const timestamp of [seconds, seconds - 60]) {
			await server.post(mailgunPayload(nasty, WORD, { token, timestamp }));
			signatures.push(taken(server).signature);
		}
		expect(signatures[0]?.id).toBe(signatures[1]?.id);
		expect(signatures[1]?.forgetAt).toEqual(new Date((seconds - 60 + 900) * 1000));
		await server.post(mailgunPayload(nasty, WORD));
		expect(taken(server).signature?.id).not.toBe(signatures[0]?.id);
	});
});

describe('readPostmarkPost', () => {
	it('names the mail by Postmark’s id', async () => {
		const server = new InboundServer((request) => readPostmarkPost(request, rules));
		await server.start();
		await server.post(withSecret(postmarkPayload(utf8Mail('a'), 'id-1')));
		expect(taken(server).sourceKey).toBe('postmark:id-1');
		await server.stop();
	});
});

function taken({ last }: InboundServer): ForwardedMail {
	if (last?.kind !== 'mail') throw new Error(`No mail was taken: ${JSON.stringify(last)}`);
	return last.mail;
}

function withSecret({ headers, body }: Payload): Payload {
	return { headers: { ...headers, 'x-help-desk-secret': WORD }, body };
}

function otherPostmark(raw: Buffer): Payload {
	return withSecret(postmarkPayload(raw, 'another-id'));
}
