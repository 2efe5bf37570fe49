import { walkHtml, type HtmlNode } from './reply/html-tree';

const UNSEEN = new Set(['head', 'title', 'style', 'script', 'noscript', 'template', 'svg']);
const PARAGRAPHS = new Set(
	'p h1 h2 h3 h4 h5 h6 ul ol table blockquote pre dl figure section article'.split(' '),
);
const LINES = new Set(
	'div tr li dt dd center form fieldset address header footer main nav aside caption body html'.split(' '),
);
const RULE = '-'.repeat(40);

/** Gives the text that a reader sees of HTML: blocks as lines, quotes behind ">", links with their addresses. */
export function textOfHtml(nodes: readonly HtmlNode[]): string {
	const writer = new HtmlTextWriter();
	walkHtml(nodes, {
		open: ({ tag, attributes }) => writer.open(tag, attributes.href ?? ''),
		text: ({ text }) => writer.add(text),
		close: ({ tag }) => writer.close(tag),
	});
	return writer.text();
}

/** Puts the text of elements together in the order in which a parser meets them. */
export class HtmlTextWriter {
	private readonly lines: string[] = [];
	private line = '';
	private unseen = 0;
	private verbatim = 0;
	private quotes = 0;
	/** For each list that is open the number of its next item; 0 in a list without numbers. */
	private readonly lists: number[] = [];
	private link = { address: '', start: 0, line: 0 };

	open(name: string, href: string): void {
		if (UNSEEN.has(name)) this.unseen += 1;
		if (this.unseen > 0) return;
		if (name === 'br') return this.endLine();
		if (PARAGRAPHS.has(name)) this.startParagraph();
		else if (LINES.has(name)) this.startLine();
		if (name === 'a') this.link = { address: href, start: this.line.length, line: this.lines.length };
		else if (name === 'pre') this.verbatim += 1;
		else if (name === 'blockquote') this.quotes += 1;
		else if (name === 'ul' || name === 'ol') this.lists.push(name === 'ol' ? 1 : 0);
		else if (name === 'li') this.line = this.bullet();
		else if (name === 'td' || name === 'th') this.add(' ');
		else if (name === 'hr') this.addRule();
	}

	add(data: string): void {
		if (this.unseen > 0) return;
		if (this.verbatim > 0) return this.addVerbatim(data);
		const text = data.replace(/[ \t\r\n\f\u200b]+/g, ' ');
		this.line += text.startsWith(' ') && (this.line === '' || this.line.endsWith(' ')) ? text.slice(1) : text;
	}

	close(name: string): void {
		if (UNSEEN.has(name)) this.unseen = Math.max(0, this.unseen - 1);
		if (this.unseen > 0) return;
		if (name === 'a') this.addAddress();
		if (PARAGRAPHS.has(name) || LINES.has(name)) this.startLine();
		if (name === 'pre') this.verbatim = Math.max(0, this.verbatim - 1);
		else if (name === 'blockquote') this.quotes = Math.max(0, this.quotes - 1);
		else if (name === 'ul' || name === 'ol') this.lists.pop();
		if (PARAGRAPHS.has(name)) this.startParagraph();
	}

	/** Gives what was written so far; nothing may follow. */
	text(): string {
		this.startLine();
		while (this.lines.at(-1) === '') this.lines.pop();
		return this.lines.join('\n');
	}

	private addVerbatim(data: string): void {
		const [first = '', ...others] = data.split(/\r?\n/);
		this.line += first;
		for (const other of others) {
			this.endLine();
			this.line = other;
		}
	}

	private bullet(): string {
		const number = this.lists.at(-1) ?? 0;
		if (number === 0) return '* ';
		this.lists[this.lists.length - 1] = number + 1;
		return `${number}. `;
	}

	private addRule(): void {
		this.startLine();
		this.line = RULE;
		this.endLine();
	}

	// A text that is its own address says it once.
	private addAddress(): void {
		const { address, start, line } = this.link;
		this.link = { address: '', start: 0, line: 0 };
		if (!/^(?:https?:|mailto:|tel:)/i.test(address)) return;
		const shown = line === this.lines.length ? this.line.slice(start).trim() : '';
		const isSame = address === shown || address.replace(/^(?:mailto:|tel:)/i, '') === shown;
		if (!isSame) this.line += `${shown ? ' ' : ''}[${address}]`;
	}

	private startParagraph(): void {
		this.startLine();
		const last = this.lines.at(-1);
		if (last !== undefined && !/^>*$/.test(last)) this.lines.push(this.quoted(''));
	}

	private startLine(): void {
		if (this.line.trim() !== '') this.endLine();
		this.line = '';
	}

	private endLine(): void {
		const line = this.verbatim > 0 ? this.line : this.line.trimEnd();
		this.lines.push(this.quoted(line));
		this.line = '';
	}

	private quoted(line: string): string {
		if (this.quotes === 0) return line;
		return `${'>'.repeat(Math.min(this.quotes, 9))} ${line}`.trimEnd();
	}
}
