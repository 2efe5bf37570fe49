import { describe, expect, it } from '@jest/globals';
import { introLength } from '../../../helpdesk/domain/reply/intro-lines';
import { mailLines } from '../../../helpdesk/domain/reply/line-class';

describe('introLength', () => {
	it.each([
		['one line', 'On 5 Mar 2024, at 10:12, Anna wrote:', 1],
		['a time broken off', 'On Nov 21, 2014,\nat 10:18,\nAnna <a@b.example> wrote:', 3],
		['a lone bracket and colon', 'Am 5.3.2024 10:12 schrieb "Anna" <a@b.example\n>:', 2],
		[
			'an address on lines of its own',
			'On Thu, 31 Mar 2016 at 11:16 Anna\n\n<\nmailto:Anna <a@b.example>\n> wrote:',
			5,
		],
		['an address without a date', 'Anna <a@b.example> schrieb:', 1],
		['no verb, date and address', '2014-03-20 8:48 GMT+01:00 Anna <a@b.example>:', 1],
		['no verb, no colon, a quote below', '2013/7/20 Anna <a@b.example>\n\n> x', 1],
		['a broken charset above a quote', '2013.02.08. 7:31 keltezssel, "Gyrvri" rta:\n> x', 1],
		['the verb first, date last', 'Anna <a@b.example> schrieb am Fr., 28.\nApr. 2017 um 11:53 Uhr:', 2],
		['a verb with a quote below', 'Something wrote:\n> x', 1],
		['a verb with text below', 'Something wrote:\nx', 0],
		[
			'a house number above',
			'Gran Via, 1, 28004, Madrid\nOn 23 February 2022, 14:46, Anna\n<a@b.example> wrote:',
			0,
		],
		['a sentence that ends above', 'On 5 May all was well.\nOn 28 Jan 2016, at 19:04, Anna wrote:', 0],
		['the writer about themselves', 'On 5 May 2024 I wrote:', 0],
		['more than five lines', 'On 5 May 2024\na\nb\nc\nd\nAnna wrote:', 0],
		['a lone date', '2024-03-05 10:12', 0],
	])('%s', (_when, text, expected) => {
		expect(introLength(mailLines(text), 0)).toBe(expected);
	});
});
