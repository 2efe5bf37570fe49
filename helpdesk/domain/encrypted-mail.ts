import { header, type Attachment, type Mail } from './mail';

const ENCRYPTED_TYPE = /^\s*(?:multipart\/encrypted|application\/(?:x-)?pkcs7-mime)\b/i;
const ARMOUR = '-----BEGIN PGP MESSAGE-----';

/**
 * Tells whether what somebody wrote cannot be read, as the whole mail is encrypted (RFC 3156 §4, RFC 8551 §3.3) or wrapped
 * into an S/MIME signature (§3.5.2).
 */
export function isEncryptedMail(mail: Pick<Mail, 'headers' | 'text' | 'attachments'>): boolean {
	return (
		ENCRYPTED_TYPE.test(header(mail, 'content-type')) ||
		mail.attachments.some(isEncryptedBody) ||
		mail.text.trimStart().startsWith(ARMOUR)
	);
}

/** Tells whether a text holds one that was encrypted. */
export function hasEncryptedText(text: string): boolean {
	return text.includes(ARMOUR);
}

// Mail servers that add a footer wrap the whole mail into multipart/mixed.
function isEncryptedBody({ contentType, filename }: Attachment): boolean {
	return /^application\/pgp-encrypted\b/i.test(contentType) || /^smime\.p7m$/i.test(filename);
}
