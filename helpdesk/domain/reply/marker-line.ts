import { hasDate } from './intro-lines';
import type { MailLine } from './mail-line';

const MARKER = 'Reply above this line';
/** A shorter token could stand in a text by chance. */
const MIN_TOKEN = 6;
/** Outlook puts its header of four to eight lines between the words typed and the marker. */
const MAX_HEADER_LINES = 10;
const MAX_ABOVE_NAME = 3;

/** Gives the line that stands on top of our notifications; what a client leaves above it is the answer. */
export function markerLine(token: string): string {
	return `-- ${MARKER} -- [${token}]`;
}

/**
 * Finds the lines that carry one of our tokens, in order, with those of the marker's words just above it.
 *
 * @param tokens - those issued for this conversation; a marker with any other token is text like any
 */
export function markedLines(raws: readonly string[], tokens: readonly string[]): readonly number[] {
	const keys = tokens.map(squeezed).filter((key) => key.length >= MIN_TOKEN);
	if (keys.length === 0) return [];
	const ends: number[] = [];
	let all = '';
	for (const raw of raws) {
		all += squeezed(raw);
		ends.push(all.length);
	}
	const marked = new Set<number>();
	for (const key of keys) {
		for (let at = all.indexOf(key); at >= 0; at = all.indexOf(key, at + key.length)) {
			const near = Math.max(0, at - 2 * MARKER.length);
			const words = all.slice(near, at).lastIndexOf(squeezed(MARKER));
			const first = words < 0 ? at : near + words;
			for (let line = lineOf(ends, first); line <= lineOf(ends, at + key.length - 1); line++)
				marked.add(line);
		}
	}
	return [...marked].sort((a, b) => a - b);
}

// Thunderbird wraps the marker, clients quote it with > and |, Outlook writes bold as asterisks.
function squeezed(text: string): string {
	return text.replace(/[\s>|*\u00a0\u00ad\u200b-\u200f\u2060\ufeff]/g, '').toLowerCase();
}

function lineOf(ends: readonly number[], offset: number): number {
	let low = 0;
	let high = ends.length - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((ends[middle] ?? 0) > offset) high = middle;
		else low = middle + 1;
	}
	return low;
}

/**
 * Finds where the client's own header starts above the marker by our address or name in it, in whatever language.
 *
 * @returns the line to cut at; `marker` when no line tells
 */
export function ownHeaderStart(
	lines: readonly MailLine[],
	marker: number,
	ownNames: readonly string[],
): number {
	const names = ownNames.map((name) => name.trim().toLowerCase()).filter((name) => name.length > 2);
	let start = marker;
	for (let at = marker - 1, seen = 0; at >= 0 && seen < MAX_HEADER_LINES; at--) {
		const clean = lines[at]?.clean ?? '';
		if (clean === '' && start < marker) break;
		if (clean !== '') seen++;
		const lower = clean.toLowerCase();
		if (looksLikeHeader(clean) && names.some((name) => lower.includes(name))) start = at;
	}
	if (start === marker) return marker;
	for (let up = 0; up < MAX_ABOVE_NAME && looksLikeHeader(lines[start - 1]?.clean ?? ''); up++) start--;
	return start;
}

/** Tells whether a line may be of a client's header or intro; a sentence may hold an address as well. */
export function looksLikeHeader(clean: string): boolean {
	if (clean === '' || clean.length > 300) return false;
	return (
		/^[*_\s]{0,3}[\p{L}\p{M} ]{1,24}\*?\s?[:：]/u.test(clean) ||
		/[:：>]$/.test(clean) ||
		/<\S{1,200}@/.test(clean) ||
		hasDate(clean)
	);
}
