import { describe, expect, it } from '@jest/globals';
import { mailLines } from '../../../helpdesk/domain/reply/line-class';
import { quoteSpans } from '../../../helpdesk/domain/reply/quote-spans';

const INTRO = 'On 5 Mar 2024, at 10:12, Anna wrote:';
const WIDE = `> ${'word '.repeat(14)}word`;

describe('quoteSpans', () => {
	it.each([
		['nothing', 'a\nb', []],
		['quoted lines, with the blank ones between', 'a\n> b\n\n> c\nd', [[1, 4, false]]],
		['an intro with its quote', `a\n${INTRO}\n\n> b\nc`, [[1, 4, true]]],
		['all below an intro without quote signs', `a\n${INTRO}\nb\nc`, [[1, 4, true]]],
		['only the intro where nothing stands above', `${INTRO}\nb`, [[0, 1, true]]],
		['the ruler above a header', 'a\n====\n\nFrom: A <a@b.example>\nSubject: x\n\nb', [[1, 7, true]]],
		['the name above a wrapped intro', 'a\n\nAnna Berg\n<a@b.example> wrote:\n> b', [[2, 5, true]]],
		['bars under an intro', `a\n${INTRO}\n| b\n|\n| c`, [[1, 5, true]]],
		['a quoted intro', `a\n> ${INTRO}\n> b`, [[1, 3, true]]],
		['an end of line that lost its sign', `a\n${WIDE}\nrest\n> b`, [[1, 4, false]]],
		[
			'an answer under a full line',
			`a\n${WIDE}?\nYes\n> b`,
			[
				[1, 2, false],
				[3, 4, false],
			],
		],
		['a wrapped copy in a forward', 'Begin forwarded message:\n\n> a.\nB\n> c', [[0, 5, true]]],
	] as const)('finds %s', (_when, text, expected) => {
		const found = quoteSpans(mailLines(text)).map((span) => [span.start, span.end, span.isAttributed]);
		expect(found).toEqual(expected);
	});
});
