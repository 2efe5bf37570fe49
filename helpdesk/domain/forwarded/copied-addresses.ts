import type { Address } from '../address';

const MAX_CHARACTERS = 20_000;
const MAX_ADDRESSES = 200;
const ADDRESS = /[^\s<>()[\]{}:;,"“”„«»@]{1,64}@[^\s<>()[\]{}:;,"“”„«»'@]{1,255}/g;
const ADDRESS_ONLY = /^[^\s@]{1,64}@[^\s@]{1,255}$/;
// Outlook, where somebody sends for somebody else.
const ON_BEHALF =
	/ (?:on behalf of|im auftrag von|de la part de|en nombre de|em nome de|per conto di|namens|på vegne af|på vegne av|för|w imieniu|jménem|v mene|от имени|від імені) /i;
const AROUND_NAMES = ' "\'“”„«»‘’`*,:<([';

/** Reads the people of a copied header line, as mail programs write them; one without address has an empty one. */
export function copiedAddresses(value: string): Address[] {
	return pieces(plain(value))
		.slice(0, MAX_ADDRESSES)
		.flatMap((piece) => personOf(piece) ?? []);
}

/** Reads the sender of a copied header; undefined when the line names nobody. */
export function copiedSender(value: string): Address | undefined {
	const text = plain(value);
	const cut = text.search(ON_BEHALF);
	return copiedAddresses(cut > 0 ? text.slice(0, cut) : text)[0];
}

// `a@b <mailto:a@b>`, `[mailto:a@b]` and `[a@b](mailto:a@b)` all name an address once more.
function plain(value: string): string {
	return value
		.slice(0, MAX_CHARACTERS)
		.replace(/\[([^\s[\]]{1,320})\]\((?:mailto:)?[^\s()]{1,320}\)/gi, '$1')
		.replace(/mailto:/gi, '')
		.replace(/\s+/g, ' ');
}

// A semicolon always separates, a comma only behind an address: else it stands in a name ("Doe, John <…>").
function pieces(text: string): string[] {
	const found: string[] = [];
	const hasPairs = (text.match(/"/g)?.length ?? 0) % 2 === 0;
	let start = 0;
	let isQuoted = false;
	let depth = 0;
	let hasAddress = false;
	for (let at = 0; at < text.length; at++) {
		const sign = text[at];
		if (sign === '"' && hasPairs) isQuoted = !isQuoted;
		else if (sign === '@' && !isQuoted) hasAddress = true;
		else if (sign === '<') depth++;
		else if (sign === '>') depth = Math.max(0, depth - 1);
		const mayEnd =
			!isQuoted && (sign === ';' || sign === '；' || (depth === 0 && hasAddress && isComma(sign)));
		if (!mayEnd) continue;
		found.push(text.slice(start, at));
		start = at + 1;
		hasAddress = false;
		depth = 0;
	}
	return [...found, text.slice(start)];
}

function isComma(sign: string | undefined): boolean {
	return sign === ',' || sign === '，' || sign === '、';
}

function personOf(piece: string): Address | undefined {
	const matches = [...piece.matchAll(ADDRESS)];
	const inBrackets = matches.find(({ index }) =>
		/[<[(]['\s]{0,3}$/.test(piece.slice(Math.max(0, index - 4), index)),
	);
	const match = inBrackets ?? matches[0];
	if (!match) {
		const name = unquoted(piece.replace(/<[^<>]{0,500}>/g, ''));
		return name === '' ? undefined : { name, address: '' };
	}
	const address = match[0].replace(/^'+|[.']+$/g, '');
	const before = unquoted(piece.slice(0, match.index));
	const name =
		before ||
		unquoted(
			piece
				.slice(match.index + match[0].length)
				.replace(/^[\s>\])]+/, '')
				.replace(/\)\s*$/, ''),
		);
	return { name: name.toLowerCase() === address.toLowerCase() ? '' : name, address };
}

function unquoted(text: string): string {
	let start = 0;
	let end = text.length;
	while (start < end && AROUND_NAMES.includes(text[start] ?? '')) start++;
	while (end > start && AROUND_NAMES.includes(text[end - 1] ?? '')) end--;
	const name = text.slice(start, end).replaceAll('\\"', '"');
	return ADDRESS_ONLY.test(name) ? '' : name;
}
