import { linedHtml, PICTURE } from './reply/html-lines';
import type { HtmlNode } from './reply/html-tree';

/** Gives the text that a reader sees of HTML, line by line. */
export function textOfHtml(nodes: readonly HtmlNode[]): string {
	return linedHtml(nodes)
		.lines.map(({ raw }) => raw.replaceAll(PICTURE, '').trimEnd())
		.join('\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}
