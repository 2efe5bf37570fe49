import { FIRST_PERSON, WROTE_PHRASES, WROTE_WORDS } from './intro-words';
import { type MailLine, unquotedText, wordsOf } from './mail-line';

const MAX_LINES = 5;
const MAX_INTRO = 500;
// Most texts hold no other letters, and one expression is cheaper than many words.
const ASCII_WORD = new RegExp(`(?<![a-z])(?:${[...WROTE_WORDS].filter(isAscii).join('|')})(?![a-z])`, 'i');
const ASCII_PHRASE = new RegExp(WROTE_PHRASES.filter(isAscii).join('|'));

/**
 * Gives how many lines the intro of a quote takes that starts here ("On … X wrote:"); 0 when none does.
 *
 * @param lines - a quoted intro is found when the caller hands over unquoted lines
 */
export function introLength(lines: readonly MailLine[], start: number): number {
	const first = lines[start];
	if (first === undefined || first.clean === '' || first.clean.length > MAX_INTRO) return 0;
	if (isGroupWise(first.clean) || isNotes(first.clean)) return 1;
	const last = introEnd(lines, start, first);
	if (last === undefined) return 0;
	// An address or a house number above may look like a start too: the line with the date wins.
	const isStart = hasDate(first.clean) || isNameFirst(first.clean);
	for (let at = start + 1; at <= last && !isStart; at++) {
		const later = lines[at];
		if (later !== undefined && hasDay(later.clean) && introEnd(lines, at, later) !== undefined) return 0;
	}
	return last - start + 1;
}

function introEnd(lines: readonly MailLine[], start: number, first: MailLine): number | undefined {
	const isVerbFirst = first.kind !== 'quoted' && !mayStart(first.clean);
	if (first.kind === 'quoted' || (isVerbFirst && !mayStartWithVerb(lines, start))) return undefined;
	let joined = '';
	let blank = false;
	for (let taken = 0, at = start; taken < MAX_LINES && at < lines.length; at++) {
		const line = lines[at];
		if (line === undefined) break;
		if (line.clean === '') {
			blank = true;
			continue;
		}
		if (at > start && !mayContinue(line, blank)) break;
		joined = `${joined} ${unquotedText(line.clean)}`.trim();
		if (joined.length > MAX_INTRO) break;
		const isAboveQuote = isQuoteNext(lines, at + 1);
		if ((isAboveQuote || !isVerbFirst) && isIntro(joined, isAboveQuote, at > start)) return at;
		if (endsSentence(line.clean)) break;
		blank = false;
		taken++;
	}
	return undefined;
}

// GroupWise frames its intro in the very sign that quotes.
function isGroupWise(clean: string): boolean {
	return clean.length < 200 && clean.startsWith('>>>') && clean.endsWith('>>>') && hasDate(clean);
}

