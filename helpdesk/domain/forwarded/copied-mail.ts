import type { Address } from '../address';
import { isDivider } from '../reply/mail-line';
import type { SubjectPrefix } from '../subject-prefix';
import { announcement, type Announcement } from './announcement';
import { copiedSender } from './copied-addresses';
import { copiedHeader } from './copied-header';
import type { CopiedLine } from './copied-line';
import { headerLine, type FieldKind } from './field-names';
import { oneLineHeader } from './one-line-header';
import { writtenIntro } from './written-intro';

/** Where in a mail a copied one stands. */
export interface CopiedMail {
	/** First line that is not the forwarder's. */
	readonly start: number;
	/** First line of the body. */
	readonly bodyAt: number;
	/** How deep the copied mail is quoted. */
	readonly depth: number;
	/** Empty when nothing tells it. */
	readonly from: Address;
	readonly fields: ReadonlyMap<FieldKind, string>;
	readonly isFinnish?: boolean;
}

/** What the subject says of the mail: a prefix, nothing at all, or something without prefix. */
export type SubjectHint = SubjectPrefix | 'empty' | 'other';

type Lines = readonly CopiedLine[];

const MAX_BLANKS = 3;
const NO_FIELDS: ReadonlyMap<FieldKind, string> = new Map();

/**
 * Finds the mail that was forwarded. A line that says "forwarded" does always; a header without it also stands in
 * answers, and an intro ("On …, X wrote:") mostly does, so that there the subject decides.
 */
export function copiedMailIn(lines: Lines, hint: SubjectHint): CopiedMail | undefined {
	let intro: CopiedMail | undefined;
	for (let at = 0; at < lines.length; at++) {
		const line = lines[at];
		if (!line || line.clean === '') continue;
		const said = announcement(line);
		const announced = said && announcedMail(lines, at, said);
		const isQuoted = intro !== undefined && line.depth > 0;
		if (announced && said.kind !== 'original') return isQuoted ? introOf(intro, hint) : announced;
		const found = announced ?? headedMail(lines, at);
		if (found) return intro ? introOf(intro, hint) : mayBeForward(found, lines, hint) ? found : undefined;
		intro ??= introducedMail(lines, at);
		if (intro && hint === 'forward' && isMarked(lines, intro.bodyAt)) return intro;
	}
	return introOf(intro, hint);
}

function introOf(intro: CopiedMail | undefined, hint: SubjectHint): CopiedMail | undefined {
	return hint === 'forward' ? intro : undefined;
}

function mayBeForward({ start, isFinnish }: CopiedMail, lines: Lines, hint: SubjectHint): boolean {
	if (hint === 'forward' || hint === 'empty') return true;
	const hasNothingAbove = lines.slice(0, start).every(({ clean }) => clean === '' || isDivider(clean));
	// "VS:" forwards in Denmark and Norway, and answers in Finland.
	return hint === 'either' ? !isFinnish : hasNothingAbove;
}

function announcedMail(lines: Lines, at: number, { kind, rest }: Announcement): CopiedMail | undefined {
	const bodyAt = at + 1;
	if (rest !== '') {
		const fields = oneLineHeader(rest);
		return fields && mailOf({ start: at, bodyAt, depth: lines[at]?.depth ?? 0, fields });
	}
	const next = firstField(lines, bodyAt);
	const headed = next === undefined ? undefined : (headedMail(lines, next) ?? oneLineMail(lines, next));
	if (headed) return { ...headed, start: at };
	// A ruler without a header still says that the mail is a forward, though not whose.
	return kind === 'forward'
		? mailOf({ start: at, bodyAt, depth: lines[at]?.depth ?? 0, fields: NO_FIELDS })
		: undefined;
}

function headedMail(lines: Lines, start: number): CopiedMail | undefined {
	const header = copiedHeader(lines, start);
	if (!header) return undefined;
	const { end, fields, names } = header;
	const isFinnish = names.includes('lähettäjä');
	return mailOf({ start, bodyAt: end, depth: lines[start]?.depth ?? 0, fields, isFinnish });
}

function oneLineMail(lines: Lines, start: number): CopiedMail | undefined {
	const fields = oneLineHeader(lines[start]?.clean ?? '');
	return fields && mailOf({ start, bodyAt: start + 1, depth: lines[start]?.depth ?? 0, fields });
}

function introducedMail(lines: Lines, start: number): CopiedMail | undefined {
	const intro = writtenIntro(lines, start);
	if (!intro) return undefined;
	const { end, from, date } = intro;
	return { start, bodyAt: end, depth: lines[start]?.depth ?? 0, from, fields: new Map([['date', date]]) };
}

function mailOf(place: Omit<CopiedMail, 'from'>): CopiedMail {
	return { ...place, from: copiedSender(place.fields.get('from') ?? '') ?? { name: '', address: '' } };
}

function isMarked(lines: Lines, from: number): boolean {
	const next = lines[nextFilled(lines, from) ?? from];
	return next !== undefined && (next.depth > 0 || next.text.startsWith('  '));
}

// Who copies the whole header begins with fields that nobody needs here.
function firstField(lines: Lines, from: number): number | undefined {
	let at = nextFilled(lines, from);
	while (at !== undefined && headerLine(lines[at]?.clean ?? '')?.kind === 'other') at++;
	return at;
}

function nextFilled(lines: Lines, from: number): number | undefined {
	for (let at = from; at <= from + MAX_BLANKS; at++) if ((lines[at]?.clean ?? '') !== '') return at;
	return undefined;
}
