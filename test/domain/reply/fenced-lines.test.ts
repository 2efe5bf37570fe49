import { describe, expect, it } from '@jest/globals';
import { fencedLines } from '../../../helpdesk/domain/reply/fenced-lines';
import { mailLines } from '../../../helpdesk/domain/reply/line-class';
import type { MailLine } from '../../../helpdesk/domain/reply/mail-line';

describe('fencedLines', () => {
	it.each([
		['code with its fences', 'a\n```\nb\n```\nc', [1, 2, 3]],
		['two stretches of code', '```\na\n```\nb\n```js\nc\n```', [0, 1, 2, 4, 5, 6]],
		['nothing behind a fence that nobody closed', 'a\n```\nb', []],
		['nothing between fences too far apart', `\`\`\`${'\na'.repeat(300)}\n\`\`\``, []],
	])('finds %s', (_what, text, expected) => {
		expect([...fencedLines(mailLines(text))]).toEqual(expected);
	});

	it('finds no code across a line that a program calls quoted', () => {
		const lines = mailLines('```\na\n```').map((line, at): MailLine =>
			at === 1 ? { ...line, kind: 'quoted', place: 'quote' } : line,
		);
		expect([...fencedLines(lines)]).toEqual([]);
	});
});
