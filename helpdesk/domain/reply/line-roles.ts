import { isClosing, isDashName } from './client-signature';
import { fencedLines } from './fenced-lines';
import { footerSigns } from './footer-words';
import { type MailLine, wordsOf } from './mail-line';
import { type QuoteSpan, quoteSpans } from './quote-spans';

/** Tells what a line is of: the words sent, the client's signature, or somebody else's mail. */
export type LineRole = 'reply' | 'signature' | 'quote';

export interface RoleOptions {
	readonly keepInline: boolean;
	readonly cutClosing: boolean;
	/** First and last name in lower case, words joined by spaces. */
	readonly authorNames: readonly string[];
}

interface Analysed {
	readonly lines: readonly MailLine[];
	/** Indexes of the lines of code. */
	readonly fenced: ReadonlySet<number>;
}

/** Holds own lines up to a quote; `signature` is where the client's signature starts, `end` if there is none. */
interface OwnText {
	readonly end: number;
	readonly signature: number;
	readonly hasText: boolean;
}

const MAX_CLOSING_LINES = 8;
const POSTSCRIPT = /^(?:(?:p\.? ?){1,2}s|p\.? ?d|n\.? ?b)(?:\.| ?[:,–—-])|^追伸/iu;
const MAX_FOOTER_LINES = 15;

/** Gives each line its role. It never looks at where lines come from, so HTML made into lines fits too. */
export function lineRoles(lines: readonly MailLine[], options: RoleOptions): readonly LineRole[] {
	const fenced = fencedLines(lines);
	const spans = quoteSpans(lines, fenced);
	const own = ownTexts({ lines, fenced }, spans, options);
	const roles: LineRole[] = lines.map(() => 'reply');
	for (const text of own) roles.fill('signature', text.signature, text.end);
	spans.forEach((span, index) => {
		if (!isKept(spans, own, index, options)) roles.fill('quote', span.start, span.end);
	});
	const isNothingLeft = own.every((text) => !text.hasText) && spans.every((span) => !span.isAttributed);
	const isAlone = isNothingLeft && spans.length === 0;
	// Never return nothing where something stands that no client has quoted.
	return roles.map((role, at): LineRole => {
		const kind = lines[at]?.kind;
		const isSignature = kind === 'mobile' || kind === 'signed';
		if (isSignature && role === 'reply') return fenced.has(at) ? 'reply' : 'signature';
		return (isNothingLeft && role === 'quote') || (isAlone && !isSignature) ? 'reply' : role;
	});
}

/** Gives the stretches before, between and after the quotes: one more than there are quotes. */
function ownTexts(mail: Analysed, spans: readonly QuoteSpan[], options: RoleOptions): readonly OwnText[] {
	const { length } = mail.lines;
	let start = 0;
	return [...spans, { start: length, end: length }].map((span) => {
		const text = ownText(mail, start, span.start, options);
		start = span.end;
		return text;
	});
}

function ownText(mail: Analysed, start: number, end: number, options: RoleOptions): OwnText {
	const { lines } = mail;
	let signature = signatureStart(mail, start, end);
	signature = dashName(lines, start, signature) ?? addressCard(lines, start, signature) ?? signature;
	signature = nameCard(lines, start, signature, options.authorNames) ?? signature;
	if (start > 0) signature = companyFooter(lines, start, signature) ?? signature;
	if (options.cutClosing) signature = closing(lines, start, signature) ?? signature;
	return { end, signature, hasText: hasText(lines, start, signature) };
}

function signatureStart({ lines, fenced }: Analysed, start: number, end: number): number {
	for (let at = start; at < end; at++) {
		const line = lines[at];
		if (line === undefined || fenced.has(at)) continue;
		if (line.kind === 'delimiter' && (line.clean === '--' || isFooter(lines, at, end))) return at;
		// Some phones put the cursor under their line: nothing above it means that the words follow.
		if (line.kind === 'mobile' && hasText(lines, start, at)) return at;
	}
	return end;
}