// "Anna Berg ---05/05/2010 10:30:00---the first words of the mail"
function isNotes(clean: string): boolean {
	return clean.includes('---') && /^[\p{L}"][^-]{1,60} ?---\d[^-]{5,40}---/u.test(clean) && hasDate(clean);
}

function mayStart(clean: string): boolean {
	if (!/[\d@:：]/.test(clean)) return false;
	const text = unmarked(clean);
	if (/[^\s@<>]@[^\s@<>]/.test(text)) return true;
	if (/\d/.test(text.split(/\s/, 4).join(' ')) || /^\S{0,12}\d/.test(text)) return true;
	// "Anna Berg wrote:" (mutt, slrn), "Anna Berg/ACME wrote on 05/05/2010 10:30:00:" (Notes)
	return endsWithColon(text) && hasVerb(text);
}

// "Anna Berg wrote on Tuesday" above the date (Notes); people tell what somebody wrote, too, so a quote has to follow.
function mayStartWithVerb(lines: readonly MailLine[], start: number): boolean {
	const isQuoteSoon = lines
		.slice(start + 1, start + MAX_LINES + 2)
		.some(({ kind }) => kind === 'quoted' || kind === 'pipe');
	return isQuoteSoon && startsWithVerb(lines[start]?.clean ?? '');
}

function startsWithVerb(clean: string): boolean {
	return clean.length < 100 && hasVerb(clean.split(' ', 6).join(' '));
}

// "Anna Berg <anna@example.org>" above the date: Turkish and Hungarian say first who wrote.
function isNameFirst(clean: string): boolean {
	return /^["'‘“]?\p{L}[^<>@]{0,60} ?<[^\s<>]{1,200}@[^\s<>]{1,200}>/u.test(clean) || startsWithVerb(clean);
}

// Gmail wraps at "<"; after its wrapping, a lone ">:" or "> wrote:" looks like a quote.
function mayContinue(line: MailLine, isAfterBlank: boolean): boolean {
	if (line.kind === 'quoted') return isQuotedRest(line.clean);
	return !isAfterBlank || line.clean.startsWith('<') || (line.clean.length < 20 && isQuotedRest(line.clean));
}

function isQuotedRest(clean: string): boolean {
	const rest = unquotedText(clean);
	return rest === ':' || (rest.length < 60 && endsWithColon(rest) && hasVerb(rest));
}

// "(időpont: 2024. nov." is but the first half.
function endsSentence(clean: string): boolean {
	return /\p{Ll}{3}[.!?…]{1,5}$/u.test(clean) && clean.lastIndexOf('(') <= clean.lastIndexOf(')');
}

function isQuoteNext(lines: readonly MailLine[], at: number): boolean {
	const next = lines[at]?.kind === 'empty' ? lines[at + 1] : lines[at];
	return next?.kind === 'pipe' || (next?.kind === 'quoted' && !isQuotedRest(next.clean));
}

function isIntro(joined: string, isAboveQuote: boolean, isWrapped: boolean): boolean {
	const text = unmarked(joined);
	const lower = text.toLowerCase();
	if (FIRST_PERSON.some((phrase) => lower.includes(phrase))) return false;
	const colon = endsWithColon(text);
	const address = /[^\s@<>]@[^\s@<>]/.test(text);
	const date = hasDate(text);
	if (hasVerb(text) && (colon || endsWithVerb(text))) {
		if (date || address) return true;
		return isAboveQuote && colon && !isWrapped && text.length < 120;
	}
	if (!date) return false;
	if (address && colon) return isDateFirst(text);
	// Old Gmail had no verb; a broken charset leaves none ("7:31 keltezssel, … rta:").
	if (isAboveQuote) return isDateFirst(text) && (colon || (address && text.endsWith('>')));
	return false;
}

/** Tells whether a text holds a time or a whole date, in digits. */
export function hasDate(text: string): boolean {
	if (/\d{1,2}[:h]\d{2}|\d{2}\.\d{2}|\d{4}[年년]|\d{1,2}月\d{1,2}/.test(text)) return true;
	if (/\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}/.test(text)) return true;
	return /(?:19|20)\d{2}(?!\d)/.test(text) && /(?:^|\D)\d{1,2}(?!\d)/.test(text);
}

function hasDay(text: string): boolean {
	return hasDate(text.replace(/\d{1,2}[:.]\d{2}(?:[:.]\d{2})?/g, ' '));
}

function isDateFirst(text: string): boolean {
	const digit = text.search(/\d/);
	const at = text.indexOf('@');
	return digit >= 0 && digit < 25 && (at < 0 || digit < at);
}

// Zoho and Zimbra put dashes around or before it, Outlook asterisks.
function unmarked(text: string): string {
	return text.replace(/^[-–—*_\s"“]{1,20}/, '').replace(/[-–—*_\s]{1,20}$/, '');
}

function endsWithColon(text: string): boolean {
	return /[:：]\s?$/.test(text);
}

function endsWithVerb(text: string): boolean {
	return (
		WROTE_WORDS.has(wordsOf(text.slice(-40)).at(-1) ?? '') ||
		WROTE_PHRASES.some((phrase) => text.endsWith(phrase))
	);
}

function hasVerb(text: string): boolean {
	if (isAscii(text)) return ASCII_WORD.test(text) || ASCII_PHRASE.test(text);
	return (
		wordsOf(text).some((word) => WROTE_WORDS.has(word)) ||
		WROTE_PHRASES.some((phrase) => text.includes(phrase))
	);
}

function isAscii(text: string): boolean {
	return /^[ -~]*$/.test(text);
}
