import { wordsOf } from './mail-line';
import {
	CLOSINGS,
	DEVICE_STEMS,
	DEVICE_WORDS,
	OPENING_WORDS,
	SENT_BY,
	SENT_FIRST,
	SENT_FROM_MY,
	SENT_INSIDE,
	SENT_LAST,
} from './signature-words';

const MAX_WORDS = 13;
const SENT_WORD = new RegExp(`from |${[...SENT_LAST].join('|')}`);
// "Please excuse typos", as phones say it in several languages.
const EXCUSE =
	/[.,;!-]?\s?\b(?:please|sorry|excus|pardon|perdon|scus|apologies|forgive|entschuldig|bitte|veuillez|disculp|desculp).{0,100}$/;

/** Tells whether a line opens a signature: `-- ` (RFC 3676 §4.3), or the underscores of a list footer. */
export function isSignatureDelimiter(clean: string): boolean {
	return clean === '--' || /^_{2,}$/.test(clean);
}

/** Tells whether a phone or a mail program wrote the line: "Sent from my iPhone", "Get Outlook for iOS". */
export function isMobileSignature(clean: string): boolean {
	if (clean.length > 200 || !maySaySent(clean.toLowerCase())) return false;
	const line = plainPhrase(clean);
	if (line === '' || line.length > 100 || /[;?]|[.!] /.test(line)) return false;
	const words = wordsOf(line);
	if (words.length > MAX_WORDS || (line.includes(',') && !line.split(',').every(namesDevice))) return false;
	if (SENT_FROM_MY.some((start) => line.startsWith(start))) return true;
	if (/^[\p{L}.-]{1,30} from (?:my )?(?:mobile|phone|iphone|ipad|android)$/u.test(line)) return true;
	if (!namesDevice(line)) return false;
	return (
		isSentFirst(words) ||
		SENT_LAST.has(words.at(-1) ?? '') ||
		SENT_INSIDE.some((phrase) => line.includes(phrase))
	);
}

function namesDevice(line: string): boolean {
	return (
		wordsOf(line).some((word) => DEVICE_WORDS.has(word)) || DEVICE_STEMS.some((stem) => line.includes(stem))
	);
}

// "Sent the phone back today" is an answer; programs say at once by what they sent.
function isSentFirst([first = '', second = '', third = '']: readonly string[]): boolean {
	if (OPENING_WORDS.has(first)) return true;
	if (!SENT_FIRST.has(first)) return false;
	return (
		SENT_BY.has(second) || (SENT_BY.has(third) && /(?:ly|ed)$/.test(second)) || /^ip(?:hon|ad)/.test(second)
	);
}

// Most lines need no closer look.
function maySaySent(lower: string): boolean {
	if (SENT_WORD.test(lower)) return true;
	const isAscii = /^[ -~]*$/.test(lower);
	const [first = ''] = (isAscii ? /[a-z]+/ : /[\p{L}\p{M}]+/u).exec(lower) ?? [];
	if (SENT_FIRST.has(first) || OPENING_WORDS.has(first)) return true;
	return !isAscii && SENT_INSIDE.some((phrase) => lower.includes(phrase));
}

// Outlook and TypeApp append the shop link, many people "please excuse typos".
function plainPhrase(clean: string): string {
	return clean
		.replace(/<?https?:\/\/[^\s>)\]]{1,200}[>)]?/g, ' ')
		.replace(/[[\]()<>*~]/g, ' ')
		.replace(/^[-–— ]{1,5}/, '')
		.toLowerCase()
		.replace(EXCUSE, '')
		.replace(/\s{1,200}/g, ' ')
		.trim();
}

/** Tells whether a line is a name set off by a dash: "-Abhishek Kona", "—Daniel". */
export function isDashName(clean: string): boolean {
	return /^[-–—]{1,3}\p{Lu}[\p{L}.'’]{0,30}(?: \p{Lu}[\p{L}.'’]{0,30}){0,3}$/u.test(clean);
}

/** Tells whether a line closes a letter: "Best regards,". */
export function isClosing(clean: string): boolean {
	if (clean.length > 40) return false;
	return CLOSINGS.includes(clean.toLowerCase().replace(/[\s,.!]{1,5}$/, ''));
}
