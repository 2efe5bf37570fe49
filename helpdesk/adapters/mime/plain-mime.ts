import { joinedBodies, type BodyPart } from './joined-bodies';
import type { ParsedMime, ParsedPart } from './mime-parse';
import { base64Bytes, isUnencoded, plainText } from './plain-body';
import {
	plainAddresses,
	plainFields,
	plainValue,
	plainWords,
	type PlainField,
	type PlainValue,
} from './plain-header';

const MAX_HEADER_BYTES = 32 * 1024;
const MAX_PARTS = 50;
const MAX_PADDING = 80;
const MAX_DEPTH = 5;
const MULTIPARTS = new Set(['multipart/alternative', 'multipart/mixed', 'multipart/related']);
const ATTACHMENT = /^(?:application|audio|font|image|video)\/|^text\/calendar$/;
const ADDRESS_FIELDS = ['from', 'to', 'cc', 'reply-to'];
const NOTHING: PlainValue = { value: '', params: new Map() };

interface Region {
	readonly start: number;
	readonly end: number;
}

interface PlainPart {
	readonly fields: readonly PlainField[];
	readonly type: PlainValue;
	readonly disposition: string;
	readonly filename: string;
	readonly encoding: string;
	readonly body: Region;
	readonly children: readonly PlainPart[];
	/** Decoded, of a text that is shown; of all else undefined. */
	readonly text: string | undefined;
}

/**
 * Reads a mail as most mail is: proper ASCII header fields, parts with clean boundaries, text in UTF-8 or Latin, files in
 * base64. It takes less than half the time of a parser that is made for anything, and gives the same.
 *
 * @returns undefined for a mail of which anything might be read in another way, too
 */
export function plainMime(raw: Buffer): ParsedMime | undefined {
	const root = partOf(raw, { start: 0, end: raw.byteLength }, 0);
	const headers = root && headersOf(root.fields);
	if (!headers) return undefined;
	const all = partsOf(root);
	if (all.length > MAX_PARTS) return undefined;
	const parts: ParsedPart[] = [];
	for (const part of all) {
		if (part.text !== undefined || part.children.length > 0) continue;
		const file = fileOf(raw, part, root);
		if (!file) return undefined;
		parts.push(file);
	}
	const bodies = joinedBodies(bodyTree(root));
	// A structure that shows nothing may be a broken one.
	if (!bodies.text.trim() && !bodies.html.trim() && parts.length === 0) return undefined;
	return { headers, headerLines: root.fields, ...bodies, parts };
}

function headersOf(fields: readonly PlainField[]): ParsedMime['headers'] | undefined {
	const headers: ParsedMime['headers'] = new Map();
	for (const { key, value } of fields) {
		if (ADDRESS_FIELDS.includes(key)) {
			const addresses = plainAddresses(value);
			// What a mail server reports is read in a way of its own.
			if (!addresses || /mailer-daemon|postmaster/i.test(value)) return undefined;
			headers.set(key, { value: addresses, html: '', text: '' });
		} else if (key === 'subject') {
			const subject = plainWords(value);
			if (subject === undefined) return undefined;
			headers.set(key, subject);
		}
	}
	return headers;
}

function partOf(raw: Buffer, { start, end }: Region, depth: number): PlainPart | undefined {
	const body = bodyStart(raw, { start, end });
	const fields = body === undefined ? undefined : plainFields(raw.toString('latin1', start, body));
	if (body === undefined || !fields || (depth === 0 && fields.length === 0)) return undefined;
	const valueOf = (name: string) => fields.find(({ key }) => key === name)?.value;
	const type = plainValue(valueOf('content-type') ?? 'text/plain');
	const disposition = plainDisposition(valueOf('content-disposition'));
	if (!type || !disposition) return undefined;
	const filename = plainWords(disposition.params.get('filename') || (type.params.get('name') ?? ''));
	const encoding = (valueOf('content-transfer-encoding') ?? '7bit').toLowerCase();
	if (filename === undefined) return undefined;
	const about = { fields, type, disposition: disposition.value, filename, encoding };
	const part = { ...about, body: { start: body, end }, children: [], text: undefined };
	if (MULTIPARTS.has(type.value)) return multipartOf(raw, part, depth);
	if (type.value === 'text/plain' || type.value === 'text/html') return textPartOf(raw, part);
	return depth > 0 && ATTACHMENT.test(type.value) ? part : undefined;
}

// Behind the empty line. A part may begin with it: then it has no header.
function bodyStart(raw: Buffer, { start, end }: Region): number | undefined {
	if (raw[start] === 0x0a) return start + 1;
	if (raw[start] === 0x0d && raw[start + 1] === 0x0a) return start + 2;
	const head = raw.toString('latin1', start, Math.min(end, start + MAX_HEADER_BYTES));
	const empty = /\n\r?\n/.exec(head);
	return empty ? start + empty.index + empty[0].length : undefined;
}

