import { isForwardLine } from './forward-lines';
import { headerBlockLength, notesHeadLength } from './header-blocks';
import { hasDate, introLength } from './intro-lines';
import { isDivider, MAX_ANALYSED_LINES, type MailLine, unquotedText } from './mail-line';

/** Marks lines `start` to `end` (exclusive) that somebody else wrote. */
export interface QuoteSpan {
	readonly start: number;
	readonly end: number;
	/** A client put it there: it stands under an intro, a copied header or a forward line, or holds our marker. */
	readonly isAttributed: boolean;
}

const WRAPPED_FROM = 60;
const FULL_LINE = 72;
const HALF_LINE = 40;
const MAX_REST = 20;

/**
 * Finds what is quoted, in order: quoted lines with their intro, and unquoted copies down to the end.
 *
 * @param code - indexes of lines where no quote begins
 */
export function quoteSpans(
	lines: readonly MailLine[],
	code: ReadonlySet<number> = new Set(),
): readonly QuoteSpan[] {
	const spans: QuoteSpan[] = [];
	let floor = 0;
	for (let at = 0; at < lines.length;) {
		const span = code.has(at) ? undefined : spanAt(lines, at, floor);
		if (span === undefined) {
			at++;
			continue;
		}
		spans.push(span);
		at = floor = span.end;
	}
	if (spans.some(({ isAttributed }) => isAttributed)) return spans;
	// Without an intro, the client's own element says whose the words are; answers split its one quote into several.
	const first = spans.findIndex(
		({ start }) => lines[start]?.kind === 'quoted' && lines[start]?.place !== undefined,
	);
	return spans.map((span, index) => (index === first ? { ...span, isAttributed: true } : span));
}

function spanAt(lines: readonly MailLine[], at: number, floor: number): QuoteSpan | undefined {
	const kind = lines[at]?.kind;
	if (kind === 'empty') return undefined;
	const attribution = at < MAX_ANALYSED_LINES ? attributionLength(lines, at) : 0;
	if (attribution > 0) return attributedSpan(lines, at, attribution, floor);
	if (kind !== 'quoted') return undefined;
	const end = quoteEnd(lines, at, false);
	const isAttributed = isAttributedInside(lines, at, end);
	const next = nextNonEmpty(lines, end);
	// Orange quotes its header with signs and the rest with a bar.
	const isBarBelow = isAttributed && lines[next]?.kind === 'pipe';
	return { start: at, end: isBarBelow ? quoteEnd(lines, next, false) : end, isAttributed };
}

/** Gives how many lines of attribution start here: intro, copied header or forward line. */
function attributionLength(lines: readonly MailLine[], at: number): number {
	const placed = placedLength(lines, at);
	if (placed > 0) return placed;
	const intro = introLength(lines, at);
	if (intro > 0 || lines[at]?.kind === 'quoted') return intro;
	const header = headerBlockLength(lines, at);
	if (header > 0) return header;
	return isForwardLine(lines, at) ? 1 : notesHeadLength(lines, at);
}

function placedLength(lines: readonly MailLine[], at: number): number {
	const place = lines[at]?.place;
	if (place !== 'intro' && place !== 'heading') return 0;
	let end = at + 1;
	while (lines[end]?.place === place) end++;
	return end - at;
}

function attributedSpan(lines: readonly MailLine[], at: number, length: number, floor: number): QuoteSpan {
	const start = rulerAbove(lines, nameAbove(lines, at, floor), floor);
	const next = nextNonEmpty(lines, at + length);
	const kind = lines[next]?.kind;
	const place = lines[at]?.place;
	const isCopy = place !== 'intro' && introLength(lines, at) === 0;
	const isAlone = !isCopy && nextNonEmpty(lines, floor) >= start && floor === 0;
	const isMarked = (kind === 'quoted' || kind === 'pipe') && (isAlone || !isBrokenQuote(lines, next));
	if (place !== 'heading' && isMarked)
		return { start, end: quoteEnd(lines, next, isCopy), isAttributed: true };
	// An intro with no word above it: the client did not mark the quote, or the quote was deleted. Keep the rest.
	return { start, end: isAlone ? at + length : lines.length, isAttributed: true };
}

