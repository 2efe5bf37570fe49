import { describe, expect, it } from '@jest/globals';
import { mailLines } from '../../../helpdesk/domain/reply/line-class';
import { lineRoles } from '../../../helpdesk/domain/reply/line-roles';

const INTRO = 'Anna <a@b.example> wrote:';
const LETTER = { reply: 'r', signature: 's', quote: 'q' } as const;

describe('lineRoles', () => {
	it.each([
		['top post', `a\n${INTRO}\n> b`, 'rqq'],
		['bottom post', `${INTRO}\n> b\na`, 'qqr'],
		['answers between', `${INTRO}\n> b\na\n> c\nd\n> e`, 'rrrrrq'],
		['a new quote under a bottom post', `> b\na\n${INTRO}\n> c`, 'rrqq'],
		['a signature above the quote', `a\n-- \nb\n${INTRO}\n> c`, 'rssqq'],
		['a phone line and what follows', 'a\nSent from my iPhone\nb', 'rss'],
		['a phone line with the words below', 'Sent from my iPhone\nb', 'sr'],
		['a delimiter with nothing above', '-- \na', 'rr'],
		['a delimiter over a quote only', `-- \na\n${INTRO}\n> b`, 'ssqq'],
		['a quote and a signature', '> a\n-- \nb', 'rss'],
		['a long text under underscores', `a\n____\n${'b\n'.repeat(20)}c`, 'r'.repeat(23)],
		['a name with a dash', 'a\n\n-Anna Berg', 'rrs'],
		['a list of names', 'a\n-Anna\n-Ben', 'rrr'],
	])('%s', (_when, text, expected) => {
		const roles = lineRoles(mailLines(text), { keepInline: true, cutClosing: false, authorNames: [] });
		expect(roles.map((role) => LETTER[role]).join('')).toBe(expected);
	});
});
