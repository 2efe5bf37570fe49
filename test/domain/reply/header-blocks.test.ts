import { describe, expect, it } from '@jest/globals';
import { headerBlockLength } from '../../../helpdesk/domain/reply/header-blocks';
import { mailLines } from '../../../helpdesk/domain/reply/line-class';

describe('headerBlockLength', () => {
	it.each([
		['from and subject with an address', 'From: A <a@b.example>\nSubject: x\n\ntext', 2],
		[
			'names without address, but date and subject',
			'From: A\nSent: 5 March 2024 10:12\nTo: B\nSubject: x\ntext',
			4,
		],
		['another order', 'To: b@c.example\nDate: x\nFrom: A\n\ntext', 3],
		['unknown names between', 'Da: A\nRisposta: B\nData: 5/3/2024 15:26\nA: B\nOggetto: x', 5],
		['a folded address', 'From: A\n<a@b.example>\nSent: 5 March 2024\nSubject: x', 4],
		['blank lines between (BlackBerry)', 'From: a@b.example\n\nDate: 5 March\nTo: b\n\n\nSubject: x', 7],
		['full-width colons', '发件人：A <a@b.example>\n主题：x', 2],
		['a route that somebody wants', 'From: London\nTo: Paris\nDate: 5 March', 0],
		['one name only', 'From: a@b.example\ntext', 0],
		['text before it', 'text\nFrom: a@b.example\nSubject: x', 0],
	])('%s', (_when, text, expected) => {
		expect(headerBlockLength(mailLines(text), 0)).toBe(expected);
	});
});
