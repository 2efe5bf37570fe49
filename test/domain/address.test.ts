import { describe, expect, it } from '@jest/globals';
import {
	addressKey,
	domainOf,
	formatAddress,
	isAddress,
	plusPart,
	safeDisplayName,
	withoutPlusPart,
	withPlusPart,
} from '../../helpdesk/domain/address';

describe('addressKey', () => {
	it('is the same for any case and for space around', () => {
		expect(addressKey(' Frank@Customer.TEST ')).toBe('frank@customer.test');
	});
});

describe('isAddress', () => {
	it.each([
		'a@b',
		'frank.furter+x@customer.test',
		"o'neil@customer.test",
		'jörg@münchen.test',
		`${'a'.repeat(64)}@b.test`,
	])('takes %s', (text) => expect(isAddress(text)).toBe(true));

	it.each([
		'',
		'frank',
		'@b.test',
		'a@',
		'a@b@c',
		'a b@c.test',
		'Frank <a@b.test>',
		'a@b.test, c@d.test',
		'a@b.test\r\nBcc: c@d.test',
		'a@b.test\n',
		`${'a'.repeat(65)}@b.test`,
	])('refuses %j', (text) => expect(isAddress(text)).toBe(false));
});

describe('domainOf', () => {
	it.each([
		['a@B.test', 'b.test'],
		[' "a@x"@b.test ', 'b.test'],
	])('of %s is %s', (address, domain) => expect(domainOf(address)).toBe(domain));
});

describe('plusPart', () => {
	it.each([
		['a+b@c.test', 'b', 'a@c.test'],
		['a+b+c@d.test', 'b+c', 'a@d.test'],
		['a+@b.test', '', 'a@b.test'],
		['a@b.test', undefined, 'a@b.test'],
		['+b@c.test', undefined, '+b@c.test'],
		['a@b+c.test', undefined, 'a@b+c.test'],
		['a', undefined, 'a'],
	])('of %s is %s, and the rest %s', (address, part, rest) => {
		expect(plusPart(address)).toBe(part);
		expect(withoutPlusPart(address)).toBe(rest);
	});
});

describe('withPlusPart', () => {
	it('adds the part in front of the last @', () => {
		expect(withPlusPart('support@acme.test', 'abc')).toBe('support+abc@acme.test');
	});

	it('is undefined when the local part would pass 64 octets', () => {
		const address = `${'a'.repeat(24)}@acme.test`;
		expect(withPlusPart(address, 'b'.repeat(39))).toBe(`${'a'.repeat(24)}+${'b'.repeat(39)}@acme.test`);
		expect(withPlusPart(address, 'b'.repeat(40))).toBeUndefined();
	});
});

describe('safeDisplayName', () => {
	it.each([
		['line breaks', 'A\r\nBcc: x@y.test', 'A Bcc: x@y.test'],
		['other separators of lines', 'A\u2028B\u2029C\u0085D', 'A B C D'],
		['brackets, quotes and backslashes', '"John" <john@acme.test>\\', 'John john@acme.test'],
		['space around and between', '  A \t  B ', 'A B'],
		['nothing', ' \r\n ', ''],
		['letters of any script', 'Jörg 山田 🖨', 'Jörg 山田 🖨'],
	])('makes %s safe', (_what, text, name) => expect(safeDisplayName(text)).toBe(name));

	it('ends after 120 characters', () => {
		expect(safeDisplayName('ab '.repeat(100))).toHaveLength(119);
	});
});

describe('formatAddress', () => {
	it.each([
		[{ name: 'Frank', address: 'a@b.test' }, 'Frank <a@b.test>'],
		[{ name: '', address: 'a@b.test' }, 'a@b.test'],
	])('writes %o', (address, text) => expect(formatAddress(address)).toBe(text));
});
