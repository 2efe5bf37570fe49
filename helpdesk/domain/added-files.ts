import type { Attachment } from './mail';

const TYPES = /pkcs7-signature|pgp-(?:signature|keys|encrypted)|vcard|ms-tnef/i;
// Relays and webmail make application/octet-stream of types that they do not know.
const NAMES = /^(?:smime\.p7\w|winmail\.dat)$|\.(?:asc|vcf)$/i;

const TNEF = 0x223e9f78;
const OF_ATTACHMENT = 2;

/**
 * Tells whether a file is one that mail programs add: signature, key, card, Outlook's own copy of the mail. Nobody attached
 * it by hand, and it names its author's address (rule 26).
 */
export function isAddedFile({
	contentType,
	filename,
}: Pick<Attachment, 'contentType' | 'filename'>): boolean {
	return TYPES.test(contentType) || NAMES.test(filename);
}

/** Tells whether a file is what Outlook makes of a mail in its own format (MS-OXTNEF): whatever was attached is inside. */
export function isOutlooksCopy({
	contentType,
	filename,
}: Pick<Attachment, 'contentType' | 'filename'>): boolean {
	return /\bms-tnef\b/i.test(contentType) || /^winmail\.dat$/i.test(filename);
}

/** Tells whether Outlook's copy of a mail holds files, or may hold some, as it cannot be read (MS-OXTNEF §2.1.3). */
export function mayHoldFiles(copy: Uint8Array): boolean {
	const view = new DataView(copy.buffer, copy.byteOffset, copy.byteLength);
	if (view.byteLength < 6 || view.getUint32(0, true) !== TNEF) return true;
	let at = 6;
	// Level, id and length stand in front of each attribute, a checksum behind.
	while (at + 9 <= view.byteLength) {
		if (view.getUint8(at) === OF_ATTACHMENT) return true;
		at += 9 + view.getUint32(at + 5, true) + 2;
	}
	return at > view.byteLength;
}
