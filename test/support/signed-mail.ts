import { generateKeyPairSync } from 'node:crypto';
import { dkimSign, type DKIMSignOptions } from 'mailauth';
import { createTransport } from 'nodemailer';

/** A key that mail is signed with, and what its owner writes into the DNS (RFC 6376 §3.6.1). */
export interface SigningKey {
	readonly privateKey: string;
	readonly record: string;
}

export function rsaKey(bits: number): SigningKey {
	const pair = generateKeyPairSync('rsa', {
		modulusLength: bits,
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		publicKeyEncoding: { type: 'spki', format: 'der' },
	});
	return {
		privateKey: pair.privateKey,
		record: `TXT v=DKIM1; k=rsa; p=${pair.publicKey.toString('base64')}`,
	};
}

/** How a mail is signed. */
export type Signing = Pick<DKIMSignOptions, 'signingDomain' | 'privateKey'> & Partial<DKIMSignOptions>;

/** Puts a signature on top of a mail; `mail._domainkey.DOMAIN` has its key. */
export async function signed(raw: Buffer, signing: Signing): Promise<Buffer> {
	// Those of one signature are read nowhere else.
	const options = { signatureData: [{ selector: 'mail', ...signing }], ...signing };
	const { signatures } = await dkimSign(raw, { selector: 'mail', ...options });
	if (signatures === '') throw new Error('The mail was not signed.');
	return Buffer.concat([Buffer.from(signatures), raw]);
}

/** Signs a mail without its From, as no signer should (RFC 6376 §5.4). */
export async function signedWithoutFrom(
	raw: Buffer,
	{ signingDomain, privateKey }: Signing,
): Promise<Buffer> {
	const dkim = {
		domainName: signingDomain,
		keySelector: 'mail',
		privateKey: String(privateKey),
		skipFields: 'from',
	};
	const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows', dkim });
	const { message } = await transport.sendMail({ envelope: { from: 'a@b.test', to: 'c@d.test' }, raw });
	return Buffer.from(message as Buffer);
}
