import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DnsAuthenticator } from '../../../helpdesk/adapters/authentication/dns-authenticator';
import type { SenderVerdict } from '../../../helpdesk/domain/sender-check';
import type { SenderClaim } from '../../../helpdesk/ports';
import { startDnsServer, type DnsServer } from '../../support/dns-server';
import { rawMail, type RawMailParts } from '../../support/raw-mail';
import { rawMailOfBytes } from '../../support/read-mail';
import { rsaKey, signed, signedWithoutFrom, type Signing } from '../../support/signed-mail';

const JOHN = 'john@acme-staff.test';
const STAFF = 'acme-staff.test';
const MAILER = 'mail.acme-staff.test';
const EVIL = 'evil.test';
const REJECT = 'TXT v=DMARC1; p=reject';
const OURS = '192.0.2.1';
const FOREIGN = '198.51.100.7';
const SPF = `TXT v=spf1 ip4:${OURS} -all`;
const DAY_MS = 86_400_000;
const key = rsaKey(2048);
const otherKey = rsaKey(1024);
const shortKey = rsaKey(768);

const LET_IN_BY_NOBODY = { returnPath: JOHN, client: { ip: FOREIGN, helo: 'mx.test' } };

type Zone = Readonly<Record<string, readonly string[] | 'silence' | 'failure'>>;

let dns: DnsServer;

beforeAll(async () => {
	dns = await startDnsServer();
});

afterAll(() => dns.close());

beforeEach(() => {
	dns.zone.clear();
	dns.asked.length = 0;
	set({
		'_dmarc.acme-staff.test': [REJECT],
		'_dmarc.evil.test': [REJECT],
		'acme-staff.test': [SPF],
		'evil.test': [`TXT v=spf1 ip4:${FOREIGN} -all`],
	});
	for (const domain of [STAFF, MAILER, EVIL]) set({ [keyName(domain)]: [key.record] });
});

