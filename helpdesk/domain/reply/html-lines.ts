import { type HtmlMark, htmlMark } from './html-marks';
import { type HtmlElement, type HtmlNode, type HtmlText, walkHtml } from './html-tree';

/** Holds a line of HTML as a reader sees it, with what the elements around it say. */
export interface HtmlLine {
	readonly raw: string;
	readonly marks: ReadonlySet<HtmlMark>;
	/** An element around it carries one of our tokens. */
	readonly isOurs: boolean;
}

/** Holds HTML as lines; `lineOf` tells where each text and each empty element stands. */
export interface LinedHtml {
	readonly lines: readonly HtmlLine[];
	/** A text in a `pre` stands in several lines, one for each of its own. */
	readonly linesOf: ReadonlyMap<HtmlNode, readonly number[]>;
}

/** Stands for a picture, so that a line with nothing else is not empty (U+FFFC, object replacement character). */
export const PICTURE = '\ufffc';
const RULER = '----------';
const NO_MARKS: ReadonlySet<HtmlMark> = new Set();
const BLOCKS = new Set(
	`address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form
	h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody tfoot thead tr ul`.split(
		/\s+/,
	),
);

/**
 * Gives the lines of HTML that was flattened before.
 *
 * @param tokens - ours, in lower case
 */
export function linedHtml(nodes: readonly HtmlNode[], tokens: readonly string[] = []): LinedHtml {
	const writer = new LineWriter();
	const path: Surroundings[] = [{ marks: NO_MARKS, isOurs: false, isPre: false }];
	const inside = () => path.at(-1) ?? { marks: NO_MARKS, isOurs: false, isPre: false };
	walkHtml(nodes, {
		text: (node) => writer.text(node, inside()),
		open: (node) => {
			if (BLOCKS.has(node.tag)) writer.endLine();
			path.push(surroundings(node, inside(), tokens));
			if (node.tag === 'td' || node.tag === 'th') writer.add(' ', inside());
			// An address that nobody escaped, <anna@example.org>, looks like a tag.
			if (node.tag.includes('@')) writer.add(`<${node.tag}>`, inside());
		},
		close: (node) => {
			if (node.children.length === 0) writer.empty(node, inside());
			path.pop();
			if (BLOCKS.has(node.tag)) writer.endLine();
			if (node.tag === 'p' && hasMargin(node)) writer.paragraph();
		},
	});
	return writer.lined();
}

interface Surroundings {
	readonly marks: ReadonlySet<HtmlMark>;
	readonly isOurs: boolean;
	readonly isPre: boolean;
}

function surroundings(node: HtmlElement, outer: Surroundings, tokens: readonly string[]): Surroundings {
	const mark = htmlMark(node);
	const marks = mark === undefined || outer.marks.has(mark) ? outer.marks : new Set([...outer.marks, mark]);
	const isPre =
		outer.isPre ||
		node.tag === 'pre' ||
		/white-space:\s?(?:pre|break)/i.test((node.attributes.style ?? '').slice(0, 400));
	const isOurs = outer.isOurs || (tokens.length > 0 && holdsToken(node, tokens));
	if (marks === outer.marks && isPre === outer.isPre && isOurs === outer.isOurs) return outer;
	return { marks, isPre, isOurs };
}

// A link that names our address with its token is an address in the client's header, no marker.
function holdsToken({ tag, attributes }: HtmlElement, tokens: readonly string[]): boolean {
	if (tag === 'a') return false;
	const values = Object.values(attributes).join(' ').toLowerCase();
	return values.length >= 6 && tokens.some((token) => values.includes(token));
}

function hasMargin({ attributes }: HtmlElement): boolean {
	return !/mso/i.test(attributes.class ?? '') && !/margin(?:-bottom)?:\s?0/i.test(attributes.style ?? '');
}

class LineWriter {
	private readonly lines: HtmlLine[] = [];
	private readonly linesOf = new Map<HtmlNode, number[]>();
	private raw = '';
	private inside: Surroundings = { marks: NO_MARKS, isOurs: false, isPre: false };
	private isOpen = false;

	text(node: HtmlText, inside: Surroundings): void {
		const pieces = inside.isPre ? node.text.split(/\r\n|\n|\r/) : [node.text.replace(/[ \t\r\n\f]+/g, ' ')];
		const at: number[] = [];
		pieces.forEach((piece, index) => {
			if (index > 0) this.breakLine();
			at.push(this.lines.length);
			this.add(piece, inside);
		});
		this.linesOf.set(node, at);
	}

	empty(node: HtmlElement, inside: Surroundings): void {
		this.linesOf.set(node, [this.lines.length]);
		if (node.tag === 'br') {
			this.start(inside);
			this.breakLine();
		} else if (node.tag === 'hr') {
			this.add(RULER, inside);
			this.endLine();
		} else if (node.tag === 'img' && !isPixel(node)) {
			this.add(PICTURE, inside);
		}
	}

	add(text: string, inside: Surroundings): void {
		const isBlank = text.trim() === '';
		if (isBlank && this.raw === '' && !inside.isPre) return;
		if (!isBlank) this.start(inside);
		this.raw += text;
	}

	/** Ends a line that something stands in. */
	endLine(): void {
		if (this.isOpen) this.breakLine();
		else this.raw = '';
	}

	/** Leaves a line free below a paragraph. */
	paragraph(): void {
		if (this.lines.length > 0 && this.lines.at(-1)?.raw !== '')
			this.lines.push({ raw: '', marks: NO_MARKS, isOurs: false });
	}

	lined(): LinedHtml {
		this.breakLine();
		return { lines: this.lines, linesOf: this.linesOf };
	}

	// The first that shows in a line says where the line stands.
	private start(inside: Surroundings): void {
		if (this.isOpen) return;
		this.isOpen = true;
		this.inside = inside;
	}

	private breakLine(): void {
		const raw = this.raw.trimEnd();
		this.lines.push({ raw, marks: this.inside.marks, isOurs: this.inside.isOurs });
		this.raw = '';
		this.isOpen = false;
		this.inside = { marks: NO_MARKS, isOurs: false, isPre: false };
	}
}

function isPixel({ attributes }: HtmlElement): boolean {
	const style = (attributes.style ?? '').slice(0, 400).toLowerCase();
	return (
		/^[01](?:px)?$/.test(attributes.width ?? '') ||
		/(?:^|;)\s?(?:width:\s?[01]px|display:\s?none)/.test(style)
	);
}
