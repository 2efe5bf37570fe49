import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DnsAuthenticator } from '../../helpdesk/adapters/authentication/dns-authenticator';
import { ownVerdictOn } from '../../helpdesk/desk/check-sender';
import { readInbound } from '../../helpdesk/desk/read-inbound';
import { receiveMail } from '../../helpdesk/desk/receive-mail';
import type { Envelope } from '../../helpdesk/domain/forwarded-mail';
import type { MailboxSettings } from '../../helpdesk/domain/mailbox';
import type { SenderVerdict } from '../../helpdesk/domain/sender-check';
import { startDnsServer, type DnsServer } from '../support/dns-server';
import { rawMail, type RawMailParts } from '../support/raw-mail';
import { aMailbox, arrive, aStaff, offerDue, testDesk, type TestDesk } from '../support/test-desk';

const JOHN = 'john@acme-staff.test';
const SUPPORT = 'support@acme.test';
const RECEIVING = 'in-3f9a@inbound.acme.test';
const LET_IN = { ip: '192.0.2.1', helo: 'mail.acme-staff.test' };
const FOREIGN = { ip: '198.51.100.7', helo: 'mail.evil.test' };
const RECEIVED = 'Received: from mail.test by mx.acme.test';
const PASS = 'Authentication-Results: mx.acme.test; dmarc=pass header.from=acme-staff.test';

interface Arrival extends RawMailParts {
	readonly envelope?: Envelope;
}

let dns: DnsServer;
let desk: TestDesk;

beforeAll(async () => {
	dns = await startDnsServer();
});

afterAll(() => dns.close());

beforeEach(async () => {
	dns.asked.length = 0;
	for (const domain of ['acme-staff.test', 'acme.test', 'customer.test']) {
		dns.zone.set(`_dmarc.${domain}`, ['TXT v=DMARC1; p=reject']);
		dns.zone.set(domain, ['TXT v=spf1 ip4:192.0.2.1 -all']);
	}
	const authenticator = new DnsAuthenticator({ servers: [dns.address], timeLimitMs: 500 });
	desk = { ...(await testDesk()), authenticator };
	await aStaff(desk, { alternateAddresses: ['john@home.test'], unconfirmedAddresses: ['john@home.test'] });
});

describe('ownVerdictOn', () => {
	it.each<[string, SenderVerdict, Arrival]>([
		[
			'its client is let in',
			'pass',
			{ envelope: { returnPath: JOHN, recipients: [SUPPORT], client: LET_IN } },
		],
		[
			'its client is not let in',
			'fail',
			{ envelope: { returnPath: JOHN, recipients: [SUPPORT], client: FOREIGN } },
		],
		[
			'its client is not let in, and it is to a plus-address',
			'fail',
			{ envelope: { returnPath: JOHN, recipients: ['Support+token@acme.test'], client: FOREIGN } },
		],
		[
			'its client is a forwarder that is not let in',
			'none',
			{ envelope: { returnPath: JOHN, recipients: [RECEIVING], client: FOREIGN } },
		],
		[
			'its client is a forwarder that is let in',
			'none',
			{ envelope: { returnPath: JOHN, recipients: [RECEIVING], client: LET_IN } },
		],
		[
			'its envelope names a stranger',
			'fail',
			{ envelope: { returnPath: 'x@evil.test', recipients: [SUPPORT] } },
		],
		[
			'a forwarder’s envelope names a stranger',
			'none',
			{ envelope: { returnPath: 'x@evil.test', recipients: [RECEIVING] } },
		],
		[
			'a forwarder’s envelope names a stranger, as its header does',
			'none',
			{
				headers: ['Return-Path: <x@evil.test>', RECEIVED],
				envelope: { returnPath: 'x@evil.test', recipients: [RECEIVING] },
			},
		],
		[
			'it was delivered for our own domain, as forwarders write it',
			'none',
			{ headers: ['Return-Path: <support+caf_=me=gmail.test@acme.test>', RECEIVED] },
		],
		['it was delivered for a stranger', 'fail', { headers: ['Return-Path: <x@evil.test>', RECEIVED] }],
		['it was delivered for staff', 'none', { headers: [`Return-Path: <${JOHN}>`, RECEIVED] }],
		['it was delivered for nobody', 'none', { headers: ['Return-Path: <>', RECEIVED] }],
		['its header is not whole', 'none', { headers: ['Return-Path: <x@evil.test>'] }],
		[
			'its client is known, and its header names a stranger',
			'pass',
			{
				headers: ['Return-Path: <x@evil.test>', RECEIVED],
				envelope: { returnPath: '', recipients: [SUPPORT], client: LET_IN },
			},
		],
	])('when %s: %s', async (_when, expected, arrival) => {
		dns.zone.set('mail.acme-staff.test', ['TXT v=spf1 ip4:192.0.2.1 -all']);
		expect(await verdictOn({ from: JOHN, ...arrival })).toBe(expected);
	});

	it('believes the client that brings mail to a mailbox with a plus-part of its own', async () => {
		const address = 'support+eu@acme.test';
		const envelope = { returnPath: JOHN, recipients: [address], client: LET_IN };
		expect(await verdictOn({ from: JOHN, envelope }, { address })).toBe('pass');
	});

	it.each<[string, boolean, RawMailParts, Partial<MailboxSettings>?]>([
		['comes from staff', true, { from: JOHN }],
		['comes from an address of staff to be confirmed', true, { from: 'john@home.test' }],
		['comes from a mailbox of ours', true, { from: SUPPORT }],
		['comes from a customer', false, { from: 'frank@customer.test' }],
		['names staff and a stranger in From', false, { from: `${JOHN}, eve@evil.test` }],
		['is for a mailbox that does not ask for it', false, { from: JOHN }, { checksSenders: false }],
		['is for a mailbox that believes tokens', false, { from: JOHN }, { senderCheck: 'token-only' }],
		[
			'was passed by our server',
			false,
			{ from: JOHN, headers: [PASS] },
			{ trustedServers: ['mx.acme.test'] },
		],
		['was passed by a server that is not ours', true, { from: JOHN, headers: [PASS] }],
	])('asks about mail that %s: %s', async (_which, isAsked, parts, settings = {}) => {
		await verdictOn(parts, settings);
		expect(dns.asked.length > 0).toBe(isAsked);
	});

	it('lets mail through in time when the DNS is silent', async () => {
		dns.zone.set('_dmarc.acme-staff.test', 'silence');
		const mailbox = await aMailbox(desk, { checksSenders: true });
		const { outcome } = await arrive(desk, mailbox, { from: JOHN });
		expect(outcome.kind).toBe('new-conversation');
	});
});

async function verdictOn(
	{ envelope, ...parts }: Arrival,
	settings: Partial<MailboxSettings> = {},
): Promise<SenderVerdict> {
	const mailbox = await aMailbox(desk, { checksSenders: true, ...settings });
	await receiveMail(desk, mailbox.id, [
		{ sourceKey: 'mail', raw: rawMail(parts), ...(envelope && { envelope }) },
	]);
	const [inbound] = await offerDue(desk, mailbox.id, 1);
	return await ownVerdictOn(desk, await readInbound(desk, inbound?.id ?? '', inbound), mailbox);
}
