import { isAscii, isUtf8 } from 'node:buffer';
import { detectCharset } from './charset-detection';

/** Decodes bytes by the name of a charset, as lenient as it is; knows more names than the platform. */
export type Decode = (charset: string, bytes: Buffer) => string;

// What is said of text that has no other bytes than ASCII, and of text about which nothing is known.
const SAYS_NOTHING =
	/^(?:|us-?ascii|ascii|ansi_x3\.4-19[68]\d|7bit|8bit|binary|unknown(?:-8bit)?|default|none|x-unknown|utf-?8|unicode-1-1-utf-8)$/i;

// In these ASCII bytes are more than themselves.
const SHIFTS_ASCII = /^(?:utf-?(?:7|16|32)|unicode|hz|ucs)/i;

/** Gives the text of bytes: by the charset declared, else as UTF-8 if it is, else as detected, else as windows-1252 (rule 4). */
export function decodeText(bytes: Buffer, declared: string, decode: Decode): string {
	const charset = declared.trim().replace(/^["']|["']$/g, '');
	const isSaid = !SAYS_NOTHING.test(charset);
	const isPlain = isAscii(bytes) && !bytes.includes(0x1b);
	if (isPlain && !SHIFTS_ASCII.test(charset)) return bytes.toString('latin1');
	const strict = isSaid ? decodeStrictly(charset, bytes) : undefined;
	if (strict !== undefined) return strict;
	// JIS looks like ASCII with escape sequences.
	const isJis = bytes.includes(0x1b) && detectCharset(bytes) === 'iso-2022-jp';
	if (isUtf8(bytes) && !isJis) return bytes.toString('utf8');
	const lenient = isSaid ? decodeAny(charset, bytes, decode) : undefined;
	if (lenient !== undefined && damage(lenient) <= MAX_DAMAGE * lenient.length) return lenient;
	const almost = bytes.toString('utf8');
	if (!isJis && isAlmostUtf8(almost, isSaid)) return almost;
	return lenientOf(detectCharset(bytes), bytes, decode) ?? lenient ?? bytes.toString('latin1');
}

/** Gives the same text as bytes of UTF-8: the very bytes where they are it. */
export function asUtf8(bytes: Buffer, declared: string, decode: Decode): Buffer {
	const isSame = SAYS_NOTHING.test(declared) && isUtf8(bytes) && !bytes.includes(0x1b);
	return isSame ? bytes : Buffer.from(decodeText(bytes, declared, decode));
}

// In no other charset do bytes make letters of UTF-8 by chance more than now and then.
function isAlmostUtf8(text: string, isOtherSaid: boolean): boolean {
	const broken = damage(text);
	const letters = text.replace(/[\0-\x7f]/g, '').length - broken;
	return broken <= (isOtherSaid ? letters / 4 : letters * 2);
}

const MAX_DAMAGE = 0.02;

function decodeStrictly(charset: string, bytes: Buffer): string | undefined {
	try {
		return new TextDecoder(charset, { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}

// An unknown name comes back as UTF-8, full of replacement characters.
function decodeAny(charset: string, bytes: Buffer, decode: Decode): string | undefined {
	try {
		return decode(charset, bytes);
	} catch {
		return undefined;
	}
}

function lenientOf(charset: string, bytes: Buffer, decode: Decode): string | undefined {
	return decodeStrictly(charset, bytes) ?? decodeAny(charset, bytes, decode);
}

function damage(text: string): number {
	let count = 0;
	for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) count++;
	return count;
}
