// What a text of some length in one of these has: the letters of its own script.
const SCRIPTS: ReadonlyArray<readonly [charset: string, letters: RegExp, leastShare: number]> = [
	['shift_jis', /[\u3040-\u30FF]/gu, 0.25],
	['euc-jp', /[\u3040-\u30FF]/gu, 0.25],
	['euc-kr', /[\uAC00-\uD7A3]/gu, 0.6],
	['big5', /[的是不我一有在人你們這個請會要可以謝您信件郵]/gu, 0.06],
	['gb18030', /[的是不我一有在人你们这个请会要可以谢您信件邮]/gu, 0.06],
	['koi8-r', /[оеаинтсрвлкмдпуя]/gu, 0.6],
	['windows-1251', /[оеаинтсрвлкмдпуя]/gu, 0.6],
];
const ESCAPES = ['$@', '$B', '(J'].map((rest) => `\u001b${rest}`);
const MAX_LOOKED_AT = 16_384;

/** Guesses the charset of bytes that are neither ASCII nor UTF-8; windows-1252 when nothing tells more. */
export function detectCharset(bytes: Buffer): string {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
	// The escape sequences of JIS are nobody else's (RFC 1468).
	const beginning = bytes.toString('latin1', 0, MAX_LOOKED_AT);
	if (ESCAPES.some((escape) => beginning.includes(escape))) return 'iso-2022-jp';
	const sample = bytes.subarray(0, MAX_LOOKED_AT);
	for (const [charset, letters, leastShare] of SCRIPTS) {
		const foreign = new TextDecoder(charset).decode(sample).replace(/[\0-\x7f]/g, '');
		const broken = foreign.split('\uFFFD').length - 1;
		if (broken > 1 || foreign.length < 3) continue;
		if ((foreign.match(letters)?.length ?? 0) >= leastShare * foreign.length) return charset;
	}
	return 'windows-1252';
}
