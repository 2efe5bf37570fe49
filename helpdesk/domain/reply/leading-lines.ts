import { linedHtml, PICTURE } from './html-lines';
import { filteredHtml, type HtmlNode } from './html-tree';

/** Gives HTML as the lines that a reader sees; a picture counts as text. */
export function htmlTextLines(nodes: readonly HtmlNode[]): readonly string[] {
	return linesOf(nodes).lines.map(({ raw }) => raw);
}

/** Gives HTML without its first lines; elements that nothing is left in go with them. */
export function withoutFirstLines(nodes: readonly HtmlNode[], count: number): readonly HtmlNode[] {
	const { linesOf: places } = linesOf(nodes);
	const isKept = (line: number | undefined) => line !== undefined && line >= count;
	return filteredHtml(
		nodes,
		(node) => {
			const at = places.get(node) ?? [];
			if (at.length === 1) return isKept(at[0]) ? node.text : '';
			return node.text
				.split(/\r\n|\n|\r/)
				.filter((_, index) => isKept(at[index]))
				.join('\n');
		},
		(node) => (places.get(node) ?? []).some(isKept),
	);
}

/** Gives lines as text, without the signs that stand for pictures. */
export function textOfLines(lines: readonly string[]): string {
	return lines.join('\n').replaceAll(PICTURE, '').trim();
}

function linesOf(nodes: readonly HtmlNode[]) {
	return linedHtml(nodes);
}
