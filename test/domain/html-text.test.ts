import { describe, expect, it } from '@jest/globals';
import { mailHtml } from '../../helpdesk/adapters/html/html';
import { textOfHtml } from '../../helpdesk/domain/html-text';

describe('textOfHtml', () => {
	it.each([
		['breaks', 'a<br>b', 'a\nb'],
		['blocks', '<div>a</div><div>b</div>', 'a\nb'],
		['entities', 'a &amp; b', 'a & b'],
		['pictures, which say nothing', 'a <img src="cid:x@y.test"><br>b', 'a\nb'],
		['a link with its address', '<a href="https://acme.test/">Acme</a>', 'Acme [https://acme.test/]'],
		['a list', '<ul><li>a</li><li>b</li></ul>', '* a\n* b'],
		['a table', '<table><tr><td>a</td></tr><tr><td>b</td></tr></table>', 'a\nb'],
		['nothing', '<div> </div>', ''],
	])('reads %s', (_what, html, text) => {
		const lines = textOfHtml(mailHtml.parse(html) ?? []).split('\n');
		expect(lines.map((line) => line.trim()).join('\n')).toBe(text);
	});
});