describe('DnsAuthenticator', () => {
	// When SPF lets the client not in. Where nobody knows the client, SPF may have let it in.
	it.each<[string, SenderVerdict, () => Promise<Buffer> | Buffer, Zone?, string?]>([
		['the domain in From signed it', 'pass', () => byStaff()],
		['a subdomain signed it', 'pass', () => sign({ signingDomain: MAILER })],
		[
			'the domain above From signed it',
			'pass',
			() => sign({ signingDomain: STAFF }, { from: `john@${MAILER}` }),
			{},
			`john@${MAILER}`,
		],
		[
			'a subdomain signed it, and the policy asks for the very domain',
			'fail',
			() => sign({ signingDomain: MAILER }),
			{ '_dmarc.acme-staff.test': ['TXT v=DMARC1; p=reject; adkim=s'] },
		],
		['somebody else signed it', 'fail', () => sign({ signingDomain: EVIL })],
		['nobody signed it', 'fail', () => rawMail({ from: JOHN })],
		['the domain in From has no policy', 'none', () => byStaff(), { '_dmarc.acme-staff.test': [] }],
		['its body was changed', 'fail', async () => edited(await byStaff(), 'Reboot.', 'Pay Eve.')],
		['its subject was changed', 'fail', async () => edited(await byStaff(), 'My printer', 'My invoice')],
		['text was added', 'fail', async () => Buffer.concat([await byStaff(), Buffer.from('Pay Eve.\r\n')])],
		[
			'text was added to a signature of the first 9 bytes',
			'fail',
			async () => Buffer.concat([await byStaff({ maxBodyLength: 9 }), Buffer.from('Pay Eve.\r\n')]),
		],
		['the signature covers the first 3 bytes', 'fail', () => byStaff({ maxBodyLength: 3 })],
		['the signature covers as many bytes as there are', 'pass', () => byStaff({ maxBodyLength: 9 })],
		['the signature covers no body at all', 'fail', () => byStaff({ maxBodyLength: 0 })],
		[
			'the key is too short',
			'fail',
			() => byStaff({ privateKey: shortKey.privateKey }),
			{ [keyName(STAFF)]: [shortKey.record] },
		],
		['the algorithm is SHA-1', 'fail', () => byStaff({ algorithm: 'rsa-sha1' })],
		[
			'the signature is over its time',
			'fail',
			() => byStaff({ signTime: new Date(Date.now() - 2 * DAY_MS), expires: new Date(Date.now() - DAY_MS) }),
		],
		[
			'the signature is in its time',
			'pass',
			() => byStaff({ signTime: new Date(Date.now() - DAY_MS), expires: new Date(Date.now() + DAY_MS) }),
		],
		['the key was taken back', 'fail', () => byStaff(), { [keyName(STAFF)]: ['TXT v=DKIM1; p='] }],
		['the key is not there', 'fail', () => byStaff(), { [keyName(STAFF)]: [] }],
		['the key is somebody else’s', 'fail', () => byStaff(), { [keyName(STAFF)]: [otherKey.record] }],
		[
			'the key is being tested',
			'fail',
			() => byStaff(),
			{ [keyName(STAFF)]: [key.record.replace('k=rsa', 'k=rsa; t=y')] },
		],
		['the key cannot be looked up', 'none', () => byStaff(), { [keyName(STAFF)]: 'failure' }],
		[
			'somebody else signed it, whose key cannot be looked up',
			'fail',
			() => sign({ signingDomain: EVIL }),
			{ [keyName(EVIL)]: 'failure' },
		],
		['the policy cannot be looked up', 'none', () => byStaff(), { '_dmarc.acme-staff.test': 'failure' }],
		[
			'From stands there twice',
			'fail',
			async () => edited(await byStaff(), '\r\nTo:', `\r\nFrom: ${JOHN}\r\nTo:`),
		],
		[
			'a From above the signed one names a colleague',
			'fail',
			async () => Buffer.concat([Buffer.from(`From: kelly@${STAFF}\r\n`), await byStaff()]),
		],
		['From names several', 'fail', () => sign({ signingDomain: STAFF }, { from: `${JOHN}, eve@evil.test` })],
		['a colleague is in From', 'fail', () => sign({ signingDomain: STAFF }, { from: `kelly@${STAFF}` })],
		[
			'From is not signed',
			'fail',
			() => signedWithoutFrom(rawMail({ from: JOHN }), { signingDomain: STAFF, ...key }),
		],
		['it carries nine signatures', 'fail', async () => times(9)],
		['it carries eight signatures', 'pass', async () => times(8)],
		['a broken signature stands above a good one', 'pass', async () => brokenAbove(await byStaff())],
		['its header is very long', 'fail', async () => withHeader(await byStaff(), 'x'.repeat(200_000))],
		[
			'its header has very many lines',
			'fail',
			async () => withHeader(await byStaff(), '\r\n x'.repeat(2000)),
		],
		['it is empty', 'fail', () => Buffer.alloc(0)],
		['it has no body', 'fail', () => Buffer.from(`From: ${JOHN}\r\nTo: support@acme.test`)],
	])('when %s: %s', async (_when, expected, write, zone = {}, address = JOHN) => {
		set(zone);
		const mail = await write();
		expect(await verdict(mail, { ...LET_IN_BY_NOBODY, address })).toBe(expected);
		expect(await verdict(mail, { address })).toBe(expected === 'pass' ? 'pass' : 'none');
	});

	// No signature: what decides is SPF, or that it could not have passed.
	it.each<[string, SenderVerdict, Partial<SenderClaim>, Zone?]>([
		['MAIL FROM is not known', 'none', {}],
		['MAIL FROM is empty', 'none', { returnPath: '' }],
		['MAIL FROM is staff, and nobody knows the client', 'none', { returnPath: JOHN }],
		['MAIL FROM is somebody else’s, whoever the client was', 'fail', { returnPath: 'x@evil.test' }],
		['MAIL FROM is of a name that has no SPF', 'fail', { returnPath: `x@nowhere.${STAFF}` }],
		[
			'MAIL FROM is of a name that lets nobody in',
			'fail',
			{ returnPath: `x@parked.${STAFF}` },
			{ [`parked.${STAFF}`]: ['TXT v=spf1 -all'] },
		],
		[
			'MAIL FROM is of a name that cannot be looked up',
			'none',
			{ returnPath: `x@away.${STAFF}` },
			{ [`away.${STAFF}`]: 'failure' },
		],
		[
			'MAIL FROM is of a subdomain, and the policy asks for the very domain',
			'fail',
			{ returnPath: `x@${MAILER}` },
			{ '_dmarc.acme-staff.test': ['TXT v=DMARC1; p=reject; aspf=s'], [MAILER]: [SPF] },
		],
		['MAIL FROM is of a subdomain', 'none', { returnPath: `x@${MAILER}` }, { [MAILER]: [SPF] }],
		['there is no policy', 'none', { returnPath: 'x@evil.test' }, { '_dmarc.acme-staff.test': [] }],
		[
			'the policy only watches',
			'fail',
			{ returnPath: 'x@evil.test' },
			{ '_dmarc.acme-staff.test': ['TXT v=DMARC1; p=none'] },
		],
		['the client is let in', 'pass', { returnPath: JOHN, client: { ip: OURS, helo: 'mx.test' } }],
		['the client is not let in', 'fail', LET_IN_BY_NOBODY],
		[
			'the client is let in for somebody else',
			'fail',
			{ returnPath: 'x@evil.test', client: { ip: FOREIGN, helo: 'mx.test' } },
		],
		[
			'the client is let in by its name',
			'pass',
			{ returnPath: '', client: { ip: OURS, helo: MAILER } },
			{ [MAILER]: [SPF] },
		],
		[
			'SPF cannot be looked up',
			'none',
			{ returnPath: JOHN, client: { ip: FOREIGN, helo: 'mx.test' } },
			{ [STAFF]: 'failure' },
		],
		...['10.0.0.3', '127.0.0.1', '::1', '::ffff:192.168.1.5', 'fd00::3'].map(
			(ip): [string, SenderVerdict, Partial<SenderClaim>] => [
				`the client is a relay of one’s own, ${ip}`,
				'none',
				{ returnPath: JOHN, client: { ip, helo: 'mx.test' } },
			],
		),
	])('when nobody signed it and %s: %s', async (_when, expected, claim, zone = {}) => {
		set(zone);
		expect(await verdict(rawMail({ from: JOHN }), claim)).toBe(expected);
	});

	it('gives up in time when the DNS is silent', async () => {
		set({ [keyName(STAFF)]: 'silence' });
		const started = performance.now();
		expect(await verdict(await byStaff(), {}, 300)).toBe('none');
		expect(performance.now() - started).toBeLessThan(2000);
	});

	it('finds a forgery whose signatures and MAIL FROM are of a silent DNS', async () => {
		set({ [keyName(EVIL)]: 'silence', [EVIL]: 'silence' });
		let mail = rawMail({ from: JOHN });
		for (let count = 0; count < 8; count++)
			mail = await signed(mail, { signingDomain: EVIL, privateKey: key.privateKey });
		const claim = { returnPath: `x@${EVIL}` };
		expect(await verdict(mail, claim, 300)).toBe('fail');
		expect(await verdict(mail, { ...claim, client: { ip: FOREIGN, helo: EVIL } }, 300)).toBe('fail');
		expect(dns.asked.filter((each) => each.includes(EVIL))).toEqual([]);
	});

	it('gives up in time when a mail never ends', async () => {
		async function* parts() {
			yield await byStaff();
			for (;;) yield Buffer.alloc(65_536, 'x\r\n');
		}
		const authenticator = new DnsAuthenticator({ servers: [dns.address], timeLimitMs: 300 });
		const raw = { id: 'endless', bytes: 1, parts };
		expect(await authenticator.verdictOn(raw, claimOf({}))).toBe('none');
		// Nor does its length make a forger's mail better than a short one.
		expect(await authenticator.verdictOn(raw, claimOf({ returnPath: `x@${EVIL}` }))).toBe('fail');
	});

	it('says nothing of a mail whose bytes cannot be read', async () => {
		async function* parts() {
			yield await byStaff();
			throw new Error('The store is away.');
		}
		const authenticator = new DnsAuthenticator({ servers: [dns.address] });
		expect(await authenticator.verdictOn({ id: 'x', bytes: 1, parts }, claimOf({}))).toBe('none');
	});

	it('asks the DNS once for what it needs again', async () => {
		const authenticator = new DnsAuthenticator({ servers: [dns.address] });
		const raw = rawMailOfBytes('twice', await byStaff());
		expect(await authenticator.verdictOn(raw, claimOf({}))).toBe('pass');
		const asked = dns.asked.length;
		expect(await authenticator.verdictOn(raw, claimOf({}))).toBe('pass');
		expect(dns.asked).toHaveLength(asked);
	});

	it('asks again after five minutes', async () => {
		const authenticator = new DnsAuthenticator({ servers: [dns.address] });
		const raw = rawMailOfBytes('later', await byStaff());
		expect(await authenticator.verdictOn(raw, claimOf({}))).toBe('pass');
		set({ [keyName(STAFF)]: [] });
		expect(await authenticator.verdictOn(raw, claimOf({}))).toBe('pass');
		const later = Date.now() + 300_001;
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => later);
		expect(await authenticator.verdictOn(raw, claimOf({}))).toBe('none');
		clock.mockRestore();
	});

	it('asks again for what could not be looked up', async () => {
		const authenticator = new DnsAuthenticator({ servers: [dns.address] });
		const raw = rawMailOfBytes('again', await byStaff());
		set({ [keyName(STAFF)]: 'failure' });
		expect(await authenticator.verdictOn(raw, claimOf({}))).toBe('none');
		set({ [keyName(STAFF)]: [key.record] });
		expect(await authenticator.verdictOn(raw, claimOf({}))).toBe('pass');
	});

	it('reads a large mail part by part', async () => {
		const large = rawMail({ from: JOHN, text: 'A line of a large mail.\n'.repeat(400_000) });
		const mail = await signed(large, { signingDomain: STAFF, privateKey: key.privateKey });
		expect(await verdict(mail)).toBe('pass');
		expect(await verdict(edited(mail, 'A line of a large mail.', 'A line of a larger mail.'))).toBe('none');
	});
});

