import { beforeEach, describe, expect, it } from '@jest/globals';
import {
	mailboxOfReceivingAddress,
	mailboxOfRecipient,
	mailboxOfRecipients,
} from '../../helpdesk/desk/mailbox-of-recipients';
import { receivingAddresses, rotateReceivingAddress } from '../../helpdesk/desk/receiving-address';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { aMail } from '../support/builders';
import { aMailbox, testDesk, type TestDesk } from '../support/test-desk';

const DAY_MS = 86_400_000;
let desk: TestDesk;
let support: Mailbox;

beforeEach(async () => {
	desk = await testDesk();
	support = await aMailbox(desk);
});

describe('receivingAddresses', () => {
	it('makes an address with 130 random bits at the first call, and gives it again', async () => {
		const { current, older } = await receivingAddresses(desk, support.id);
		expect(current.address).toMatch(/^desk-[0-9a-hjkmnp-tv-z]{26}@acme\.test$/);
		expect(older).toEqual([]);
		expect((await receivingAddresses(desk, support.id)).current).toEqual(current);
	});

	it('makes one once, however many ask', async () => {
		const asked = await Promise.all([1, 2, 3].map(() => receivingAddresses(desk, support.id)));
		expect(new Set(asked.map(({ current }) => current.address)).size).toBe(1);
	});

	it.each([
		['another domain', { domain: 'in.acme.test' }, /^desk-\w{26}@in\.acme\.test$/],
		['a plus-part', { kind: 'plus' }, /^support\+\w{26}@acme\.test$/],
		['both', { kind: 'plus', domain: 'in.acme.test' }, /^support\+\w{26}@in\.acme\.test$/],
	] as const)('makes an address with %s', async (_what, wish, expected) => {
		expect((await receivingAddresses(desk, support.id, wish)).current.address).toMatch(expected);
	});

	it.each([
		['a mailbox that is not there', 'nobody', {}, 'mailbox-not-found'],
		['a domain that is none', undefined, { domain: 'not a domain' }, 'invalid-input'],
	])('refuses %s', async (_what, id, wish, code) => {
		await expect(receivingAddresses(desk, id ?? support.id, wish)).rejects.toMatchObject({ code });
	});
});

describe('rotateReceivingAddress', () => {
	it('makes another of the same kind, and honours the old one until its time is over', async () => {
		const first = (await receivingAddresses(desk, support.id, { kind: 'plus' })).current;
		const { current, older } = await rotateReceivingAddress(desk, support.id, 30);
		expect(current.address).toMatch(/^support\+\w{26}@acme\.test$/);
		expect(current.address).not.toBe(first.address);
		expect(older.map(({ address }) => address)).toEqual([first.address]);
		desk.wait(30 * DAY_MS - 1);
		expect(await mailboxOfRecipient(desk, first.address)).toBe(support.id);
		desk.wait(1);
		expect(await mailboxOfRecipient(desk, first.address)).toBeUndefined();
		expect(await mailboxOfRecipient(desk, current.address)).toBe(support.id);
		expect((await receivingAddresses(desk, support.id)).older).toEqual([]);
	});

	it('ends the old one at once for 0 days', async () => {
		const first = (await receivingAddresses(desk, support.id)).current;
		await rotateReceivingAddress(desk, support.id, 0);
		expect(await mailboxOfRecipient(desk, first.address)).toBeUndefined();
	});

	it.each([-1, 4000, Number.NaN])('refuses to honour the old one for %d days', async (days) => {
		expect(() => rotateReceivingAddress(desk, support.id, days)).toThrow(
			expect.objectContaining({ code: 'invalid-input' }),
		);
	});
});

describe('mailboxOfRecipient', () => {
	it.each([
		['the mailbox’s own address', 'Support@acme.test', true],
		['it with a plus-part', 'support+c01@acme.test', true],
		['somebody else’s', 'sales@acme.test', false],
		['another domain', 'support@example.test', false],
	])('knows %s', async (_what, recipient, isKnown) => {
		expect(await mailboxOfRecipient(desk, recipient)).toBe(isKnown ? support.id : undefined);
	});

	it('knows a receiving address in any case, and with a token of ours added', async () => {
		const { address } = (await receivingAddresses(desk, support.id)).current;
		expect(await mailboxOfRecipient(desk, address.toUpperCase())).toBe(support.id);
		expect(await mailboxOfRecipient(desk, address.replace('@', '+c01@'))).toBe(support.id);
	});
});

describe('mailboxOfRecipients', () => {
	it.each(['delivered-to', 'x-forwarded-to', 'x-original-to', 'to', 'cc'])('looks at %s', async (name) => {
		const { address } = (await receivingAddresses(desk, support.id)).current;
		const mail = aMail({ headers: { to: 'support@acme.test', [name]: `The desk <${address}>` } });
		expect(await mailboxOfRecipients(desk, mail)).toBe(support.id);
	});

	it('prefers the envelope', async () => {
		const sales = await aMailbox(desk, { address: 'sales@acme.test' });
		const inHeader = (await receivingAddresses(desk, support.id)).current.address;
		const inEnvelope = (await receivingAddresses(desk, sales.id)).current.address;
		const envelope = { returnPath: '', recipients: [inEnvelope] };
		expect(await mailboxOfRecipients(desk, aMail({ headers: { to: inHeader } }), envelope)).toBe(sales.id);
	});

	it('passes over an address whose time is over, and plain addresses', async () => {
		const first = (await receivingAddresses(desk, support.id)).current.address;
		const { current } = await rotateReceivingAddress(desk, support.id, 0);
		expect(await mailboxOfReceivingAddress(desk, [first, 'support@acme.test'])).toBeUndefined();
		expect(await mailboxOfReceivingAddress(desk, [first, current.address])).toBe(support.id);
	});
});
