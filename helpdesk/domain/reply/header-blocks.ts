import { HEADER_NAMES, type HeaderKind } from './header-words';
import { hasDate } from './intro-lines';
import { type MailLine, unquotedText } from './mail-line';

const MAX_LINES = 16;
const MAX_BLANKS = 2;
const MAX_FOLDED = 2;

/** Gives how many lines the copied header takes that starts here ("From: … Sent: …"); 0 when none does. */
export function headerBlockLength(lines: readonly MailLine[], start: number): number {
	const first = lines[start]?.clean ?? '';
	if (headerKind(first) === undefined) return 0;
	if (isHeaderInOneLine(first)) return 1;
	const found = new Map<HeaderKind, string>();
	let end = start;
	let hasAddress = false;
	let folded = 0;
	let blanks = 0;
	for (let at = start; at < lines.length && at < start + MAX_LINES; at++) {
		const clean = lines[at]?.clean ?? '';
		if (clean === '') {
			if (++blanks > MAX_BLANKS) break;
			continue;
		}
		const kind = headerKind(clean);
		if (kind === undefined && (blanks > 0 || ++folded > MAX_FOLDED)) break;
		if (kind !== undefined) {
			if (kind !== 'copy' && kind !== 'other' && found.has(kind)) break;
			found.set(kind, clean);
			end = at;
			folded = 0;
		}
		blanks = 0;
		hasAddress ||= /[^\s@]@[^\s@]/.test(clean);
	}
	return isHeaderBlock(found, hasAddress) ? end - start + 1 : 0;
}

// Programs that make text of HTML run the lines of a paragraph together: "From: … Sent: … To: … Subject: …".
function isHeaderInOneLine(clean: string): boolean {
	const fields = clean.split(/ (?=[*_]{0,2}[\p{L}\p{M}]{1,16}[*_]{0,2} ?[:：])/u, MAX_LINES);
	if (fields.length < 3) return false;
	const found = new Map<HeaderKind, string>();
	for (const field of fields) {
		const kind = headerKind(field);
		if (kind !== undefined) found.set(kind, field);
	}
	return (
		found.has('to') && found.has('date') && found.has('subject') && isHeaderBlock(found, clean.includes('@'))
	);
}

/**
 * Gives how many lines the head of a Notes mail takes that starts here: name in the organisation, date, then names of
 * fields on lines of their own; 0 when none does.
 */
export function notesHeadLength(lines: readonly MailLine[], start: number): number {
	if (lines[start]?.clean.includes('/') !== true) return 0;
	if (!/^\p{L}[^/@<>:]{1,60}(?:\/[^/@<>:\s][^/@<>:]{0,40}){1,4}$/u.test(lines[start]?.clean ?? '')) return 0;
	const date = lines[start + 1]?.clean ?? '';
	if (date.length > 30 || !/^\d/.test(date) || !hasDate(date)) return 0;
	for (let at = start + 2; at < start + 6; at++) {
		if (HEADER_NAMES.get(lines[at]?.clean.toLowerCase() ?? '') === 'to') return 2;
	}
	return 0;
}

/** Tells what a line like `*Sent:* Monday` gives; undefined when it is no known header line. */
export function headerKind(clean: string): HeaderKind | undefined {
	if (!/[:：|]/.test(clean)) return undefined;
	// NetEase sets the header in a table: "| From | Anna Berg |".
	const text = unquotedText(clean).slice(0, 40).replace(/[：|]/, ':');
	const colon = text.indexOf(':');
	if (colon < 1) return undefined;
	const name = text
		.slice(0, colon)
		.replace(/[*_\s]{1,10}$/, '')
		.replace(/^[*_\s]{1,10}/, '');
	return HEADER_NAMES.get(name.toLowerCase().replace(/\s{1,10}/g, ' '));
}

// "From: London, To: Paris" is a wish, "From: … Date: …" without address or subject a form: clients say more.
function isHeaderBlock(found: ReadonlyMap<HeaderKind, string>, hasAddress: boolean): boolean {
	const date = found.get('date');
	const hasSubject = found.has('subject');
	// A receipt says "Your message To: … Sent: … was read"; a header without sender begins with its date.
	const isDated = [...found.keys()][0] === 'date' && found.has('to') && hasAddress && hasTime(date ?? '');
	if (!found.has('from') && !isDated) return false;
	if (date === undefined && !hasSubject) return false;
	return hasAddress || (hasSubject && date !== undefined && hasDate(date));
}

function hasTime(text: string): boolean {
	return /\d{1,2}[:.]\d{2}/.test(text) && hasDate(text);
}