// A lone ">" with unquoted text under it: whoever wrapped the mail lost the other signs.
function isBrokenQuote(lines: readonly MailLine[], at: number): boolean {
	const line = lines[at];
	return (
		line?.kind === 'quoted' &&
		line.place === undefined &&
		line.clean === '>' &&
		lines[at + 1]?.kind === 'text'
	);
}

// "Anna Berg\n<anna@example.org> wrote:": Gmail wraps before the address.
function nameAbove(lines: readonly MailLine[], at: number, floor: number): number {
	const above = lines[at - 1];
	if (at <= floor || above === undefined || !lines[at]?.clean.startsWith('<')) return at;
	const isName = above.kind === 'text' && above.clean.length < 60 && !/[.!?:,]$/.test(above.clean);
	return isName && (at - 1 === floor || lines[at - 2]?.kind === 'empty') ? at - 1 : at;
}

function rulerAbove(lines: readonly MailLine[], at: number, floor: number): number {
	let above = at - 1;
	while (above >= floor && lines[above]?.kind === 'empty') above--;
	return above >= floor && isDivider(lines[above]?.clean ?? '') ? above : at;
}

function quoteEnd(lines: readonly MailLine[], start: number, isCopy: boolean): number {
	const isBar = lines[start]?.kind === 'pipe';
	let end = start + 1;
	for (let at = start + 1; at < lines.length; at++) {
		const kind = lines[at]?.kind;
		const rest = wrappedRestLength(lines, at, isCopy);
		if (kind === 'quoted' || (isBar && kind === 'pipe')) end = at + 1;
		else if (rest > 0) {
			end = at + rest;
			at = end - 1;
		} else if (kind !== 'empty') break;
	}
	return end;
}

/** Gives how many lines from here are what a mailer that wraps quoted lines left without their ">". */
function wrappedRestLength(lines: readonly MailLine[], at: number, isCopy: boolean): number {
	const above = lines[at - 1];
	const line = lines[at];
	if (above?.kind !== 'quoted' || line?.kind !== 'text') return 0;
	let end = at + 1;
	// All lines of a wrapped paragraph are full but its last.
	while (end < at + MAX_REST && lines[end]?.kind === 'text' && isFull(lines[end - 1], WRAPPED_FROM)) end++;
	const isLowerCase = /^[\p{Ll}\d("']/u.test(line.clean);
	if (lines[end]?.kind !== 'quoted') {
		const isEnd = lines[end] === undefined || lines[end]?.kind === 'empty';
		return isEnd && isLowerCase && end > at + 1 && isUnfinished(above, line) ? end - at : 0;
	}
	// Nobody answers inside a mail that they forward.
	const isRest =
		isCopy || isUnfinished(above, line) || (isLowerCase && isFull(above, WRAPPED_FROM)) || isLongWord(line);
	return isRest ? end - at : 0;
}

function isFull(line: MailLine | undefined, width: number): boolean {
	return line !== undefined && line.clean.length >= width;
}

// The next word found no room in it; a link alone may be the answer.
function isUnfinished(line: MailLine, next: MailLine): boolean {
	const [word = ''] = next.clean.split(' ', 1);
	return (
		line.clean.length >= HALF_LINE &&
		!word.includes('://') &&
		line.clean.length + word.length >= FULL_LINE &&
		!/[.!?:]$/.test(line.clean)
	);
}

// A link that found no room behind the sign.
function isLongWord({ clean }: MailLine): boolean {
	return clean.length >= FULL_LINE && !clean.includes(' ');
}

// Apple Mail and some phones quote their own intro too.
function isAttributedInside(lines: readonly MailLine[], start: number, end: number): boolean {
	const inside = lines.slice(start, Math.min(end, start + 12)).map(withoutQuoteSign);
	const first = nextNonEmpty(inside, 0);
	if (attributionLength(inside, first) > 0) return true;
	// "Message du 05/03/24 10:12" above "De : Anna Berg"
	if (hasDate(inside[first]?.clean ?? '') && attributionLength(inside, first + 1) > 0) return true;
	for (let at = start; at < end; at++) if (lines[at]?.isOurs === true) return true;
	return false;
}

function withoutQuoteSign(line: MailLine): MailLine {
	const clean = unquotedText(line.clean);
	return { raw: line.raw, clean, kind: clean === '' ? 'empty' : 'text' };
}

function nextNonEmpty(lines: readonly MailLine[], from: number): number {
	let at = from;
	while (lines[at]?.kind === 'empty') at++;
	return at;
}
