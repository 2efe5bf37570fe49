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

const MAX_READ = 256_000;
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
	const hasAlternative = (isHtml: boolean) =>
		parts.some((part) => part.isAlternative && part.isHtml !== isHtml);
	if (plain.length === 0 || marked.length === 0 || parts.every(({ isAlternative }) => isAlternative))
		return { text: plain.join('\n'), html: marked.join('<br/>\n') };
	const texts: string[] = [];
	const htmls: string[] = [];
	const [saidPlain, saidMarked] = [wordsOf(plain.join('\n')), wordsOf(textOfBody(marked.join('\n')))];
	for (const { isHtml, content, isAlternative } of parts) {
		const text = isHtml ? textOfBody(content) : content;
		// Some programs call alternatives a mixture.
		const isSaid =
			(isAlternative && hasAlternative(isHtml)) || isKnown(text, isHtml ? saidPlain : saidMarked);
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

function isKnown(text: string, known: ReadonlySet<string>): boolean {
	const words = wordsOf(text);
	return [...words].filter((word) => known.has(word)).length >= LEAST_SHARE * words.size;
}

function wordsOf(text: string): ReadonlySet<string> {
	return new Set(
		text
			.slice(0, MAX_READ)
			.toLowerCase()
			.match(/[\p{L}\p{N}]+/gu),
	);
}
