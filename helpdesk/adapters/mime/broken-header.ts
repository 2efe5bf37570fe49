import { isUtf8 } from 'node:buffer';

/** What is known of the part that a header belongs to. */
export interface HeaderPlace {
	readonly isRoot: boolean;
	/** Content type of the part around it; empty for the mail itself. */
	readonly parentType: string;
	/** Content type to read the mail by, in place of its own. */
	readonly rootType: string | undefined;
}

const TYPE_FIELD = /^content-type[ \t]*:.*(?:\r?\n[ \t].*)*(?:\r?\n|$)/gim;

/** Puts a header right that would hide what the part has; gives the same bytes when nothing is wrong. */
export function repairHeader(header: Buffer, place: HeaderPlace, decode: (bytes: Buffer) => string): Buffer {
	const text = header.toString('latin1');
	const repaired = repairType(text, place);
	const bytes = repaired === text ? header : Buffer.from(repaired, 'latin1');
	return isRaw(text) ? recoded(bytes, decode) : bytes;
}

function repairType(text: string, { isRoot, parentType, rootType }: HeaderPlace): string {
	if (isRoot && rootType !== undefined) return `Content-Type: ${rootType}\r\n${text.replace(TYPE_FIELD, '')}`;
	const isDigest = parentType === 'multipart/digest';
	if (!isDigest && !/multipart\//i.test(text)) return text;
	const types = text.match(TYPE_FIELD) ?? [];
	// RFC 2046 §5.1.5: what a digest holds are mails.
	if (types.length === 0) return isDigest ? `Content-Type: message/rfc822\r\n${text}` : text;
	const [first = ''] = types;
	if (!/^content-type[ \t]*:\s*multipart\//i.test(first)) return text;
	// The empty line and the boundary between a part and its first child are lost: the last type is what follows.
	if (!isRoot && types.length > 1) return text.replace(first, '');
	return text.replace(first, first.replace(/(multipart\/[\w.-]+)(\s+)(?=boundary\s*=)/i, '$1;$2'));
}

function isRaw(text: string): boolean {
	return /[\x80-\xff]/.test(text) || text.includes('\u001b$');
}

// Raw 8-bit fields that are no UTF-8 (RFC 6532), and raw JIS, as old programs send them.
function recoded(header: Buffer, decode: (bytes: Buffer) => string): Buffer {
	if (isUtf8(header) && !header.includes(0x1b)) return header;
	const lines = header.toString('latin1').split(/(?<=\n)(?![ \t])/);
	return Buffer.concat(
		lines.map((line) => {
			const bytes = Buffer.from(line, 'latin1');
			return isRaw(line) ? Buffer.from(decode(bytes)) : bytes;
		}),
	);
}
