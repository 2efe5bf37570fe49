import type { Address } from '../address';
import { introLength } from '../reply/intro-lines';
import { WROTE_WORDS } from '../reply/intro-words';
import type { MailLine } from '../reply/mail-line';
import { copiedAddresses } from './copied-addresses';
import type { CopiedLine } from './copied-line';

/** Who wrote what follows, and when, as the line above a quote tells ("On …, X wrote:"). */
export interface WrittenIntro {
	readonly from: Address;
	readonly date: string;
	readonly end: number;
}

const ADDRESS = /[([<]{0,2}\s?[^\s<>()[\]:;,"“”„«»@]{1,64}@[^\s<>()[\]:;,"“”«»@]{1,255}/;
const TIME_WORDS =
	/^(?:am|pm|a\.m\.|p\.m\.|(?:gmt|utc|cet|cest|est|edt|pst|pdt|mez|mesz|eet|eest|bst)(?:[+-]\d.*)?)[,;]?$/i;

/** Reads the intro that starts at a line; only one with an address counts. */
export function writtenIntro(lines: readonly CopiedLine[], start: number): WrittenIntro | undefined {
	if (!/\S/.test(lines[start]?.clean ?? '')) return undefined;
	const window = lines.slice(start, start + 8).map(mailLine);
	const length = introLength(window, 0);
	if (length === 0) return undefined;
	const text = window
		.slice(0, length)
		.map(({ clean }) => clean)
		.join(' ');
	const match = ADDRESS.exec(text);
	if (!match) return undefined;
	const before = text.slice(0, match.index).trim();
	const behind = text.slice(match.index + match[0].length);
	const [person] = copiedAddresses(match[0].trim());
	if (!person) return undefined;
	const date = dateIn(before) || dateIn(behind);
	return { from: { name: nameAtEnd(before), address: person.address }, date, end: start + length };
}

function mailLine({ text, clean, depth }: CopiedLine): MailLine {
	const kind = clean === '' ? 'empty' : depth > 0 ? 'quoted' : 'text';
	return { raw: text, clean, kind };
}

// The name follows the date, perhaps behind words like "heeft" or "пользователь".
function nameAtEnd(before: string): string {
	const quoted = /["“„«”]\s?([^"“”„«»]{1,200}?)\s?["”“»]$/.exec(before);
	if (quoted) return quoted[1] ?? '';
	const words = before.split(' ');
	const lastDigit = words.findLastIndex((word) => /\d/.test(word));
	const rest = words.slice(lastDigit + 1);
	while (rest.length > 1 && isBetween(rest[0] ?? '')) rest.shift();
	return copiedAddresses(rest.join(' '))[0]?.name ?? '';
}

function isBetween(word: string): boolean {
	return TIME_WORDS.test(word) || WROTE_WORDS.has(word.toLowerCase()) || /^[\p{Ll}.,(]+\)?[,;]?$/u.test(word);
}

function dateIn(text: string): string {
	const first = text.search(/\d/);
	if (first < 0) return '';
	const words = text.slice(text.lastIndexOf(' ', first) + 1).split(' ');
	const last = words.findLastIndex((word) => /\d/.test(word));
	const hasZone = TIME_WORDS.test(words[last + 1] ?? '');
	return words
		.slice(0, last + (hasZone ? 2 : 1))
		.join(' ')
		.replace(/[,:;]+$/, '');
}
