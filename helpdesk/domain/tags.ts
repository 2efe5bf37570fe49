/** How many tags may be put on a conversation; one that was merged keeps those of both. */
export const MAX_TAGS = 30;
const MAX_TAG_LETTERS = 50;
// A comma or line end in any script; blanks part hashtags only.
const SEPARATOR = /[,;\n\u060c\u3001\uff0c\uff1b]|\s(?=[#＃])/u;
const UNFIT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Tags to put on a conversation and to take off it. */
export interface TagChange {
	readonly add: readonly string[];
	readonly remove: readonly string[];
}

/**
 * Reads tags that are separated by commas, each once, as the desk keeps them: in lower case, without `#` in front, with
 * `-` for blanks. Whether they can be kept is `tagProblem`'s to say.
 */
export function tagsIn(words: string): readonly string[] {
	return [...new Set(words.split(SEPARATOR).map(tagOf))].filter((tag) => tag !== '');
}

/** Tells what is wrong with a tag and what to do about it; undefined when it can be kept. */
export function tagProblem(tag: string): string | undefined {
	const letters = [...tag];
	if (UNFIT.test(tag))
		return 'A tag holds a control character: write it with letters, digits and signs only.';
	if (letters.length > MAX_TAG_LETTERS)
		return `The tag "${letters.slice(0, MAX_TAG_LETTERS).join('')}…" is longer than ${MAX_TAG_LETTERS} letters: shorten it, or put commas between several.`;
	if (tag.startsWith('-')) return `The tag "${tag}" begins with "-": leave that out.`;
	if (/[\p{L}\p{N}\p{S}]/u.test(tag)) return undefined;
	return `The tag "${tag}" has neither letter nor digit: write a word.`;
}

/**
 * Reads what follows `@tag`; what begins with `-` is to be taken off.
 *
 * @returns undefined when there is no tag, or one that cannot be kept
 */
export function tagChangeIn(words: string): TagChange | undefined {
	const signed = tagsIn(words.replace(/[\u2010-\u2015\u2212]/gu, '-'));
	const add = signed.filter((tag) => !tag.startsWith('-'));
	const remove = signed.filter((tag) => tag.startsWith('-')).map((tag) => tag.replace(/^-{1,100}/, ''));
	const isFit = [...add, ...remove].every((tag) => tag !== '' && tagProblem(tag) === undefined);
	return isFit && signed.length > 0 ? { add, remove } : undefined;
}

function tagOf(word: string): string {
	return word
		.normalize('NFC')
		.replace(/\p{Cf}/gu, '')
		.trim()
		.replace(/^[#＃\s]{1,100}/u, '')
		.replace(/[.:\s]{1,100}$/, '')
		.toLowerCase()
		.replace(/[\p{Zs}\t]{1,100}/gu, '-');
}
