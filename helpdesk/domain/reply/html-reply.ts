import { type HtmlLine, type LinedHtml, linedHtml, PICTURE } from './html-lines';
import { filteredHtml, type HtmlNode } from './html-tree';
import { isForwardLine } from './forward-lines';
import { lineKind } from './line-class';
import type { LineRole } from './line-roles';
import { cleanText, type LinePlace, MAX_ANALYSED_LINES, type MailLine } from './mail-line';
import { partsOf, type ReplyParts } from './reply-extraction';
import { type ReplyOptions, replyRoles } from './reply-roles';

export interface HtmlReplyParts extends ReplyParts {
	/** The elements of the reply with their formatting and pictures, not yet cleaned. */
	readonly html: readonly HtmlNode[];
}

/** Does for HTML what `extractReply` does for text, by the same rules. */
export function extractHtmlReply(nodes: readonly HtmlNode[], options: ReplyOptions = {}): HtmlReplyParts {
	const tokens = (options.markerTokens ?? []).map((token) => token.toLowerCase());
	const lined = linedHtml(nodes, tokens);
	const lines = lined.lines.map(mailLine);
	const roles = trimmed(lines, keptForward(lines, replyRoles(lines, options), lined.lines), lined.lines);
	const { reply, signature, quote } = partsOf(lines, roles);
	return {
		reply: shown(reply),
		signature: shown(signature),
		quote: shown(quote),
		html: keptHtml(nodes, lined, roles),
	};
}

function mailLine({ raw, marks, isOurs }: HtmlLine, index: number): MailLine {
	// Relays that hand HTML through JSON leave its line ends as two characters.
	const all = cleanText(raw.replace(/^(?:\\n\s?){1,20}|(?:\s?\\n){1,20}$/g, ''));
	// Beside words, a picture is an ornament: Notes and some desks draw one before who wrote.
	const clean = all.replaceAll(PICTURE, '').trim() || all;
	const looks = lineKind(clean, index < MAX_ANALYSED_LINES);
	const ours = { ...(isOurs && { isOurs }), ...(marks.has('frame') && { isFramed: true }) };
	if (looks === 'empty') return { raw, clean, kind: looks, ...ours };
	const place = placeOf(marks, clean);
	if (place === 'quote' || place === 'container') return { raw, clean, kind: 'quoted', place, ...ours };
	if (place !== undefined) return { raw, clean, kind: 'text', place, ...ours };
	if (marks.has('signature')) return { raw, clean, kind: 'signed', ...ours };
	// Mere formatting, unless an intro stands above it.
	if (marks.has('indented') && looks !== 'quoted') return { raw, clean, kind: 'pipe', ...ours };
	return { raw, clean, kind: looks, ...ours };
}

function placeOf(marks: HtmlLine['marks'], clean: string): LinePlace | undefined {
	if (marks.has('quote')) return 'quote';
	if (marks.has('container')) return 'container';
	if (marks.has('heading')) return 'heading';
	if (marks.has('intro')) return 'intro';
	// Outlook draws a line above the header that it copies: "Von: …" in whatever language.
	return marks.has('bordered') && /^[*\s]{0,3}[^\s:：][^:：]{0,30}[:：]/.test(clean) ? 'heading' : undefined;
}

// Whoever forwards without a word means what they forward.
function keptForward(
	lines: readonly MailLine[],
	roles: readonly LineRole[],
	marked: readonly HtmlLine[],
): readonly LineRole[] {
	if (lines.some((line) => line.isOurs === true)) return roles;
	const forward = lines.findIndex(({ kind }, at) => kind !== 'quoted' && isForwardLine(lines, at));
	// In a frame it is the client that quotes.
	if (forward < 0 || marked[forward]?.marks.has('frame') === true) return roles;
	const isTyped = lines.some((line, at) => at < forward && roles[at] === 'reply' && line.clean !== '');
	return isTyped ? roles : roles.map(() => 'reply');
}

// An empty line belongs to the words above it; those at the edge of what was cut go with it.
function trimmed(
	lines: readonly MailLine[],
	roles: readonly LineRole[],
	marked: readonly HtmlLine[],
): readonly LineRole[] {
	const isBelowKept: boolean[] = [];
	let isKept = false;
	for (let at = lines.length - 1; at >= 0; at--) {
		if (lines[at]?.clean !== '') isKept = roles[at] === 'reply';
		isBelowKept[at] = isKept;
	}
	const last = lines.findLastIndex((line, at) => line.clean !== '' && roles[at] === 'reply');
	isKept = false;
	return lines.map((line, at): LineRole => {
		const role = roles[at] ?? 'quote';
		if (line.clean !== '') isKept = role === 'reply';
		else if (role === 'reply' && (at > last || !isKept || (!isBelowKept[at] && isOfQuote(marked[at]))))
			return 'quote';
		return role;
	});
}

function isOfQuote(line: HtmlLine | undefined): boolean {
	return line !== undefined && (line.marks.has('quote') || line.marks.has('container'));
}

function keptHtml(
	nodes: readonly HtmlNode[],
	{ linesOf }: LinedHtml,
	roles: readonly LineRole[],
): readonly HtmlNode[] {
	const isKept = (line: number) => roles[line] === 'reply';
	return filteredHtml(
		nodes,
		(node) => {
			const at = linesOf.get(node) ?? [];
			if (at.length === 1) return isKept(at[0] ?? -1) ? node.text : '';
			return node.text
				.split(/\r\n|\n|\r/)
				.filter((_, index) => isKept(at[index] ?? -1))
				.join('\n');
		},
		(node) => (linesOf.get(node) ?? []).some(isKept),
	);
}

function shown(text: string): string {
	return text
		.replaceAll(PICTURE, '')
		.replace(/[ \t]{1,200}$/gm, '')
		.trim();
}
