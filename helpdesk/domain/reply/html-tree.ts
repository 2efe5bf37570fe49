/** Holds the body of an HTML mail as plain data; comments and what no reader sees are left out. */
export type HtmlNode = HtmlElement | HtmlText;

export interface HtmlElement {
	/** In lower case. */
	readonly tag: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly children: readonly HtmlNode[];
}

export interface HtmlText {
	/** With entities resolved. */
	readonly text: string;
}

/** Lists elements that have no content and no end tag. */
export const VOID_TAGS: ReadonlySet<string> = new Set(
	'area base br col embed hr img input link meta param source track wbr'.split(' '),
);

/** Tells whether a node is an element. */
export function isElement(node: HtmlNode): node is HtmlElement {
	return 'tag' in node;
}

/** Receives the nodes of a tree in the order of the document. */
export interface HtmlVisitor {
	readonly text: (node: HtmlText) => void;
	readonly open: (node: HtmlElement) => void;
	/** Called for each element that was opened, empty ones too. */
	readonly close: (node: HtmlElement) => void;
}

/** Walks through a tree without recursion, so that no depth can end the process. */
export function walkHtml(nodes: readonly HtmlNode[], visitor: HtmlVisitor): void {
	const path: {
		readonly element: HtmlElement | undefined;
		readonly children: readonly HtmlNode[];
		at: number;
	}[] = [{ element: undefined, children: nodes, at: 0 }];
	for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
		const node = top.children[top.at++];
		if (node === undefined) {
			path.pop();
			if (top.element) visitor.close(top.element);
		} else if (isElement(node)) {
			visitor.open(node);
			path.push({ element: node, children: node.children, at: 0 });
		} else {
			visitor.text(node);
		}
	}
}

/**
 * Gives the tree with other texts and without what is not kept.
 *
 * @param textOf - gives what stays of a text; an empty text goes
 * @param isKept - asked for elements that nothing is left in; those that hold something always stay
 */
export function filteredHtml(
	nodes: readonly HtmlNode[],
	textOf: (node: HtmlText) => string,
	isKept: (node: HtmlElement) => boolean,
): HtmlNode[] {
	const levels: HtmlNode[][] = [[]];
	walkHtml(nodes, {
		text: (node) => {
			const text = textOf(node);
			if (text !== '') levels.at(-1)?.push({ text });
		},
		open: () => levels.push([]),
		close: (node) => {
			const children = levels.pop() ?? [];
			if (children.length > 0 || isKept(node)) levels.at(-1)?.push({ ...node, children });
		},
	});
	return levels[0] ?? [];
}