function plainDisposition(body: string | undefined): PlainValue | undefined {
	if (body === undefined) return NOTHING;
	const disposition = plainValue(body);
	return disposition?.value === 'inline' || disposition?.value === 'attachment' ? disposition : undefined;
}

function multipartOf(raw: Buffer, part: PlainPart, depth: number): PlainPart | undefined {
	const boundary = part.type.params.get('boundary') ?? '';
	const isOdd = boundary === '' || !isUnencoded(part.encoding) || part.disposition !== '';
	if (isOdd || depth === MAX_DEPTH) return undefined;
	const children: PlainPart[] = [];
	for (const region of regionsOf(raw, part.body, `--${boundary}`) ?? []) {
		const child = partOf(raw, region, depth + 1);
		// Who has nothing between the header and the boundary may mean that in several ways.
		if (!child || isBlank(bytesOf(raw, child))) return undefined;
		children.push(child);
	}
	return children.length > 0 ? { ...part, children } : undefined;
}

function isBlank(body: Buffer): boolean {
	return body.byteLength < 100 && body.toString('latin1').trim() === '';
}

/** Undefined unless every line that begins like the delimiter is one, and the last of them is the end. */
function regionsOf(raw: Buffer, body: Region, delimiter: string): Region[] | undefined {
	const regions: Region[] = [];
	let start: number | undefined;
	let at = delimiterFrom(raw, body.start, body.end, delimiter);
	while (at !== undefined) {
		const behind = at + delimiter.length;
		const rest = raw.toString('latin1', behind, Math.min(body.end, behind + MAX_PADDING));
		const [line, close] = /^(--)?(?:[ \t]*\r?\n|$)/.exec(rest) ?? [];
		if (line === undefined || regions.length > MAX_PARTS) return undefined;
		if (start !== undefined) regions.push({ start, end: endBefore(raw, at) });
		start = behind + line.length;
		at = delimiterFrom(raw, start, body.end, delimiter);
		if (close) return at === undefined ? regions : undefined;
	}
	return undefined;
}

// It may stand at the very beginning.
function delimiterFrom(raw: Buffer, start: number, end: number, delimiter: string): number | undefined {
	const at = raw.indexOf(`\n${delimiter}`, start - 1, 'latin1') + 1;
	return at === 0 || at >= end ? undefined : at;
}

// The line end before a delimiter belongs to it (RFC 2046 §5.1.1).
function endBefore(raw: Buffer, delimiterAt: number): number {
	return raw[delimiterAt - 2] === 0x0d ? delimiterAt - 2 : delimiterAt - 1;
}

function textPartOf(raw: Buffer, part: PlainPart): PlainPart | undefined {
	// Whether such a text is shown or a file is decided elsewhere.
	if (part.disposition === 'attachment') return undefined;
	const text = plainText(bytesOf(raw, part), part.encoding, part.type);
	return text === undefined ? undefined : { ...part, text };
}

function bytesOf(raw: Buffer, { body }: PlainPart): Buffer {
	return raw.subarray(body.start, body.end);
}

function partsOf(part: PlainPart): PlainPart[] {
	return [part, ...part.children.flatMap(partsOf)];
}

function fileOf(raw: Buffer, part: PlainPart, root: PlainPart): ParsedPart | undefined {
	const { fields, type, disposition, filename, encoding } = part;
	const size = encoding === 'base64' ? base64Bytes(bytesOf(raw, part))?.byteLength : undefined;
	// What has only a name tells its type by that.
	if (size === undefined || (type.value === 'application/octet-stream' && filename !== '')) return undefined;
	const contentId = fields.find(({ key }) => key === 'content-id')?.value;
	return {
		contentType: type.value,
		headers: new Map([['content-type', { value: type.value, params: Object.fromEntries(type.params) }]]),
		size,
		related: contentId !== undefined && isRelated(root, part),
		...(filename !== '' && { filename }),
		...(contentId !== undefined && { contentId }),
		...(disposition !== '' && { contentDisposition: disposition }),
		content: undefined,
		beginning: undefined,
	} as ParsedPart;
}

function isRelated(tree: PlainPart, part: PlainPart): boolean {
	const holder = tree.children.find((child) => partsOf(child).includes(part));
	return holder !== undefined && (tree.type.value === 'multipart/related' || isRelated(holder, part));
}

function bodyTree({ type, text, children }: PlainPart): BodyPart {
	return { contentType: type.value, textContent: text, children: children.map(bodyTree) };
}
