import { isClosing } from './client-signature';
import { footerSigns } from './footer-words';
import { headerBlockLength, headerKind } from './header-blocks';
import { introLength } from './intro-lines';
import { mailLines } from './line-class';
import { type MailLine, unquotedText } from './mail-line';
import { looksLikeHeader } from './marker-line';
import { replyRoles } from './reply-roles';

const MAX_LINES = 2_000;
const MAX_LINE = 5_000;
const MAX_KNOWN = 200_000;
/** Fewer words may be of anything, unless they end like a sentence. */
const MIN_WORDS = 4;
const MIN_SENTENCE = 3;
/** By a shorter line a copy cannot be known. */
const MIN_LETTERS = 16;
// Where no blanks part words, two characters count as one.
const WORD =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{1,2}|[\p{L}\p{M}\p{N}]+/gu;
// Outlook writes the address behind each link, gateways another one.
const LINK = /<[^<>\s]{1,2000}>|\[[^[\]\s]{8,2000}\]|\bhttps?:\/\/\S{1,2000}/gi;
const CONTACT =
	/https?:|\bwww\.|\b[\w.-]{1,64}@[\w-]{1,64}\.[a-z]|(?:^|\s)\+?\d[\d\s()/.-]{6,24}\d|\s[|·•]\s/i;

const EXCUSE = /typo|brevity|excus|tippfehler|kürze|faute|concis|brevedad|errat|typfout/i;

/**
 * Gives words that stand below the beginning of a copy that was not marked as a quote, and are neither part of it nor
 * known else, nor a signature or footer: they may have been typed there.
 *
 * @param quote - what was cut as quoted
 * @param known - the copied text first, then whatever it may hold
 * @returns empty when there are none that matter
 */
export function wordsBelow(quote: string, known: readonly string[], authorNames: readonly string[]): string {
	const lines = mailLines(quote).slice(0, MAX_LINES);
	const isKnown = testOfKnown(known, authorNames);
	const paragraphs = paragraphsOf(withoutSignature(unknownLines(lines, isKnown), authorNames));
	return paragraphs.filter((paragraph) => isMeant(paragraph) && !isFooter(paragraph)).join('\n\n');
}

/**
 * Gives words that stand above the line by which the mail program headed its copy of our mail, and that were taken for
 * somebody else's all the same: behind a `>` that begins a line of code, or below a header that was pasted in.
 *
 * @param quote - what was cut as quoted
 * @param known - what it may hold
 * @param ownNames - addresses and names of the desk, which stand in that line
 */
export function wordsAbove(quote: string, known: readonly string[], ownNames: readonly string[]): string {
	const lines = mailLines(quote).slice(0, MAX_LINES);
	const names = ownNames.map((name) => name.trim().toLowerCase()).filter((name) => name.length > 2);
	const mayHead = ({ clean }: MailLine) =>
		isHeading(clean) && names.some((name) => clean.toLowerCase().includes(name));
	if (!lines.some(mayHead)) return '';
	// Our mail names the desk, too.
	const letters = lettersOf(joined(known));
	const head = lines.findIndex((line) => mayHead(line) && !letters.includes(lettersOf(line.clean)));
	let start = head;
	while (start > 0 && isHeading(lines[start - 1]?.clean ?? '')) start--;
	const isKnown = testOfKnown(known, []);
	const above: string[] = [];
	for (let at = 0; at < start; at++) {
		const { clean = '', kind = 'empty' } = lines[at] ?? {};
		const length = kind === 'text' ? attributionLength(lines, at) : 0;
		if (at + length > head) break;
		const plain = unquotedText(clean);
		const isWord = length === 0 && kind !== 'divider' && headerKind(clean) === undefined;
		above.push(isWord && !isKnown(plain) ? plain : '');
	}
	return paragraphsOf(above).filter(isMeant).join('\n\n').trim();
}

/** Gives sentences that stand below the line of a phone ("Sent from my iPhone"), with which a signature begins: people go on there. */
export function wordsBelowPhone(signature: string): string {
	const [first, ...lines] = mailLines(signature).slice(0, MAX_LINES);
	if (first?.kind !== 'mobile') return '';
	return paragraphsOf(lines.map(({ clean }) => clean))
		.filter((paragraph) => paragraph.split('\n').some(isSentence))
		.filter((paragraph) => !EXCUSE.test(paragraph) && !isFooter(paragraph))
		.join('\n\n')
		.trim();
}

