import { describe, expect, it } from '@jest/globals';
import { isAddedFile, isOutlooksCopy, mayHoldFiles } from '../../helpdesk/domain/added-files';

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

describe('isOutlooksCopy', () => {
	it.each([
		['application/ms-tnef', 'attachment-1', true],
		['application/octet-stream', 'Winmail.dat', true],
		['application/octet-stream', 'plan.dat', false],
	])('knows %s, %s: %s', (contentType, filename, expected) =>
		expect(isOutlooksCopy({ contentType, filename })).toBe(expected),
	);
});

describe('mayHoldFiles', () => {
	// Signature and key; then level, id, length, value and checksum of each attribute.
	const START = '789f3e220100';
	const OF_MESSAGE = '010690080004000000000001000100';
	const OF_FILE = '020290060001000000010100';

	it.each([
		['nothing', '', true],
		['something else', 'ffd8ffe000104a464946', true],
		['no attribute', START, false],
		['attributes of the message', `${START}${OF_MESSAGE}${OF_MESSAGE}`, false],
		['an attribute of a file', `${START}${OF_MESSAGE}${OF_FILE}`, true],
		['an attribute that is cut off', `${START}${OF_MESSAGE.slice(0, -8)}`, true],
	])('tells of a copy with %s', (_what, hex, expected) =>
		expect(mayHoldFiles(Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)))).toBe(
			expected,
		),
	);
});
