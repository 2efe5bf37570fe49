import { type HtmlNode, VOID_TAGS, walkHtml } from '../../domain/reply/html-tree';
import { escapeHtml } from '../../domain/html';

const NAME = /^[a-z][a-z0-9:_-]{0,60}$/i;

/** Writes a tree as HTML; elements with names that no parser would give back lose their tags. */
export function serializeHtml(nodes: readonly HtmlNode[]): string {
	const parts: string[] = [];
	walkHtml(nodes, {
		text: ({ text }) => parts.push(escapeHtml(text)),
		open: ({ tag, attributes }) => {
			if (!NAME.test(tag)) return;
			const written = Object.entries(attributes)
				.filter(([name]) => NAME.test(name))
				.map(([name, value]) => ` ${name}="${escapeHtml(value)}"`);
			parts.push(`<${tag}${written.join('')}>`);
		},
		close: ({ tag }) => {
			if (NAME.test(tag) && !VOID_TAGS.has(tag)) parts.push(`</${tag}>`);
		},
	});
	return parts.join('');
}
