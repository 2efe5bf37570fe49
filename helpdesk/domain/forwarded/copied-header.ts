import type { CopiedLine } from './copied-line';
import { headerLine, type FieldKind, type HeaderLine } from './field-names';

/** The copied header of a mail: its fields, and the first line behind it. */
export interface CopiedHeader {
	readonly fields: ReadonlyMap<FieldKind, string>;
	/** Names of the fields in lower case, in their order. */
	readonly names: readonly string[];
	readonly end: number;
}

const MAX_LINES = 60;
const MAX_FOLDED = 3;
const STARTS: ReadonlySet<FieldKind> = new Set(['from', 'date', 'subject', 'to', 'message-id']);
const LISTS: ReadonlySet<FieldKind> = new Set(['from', 'to', 'cc', 'bcc', 'reply-to']);

/** Reads the copied header that starts at a line; undefined when none does. */
export function copiedHeader(lines: readonly CopiedLine[], start: number): CopiedHeader | undefined {
	const first = headerLine(lines[start]?.clean ?? '');
	if (!first || !STARTS.has(first.kind)) return undefined;
	const fields = new Map<FieldKind, string>();
	const names: string[] = [];
	// Text made of an HTML table has the values on lines of their own.
	const isTable = first.value === '';
	let last: HeaderLine = first;
	let end = start;
	for (let at = start; at < Math.min(lines.length, start + MAX_LINES);) {
		const clean = lines[at]?.clean ?? '';
		const found = headerLine(clean) ?? unknownList(clean, last, fields);
		if (found && isNew(found, fields)) {
			if (at > end && found.kind === 'other') break;
			fields.set(found.kind, found.value);
			names.push(found.name);
			last = found;
			end = ++at;
			continue;
		}
		if (found && found.kind !== 'other') break;
		const next =
			clean === '' ? afterBlank(lines, at, fields) : at + foldedLines(lines, at, last, fields, isTable);
		if (next === undefined || next === at) break;
		if (clean !== '') {
			const rest = lines.slice(at, next).map((line) => line.clean);
			fields.set(last.kind, [fields.get(last.kind), ...rest].join(' ').trim());
			end = next;
		}
		at = next;
	}
	return isWhole(fields) ? { fields, names, end } : undefined;
}

// In languages that nobody thought of, recipients are known by their addresses.
function unknownList(
	clean: string,
	last: HeaderLine,
	fields: ReadonlyMap<FieldKind, string>,
): HeaderLine | undefined {
	const parts = /^([*_]{0,2}\p{L}[\p{L}\p{M} .]{0,24}) ?[*_]{0,2}[:：]([^@]{1,200}@.{1,4000})$/u.exec(clean);
	if (!parts || (last.kind === 'subject' && isComplete(fields))) return undefined;
	return { kind: fields.has('to') ? 'cc' : 'to', name: '', value: parts[2]?.trim() ?? '' };
}

function isNew({ kind }: HeaderLine, fields: ReadonlyMap<FieldKind, string>): boolean {
	return kind === 'other' || !fields.has(kind);
}

// Outlook's paragraphs come out with a blank line between the fields.
function afterBlank(
	lines: readonly CopiedLine[],
	at: number,
	fields: ReadonlyMap<FieldKind, string>,
): number | undefined {
	if (isWhole(fields) && fields.has('subject') && fields.has('date') && fields.has('to')) return undefined;
	for (let next = at + 1; next <= at + 2; next++) {
		const clean = lines[next]?.clean ?? '';
		if (clean === '') continue;
		const found = headerLine(clean);
		return found && found.kind !== 'other' && isNew(found, fields) ? next : undefined;
	}
	return undefined;
}

/** Gives how many lines from here on continue the last field. */
function foldedLines(
	lines: readonly CopiedLine[],
	at: number,
	last: HeaderLine,
	fields: ReadonlyMap<FieldKind, string>,
	isTable: boolean,
): number {
	const line = lines[at];
	if (!line) return 0;
	if (isTable && fields.get(last.kind) === '') return 1;
	if (LISTS.has(last.kind) && continuesList(fields.get(last.kind) ?? '', line.clean)) return 1;
	for (let folded = 1; folded <= MAX_FOLDED; folded++) {
		const next = lines[at + folded]?.clean ?? '';
		if (next === '') {
			// A long subject that was folded (RFC 5322 §2.2.3) and stands last.
			return folded === 1 && last.kind === 'subject' && /^[ \t]/.test(line.text) && last.value.length > 50
				? 1
				: 0;
		}
		const found = headerLine(next);
		if (found) return isNew(found, fields) && !isComplete(fields) ? folded : 0;
	}
	return 0;
}

function continuesList(value: string, clean: string): boolean {
	if (/[,;]$/.test(value)) return true;
	if (/^[<[(]/.test(clean)) return clean.includes('@');
	return clean.includes('@') && /^[^@]{1,200}@[^\s@]{1,255}[>\])]?[,;]?$/.test(clean) && /[>,;]$/.test(clean);
}

function isComplete(fields: ReadonlyMap<FieldKind, string>): boolean {
	return (['from', 'to', 'date', 'subject'] as const).every((kind) => fields.has(kind));
}

// "From: London, To: Paris" is a wish, "From: … Date: …" a form: mail programs say more.
function isWhole(fields: ReadonlyMap<FieldKind, string>): boolean {
	const from = fields.get('from');
	if (from === undefined) return false;
	const others = (['date', 'to', 'subject'] as const).filter((kind) => fields.has(kind)).length;
	return from.includes('@') ? others > 0 : others > 1;
}
