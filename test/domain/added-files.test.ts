import { describe, expect, it } from '@jest/globals';
import { isAddedFile } from '../../helpdesk/domain/added-files';

describe('isAddedFile', () => {
	it.each([
		['application/pkcs7-signature', 'smime.p7s', true],
		['application/x-pkcs7-signature', 'attachment-2', true],
		['application/octet-stream', 'smime.p7m', true],
		['application/pgp-signature', 'signature', true],
		['application/pgp-keys', 'OpenPGP_0xAB.asc', true],
		['application/pgp-encrypted', 'attachment-1', true],
		['application/octet-stream', 'encrypted.asc', true],
		['text/x-vcard', 'john', true],
		['text/directory', 'John.VCF', true],
		['application/ms-tnef', 'attachment-1', true],
		['application/octet-stream', 'winmail.dat', true],
		// Italy signs documents so.
		['application/pkcs7-mime', 'contract.pdf.p7m', false],
		['application/pdf', 'vcf.pdf', false],
		['image/png', 'image001.png', false],
	])('knows %s, %s: %s', (contentType, filename, expected) =>
		expect(isAddedFile({ contentType, filename })).toBe(expected),
	);
});
