import { fieldKind, type FieldKind } from './field-names';

const MAX_LINE = 4_000;
const ORDER: readonly FieldKind[] = ['from', 'reply-to', 'to', 'cc', 'bcc', 'date', 'subject'];
// A name of up to three words in front of a colon; what stands before may be glued to it ("…09:26 CETSubject: …").
const NAME_WORDS = 3;

/** Reads a header whose fields stand on one line with nothing between them, as Yahoo writes it; the subject is last. */
export function oneLineHeader(line: string): ReadonlyMap<FieldKind, string> | undefined {
	const text = line.slice(0, MAX_LINE).replaceAll('：', ':').trim();
	const fields = new Map<FieldKind, string>();
	let open: { kind: FieldKind; from: number } | undefined;
	for (let colon = text.indexOf(':'); colon > 0; colon = text.indexOf(':', colon + 1)) {
		const found = nameBefore(text, colon, open);
		if (!found) continue;
		if (open) setField(fields, open.kind, text.slice(open.from, found.start));
		open = { kind: found.kind, from: colon + 1 };
		if (found.kind === 'subject') break;
	}
	if (!open) return undefined;
	setField(fields, open.kind, text.slice(open.from));
	return fields.has('from') && fields.size > 2 ? fields : undefined;
}

function nameBefore(
	text: string,
	colon: number,
	open: { kind: FieldKind; from: number } | undefined,
): { kind: FieldKind; start: number } | undefined {
	const floor = Math.max(open?.from ?? 0, colon - 30);
	let longest: { kind: FieldKind; start: number } | undefined;
	let words = 0;
	for (let start = colon - 1; start >= floor && words < NAME_WORDS; start--) {
		if (text[start] === ' ') {
			if (start < colon - 1) words++;
			continue;
		}
		const kind = mayStart(text, start) ? fieldKind(text.slice(start, colon)) : undefined;
		if (kind && ORDER.indexOf(kind) > (open ? ORDER.indexOf(open.kind) : -1)) longest = { kind, start };
	}
	if (!open && longest && longest.start > 0) return undefined;
	return longest;
}

// Glued to letters only behind a time zone, where a capital follows capitals or the script changes.
function mayStart(text: string, start: number): boolean {
	const before = text[start - 1] ?? ' ';
	if (!/\p{L}/u.test(before)) return true;
	return /\p{Lu}/u.test(before) && /^\p{Lu}\p{Ll}/u.test(text.slice(start, start + 3));
}

// Yahoo forgets the colon of the Polish Cc.
function setField(fields: Map<FieldKind, string>, kind: FieldKind, value: string): void {
	const cut = kind === 'to' ? value.indexOf('>Dw ') : -1;
	fields.set(kind, (cut < 0 ? value : value.slice(0, cut + 1)).trim());
	if (cut >= 0) fields.set('cc', value.slice(cut + 4).trim());
}
