import { describe, expect, it } from '@jest/globals';
import { knownLines, withEarlier } from '../../../helpdesk/domain/reply/known-lines';
import { mailLines } from '../../../helpdesk/domain/reply/line-class';

const SENT = 'Hi Anna,\n\nplease tell us which printer you have and since when it fails.\n\nYes?\n----\nAcme';

describe('knownLines', () => {
	it.each([
		['as it was', SENT, [0, 2, 4, 5, 6]],
		[
			'quoted and wrapped',
			'> Hi Anna,\n> please tell us which printer\n> you have and since when it\n> fails.\n> Yes?\n> Acme',
			[0, 1, 2, 3, 4, 5],
		],
		[
			'with answers between',
			'Hi Anna,\nplease tell us which printer you have and since when it fails.\nA blue one.\nYes?\nYes.\nAcme',
			[0, 1, 3, 5],
		],
		['set in bold', '*Hi Anna*,\n*please tell us which printer you have* and since when it fails.', [0, 1]],
	])('finds a text %s', (_how, mail, expected) => {
		expect([...knownLines(mailLines(mail), [SENT], 0).lines].sort((a, b) => a - b)).toEqual(expected);
	});

	it('takes no short line for known that continues nothing', () => {
		expect(knownLines(mailLines('Yes?\nAcme\nHi Anna,'), [SENT], 0).lines.size).toBe(0);
	});

	it('tells whether the text was followed to its end', () => {
		expect(knownLines(mailLines(SENT), [SENT], 0).isComplete).toBe(true);
		expect(knownLines(mailLines(SENT.replace('Acme', '')), [SENT], 0).isComplete).toBe(false);
	});

	it('takes less than a second for 500,000 lines', () => {
		const start = performance.now();
		knownLines(mailLines('please tell us which printer\n'.repeat(500_000)), [SENT.repeat(500)], 0);
		expect(performance.now() - start).toBeLessThan(1000);
	});
});

describe('withEarlier', () => {
	it.each([
		['a greeting', 'Hi Anna,\nyes, I do.'],
		['one sentence', 'please tell us which printer\nwhich one do you mean?'],
	])('leaves %s that comes again', (_what, mail) => {
		expect(withEarlier(mailLines(mail), [SENT]).every(({ place }) => place === undefined)).toBe(true);
	});
});
