import { describe, expect, it } from '@jest/globals';
import {
	findTokens,
	formatToken,
	isSameMac,
	isTokenExpired,
	lastTokenDay,
	TOKEN_DAYS,
	tokenText,
	type TokenParts,
} from '../../helpdesk/domain/token';
import { NOW } from '../support/builders';

const DAY_MS = 86_400_000;
const PARTS: TokenParts = {
	purpose: 'staff',
	keyNumber: 33,
	lastDay: 20_869,
	outboundMailId: '06h02tatz3cfx11w',
	mac: 'zyxwvtsrqpnmkjhg',
};

describe('formatToken', () => {
	it.each<[string, Partial<TokenParts>]>([
		['a staff token', {}],
		['a customer token', { purpose: 'customer' }],
		['a token that confirms', { purpose: 'confirm' }],
		['the smallest numbers', { keyNumber: 0, lastDay: 0 }],
		['the largest numbers', { keyNumber: 1023, lastDay: 1_048_575 }],
	])('writes 39 characters that findTokens reads again: %s', (_what, parts) => {
		const token = formatToken({ ...PARTS, ...parts });
		expect(token).toMatch(/^[sck][0-9a-hjkmnp-tv-z]{38}$/);
		expect(findTokens(token)).toEqual([{ ...PARTS, ...parts }]);
	});
});

describe('findTokens', () => {
	const token = formatToken(PARTS);

	it.each([
		['in capitals', token.toUpperCase()],
		['in a Message-ID', `<hd.${token}@acme.test>`],
		['in a plus-part', `support+${token}@acme.test`],
		['in brackets', `line -- [${token}]`],
		['twice', `${token} ${token.toUpperCase()}`],
	])('finds a token %s, once', (_where, text) => expect(findTokens(text)).toEqual([PARTS]));

	it('finds all of a text in its order', () => {
		const other = { ...PARTS, purpose: 'customer' as const };
		expect(findTokens(`${formatToken(other)},${token}`)).toEqual([other, PARTS]);
	});

	it.each([
		['cut short', token.slice(0, -1)],
		['too long', `${token}a`],
		['part of a word', `a${token}`],
		['wrapped', `${token.slice(0, 20)}\n${token.slice(20)}`],
		['with a letter that is no digit', token.replace('zyx', 'zyu')],
		['of an unknown purpose', `x${token.slice(1)}`],
	])('finds none that is %s', (_how, text) => expect(findTokens(text)).toEqual([]));

	it('is done with a large text at once', () => {
		const before = Date.now();
		findTokens('s0'.repeat(2_000_000));
		expect(Date.now() - before).toBeLessThan(1000);
	});
});

describe('tokenText', () => {
	const claim = { conversationId: 'c', messageId: 'm', recipientKey: 'a@b.test' };
	const text = tokenText(PARTS, claim);

	it.each<[string, string]>([
		['purpose', tokenText({ ...PARTS, purpose: 'customer' }, claim)],
		['key', tokenText({ ...PARTS, keyNumber: 34 }, claim)],
		['last day', tokenText({ ...PARTS, lastDay: 20_870 }, claim)],
		['mail', tokenText({ ...PARTS, outboundMailId: '06h02tatz3cfx11x' }, claim)],
		['conversation', tokenText(PARTS, { ...claim, conversationId: 'd' })],
		['message', tokenText(PARTS, { ...claim, messageId: 'n' })],
		['recipient', tokenText(PARTS, { ...claim, recipientKey: 'c@b.test' })],
		['border between two fields', tokenText(PARTS, { ...claim, conversationId: 'c","m', messageId: '' })],
	])('changes with the %s', (_what, other) => expect(other).not.toBe(text));
});

describe('isTokenExpired', () => {
	const lastDay = lastTokenDay(NOW);

	it.each([
		['at once', 0, false],
		[`on day ${TOKEN_DAYS}`, TOKEN_DAYS * DAY_MS, false],
		[`on day ${TOKEN_DAYS + 1}`, (TOKEN_DAYS + 1) * DAY_MS, true],
	])('judges a token %s', (_when, ms, isExpired) => {
		expect(isTokenExpired({ lastDay }, new Date(NOW.getTime() + ms))).toBe(isExpired);
	});
});

describe('isSameMac', () => {
	it.each([
		['abc', 'abc', true],
		['abc', 'abd', false],
		['abc', 'xbc', false],
		['abc', 'abcd', false],
		['abc', '', false],
	])('compares %j with %j', (a, b, isSame) => expect(isSameMac(a, b)).toBe(isSame));
});
