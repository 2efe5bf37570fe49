import { describe, expect, it } from '@jest/globals';
import { tellingFields } from '../../helpdesk/domain/header-fields';

describe('tellingFields', () => {
	it.each<[string, string, string[]]>([
		[
			'those that say what a mail is',
			'From: a@b.test\r\nX-Spam: 1\r\nSUBJECT: x\r\n\r\n',
			['From: a@b.test', 'SUBJECT: x'],
		],
		['folded ones whole', 'To: a@b.test,\r\n c@d.test\r\nX: 1\r\n\t2\r\n', ['To: a@b.test,\r\n c@d.test']],
		['nothing of the body', 'Date: x\n\nFrom: a@b.test', ['Date: x']],
		['nothing of nothing', '', []],
	])('gives %s', (_what, head, fields) => {
		expect(tellingFields(head)).toEqual(fields);
	});
});
