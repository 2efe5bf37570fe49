import type { Attachment } from './mail';

const TYPES = /pkcs7-signature|pgp-(?:signature|keys|encrypted)|vcard|ms-tnef/i;
// Relays and webmail make application/octet-stream of types that they do not know.
const NAMES = /^(?:smime\.p7\w|winmail\.dat)$|\.(?:asc|vcf)$/i;

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
