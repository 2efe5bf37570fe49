import { textToHtml } from '../../domain/html';
import { htmlText } from './html-text';

/** A part of a mail; one whose text is shown has it decoded. */
export interface BodyPart {
	readonly contentType: string | false;
	readonly textContent?: string | undefined;
	readonly children?: readonly BodyPart[];
}

interface ShownPart {
	readonly isHtml: boolean;
	readonly content: string;
	readonly isAlternative: boolean;
}

interface ReadPart extends ShownPart {
	readonly text: string;
	readonly words: ReadonlySet<string>;
}

const MAX_READ = 256_000;
// Each is compared with each.
const MAX_COMPARED = 20;
const LEAST_SHARE = 0.8;

/**
 * Joins what a mail shows into a text and an HTML. What is there in one form only stands in both, as where a phone puts HTML
 * above a picture and a plain signature below it; alternatives (RFC 2046 §5.1.4) are never mixed.
 */
export function joinedBodies(root: BodyPart): { readonly text: string; readonly html: string } {
	const parts = shownParts(root, false);
	const contents = (isHtml: boolean) =>
		parts.filter((part) => part.isHtml === isHtml).map(({ content }) => content);
	const [plain, marked] = [contents(false), contents(true)];
	const asTheyAre = { text: plain.join('\n'), html: marked.join('<br/>\n') };
	if (plain.length === 0 || marked.length === 0 || parts.every(({ isAlternative }) => isAlternative))
		return asTheyAre;
	// Some programs call alternatives a mixture.
	if (isSame(wordsOf(asTheyAre.text), wordsOf(textOfBody(asTheyAre.html)))) return asTheyAre;
	const texts: string[] = [];
	const htmls: string[] = [];
	const read = parts.map((part) => readPart(part));
	for (const part of read) {
		const { isHtml, content, text } = part;
		const isSaid = hasOtherForm(part, read);
		if (!isHtml || !isSaid) texts.push(text);
		if (isHtml) htmls.push(content);
		else if (!isSaid) htmls.push(`<div>${textToHtml(content)}</div>`);
	}
	return { text: texts.join('\n'), html: htmls.join('<br/>\n') };
}

/** Gives the text of HTML, as far as anybody reads; empty when there is none. */
export function textOfBody(html: string): string {
	if (html === '') return '';
	try {
		return htmlText(html.slice(0, MAX_READ));
	} catch {
		// The HTML stays with the mail; a body that cannot be turned into text must not lose it.
		return '';
	}
}

function shownParts(
	{ contentType, textContent, children = [] }: BodyPart,
	isAlternative: boolean,
): ShownPart[] {
	const isHtml = contentType === 'text/html';
	const isShown = isHtml || contentType === 'text/plain';
	const own = isShown && textContent?.trim() ? [{ isHtml, content: textContent, isAlternative }] : [];
	const isWithin = isAlternative || contentType === 'multipart/alternative';
	return [...own, ...children.flatMap((child) => shownParts(child, isWithin))];
}

function readPart(part: ShownPart): ReadPart {
	const text = part.isHtml ? textOfBody(part.content) : part.content;
	return { ...part, text, words: wordsOf(text) };
}

function hasOtherForm({ isHtml, isAlternative, words }: ReadPart, parts: readonly ReadPart[]): boolean {
	const others = parts.filter((other) => other.isHtml !== isHtml);
	if (isAlternative && others.some((other) => other.isAlternative)) return true;
	return parts.length <= MAX_COMPARED && others.some((other) => isSame(words, other.words));
}

// Not what one has of the other alone: two lines of an answer may well be written with the same words.
function isSame(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
	const common = [...some].filter((word) => others.has(word)).length;
	return common > 0 && common >= LEAST_SHARE * Math.max(some.size, others.size);
}

function wordsOf(text: string): ReadonlySet<string> {
	return new Set(
		text
			.slice(0, MAX_READ)
			.toLowerCase()
			.match(/[\p{L}\p{N}]+/gu),
	);
}
