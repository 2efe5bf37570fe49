import { addressKey, safeDisplayName } from './address';
import type { Message } from './conversation';
import { escapeHtml, textToHtml } from './html';
import type { QuotePolicy } from './mailbox';
import { hasNotificationFrame } from './notification';
import { findTokens } from './token';

/** The two bodies of a mail, or of a part of it. */
export interface Bodies {
	readonly text: string;
	readonly html: string;
}

/** An entry of a conversation as it may stand below an answer. */
export interface QuotedEntry extends Bodies {
	/** As the customer knows who wrote it. */
	readonly name: string;
	/** Cleaned, without pictures that are not sent along; empty when it is made from the text. */
	readonly html: string;
	readonly createdAt: Date;
}

/** How many entries are quoted at most. */
export const MAX_QUOTED = 10;
const MAX_CHARACTERS = 30_000;
// Invisible characters and quote signs, between which a token is still one.
const BETWEEN = /[\s>|*\u00ad\u200b-\u200f\u2060\ufeff]/g;
const QUOTE_STYLE = 'margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex';

/**
 * Tells whether the customer may read this entry below an answer: their own mail, and what was really sent to them.
 * Mail of others, notes, entries of the desk, automatic mail and whatever carries a token never are.
 */
export function isQuotable(message: Message, policy: QuotePolicy, customerAddress: string): boolean {
	const { kind, state, from, text, html } = message;
	const isOwn = kind === 'customer' && addressKey(from.address) === addressKey(customerAddress);
	const isSent = kind === 'staff' && state === 'sent' && policy === 'all';
	if (policy === 'none' || !(isOwn || isSent) || text.trim() === '') return false;
	return [text, html].every(
		(body) =>
			findTokens(body).length === 0 &&
			findTokens(body.replace(BETWEEN, '')).length === 0 &&
			!hasNotificationFrame(body),
	);
}

/**
 * Quotes entries as mail programs do, each inside the one after it; what would be too long is left out, oldest first.
 *
 * @param entries - newest first
 * @returns empty bodies when there is nothing to quote
 */
export function quoteOf(entries: readonly QuotedEntry[]): Bodies {
	let quote: Bodies = { text: '', html: '' };
	for (const entry of fitting(entries.slice(0, MAX_QUOTED)).toReversed()) quote = quoted(entry, quote);
	return quote;
}

/** Puts a quote below an answer. */
export function withQuote(answer: Bodies, quote: Bodies | undefined): Bodies {
	if (!quote || quote.text === '') return answer;
	return { text: `${answer.text}\n${quote.text}\n`, html: `${answer.html}\n<br>\n${quote.html}` };
}

function quoted({ name, text, html, createdAt }: QuotedEntry, inner: Bodies): Bodies {
	const intro = `On ${dateOf(createdAt)}, ${safeDisplayName(name)} wrote:`;
	const lines = [
		...text.trim().split(/\r?\n/),
		...(inner.text === '' ? [] : ['', ...inner.text.split('\n')]),
	];
	return {
		text: [
			intro,
			...lines.map((line) => (line === '' || line.startsWith('>') ? `>${line}` : `> ${line}`)),
		].join('\n'),
		html: [
			`<div>${escapeHtml(intro)}<br></div>`,
			`<blockquote type="cite" style="${QUOTE_STYLE}">`,
			`<div>${html || textToHtml(text.trim())}</div>`,
			...(inner.html === '' ? [] : ['<br>', inner.html]),
			'</blockquote>',
		].join('\n'),
	};
}

function fitting(entries: readonly QuotedEntry[]): QuotedEntry[] {
	const kept: QuotedEntry[] = [];
	let left = MAX_CHARACTERS;
	for (const entry of entries) {
		const short = shortened(entry, left);
		if (kept.length > 0 && short !== entry) break;
		kept.push(short);
		left -= Math.max(short.text.length, short.html.length);
		if (left <= 0) break;
	}
	return kept;
}

function shortened(entry: QuotedEntry, characters: number): QuotedEntry {
	const { text, html } = entry;
	if (text.length > characters) return { ...entry, text: `${text.slice(0, characters)} …`, html: '' };
	return html.length > characters * 2 ? { ...entry, html: '' } : entry;
}

// The sender's zone is not known to whoever reads it: it is written down.
function dateOf(date: Date): string {
	const utc = date.toUTCString();
	return `${utc.slice(0, 16)} at ${utc.slice(17, 22)} UTC`;
}
