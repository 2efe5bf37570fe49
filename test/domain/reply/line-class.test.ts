import { describe, expect, it } from '@jest/globals';
import { mailLines } from '../../../helpdesk/domain/reply/line-class';

describe('mailLines', () => {
	it.each([
		['', 'empty'],
		['\u00a0\u200b', 'empty'],
		['> text', 'quoted'],
		['\u200b>', 'quoted'],
		[`${' '.repeat(700)}x`, 'text'],
		['| text', 'pipe'],
		['| a | b |', 'text'],
		['-- ', 'delimiter'],
		['________', 'delimiter'],
		['--------', 'divider'],
		['Sent from my iPhone', 'mobile'],
		['words', 'text'],
	])('takes %j for %s', (raw, kind) => {
		expect(mailLines(raw)).toMatchObject([{ raw, kind }]);
	});

	it.each(['a\nb', 'a\r\nb', 'a\rb'])('ends lines as any system does: %j', (text) => {
		expect(mailLines(text).map((line) => line.raw)).toEqual(['a', 'b']);
	});
});
