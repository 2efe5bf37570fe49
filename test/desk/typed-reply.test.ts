import { describe, expect, it } from '@jest/globals';
import { mailHtml } from '../../helpdesk/adapters/html/html';
import { typedReply, whatIsNew } from '../../helpdesk/desk/typed-reply';

const QUOTE =
	'<div id="yahoo_quoted_1" class="yahoo_quoted"><div>Zzz Anna zzz:</div><div>Did it come?</div></div>';
const HTML = `<p onclick="x()">It <b>came</b>.</p>${QUOTE}`;

describe('typedReply', () => {
	it('gives text from the text part and HTML cleaned', () => {
		expect(
			typedReply(mailHtml, { text: 'It came.\n\nOn 5 Mar 2024, Anna wrote:\n> Did it come?', html: HTML }),
		).toEqual({
			reply: 'It came.',
			signature: '',
			quote: 'On 5 Mar 2024, Anna wrote:\n> Did it come?',
			replyHtml: '<p>It <b>came</b>.</p>',
		});
	});

	it('gives text from the HTML when there is no text part', () => {
		expect(typedReply(mailHtml, { html: HTML })).toMatchObject({
			reply: 'It came.',
			quote: 'Zzz Anna zzz:\nDid it come?',
		});
	});

	it.each([
		['none', undefined],
		['some that is too tangled', '<br>'.repeat(60_000)],
	])('gives text alone when the HTML is %s', (_what, html) => {
		const mail = { text: 'It came.', ...(html !== undefined && { html }) };
		expect(typedReply(mailHtml, mail)).toMatchObject({ reply: 'It came.', replyHtml: undefined });
	});
});

describe('whatIsNew', () => {
	it.each([
		['the text tells', 'It came.\n\nOn 5 Mar 2024, Anna wrote:\n> Did it come?', '', 'It came.'],
		['the HTML alone tells', 'It came.\n\n Zzz Anna zzz:\n Did it come?', HTML, 'It came.'],
		['nothing was typed', '> Did it come?\n> Anna', '', '> Did it come?\n> Anna'],
		[
			'nothing is quoted',
			'It came.\n\nAll well.',
			'<p>It came.</p><p>All well.</p>',
			'It came.\n\nAll well.',
		],
	])('gives the new words when %s', (_when, text, html, expected) => {
		expect(whatIsNew(mailHtml, { text, html }, [])).toBe(expected);
	});

	it('leaves out passages of earlier mails that no program marked', () => {
		const earlier = [
			'Dear Ewa,\n\nthe parcel left our house on Monday and should be with you by now.\n\nPaul Brandt',
		];
		const text = `It came.\n\nZzzz zzz Paul (p@x.example) :\n\n${earlier[0]}`;
		expect(whatIsNew(mailHtml, { text, html: '' }, earlier)).toBe('It came.');
	});
});
