import { describe, expect, it } from '@jest/globals';
import { extractReply } from '../../helpdesk/domain/reply/reply-extraction';
import { isQuotable, MAX_QUOTED, quoteOf, withQuote, type QuotedEntry } from '../../helpdesk/domain/quote';
import { aMessage, NOW } from '../support/builders';

const ENTRY: QuotedEntry = { name: 'Frank', text: 'Hello.', html: '', createdAt: NOW };

describe('quoteOf', () => {
	it('is empty when there is nothing to quote', () => {
		expect(quoteOf([])).toEqual({ text: '', html: '' });
	});

	it('quotes at most ten entries, the oldest innermost', () => {
		const entries = Array.from({ length: MAX_QUOTED + 5 }, (_, index) => ({
			...ENTRY,
			text: `No. ${index}.`,
		}));
		const { text, html } = quoteOf(entries);
		expect(text).toContain(`\n${'>'.repeat(MAX_QUOTED)} No. ${MAX_QUOTED - 1}.`);
		expect(text).not.toContain(`No. ${MAX_QUOTED}.`);
		expect(html.match(/<blockquote/g)).toHaveLength(MAX_QUOTED);
	});

	it.each([
		['a line end', 'Frank\r\n> x', 'Frank x wrote:'],
		['HTML', '<b>Frank</b>', 'bFrank/b wrote:'],
	])('writes a name with %s on one line', (_what, name, expected) => {
		const { text, html } = quoteOf([{ ...ENTRY, name }]);
		expect(text.split('\n')[0]).toMatch(new RegExp(`${expected}$`));
		expect(html).toContain(expected);
	});

	it('escapes what was written', () => {
		expect(quoteOf([{ ...ENTRY, text: '<script>x()</script>' }]).html).toContain('&lt;script&gt;');
	});

	it('leaves out what no longer fits, but never the newest', () => {
		const long = { ...ENTRY, text: 'x'.repeat(40_000), html: '<p>x</p>' };
		expect(quoteOf([long, ENTRY]).text).toHaveLength(
			quoteOf([{ ...long, text: 'x'.repeat(30_000) }]).text.length + 2,
		);
		expect(quoteOf([ENTRY, long]).text).toBe(quoteOf([ENTRY]).text);
	});
});

describe('withQuote', () => {
	it('adds nothing where there is nothing', () => {
		const answer = { text: 'Hi\n', html: '<p>Hi</p>' };
		expect(withQuote(answer, undefined)).toEqual(answer);
		expect(withQuote(answer, quoteOf([]))).toEqual(answer);
	});

	it('is cut off again by who reads the mail', () => {
		const { text } = withQuote({ text: 'Hi\n', html: '' }, quoteOf([ENTRY, { ...ENTRY, text: 'Before.' }]));
		expect(extractReply({ text }).reply.trim()).toBe('Hi');
	});
});

describe('isQuotable', () => {
	const FRANK = 'FRANK@customer.test';

	it.each([
		['the customer’s own mail', {}, 'last', true],
		['nothing where none is wanted', {}, 'none', false],
		['an answer that was sent', { kind: 'staff', state: 'sent' }, 'all', true],
		['no answer where the last mail is wanted', { kind: 'staff', state: 'sent' }, 'last', false],
		['no answer that waits', { kind: 'staff', state: 'queued' }, 'all', false],
		['no mail of others', { from: { name: '', address: 'eve@else.test' } }, 'all', false],
		['no note', { kind: 'note' }, 'all', false],
		['no empty mail', { text: ' \n' }, 'all', false],
		[
			'no mail with a token in its HTML',
			{ html: '<p title="[c010mc506h05szx31dpm86xdccskjyqqt8p2mae]">x' },
			'all',
			false,
		],
	] as const)('lets the customer read %s', (_what, parts, policy, expected) => {
		expect(isQuotable(aMessage(parts), policy, FRANK)).toBe(expected);
	});
});
