import { randomBytes } from 'node:crypto';

// Tells how many bytes an attachment has that was left out; nobody else can know its name.
const LEFT_OUT_FIELD = `x-left-out-${randomBytes(12).toString('hex')}`;

const MIN_BYTES = 4_096;
const MAX_HEADER_BYTES = 16_384;
const MAX_PARTS = 200;

interface Region {
	readonly start: number;
	readonly end: number;
}

/**
 * Leaves the content of attachments out of a mail, whose decoding would be most of the work of reading it; in each of
 * them a field says how large it was. Only base64 (RFC 2045 §6.8) of types that are never shown is left out, and only
 * where the structure is plain; any other mail comes back as it is.
 *
 * @returns the pieces of what is left, in order
 */
export function withoutAttachments(raw: Buffer): Uint8Array[] {
	if (raw.byteLength < MIN_BYTES) return [raw];
	const pieces: Uint8Array[] = [];
	let from = 0;
	for (const { start, end } of attachments(raw)) {
		// The empty line before the content stays: the field comes in front of it.
		const fieldAt = raw.lastIndexOf('\n', raw[start - 2] === 0x0d ? start - 3 : start - 2) + 1;
		const bytes = Buffer.from(raw.toString('latin1', start, end), 'base64').byteLength;
		pieces.push(raw.subarray(from, fieldAt), Buffer.from(`${LEFT_OUT_FIELD}: ${bytes}\r\n`));
		pieces.push(raw.subarray(fieldAt, start));
		from = end;
	}
	pieces.push(raw.subarray(from));
	return pieces;
}

/** Gives how many bytes were left out of a part with these header fields; undefined when none were. */
export function leftOutBytes(headers: ReadonlyMap<string, unknown>): number | undefined {
	const field = headers.get(LEFT_OUT_FIELD);
	return field === undefined ? undefined : Number(field);
}

// In the order in which they stand in the mail.
function attachments(raw: Buffer): Region[] {
	const found: Region[] = [];
	const waiting: Region[] = [{ start: 0, end: raw.byteLength }];
	for (let count = 0; waiting.length > 0 && count < MAX_PARTS; count++) {
		const part = waiting.pop() as Region;
		const bodyAt = bodyStart(raw, part);
		if (bodyAt === undefined) continue;
		const header = unfolded(raw.toString('latin1', part.start, bodyAt));
		const boundary = boundaryOf(header);
		const body = { start: bodyAt, end: part.end };
		if (boundary !== undefined) waiting.push(...partsOf(raw, body, boundary).toReversed());
		else if (part.end - bodyAt >= MIN_BYTES && isAttachment(header)) found.push(body);
	}
	return found;
}

function bodyStart(raw: Buffer, { start, end }: Region): number | undefined {
	const limit = Math.min(end, start + MAX_HEADER_BYTES);
	const crlf = raw.indexOf('\n\r\n', start, 'latin1');
	const lf = raw.subarray(start, limit).indexOf('\n\n', 0, 'latin1');
	const at = Math.min(crlf < 0 ? limit : crlf + 3, lf < 0 ? limit : start + lf + 2);
	return at < limit ? at : undefined;
}

function unfolded(header: string): string {
	return header.replace(/\r?\n[ \t]+/g, ' ');
}

function boundaryOf(header: string): string | undefined {
	const type = /^content-type: {0,9}multipart\/([^\r\n]{0,2000})/im.exec(header)?.[1];
	const found =
		type === undefined ? null : /;\s{0,99}boundary=(?:"([^"]{1,200})"|([^\s";]{1,200}))/i.exec(type);
	return found?.[1] ?? found?.[2];
}

function isAttachment(header: string): boolean {
	return (
		/^content-transfer-encoding: {0,9}base64\s{0,9}$/im.test(header) &&
		/^content-type: {0,9}(?:application|image|audio|video|font)\//im.test(header)
	);
}

function partsOf(raw: Buffer, { start, end }: Region, boundary: string): Region[] {
	const parts: Region[] = [];
	const delimiter = `\n--${boundary}`;
	// The first one may follow the header at once.
	let at = raw.indexOf(delimiter, start - 1, 'latin1');
	while (at >= 0 && at < end && parts.length < MAX_PARTS) {
		const after = at + delimiter.length;
		const next = raw.indexOf(delimiter, after, 'latin1');
		const line = raw.indexOf('\n', after);
		const isLine = line >= 0 && /^[ \t\r]*$/.test(raw.toString('latin1', after, Math.min(line, after + 100)));
		// A last part without an end, or a line that only begins like the boundary, is no plain structure.
		if (next < 0 || next > end) return parts;
		if (!isLine) return [];
		parts.push({ start: line + 1, end: next + 1 });
		at = next;
	}
	return parts;
}
