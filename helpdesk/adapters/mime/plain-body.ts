import { isUtf8 } from 'node:buffer';
import { asUtf8 } from './charset';
import { bytesOfEscapes, type PlainValue } from './plain-header';

const SIGNATURE_LINE = '-- ';

/** Tells whether a body stands in the mail as it is (RFC 2045 §6.2). */
export function isUnencoded(encoding: string): boolean {
	return encoding === '7bit' || encoding === '8bit' || encoding === 'binary';
}

/** Gives the text of a body; undefined when its encoding or its charset leaves a choice. */
export function plainText(body: Buffer, encoding: string, { params }: PlainValue): string | undefined {
	const bytes = decodedBytes(body, encoding);
	if (!bytes) return undefined;
	const format = params.get('format')?.toLowerCase() ?? 'fixed';
	const charset = params.get('charset') ?? '';
	if (!isSurely(charset, bytes) || (format !== 'fixed' && format !== 'flowed')) return undefined;
	const shown = format === 'flowed' ? unflowed(bytes, params.get('delsp')?.toLowerCase() === 'yes') : bytes;
	const text = asUtf8(shown, charset, () => '').toString();
	return text.replace(/\r?\n/g, '\n');
}

/** Gives the bytes that clean base64 stands for (RFC 2045 §6.8); undefined when it is not clean. */
export function base64Bytes(body: Buffer): Buffer | undefined {
	const text = body.toString('latin1');
	const [tail = ''] = /[=\s]*$/.exec(text.slice(-10)) ?? [];
	const isClean =
		/^\s*(?:=\s*){0,2}$/.test(tail) && !/[^a-z\d+/\r\n]/i.test(text.slice(0, text.length - tail.length));
	return isClean ? Buffer.from(text, 'base64') : undefined;
}

function decodedBytes(body: Buffer, encoding: string): Buffer | undefined {
	if (isUnencoded(encoding)) return body;
	if (encoding === 'base64') return base64Bytes(body);
	const text = body.toString('latin1');
	const isClean = encoding === 'quoted-printable' && !/[^\t\r\n -~]|=(?![\da-f]{2}|\r?\n)/i.test(text);
	// Tried where blanks begin and nowhere within, as it would take ever longer for a long run of them.
	return isClean ? bytesOfEscapes(text.replace(/(?<![\t ])[\t ]+$/gm, '').replace(/=\r?\n/g, '')) : undefined;
}

// In other charsets a text may have to be guessed; JIS looks like ASCII.
function isSurely(charset: string, bytes: Buffer): boolean {
	if (bytes.includes(0x1b)) return false;
	if (/^(?:us-ascii|utf-8)?$/i.test(charset)) return isUtf8(bytes);
	return /^(?:iso-8859-1|iso-8859-15|windows-1252)$/i.test(charset);
}

// RFC 3676 §4: a line that ends with a space goes on in the next, but for the one above a signature.
function unflowed(bytes: Buffer, isSpaceDeleted: boolean): Buffer {
	const paragraphs: string[] = [];
	// In pieces: a paragraph that is put together with each line takes ever longer. None of them is empty.
	let pieces: string[] | undefined;
	for (const line of bytes.toString('latin1').split(/\r?\n/)) {
		const last = pieces?.at(-1) ?? '';
		const goesOn = last.endsWith(' ') && !isSignatureLine(pieces);
		if (!pieces || !goesOn) {
			if (pieces) paragraphs.push(pieces.join(''));
			pieces = [];
		} else if (isSpaceDeleted) {
			pieces.pop();
			if (last !== ' ') pieces.push(last.slice(0, -1));
		}
		if (line !== '') pieces.push(line);
	}
	if (pieces && pieces.length > 0) paragraphs.push(pieces.join(''));
	return Buffer.from(paragraphs.join('\n').replace(/^ /gm, ''), 'latin1');
}

function isSignatureLine(pieces: readonly string[] = []): boolean {
	return pieces.length <= SIGNATURE_LINE.length && pieces.join('') === SIGNATURE_LINE;
}
