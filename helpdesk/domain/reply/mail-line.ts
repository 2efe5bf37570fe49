export type LineKind = 'empty' | 'quoted' | 'pipe' | 'divider' | 'delimiter' | 'mobile' | 'signed' | 'text';

/** Holds one line of a mail, wherever it came from (the text part, or HTML made into lines). */
export interface MailLine {
	readonly raw: string;
	/** Trimmed, without zero-width characters, NBSP as space, at most `MAX_CLEAN` characters. */
	readonly clean: string;
	readonly kind: LineKind;
	/** The line carries our marker: it is quoted whatever it looks like, and never part of a reply. */
	readonly isOurs?: boolean;
	/** It stands in the frame that a client draws around intro, quote and the answers between. */
	readonly isFramed?: boolean;
	/** What the mail program says of the line by an element around it, or what we know of it. */
	readonly place?: LinePlace;
}

/**
 * A line of a quote, of a container that a program puts the quote in (and lets people type in), of the intro above one,
 * or of a header below which all is quoted; in whatever language.
 */
export type LinePlace = 'quote' | 'container' | 'intro' | 'heading';

const MAX_CLEAN = 600;

/** Limits how far a mail is analysed, so that a hostile one stays cheap; what follows counts as text. */
export const MAX_ANALYSED_LINES = 20_000;

const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
/** The first of ten digits in a row: Arabic, Persian, Hindi, Bengali, Thai. */
const DIGIT_ROWS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50];

/**
 * Gives a line as a reader takes it: without zero-width characters, soft hyphens and marks of direction, NBSP as a space,
 * digits of other scripts as 0 to 9, letters with accents as one character.
 */
export function cleanText(raw: string): string {
	const text = raw.trimStart().slice(0, MAX_CLEAN);
	// Most lines of most mails.
	if (/^[ -~]*$/.test(text)) return text.trimEnd();
	return text
		.normalize('NFC')
		.replace(UNSEEN, '')
		.replace(/[\u00a0\u202f\t]/g, ' ')
		.replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]/g, asciiDigit)
		.trim();
}

function asciiDigit(digit: string): string {
	const code = digit.charCodeAt(0);
	const row = DIGIT_ROWS.findLast((first) => first <= code) ?? code;
	return String(code - row);
}

/** Gives a line without the `>` and `|` that quote it. */
export function unquotedText(clean: string): string {
	return clean.replace(/^[>|\s]{1,200}/, '');
}

/** Tells whether a line is nothing but a ruler; Outlook, Yahoo and list servers draw them. */
export function isDivider(clean: string): boolean {
	return /^[-_=*~#\u2010-\u2015\u2500\u2501\u2550\u23af ]{3,}$/.test(clean);
}

/** Gives the words of a text in lower case, in order. */
export function wordsOf(text: string): readonly string[] {
	return text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
}
