import { mailLines } from './line-class';
import { type LineRole, lineRoles, type RoleOptions } from './line-roles';
import type { MailLine } from './mail-line';
import { markedLines, ownHeaderStart } from './marker-line';

export { markerLine } from './marker-line';

/** Holds a mail in three: the words to send on, the client's signature, and what was quoted; each may be empty. */
export interface ReplyParts {
	readonly reply: string;
	readonly signature: string;
	readonly quote: string;
}

export interface ReplyOptions {
	/** Tokens that we issued for this conversation: a marker line is trusted only with one of them. */
	readonly markerTokens?: readonly string[];
	/** Addresses and names of the desk itself, to find the client's own header above the marker. */
	readonly ownNames?: readonly string[];
	/** Keeps quoted lines that have answers typed between them; true by default. */
	readonly keepInline?: boolean;
	/** Cuts closing lines with what follows ("Best regards, …"); false by default. */
	readonly cutClosing?: boolean;
}

/**
 * Gives what the person wrote, without what their client quoted and signed. An empty `reply` means that nothing was
 * typed; whether that holds the mail (staff) or shows all of it (customers) is the caller's to decide.
 */
export function extractReply(mail: { readonly text: string }, options: ReplyOptions = {}): ReplyParts {
	const roleOptions = { keepInline: options.keepInline ?? true, cutClosing: options.cutClosing ?? false };
	const plain = mailLines(mail.text);
	const marked = markedLines(
		plain.map((line) => line.raw),
		options.markerTokens ?? [],
	);
	const first = marked[0];
	if (first === undefined) return partsOf(plain, lineRoles(plain, roleOptions));
	const lines = withMarker(plain, marked);
	const all = lineRoles(lines, roleOptions);
	const isMarked = isQuoteSign(plain[first]);
	if (!isMarked || !hasAnswerBelow(lines, all, first)) {
		const above = partsOf(lines, rolesAbove(lines, first, options.ownNames ?? [], roleOptions));
		// Unquoted, nothing tells words typed below the marker from our own: better none than ours.
		if (above.reply !== '' || !isMarked) return above;
	}
	return partsOf(
		lines,
		all.map((role, at) => (lines[at]?.isOurs === true ? 'quote' : role)),
	);
}

function withMarker(lines: readonly MailLine[], marked: readonly number[]): readonly MailLine[] {
	const ours = new Set(marked);
	return lines.map((line, at): MailLine => (ours.has(at) ? { ...line, kind: 'quoted', isOurs: true } : line));
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

function partsOf(lines: readonly MailLine[], roles: readonly LineRole[]): ReplyParts {
	return {
		reply: part(lines, roles, 'reply'),
		signature: part(lines, roles, 'signature'),
		quote: part(lines, roles, 'quote'),
	};
}

function part(lines: readonly MailLine[], roles: readonly LineRole[], wanted: LineRole): string {
	const chosen = lines.filter((_, at) => roles[at] === wanted);
	const first = chosen.findIndex((line) => line.clean !== '');
	if (first < 0) return '';
	return chosen
		.slice(first)
		.map((line) => line.raw)
		.join('\n')
		.trimEnd();
}
