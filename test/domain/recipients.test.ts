import { describe, expect, it } from '@jest/globals';
import { addressesIn, recipientFields, recipientFieldsOfRaw } from '../../helpdesk/domain/recipients';
import { rawMail } from '../support/raw-mail';

describe('recipientFields', () => {
	it('gives the surest first, repeated fields in their order', () => {
		const headers = new Map([
			['to', ['a@b.test']],
			['x-forwarded-to', ['c@d.test']],
			['delivered-to', ['e@f.test', 'g@h.test']],
			['subject', ['i@j.test']],
		]);
		expect(recipientFields({ headers })).toEqual(['e@f.test', 'g@h.test', 'c@d.test', 'a@b.test']);
	});
});

describe('recipientFieldsOfRaw', () => {
	it.each<[string, Buffer, string[]]>([
		[
			'CRLF',
			rawMail({ to: 'Söme <a@b.test>', headers: ['Delivered-To: c@d.test'] }),
			['c@d.test', 'a@b.test'],
		],
		['LF only', Buffer.from('To: a@b.test\nCC: c@d.test\n\nTo: e@f.test'), ['a@b.test', 'c@d.test']],
		['a folded field', Buffer.from('To: a@b.test,\r\n\tc@d.test\r\n\r\n'), ['a@b.test', 'c@d.test']],
		['no header at all', Buffer.from('\r\n\r\nTo: a@b.test'), []],
		['no mail', Buffer.alloc(0), []],
		['what no mail is', Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7) % 256)), []],
	])('reads mail with %s', (_what, raw, expected) => {
		expect(addressesIn(recipientFieldsOfRaw(raw))).toEqual(expected);
	});

	it('looks no further than the header, and is quick with one that has no end', () => {
		const endless = Buffer.from(`To: ${'a@b.test, '.repeat(3_000_000)}`);
		const start = performance.now();
		expect(addressesIn(recipientFieldsOfRaw(endless))).toEqual(['a@b.test']);
		expect(performance.now() - start).toBeLessThan(1000);
	});
});

describe('addressesIn', () => {
	it.each<[string, string[]]>([
		['"Desk, The" <desk-k3j9@in.test>, other@in.test', ['desk-k3j9@in.test', 'other@in.test']],
		['rfc822;desk@in.test', ['desk@in.test']],
		['no address', []],
	])('in %s', (text, expected) => {
		expect(addressesIn([text])).toEqual(expected);
	});

	it('is quick with a text that is made to be slow', () => {
		const start = performance.now();
		expect(addressesIn(['a'.repeat(200_000)])).toEqual([]);
		expect(performance.now() - start).toBeLessThan(1000);
	});
});
