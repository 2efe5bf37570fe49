import { BEGIN_WORDS, FORWARD_STEMS, MESSAGE_STEMS, ORIGINAL_STEMS } from '../reply/forward-words';
import { wordsOf } from '../reply/mail-line';
import type { CopiedLine } from './copied-line';

/** What a line says of what follows it: `forward` and `original` are rulers with words, `begin` a sentence. */
export interface Announcement {
	readonly kind: 'forward' | 'original' | 'begin';
	/** What stands behind it on the same line. */
	readonly rest: string;
}

// What the reply extraction does not need to know.
const MORE_FORWARD_STEMS: readonly string[] =
	`iletil przesłan redirec перенапр пересыл преслан framsen birbidal reexped retransmis przekierowan przeslan videresen wietergeleet inoltr
	đượcchuyển teruskan مُعاد معاد تمت 轉發 转寄 転送された ส่งต่อ ፎርዋርድ`.split(/\s+/);
const STEMS = {
	forward: [...FORWARD_STEMS, ...MORE_FORWARD_STEMS].map(folded),
	original: ORIGINAL_STEMS.map(folded),
	message: [
		...MESSAGE_STEMS,
		'сообщен',
		'повідомл',
		'treść',
		'μηνύμ',
		'bréf',
		'skeyti',
		'ข้อความ',
		'信息',
		'رسال',
		'mezu',
	].map(folded),
	begin: [...[...BEGIN_WORDS], 'începe', 'začiatok', 'inizio', 'započni'].map(folded),
};
const RULER = /^[*\s]{0,3}[-_=—–~]{2,60} ?([^-_=—–~\n][^\n]{1,120}?) ?[-_=—–~]{2,60}[*\s]{0,3}(.*)$/u;
const MAX_WORDS = 9;

/** Tells whether a line announces a copied mail: "----- Original Message -----", "Begin forwarded message:". */
export function announcement({ clean }: CopiedLine): Announcement | undefined {
	if (clean.length < 4) return undefined;
	const ruler = /^[*\s]{0,3}[-_=—–~]{2}/u.test(clean) ? RULER.exec(clean.slice(0, 4_000)) : null;
	if (ruler) {
		const words = wordsIn(ruler[1] ?? '');
		const rest = ruler[2]?.replace(/^[-_=—–~\s]{1,80}/u, '') ?? '';
		if (words.length === 0 || words.length > MAX_WORDS) return undefined;
		if (has(words, 'forward')) return { kind: 'forward', rest: wordRest(rest) };
		return has(words, 'original') ? { kind: 'original', rest } : undefined;
	}
	const text = clean.replace(/^[*_]{1,2}|[*_]{1,2}$/g, '');
	return text.length < 100 && /[:：]$/.test(text) && isBeginning(wordsIn(text))
		? { kind: 'begin', rest: '' }
		: undefined;
}

// Thunderbird in Slovak says it twice: "--- Preposlaná správa --- Forwarded Message ---".
function wordRest(rest: string): string {
	const again = /^[^-:]{4,40}[-]{2,20}\s?$/.exec(rest);
	return again && has(wordsIn(rest), 'forward') ? '' : rest;
}

function isBeginning(words: readonly string[]): boolean {
	if (words.length === 0 || words.length > MAX_WORDS || !has(words, 'message')) return false;
	return has(words, 'forward') || has(words, 'begin');
}

function has(words: readonly string[], what: keyof typeof STEMS): boolean {
	return words.some((word) =>
		STEMS[what].some((stem) => (stem > '\u0590' ? word.includes(stem) : word.startsWith(stem))),
	);
}

function wordsIn(text: string): string[] {
	return wordsOf(text).map(folded);
}

function folded(word: string): string {
	return word.toLowerCase().normalize('NFC').replaceAll('\u0307', '');
}
