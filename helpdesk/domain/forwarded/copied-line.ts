/** One line of a mail that may hold a copied one. */
export interface CopiedLine {
	/** How many `>` quote it. */
	readonly depth: number;
	/** Without the `>` that quote it, NBSP as space. */
	readonly text: string;
	/** The same without space at its ends, and without bold marks around the whole. */
	readonly clean: string;
}

// Forwarded chains grow without end; the outermost mail stands on top.
const MAX_CHARACTERS = 200_000;
const QUOTE_SIGNS = /^(?: {0,3}>){1,100}/;

/** Makes lines of the text of a mail, as far as anybody looks into it. */
export function copiedLines(text: string): CopiedLine[] {
	return text
		.slice(0, MAX_CHARACTERS)
		.split(/\r\n|\r|\n/)
		.map((line) => line.replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, ''))
		.map((line) => lineOf(line.replace(/[\u00a0\u202f\u3000]/g, ' ')));
}

/** Takes up to so many quote signs off lines, and the space that stands before all of them. */
export function unquotedLines(lines: readonly CopiedLine[], depth: number): string {
	const bare = lines.map((line) => {
		const left = Math.max(0, line.depth - depth);
		return left > 0 ? `${'>'.repeat(left)} ${line.text.trim()}`.trimEnd() : line.text.trimEnd();
	});
	const indent = bare.reduce((least, text) => (text === '' ? least : Math.min(least, text.search(/\S/))), 8);
	return bare
		.map((text) => text.slice(indent))
		.join('\n')
		.trim();
}

function lineOf(line: string): CopiedLine {
	const signs = QUOTE_SIGNS.exec(line)?.[0] ?? '';
	const rest = line.slice(signs.length);
	const text = signs && rest.startsWith(' ') ? rest.slice(1) : rest;
	return { depth: signs.replaceAll(' ', '').length, text, clean: text.trim() };
}
