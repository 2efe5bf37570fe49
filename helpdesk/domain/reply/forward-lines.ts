import { BEGIN_WORDS, FORWARD_STEMS, MESSAGE_STEMS, ORIGINAL_STEMS } from './forward-words';
import { headerBlockLength, headerKind } from './header-blocks';
import { type MailLine, unquotedText, wordsOf } from './mail-line';

const MAX_LENGTH = 600;

/** Tells whether a line announces a copied mail: "----- Original Message -----", "Begin forwarded message:". */
export function isForwardLine(lines: readonly MailLine[], at: number): boolean {
	const clean = (lines[at]?.clean ?? '').replace(/[\u2010-\u2015\u2500]/g, '-');
	if (!/---|[-_=:：*]$/.test(clean)) return false;
	const text = unquotedText(clean).replace(/^\*{1,2}|\*{1,2}$/g, '');
	if (text.length < 5 || text.length > MAX_LENGTH) return false;
	if (/^[-_=]{2}/.test(text) && /[-_=]{2}:?$/.test(text)) return isRuler(text, lines, at);
	if (text.startsWith('---')) return isRulerWithHeader(text);
	return /[:：]$/.test(text) && isAnnouncement(text);
}

function isRuler(text: string, lines: readonly MailLine[], at: number): boolean {
	const words = wordsOf(text);
	if (words.length === 0 || words.length > 6) return false;
	if (hasStem(words, ORIGINAL_STEMS) || hasStem(words, FORWARD_STEMS)) return true;
	const next = lines[at + 1]?.clean === '' ? at + 2 : at + 1;
	// "--- Meeting --- Date: Monday" is a heading.
	return headerKind(lines[next]?.clean ?? '') === 'from' || headerBlockLength(lines, next) > 0;
}

// Yahoo writes ruler and header on one line.
function isRulerWithHeader(text: string): boolean {
	const parts = /^-{3,20} ?([^-:]{5,60}?) ?-{3,20} (.{3,40})/.exec(text);
	return (
		parts !== null &&
		hasStem(wordsOf(parts[1] ?? ''), FORWARD_STEMS) &&
		headerKind(parts[2] ?? '') !== undefined
	);
}

function isAnnouncement(text: string): boolean {
	const words = wordsOf(text);
	const first = words[0] ?? '';
	if (words.length > 7 || !hasStem(words, FORWARD_STEMS) || !hasStem(words, MESSAGE_STEMS)) return false;
	return BEGIN_WORDS.has(first) || hasStem([first], FORWARD_STEMS);
}

function hasStem(words: readonly string[], stems: readonly string[]): boolean {
	return words.some((word) =>
		stems.some((stem) => (stem > '\u2e80' ? word.includes(stem) : word.startsWith(stem))),
	);
}