function isHeading(clean: string): boolean {
	return looksLikeHeader(unquotedText(clean));
}

function attributionLength(lines: readonly MailLine[], at: number): number {
	return headerBlockLength(lines, at) || introLength(lines, at);
}

function unknownLines(lines: readonly MailLine[], isKnown: (line: string) => boolean): readonly string[] {
	const unknown: string[] = [];
	let ruler: string[] = [];
	let isBelow = false;
	for (let at = 0; at < lines.length; at++) {
		const { raw = '', kind = 'empty' } = lines[at] ?? {};
		const heading = kind === 'text' ? attributionLength(lines, at) : 0;
		const isOfQuote = kind === 'quoted' || kind === 'pipe' || heading > 0;
		if (heading > 0) at += heading - 1;
		if (kind === 'divider' || kind === 'delimiter') {
			// It belongs to what stands below it.
			ruler = [raw];
		} else if (isOfQuote || kind === 'empty' || isKnown(raw)) {
			isBelow ||= !isOfQuote && lettersOf(raw).length >= MIN_LETTERS;
			if (kind !== 'empty') ruler = [];
			unknown.push('');
		} else if (isBelow) {
			unknown.push(...ruler, raw);
			ruler = [];
		}
	}
	return unknown;
}

/** Gives a test of whether a line repeats texts, by its letters or, where a program changed some, by most pairs of words. */
function testOfKnown(texts: readonly string[], authorNames: readonly string[]): (line: string) => boolean {
	// Most programs quote by signs: then nobody asks.
	let letters: string | undefined;
	let pairs: ReadonlySet<string> | undefined;
	const names = authorNames.map(lettersOf).filter((name) => name !== '');
	return (line) => {
		const plain = line.slice(0, MAX_LINE).replace(LINK, ' ');
		const lineLetters = lettersOf(plain);
		// It may open a signature.
		if (names.includes(lineLetters)) return false;
		letters ??= lettersOf(joined(texts));
		if (letters.includes(lineLetters)) return true;
		pairs ??= new Set(pairsOf(joined(texts)));
		const linePairs = pairsOf(plain);
		const found = linePairs.filter((pair) => pairs?.has(pair)).length;
		return linePairs.length > 0 && found * 2 >= linePairs.length;
	};
}

function joined(texts: readonly string[]): string {
	let all = '';
	for (const text of texts) {
		all += `${text.slice(0, MAX_KNOWN - all.length)}\n`;
		if (all.length >= MAX_KNOWN) break;
	}
	return all.replace(LINK, ' ');
}

// As though they stood below something that was typed: a signature needs words above it.
function withoutSignature(unknown: readonly string[], authorNames: readonly string[]): readonly string[] {
	const lines = mailLines(['x', '', ...unknown].join('\n'));
	const roles = replyRoles(lines, { authorNames, keepInline: false });
	return lines.map(({ raw, kind }, at) => (roles[at] === 'reply' && kind === 'text' ? raw : '')).slice(2);
}

function paragraphsOf(lines: readonly string[]): readonly string[] {
	return lines
		.map((line) => line.trim())
		.join('\n')
		.split(/\n{2,}/)
		.filter((paragraph) => paragraph.trim() !== '');
}

function isMeant(paragraph: string): boolean {
	const words = wordsIn(paragraph).length;
	return words >= MIN_WORDS || (words >= MIN_SENTENCE && isSentence(paragraph));
}

function isFooter(paragraph: string): boolean {
	const { phrases, words } = footerSigns(paragraph);
	if (phrases > 0 || words > 1) return true;
	const lines = paragraph.split('\n');
	// Name, street, telephone: no sentence among them.
	return !lines.some(isSentence) && (CONTACT.test(paragraph.slice(0, MAX_LINE)) || lines.some(isClosing));
}

function isSentence(line: string): boolean {
	return /[.!?…。！？]["'”’)]?$/.test(line.trim()) && wordsIn(line).length >= MIN_SENTENCE;
}

function pairsOf(text: string): readonly string[] {
	const words = wordsIn(text);
	return words.slice(1).map((word, at) => `${words[at]} ${word}`);
}

function wordsIn(text: string): readonly string[] {
	return text.toLowerCase().match(WORD) ?? [];
}

function lettersOf(text: string): string {
	return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
