import { wordsOf } from './mail-line';
import {
	CLOSINGS,
	DEVICE_STEMS,
	DEVICE_WORDS,
	GET_WORDS,
	SENT_BY,
	SENT_ENDS,
	SENT_FIRST,
	SENT_FROM_MY,
	SENT_INFLECTED,
	SENT_LAST,
	SENT_STARTS,
} from './signature-words';

const MAX_WORDS = 13;
const MAX_GET_WORDS = 7;
const SENT_WORD = new RegExp(`from |${[...SENT_LAST, ...SENT_INFLECTED].join('|')}`);
// "Please excuse typos", as phones say it in several languages.
const EXCUSE =
	/[.,;!-]?\s?\b(?:please|sorry|excus|pardon|perdon|scus|apologies|forgive|entschuldig|bitte|veuillez|disculp|desculp).{0,100}$/;
const MAIL_PROGRAM = /outlook|bluemail|typeapp|aqua ?mail|yahoo mail|proton|courrier|spark|edison|nine|boxer/;
const PLATFORM = /ios|iphone|ipad|android|mac|windows/;
// "From my iPhone", as a case of the device: Turkish, Finnish, Estonian, Hungarian, Basque.
const SENT_CASE = /(?:[dt][ae]n|ile|st[aä]?|l[lt][aä]|r[óő]l|b[óő]l|v[ae]l|t[óő]l|tik)$/;
const CHINESE_SENT = /^[从從由自].{1,40}(?:[发發]送|[传傳]送|寄出)$/;

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
	return isGetLine(line, words) || (namesDevice(line) && saysSent(line, words));
}

function namesDevice(line: string): boolean {
	return (
		wordsOf(line).some((word) => DEVICE_WORDS.has(word)) || DEVICE_STEMS.some((stem) => line.includes(stem))
	);
}

// "Download the Windows version" is an answer.
function isGetLine(line: string, words: readonly string[]): boolean {
	if (!MAIL_PROGRAM.test(line) || !PLATFORM.test(line) || words.length > MAX_GET_WORDS) return false;
	return GET_WORDS.has(words[0] ?? '') || GET_WORDS.has(words.at(-1) ?? '') || /を入手(?:する)?$/.test(line);
}

// "Sent the phone back today" and "Wir haben Ihr iPhone verschickt" are answers; programs say at once by what they sent.
function saysSent(line: string, words: readonly string[]): boolean {
	const [first = '', second = '', third = ''] = words;
	const [last = '', beforeLast = ''] = words.toReversed();
	if (SENT_FIRST.has(first)) {
		if (SENT_BY.has(second) || /^ip(?:hon|ad)/.test(second)) return true;
		if (SENT_BY.has(third) && /(?:ly|ed)$/.test(second)) return true;
	}
	if (SENT_INFLECTED.has(first)) return true;
	if (SENT_INFLECTED.has(last) && SENT_CASE.test(beforeLast)) return true;
	if (
		SENT_LAST.has(last) &&
		(SENT_BY.has(first) || /^(?:diese|dit|deze) (?:nachricht|e-?mail|mail|bericht)/.test(line))
	)
		return true;
	return (
		CHINESE_SENT.test(line) ||
		SENT_STARTS.some((phrase) => line.startsWith(phrase)) ||
		SENT_ENDS.some((phrase) => line.endsWith(phrase))
	);
}

// Most lines need no closer look.
function maySaySent(lower: string): boolean {
	if (SENT_WORD.test(lower) || MAIL_PROGRAM.test(lower)) return true;
	const isAscii = /^[ -~]*$/.test(lower);
	const [first = ''] = (isAscii ? /[a-z]+/ : /[\p{L}\p{M}]+/u).exec(lower) ?? [];
	if (SENT_FIRST.has(first)) return true;
	return (
		!isAscii &&
		(/[送出]/.test(lower) || [...SENT_STARTS, ...SENT_ENDS].some((phrase) => lower.includes(phrase)))
	);
}

// Outlook and TypeApp append the shop link, many people "please excuse typos".
function plainPhrase(clean: string): string {
	return clean
		.replace(/<?https?:\/\/[^\s>)\]]{1,200}[>)]?/g, ' ')
		.replace(/[[\]()<>*~]/g, ' ')
		.replace(/^[-–— ]{1,5}/, '')
		.toLowerCase()
		.replace(EXCUSE, '')
		.replace(/[.!]{1,3}\s{0,3}$/, '')
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
