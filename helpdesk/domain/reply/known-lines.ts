import { isDivider, type MailLine, unquotedText } from './mail-line';
import { looksLikeHeader } from './marker-line';

const MAX_LINES = 2_000;
const MAX_LINE = 5_000;
const MAX_KNOWN = 60_000;
/** Shorter lines ("Hi Anna,") count only where they continue what was found. */
const MIN_LETTERS = 16;
const MIN_RUN = 60;
const MIN_SENTENCE = 30;
const MAX_INTRO_LINES = 6;

/** What lines of a mail repeat of texts that we know. */
export interface KnownLines {
	readonly lines: ReadonlySet<number>;
	/** Whether the first text was followed to its end. */
	readonly isComplete: boolean;
}

/**
 * Finds lines that repeat known texts in their order, however they were wrapped, quoted or set, in any language.
 *
 * @param from - the line to begin with
 */
export function knownLines(lines: readonly MailLine[], texts: readonly string[], from: number): KnownLines {
	const streams = texts.map((text) => ({ letters: lettersOf(text.slice(0, MAX_KNOWN)), at: 0 }));
	const known = new Set<number>();
	const letters = lines
		.slice(from, from + MAX_LINES)
		.map(({ raw }) => lettersOf(unquotedText(raw.slice(0, MAX_LINE))));
	letters.forEach((line, index) => {
		if (line === '') return;
		for (const stream of streams) {
			const start = startIn(stream.letters, stream.at, line);
			if (start < 0) continue;
			known.add(from + index);
			addAbove({ letters, known, from }, index, stream.letters.slice(stream.at, start));
			stream.at = start + line.length;
			return;
		}
	});
	addRulers(lines, known);
	const first = streams[0];
	return {
		lines: known,
		isComplete: first !== undefined && first.at > 0 && first.at === first.letters.length,
	};
}

function startIn(stream: string, at: number, line: string): number {
	if (line.length >= MIN_LETTERS || line === stream) return stream.indexOf(line, at);
	return at > 0 && stream.startsWith(line, at) ? at : -1;
}

// Short lines above the first long one ("Hi Anna,").
function addAbove(
	{ letters, known, from }: { letters: readonly string[]; known: Set<number>; from: number },
	index: number,
	before: string,
): void {
	let rest = before;
	for (let at = index - 1; at >= 0 && !known.has(from + at); at--) {
		const line = letters[at] ?? '';
		if (!rest.endsWith(line)) return;
		if (line !== '') known.add(from + at);
		rest = rest.slice(0, rest.length - line.length);
	}
}

// A ruler has no letters: it is known when the next line is.
function addRulers(lines: readonly MailLine[], known: Set<number>): void {
	for (const at of [...known]) {
		let above = at - 1;
		while (lines[above]?.kind === 'empty') above--;
		if (isDivider(lines[above]?.clean ?? '')) known.add(above);
	}
}

/** Marks lines that repeat whole passages of earlier mails as quoted, with the client's lines above them. */
export function withEarlier(lines: readonly MailLine[], earlier: readonly string[]): readonly MailLine[] {
	if (earlier.length === 0) return lines;
	const { lines: known } = knownLines(lines, earlier, 0);
	const passages = passagesOf(lines, known);
	if (passages.size === 0) return lines;
	const intro = introsOf(lines, passages);
	return lines.map((line, at): MailLine => {
		if (passages.has(at)) return { ...line, kind: 'quoted', place: 'quote' };
		return intro.has(at) ? { ...line, kind: 'text', place: 'intro' } : line;
	});
}

// A greeting or a signature comes again in each mail; a passage is longer and has a sentence.
function passagesOf(lines: readonly MailLine[], known: ReadonlySet<number>): ReadonlySet<number> {
	const passages = new Set<number>();
	let run: number[] = [];
	const endRun = () => {
		const lengths = run.map((at) => lettersOf(lines[at]?.clean ?? '').length);
		const total = lengths.reduce((sum, length) => sum + length, 0);
		if (total >= MIN_RUN && lengths.some((length) => length >= MIN_SENTENCE))
			run.forEach((at) => passages.add(at));
		run = [];
	};
	lines.slice(0, MAX_LINES).forEach(({ kind }, at) => {
		if (known.has(at)) run.push(at);
		else if (kind !== 'empty') endRun();
	});
	endRun();
	return passages;
}

function introsOf(lines: readonly MailLine[], passages: ReadonlySet<number>): ReadonlySet<number> {
	const intros = new Set<number>();
	for (const passage of passages) {
		for (let at = passage - 1, seen = 0; at >= 0 && seen < MAX_INTRO_LINES && !passages.has(at); at--) {
			const { kind, clean } = lines[at] ?? { kind: 'empty', clean: '' };
			if (kind === 'empty') continue;
			if (!looksLikeHeader(clean)) break;
			intros.add(at);
			seen++;
		}
	}
	return intros;
}

function lettersOf(text: string): string {
	return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
