import { describe, expect, it } from '@jest/globals';
import { extractReply, markerLine, type ReplyOptions } from '../../../helpdesk/domain/reply/reply-extraction';

const MARK = 'c7.k1.9fQ2xTzL0aB4';
const TYPED = 'Dear customer,\n\nyour order left on Monday.';
const BODY = `${markerLine(MARK)}\n\nBen Ott wrote to Acme Support\n\nWhere is my order?\n\nOpen: https://desk.example/c/7`;
const OPTIONS: ReplyOptions = { markerTokens: [MARK], ownNames: ['support@acme.example', 'Acme Support'] };

function quoted(body: string, sign = '> '): string {
	return body.replace(/^/gm, sign);
}

function replyOf(text: string, options = OPTIONS): string {
	return extractReply({ text }, options).reply;
}

describe('markerLine', () => {
	it('holds the token in brackets', () => {
		expect(markerLine('abc')).toBe('-- Reply above this line -- [abc]');
	});
});

describe('extractReply with a marker', () => {
	it.each([
		['Gmail', `On Tue, 5 Mar 2024 at 10:12, Acme Support <support@acme.example> wrote:\n\n${quoted(BODY)}`],
		[
			'an intro in an unknown language',
			`Zzz 5 xxx, Acme Support <support@acme.example>\nqqqq:\n\n${quoted(BODY)}`,
		],
		[
			'an unquoted intro in an unknown language',
			`Zzz 5 xxx, Acme Support <support@acme.example> qqqq\n\n${BODY}`,
		],
		[
			'Outlook',
			`From: Acme Support <support@acme.example>\nSent: Tuesday, March 5, 2024 10:12 AM\nTo: Anna\nSubject: [#7] Order\n\n${BODY}`,
		],
		[
			'Outlook in an unknown language',
			`Xxxx: Acme Support <support@acme.example>\nYyyy: 5 mmm 2024\nZzzz: Anna\nQqqq: [#7] Order\n\n${BODY}`,
		],
		['no header at all', BODY],
		[
			'Thunderbird, marker wrapped',
			`On 05/03/2024 10:12, Acme Support wrote:\n${quoted(BODY.replace('line -- [', 'line --\n['))}`,
		],
		['a token wrapped inside', quoted(BODY.replace('k1.', 'k1.\n'))],
		['bars and bold', quoted(BODY.replace('-- Reply', '*-- Reply').replace(']', ']*'), '| ')],
		['no-break and zero-width characters', BODY.replace('9fQ2', '9f\u200bQ2').replaceAll(' ', '\u00a0')],
		[
			'a token in the address of the intro',
			`On Tue, 5 Mar 2024, Acme <support+${MARK}@acme.example> wrote:\n${quoted(BODY)}`,
		],
		['deeper quotes', quoted(quoted(BODY))],
		['a changed case', BODY.toLowerCase()],
	])('cuts exactly: %s', (_when, below) => {
		expect(replyOf(`${TYPED}\n\n${below}`)).toBe(TYPED);
	});

	it.each([
		['our address in a sentence', 'Please write to support@acme.example next time.'],
		['our name in a sentence', 'Acme Support will call you.'],
	])('keeps %s above the client’s header', (_when, sentence) => {
		const header = 'On Tue, 5 Mar 2024 at 10:12, Acme Support <support@acme.example> wrote:';
		expect(replyOf(`${sentence}\n\n${header}\n\n${quoted(BODY)}`)).toBe(sentence);
	});

	it('keeps a staff signature line with our address out of the cut when the header is known', () => {
		const typed = `${TYPED}\n\nAnna\nE-mail: support@acme.example`;
		expect(replyOf(`${typed}\n\nOn Tue, 5 Mar 2024 at 10:12, Acme Support wrote:\n${quoted(BODY)}`)).toBe(
			typed,
		);
	});

	it.each([
		[
			'below the quote',
			`On Tue, 5 Mar 2024 at 10:12, Acme Support <support@acme.example> wrote:\n${quoted(BODY)}\n\n${TYPED}`,
		],
		['below a quote without intro', `${quoted(BODY)}\n\n${TYPED}`],
	])('uses the engine for answers %s', (_when, text) => {
		expect(replyOf(text)).toBe(TYPED);
	});

	it('never lets marker or token through with inline answers', () => {
		const text = `${quoted(markerLine(MARK))}\n> Where is it?\n\nHere.\n\n> And when?\n\nNow.`;
		expect(replyOf(text)).toBe('> Where is it?\n\nHere.\n\n> And when?\n\nNow.');
	});

	it.each([
		['quoted', quoted(BODY)],
		['unquoted', BODY],
		['under an intro', `On Tue, 5 Mar 2024, Acme Support <support@acme.example> wrote:\n\n${BODY}`],
		['under an unknown header', `Xxxx: Acme Support <support@acme.example>\nYyyy: 5 mmm 2024\n\n${BODY}`],
	])('gives nothing when nothing was typed: %s', (_when, text) => {
		expect(replyOf(text)).toBe('');
	});

	it('takes a marker with another token for text', () => {
		const text = `${TYPED}\n\n${markerLine('forged-token')}\n\nmore words`;
		expect(replyOf(text)).toBe(text);
		expect(replyOf(text, {})).toBe(text);
	});

	it('stays exact in 1 MB of tokens', () => {
		expect(replyOf(`${TYPED}\n\n${`${markerLine(MARK)}\n`.repeat(20_000)}`)).toBe(TYPED);
	});
});
