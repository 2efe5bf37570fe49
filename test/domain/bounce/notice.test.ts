import { describe, expect, it } from '@jest/globals';
import { noticeOf } from '../../../helpdesk/domain/bounce/notice';
import { aMail } from '../../support/builders';

describe('noticeOf', () => {
	it.each([
		[
			'a line above the copy',
			'It failed.\n--- Below this line is a copy of the message.\n\nReturn-Path: <a@b.test>\nTo: c@d.test',
			'It failed.',
		],
		[
			'no line at all',
			'It failed.\n\nReceived: from a\n by b\nMessage-ID: <x@y.test>\n\nHello',
			'It failed.\n',
		],
		[
			'fields of the notice itself',
			'Your message\n  To: c@d.test\n  Subject: Hi\ndid not arrive.',
			undefined,
		],
		['no copy', 'It failed.', undefined],
	])('parts a text with %s', (_what, text, words) => {
		const notice = noticeOf(aMail({ text }));
		expect(notice.words).toBe(words ?? text);
		expect(notice.returned === '').toBe(words === undefined);
	});
});
