import { describe, expect, it } from '@jest/globals';
import { htmlText } from '../../../helpdesk/adapters/mime/html-text';

describe('htmlText', () => {
	const table: [string, string, string][] = [
		['paragraphs apart', '<p>Hello <b>Frank</b>,</p><p>bye</p>', 'Hello Frank,\n\nbye'],
		['a line for each block and break', '<div>one<br>two</div><div>three</div>', 'one\ntwo\nthree'],
		['white space as one space', '<p>  one \n\t two  </p>', 'one two'],
		['entities', 'a &amp; b &lt;c&gt; &eacute;', 'a & b <c> é'],
		['the rows and cells of a table', '<table><tr><td>a<td>b<tr><td>c</table>', 'a b\nc'],
		['lists', '<ul><li>a<li>b</ul><ol><li>x<li>y</ol>', '* a\n* b\n\n1. x\n2. y'],
		[
			'quotes',
			'<p>new</p><blockquote><p>a</p><p>b</p><blockquote>c</blockquote></blockquote>end',
			'new\n\n> a\n>\n> b\n>\n>> c\n>\nend',
		],
		['links with their address', '<a href="https://x.test/a">here</a>', 'here [https://x.test/a]'],
		['an address that is its own text once', '<a href="mailto:a@b.test">a@b.test</a>', 'a@b.test'],
		['preformatted text as it is', '<pre>a  b\n  c</pre>', 'a  b\n  c'],
		[
			'nothing that is not seen',
			'<head><title>t</title><style>s</style></head><script>x</script>seen',
			'seen',
		],
		['a rule', 'a<hr>b', `a\n${'-'.repeat(40)}\nb`],
		['nothing of nothing', '', ''],
	];
	it.each(table)('gives %s', (_, html, expected) => {
		expect(htmlText(html)).toBe(expected);
	});

	it.each([
		['deep', `${'<div>'.repeat(50_000)}down here`],
		['closed where it was not open', `${'<b>'.repeat(2_000)}${'</p>'.repeat(50_000)}down here`],
		['made of angle brackets', `${'<div>'.repeat(2_000)}${'<'.repeat(100_000)} down here`],
	])('reads HTML that is %s to its end', (_, html) => {
		const start = performance.now();
		expect(htmlText(html)).toContain('down here');
		expect(performance.now() - start).toBeLessThan(5_000);
	});
});
