import { describe, expect, it } from '@jest/globals';
import { isEncryptedMail } from '../../helpdesk/domain/encrypted-mail';
import { aMail } from '../support/builders';

describe('isEncryptedMail', () => {
	it.each([
		['OpenPGP', 'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b', true],
		['S/MIME', 'application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m', true],
		['S/MIME of old programs', 'application/x-pkcs7-mime', true],
		['a signature beside the text', 'multipart/signed; protocol="application/pkcs7-signature"', false],
		['no encryption', 'text/plain', false],
	])('tells by the type of the whole mail: %s', (_what, type, expected) =>
		expect(isEncryptedMail(aMail({ headers: { 'content-type': type } }))).toBe(expected),
	);

	it.each([
		['application/pgp-encrypted', 'attachment-1', true],
		['application/octet-stream', 'smime.p7m', true],
		['application/pkcs7-mime', 'contract.pdf.p7m', false],
	])('tells by a part, where a server added a footer: %s, %s', (contentType, filename, expected) => {
		const file = { index: 0, filename, contentType, bytes: 1, contentId: '', isInline: false };
		expect(isEncryptedMail(aMail({ text: 'Acme Ltd', attachments: [file] }))).toBe(expected);
	});
});
