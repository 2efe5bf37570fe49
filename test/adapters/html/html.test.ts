import { describe, expect, it } from '@jest/globals';
import { mailHtml } from '../../../helpdesk/adapters/html/html';

describe('clean', () => {
	it.each([
		['a script', '<p>a<script>alert(1)</script></p>', '<p>a</p>'],
		['a handler', '<p onclick="alert(1)">a</p>', '<p>a</p>'],
		['a script as address', '<a href="javascript:alert(1)">a</a>', '<a rel="noopener noreferrer">a</a>'],
		[
			'a script as address, hidden',
			'<a href="&#106;ava&#10;script:alert(1)">a</a>',
			'<a rel="noopener noreferrer">a</a>',
		],
		['a style sheet', '<style>p{color:red}</style><p>a</p>', '<p>a</p>'],
		['a form', '<form action="https://x.example"><input value="b">a<button>Go</button></form>', 'aGo'],
		['a frame', '<iframe src="https://x.example">b</iframe>a', 'a'],
		['a picture that holds a script', '<svg onload="alert(1)"><script>1</script></svg>a', 'a'],
		['a picture as SVG data', '<img src="data:image/svg+xml;base64,PHN2Zz4=">a', 'a'],
		['a picture of one pixel', '<img src="https://x.example/seen.gif" width="1" height="1">a', 'a'],
		['a loading style', '<p style="background:url(https://x.example)">a</p>', '<p>a</p>'],
		['a style that positions', '<p style="position:fixed;color:red">a</p>', '<p style="color:red">a</p>'],
		['a style that runs', '<p style="width:expression(alert(1))">a</p>', '<p>a</p>'],
		['an escaped style', '<p style="color:\\75 rl(1)">a</p>', '<p>a</p>'],
		['ids, classes and data', '<p id="helpdesk-x" class="y" data-z="1">a</p>', '<p>a</p>'],
		['a comment', 'a<!-- token -->', 'a'],
		['what no reader sees', '<div style="display: none">token</div>a', 'a'],
		[
			'a base address',
			'<base href="https://x.example"><a href="/y">a</a>',
			'<a href="/y" rel="noopener noreferrer">a</a>',
		],
	])('takes out %s', (_what, html, expected) => expect(mailHtml.clean(html)).toBe(expected));

	it.each([
		['a line', 'MsoNormal', '', 'margin:0'],
		['a line with its own margin', 'MsoNormal', 'margin-left:36.0pt', 'margin:0;margin-left:36.0pt'],
		[
			'an entry of a list',
			'MsoListParagraphCxSpFirst',
			'text-indent:-18pt',
			'margin:0 0 0 36pt;text-indent:-18pt',
		],
	])('keeps the space around a paragraph of Outlook as it was typed: %s', (_what, name, style, expected) =>
		expect(mailHtml.clean(`<p class="${name}" style="${style}">a</p>`)).toBe(`<p style="${expected}">a</p>`),
	);

	it.each([
		['pictures of the mail', '<img src="cid:photo@x" alt="The printer" width="200" />'],
		['pictures of the web', '<img src="https://x.example/a.png" />'],
		['text styles', '<span style="color:rgb(1, 2, 3);font-family:Arial, sans-serif">a</span>'],
		['tables', '<table border="1"><tbody><tr><td colspan="2" style="width:10%">a</td></tr></tbody></table>'],
		['lists and headings', '<h2>a</h2><ol start="3"><li>b</li></ol>'],
		['direction', '<div dir="rtl">שלום</div>'],
	])('keeps %s', (_what, html) => expect(mailHtml.clean(html)).toBe(html));
});

describe('parse', () => {
	it.each([
		['500 kB of <div>', '<div>'.repeat(100_000)],
		[
			'open formatting in each paragraph',
			`<p>${numbered(20_000, (n) => `<b id=${n}>`)}</p>${'<p>x</p>'.repeat(10_000)}`,
		],
		['open comments', '<!--'.repeat(120_000)],
		['open attributes', '<a href="'.repeat(50_000)],
		['60,000 attributes', `<div ${numbered(60_000, (n) => `a${n}=1 `)}>`],
		['150,000 line breaks', 'x<br>'.repeat(100_000)],
	])('takes %s in less than a second', (_what, html) => {
		const start = performance.now();
		mailHtml.clean(html);
		expect(performance.now() - start).toBeLessThan(1000);
	});

	it('flattens what is nested deeper than 200, and loses no word of it', () => {
		const nodes = mailHtml.parse(`${'<div>'.repeat(5_000)}deep${'</div>'.repeat(5_000)}`) ?? [];
		const html = mailHtml.serialize(nodes);
		expect(html).toContain('deep');
		expect(html.split('<div>').length - 1).toBe(200);
	});

	it('gives nothing of HTML that is too large or too tangled', () => {
		expect(mailHtml.parse('x'.repeat(600_000))).toBeUndefined();
		expect(mailHtml.parse('<br>'.repeat(60_000))).toBeUndefined();
		expect(mailHtml.clean('<br>'.repeat(60_000))).toBe('');
	});
});

function numbered(count: number, part: (n: number) => string): string {
	return Array.from({ length: count }, (_, n) => part(n)).join('');
}
