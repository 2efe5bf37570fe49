import { describe, expect, it } from '@jest/globals';
import { escapeHtml, textToHtml } from '../../helpdesk/domain/html';

describe('escapeHtml', () => {
	it('leaves nothing that opens a tag, an entity or a quoted attribute', () => {
		expect(escapeHtml('<a href="x">&amp;</a>')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt;');
	});
});

describe('textToHtml', () => {
	it.each([
		['line breaks', 'a\r\nb\n\nc', 'a<br>\nb<br>\n<br>\nc'],
		['indents', 'do:\n    a  b\n\tc d', 'do:<br>\n\u00a0\u00a0\u00a0 a\u00a0 b<br>\n\u00a0\u00a0\u00a0 c d'],
		['markup', '<script>x</script>', '&lt;script&gt;x&lt;/script&gt;'],
		[
			'an address',
			'see https://x.test/a?b=1&c=2 now',
			'see <a href="https://x.test/a?b=1&amp;c=2">https://x.test/a?b=1&amp;c=2</a> now',
		],
		[
			'the end of a sentence',
			'(see http://x.test/a).',
			'(see <a href="http://x.test/a">http://x.test/a</a>).',
		],
		[
			'a quote amid an address',
			'https://x.test/"onclick="y',
			'<a href="https://x.test/">https://x.test/</a>&quot;onclick=&quot;y',
		],
		['another scheme', 'javascript:alert(1)', 'javascript:alert(1)'],
		['nothing', '', ''],
	])('writes %s', (_what, text, html) => expect(textToHtml(text)).toBe(html));
});