function verdict(
	raw: Buffer,
	claim: Partial<SenderClaim> = {},
	timeLimitMs = 10_000,
): Promise<SenderVerdict> {
	const authenticator = new DnsAuthenticator({ servers: [dns.address], timeLimitMs });
	return authenticator.verdictOn(rawMailOfBytes('mail', raw, 10_000), claimOf(claim));
}

function claimOf(claim: Partial<SenderClaim>): SenderClaim {
	return { address: JOHN, returnPath: undefined, client: undefined, ...claim };
}

function byStaff(options: Partial<Signing> = {}): Promise<Buffer> {
	return sign({ signingDomain: STAFF, ...options });
}

function sign(
	options: Partial<Signing> & { signingDomain: string },
	parts: RawMailParts = {},
): Promise<Buffer> {
	const mail = rawMail({ from: JOHN, text: 'Reboot.', ...parts });
	return signed(mail, { privateKey: key.privateKey, ...options });
}

function keyName(domain: string): string {
	return `mail._domainkey.${domain}`;
}

function set(zone: Zone): void {
	for (const [name, records] of Object.entries(zone)) dns.zone.set(name, records);
}

function edited(mail: Buffer, text: string, instead: string): Buffer {
	return Buffer.from(mail.toString().replace(text, instead));
}

function withHeader(mail: Buffer, body: string): Buffer {
	return Buffer.concat([Buffer.from(`X-Long: ${body}\r\n`), mail]);
}

function brokenAbove(mail: Buffer): Buffer {
	const [signature = ''] = mail.toString().split('From:', 1);
	return Buffer.concat([Buffer.from(signature.replace(/\bbh=.{6}/, 'bh=AAAAAA')), mail]);
}

async function times(count: number): Promise<Buffer> {
	let mail = await byStaff();
	for (let added = 1; added < count; added++)
		mail = await signed(mail, { signingDomain: EVIL, privateKey: key.privateKey });
	return mail;
}
