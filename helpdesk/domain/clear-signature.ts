const BEGIN = '-----BEGIN PGP SIGNED MESSAGE-----';
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';
// "Hash: SHA256" above the text, "Version: …" in the signature, and the signature itself.
const ARMOUR_FIELD = /^[A-Za-z]{1,20}: /;
const ARMOUR_LINE = /^[A-Za-z0-9+/=]{0,80}$/;
const END = '-----END PGP SIGNATURE-----';

/**
 * Gives a text that begins with what OpenPGP signed in the clear (RFC 9580 §7) as it was typed: without armour and signature,
 * lines that begin with a dash without the one put before them. What comes behind stays; so does a signed mail that is quoted.
 */
export function withoutClearSignature(text: string): string {
	if (!text.trimStart().startsWith(BEGIN)) return text;
	const kept: string[] = [];
	let part: 'head' | 'signed' | 'signature' | 'behind' = 'head';
	for (const line of text.trimStart().split(/\r?\n/).slice(1)) {
		const clean = line.trim();
		if (part === 'head' && !ARMOUR_FIELD.test(clean)) {
			part = 'signed';
			if (clean === '') continue;
		}
		const isOver = part === 'signature' && !ARMOUR_FIELD.test(clean) && !ARMOUR_LINE.test(clean);
		if (isOver) part = 'behind';
		if (isOver && clean === END) continue;
		if (part === 'signed' && clean === SIGNATURE) part = 'signature';
		else if (part === 'signed') kept.push(line.replace(/^- /, ''));
		else if (part === 'behind') kept.push(line);
	}
	return kept.join('\n');
}
