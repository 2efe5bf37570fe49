import { knownLines, withEarlier } from './known-lines';
import { type LineRole, lineRoles, type RoleOptions } from './line-roles';
import { lineKind } from './line-class';
import { type MailLine, wordsOf } from './mail-line';
import { markedLines, ownHeaderStart } from './marker-line';

export interface ReplyOptions {
	/** Tokens that we issued for this conversation: a marker line is trusted only with one of them. */
	readonly markerTokens?: readonly string[];
	/** Addresses and names of the desk itself, to find the client's own header above the marker. */
	readonly ownNames?: readonly string[];
	/** Names of the author: a line with nothing else opens a signature where few lines follow. */
	readonly authorNames?: readonly string[];
	/** What was written before in the conversation; of a notification that is answered its text, first. */
	readonly earlier?: readonly string[];
	/** Keeps quoted lines that have answers typed between them; true by default. */
	readonly keepInline?: boolean;
	/** Cuts closing lines with what follows ("Best regards, …"); false by default. */
	readonly cutClosing?: boolean;
}

/** Gives each line its role, with our marker line as the surest sign of where the quote begins. */
export function replyRoles(plain: readonly MailLine[], options: ReplyOptions): readonly LineRole[] {
	const roleOptions: RoleOptions = {
		keepInline: options.keepInline ?? true,
		cutClosing: options.cutClosing ?? false,
		authorNames: (options.authorNames ?? [])
			.map((name) => wordsOf(name).join(' '))
			.filter((name) => name.includes(' ')),
	};
	const marked = new Set(
		markedLines(
			plain.map((line) => line.raw),
			options.markerTokens ?? [],
		),
	);
	const first = plain.findIndex((line, at) => line.isOurs === true || marked.has(at));
	if (first < 0) {
		const known = withEarlier(plain, options.earlier ?? []);
		return lineRoles(known === plain ? closedFrame(plain) : known, roleOptions);
	}
	const known = knownLines(plain, options.earlier ?? [], first);
	const lines = plain.map((line, at): MailLine => {
		if (marked.has(at) || line.isOurs === true) return { ...line, kind: 'quoted', isOurs: true };
		return known.lines.has(at) ? { ...line, kind: 'quoted', place: 'quote' } : line;
	});
	const above = rolesAbove(lines, first, options.ownNames ?? [], roleOptions);
	// Unquoted, nothing tells words typed below the marker from our own, unless ours are all known: better none than ours.
	if (!isQuoteSign(plain[first]) && !known.isComplete) return above;
	const all = known.isComplete
		? rolesAround(lines, first, above, roleOptions)
		: lineRoles(lines, roleOptions);
	const isTypedAbove = lines.some((line, at) => above[at] === 'reply' && line.clean !== '');
	if (isTypedAbove && !hasAnswerBelow(lines, all, first)) return above;
	return all.map((role, at) =>
		lines[at]?.isOurs === true || (at < first && above[at] === 'quote') ? 'quote' : role,
	);
}

// Where words stand above the frame and nothing in it is known, nobody can tell whose the words between its quotes are.
function closedFrame(lines: readonly MailLine[]): readonly MailLine[] {
	const typed = lines.findIndex(({ kind, isFramed }) => kind === 'text' && isFramed !== true);
	const frame = lines.findIndex(({ isFramed }) => isFramed === true);
	if (typed < 0 || frame < typed) return lines;
	return lines.map((line): MailLine => {
		if (line.isFramed !== true || line.kind === 'empty' || line.kind === 'quoted') return line;
		return { ...line, kind: 'quoted', place: 'container' };
	});
}

// Where each line of ours is known, what else stands below the marker was typed: no container, no header says otherwise.
function rolesAround(
	lines: readonly MailLine[],
	marker: number,
	above: readonly LineRole[],
	options: RoleOptions,
): readonly LineRole[] {
	const below = lines.slice(marker).map((line): MailLine => {
		if (line.place === undefined || line.place === 'quote') return line;
		const { raw, clean, kind, isOurs = false } = line;
		return { raw, clean, kind: line.place === 'container' ? lineKind(clean, true) : kind, isOurs };
	});
	return [...above.slice(0, marker), ...lineRoles(below, options)];
}

function isQuoteSign(line: MailLine | undefined): boolean {
	return line?.kind === 'quoted' || line?.kind === 'pipe';
}

// Where the client quotes with ">", unquoted text under the marker was typed.
function hasAnswerBelow(lines: readonly MailLine[], roles: readonly LineRole[], marker: number): boolean {
	return lines.some((line, at) => at > marker && roles[at] === 'reply' && line.kind === 'text');
}

function rolesAbove(
	lines: readonly MailLine[],
	marker: number,
	ownNames: readonly string[],
	options: RoleOptions,
): readonly LineRole[] {
	const roles = lineRoles(lines.slice(0, marker + 1), options);
	const isHeaderFound = roles[lastNonEmpty(lines, marker)] === 'quote';
	const end = isHeaderFound ? marker : ownHeaderStart(lines, marker, ownNames);
	return lines.map((_, at) => (at >= end ? 'quote' : (roles[at] ?? 'quote')));
}

function lastNonEmpty(lines: readonly MailLine[], before: number): number {
	let at = before - 1;
	while (lines[at]?.clean === '') at--;
	return at;
}