// A long text under an underscore ruler is no list footer.
function isFooter(lines: readonly MailLine[], at: number, end: number): boolean {
	const rest = lines.slice(at + 1, Math.min(end, at + 100)).filter((line) => line.kind !== 'empty');
	return rest.length <= MAX_FOOTER_LINES;
}

// "-Anna Berg" as last paragraph; not a list of one-word points.
function dashName(lines: readonly MailLine[], start: number, end: number): number | undefined {
	let at = end - 1;
	while (at > start && lines[at]?.kind === 'empty') at--;
	const clean = lines[at]?.clean ?? '';
	const above = lines[at - 1];
	const isSetOff =
		above?.kind === 'empty' || (/^(?:[–—]|--)/.test(clean) && !/^[-–—*]/.test(above?.clean ?? ''));
	if (!isDashName(clean) || !isSetOff) return undefined;
	return hasText(lines, start, at) ? at : undefined;
}

// Foxmail signs with the address below a ruler.
function addressCard(lines: readonly MailLine[], start: number, end: number): number | undefined {
	let at = end - 1;
	while (at > start && lines[at]?.kind === 'empty') at--;
	if (!/^[^\s@<>]{1,100}@[^\s@<>]{1,100}$/.test(lines[at]?.clean ?? '')) return undefined;
	at--;
	while (at > start && lines[at]?.kind === 'empty') at--;
	return lines[at]?.kind === 'divider' && hasText(lines, start, at) ? at : undefined;
}

// Below a quote mail servers put what a company wants to stand in each mail; several signs, as nothing typed may be lost.
function companyFooter(lines: readonly MailLine[], start: number, end: number): number | undefined {
	let last = end;
	while (last > start && lines[last - 1]?.kind === 'empty') last--;
	let footer: number | undefined;
	while (last > start && end - last <= MAX_FOOTER_LINES) {
		let first = last;
		while (first > start && lines[first - 1]?.kind === 'text') first--;
		const { phrases, words } = footerSigns(paragraphOf(lines, first, last));
		if (phrases === 0 || (phrases === 1 && words < 2)) return footer;
		footer = first;
		last = first;
		while (last > start && lines[last - 1]?.kind === 'empty') last--;
	}
	return footer;
}

function paragraphOf(lines: readonly MailLine[], start: number, end: number): string {
	return lines
		.slice(start, end)
		.map(({ clean }) => clean)
		.join(' ');
}

// Outlook and phones put a signature without any sign: it begins with the person's name.
function nameCard(
	lines: readonly MailLine[],
	start: number,
	end: number,
	names: readonly string[],
): number | undefined {
	if (names.length === 0) return undefined;
	for (let at = end - 1, seen = 0; at >= start && seen < MAX_CLOSING_LINES; at--) {
		const line = lines[at];
		if (line === undefined || line.kind === 'empty') continue;
		// Typed below one's own name.
		if (POSTSCRIPT.test(line.clean)) return undefined;
		if (line.clean.length < 80 && names.includes(wordsOf(line.clean).join(' ')) && hasText(lines, 0, at))
			return at;
		seen++;
	}
	return undefined;
}

function closing(lines: readonly MailLine[], start: number, end: number): number | undefined {
	for (let at = end - 1, seen = 0; at > start && seen < MAX_CLOSING_LINES; at--) {
		const line = lines[at];
		if (line === undefined || line.kind === 'empty') continue;
		if (isClosing(line.clean) && hasText(lines, start, at)) return at;
		seen++;
	}
	return undefined;
}

function hasText(lines: readonly MailLine[], start: number, end: number): boolean {
	for (let at = start; at < end; at++) {
		const kind = lines[at]?.kind;
		if (kind === 'text' || kind === 'pipe') return true;
	}
	return false;
}

/**
 * Tells whether a quote stays: people answer between quotes, and pick a passage to comment on. What a client quoted
 * goes, unless answers stand between its parts.
 */
function isKept(
	spans: readonly QuoteSpan[],
	own: readonly OwnText[],
	index: number,
	options: RoleOptions,
): boolean {
	if (!options.keepInline || own[index + 1]?.hasText !== true) return false;
	if (spans[index]?.isAttributed === false) return true;
	return spans[index + 1]?.isAttributed === false;
}
