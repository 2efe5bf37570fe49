import { defaultTreeAdapter, type DefaultTreeAdapterTypes, parse } from 'parse5';
import type { HtmlElement, HtmlNode } from '../../domain/reply/html-tree';

type Parent = DefaultTreeAdapterTypes.ParentNode;
type Element = DefaultTreeAdapterTypes.Element;

const MAX_LENGTH = 512_000;
// The tools behind this are quadratic in depth.
const MAX_DEPTH = 200;
// parse5 repeats open <b>, <font> and the like in each paragraph: 100 kB may ask for millions of elements.
const MAX_ELEMENTS = 50_000;
const UNSEEN = new Set(
	`script style template head title meta link base noscript svg math iframe frame frameset object embed applet audio
	video canvas`.split(/\s+/),
);

/** Gives the body of an HTML mail as plain data; undefined when it is too large or too tangled to be read. */
export function parseHtml(html: string): readonly HtmlNode[] | undefined {
	if (html === '') return [];
	if (html.length > MAX_LENGTH) return undefined;
	let count = 0;
	const treeAdapter: typeof defaultTreeAdapter = {
		...defaultTreeAdapter,
		createElement(...parts) {
			if (++count > MAX_ELEMENTS) throw new RangeError('Too many elements.');
			return defaultTreeAdapter.createElement(...parts);
		},
	};
	try {
		return plainNodes(parse(html, { treeAdapter, scriptingEnabled: false }));
	} catch {
		// parse5 takes anything: what ends it is the limit above.
		return undefined;
	}
}

interface Level {
	readonly source: Parent;
	readonly target: HtmlNode[];
	at: number;
	/** The element does not stand in the result; its children go to the one around it. */
	readonly isFlat: boolean;
}

function plainNodes(document: Parent): readonly HtmlNode[] {
	const result: HtmlNode[] = [];
	const path: Level[] = [{ source: document, target: result, at: 0, isFlat: true }];
	let depth = 0;
	for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
		const node = top.source.childNodes[top.at++];
		if (node === undefined) {
			path.pop();
			if (!top.isFlat) depth--;
		} else if ('value' in node) {
			if (node.value !== '') top.target.push({ text: node.value });
		} else if ('tagName' in node && isSeen(node)) {
			const isFlat = depth >= MAX_DEPTH || node.tagName === 'html' || node.tagName === 'body';
			const children = isFlat ? top.target : [];
			if (!isFlat) {
				top.target.push(elementOf(node, children));
				depth++;
			}
			path.push({ source: node, target: children, at: 0, isFlat });
		}
	}
	return result;
}

function isSeen({ tagName, attrs }: Element): boolean {
	if (UNSEEN.has(tagName)) return false;
	const style = attrs.find(({ name }) => name === 'style')?.value ?? '';
	if (/(?:^|[;\s])(?:display:\s?none|mso-hide:\s?all)/i.test(style)) return false;
	return !attrs.some(({ name }) => name === 'hidden');
}

function elementOf({ tagName, attrs }: Element, children: readonly HtmlNode[]): HtmlElement {
	return {
		tag: tagName,
		attributes: Object.fromEntries(attrs.map(({ name, value }) => [name, value])),
		children,
	};
}
