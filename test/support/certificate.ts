import { generateKeyPairSync, sign } from 'node:crypto';

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const EXPLICIT_0 = 0xa0;
const DAY_MS = 86_400_000;
// 1.2.840.10045.4.3.2, ECDSA with SHA-256, and 2.5.4.3, the common name.
const ECDSA_SHA256 = der(SEQUENCE, der(OBJECT_ID, Buffer.from('2a8648ce3d040302', 'hex')));
const COMMON_NAME = der(OBJECT_ID, Buffer.from('550403', 'hex'));

/** Makes a certificate that is its own authority (RFC 5280), good from yesterday until tomorrow, in PEM. */
export function selfSigned(name: string): { readonly cert: string; readonly key: string } {
	const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const nameDer = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from(name)))));
	const content = der(
		SEQUENCE,
		der(EXPLICIT_0, der(INTEGER, Buffer.from([2]))),
		der(INTEGER, Buffer.from([1])),
		ECDSA_SHA256,
		nameDer,
		der(SEQUENCE, time(Date.now() - DAY_MS), time(Date.now() + DAY_MS)),
		nameDer,
		publicKey.export({ type: 'spki', format: 'der' }),
	);
	const signature = Buffer.concat([Buffer.from([0]), sign('sha256', content, privateKey)]);
	const body = der(SEQUENCE, content, ECDSA_SHA256, der(BIT_STRING, signature)).toString('base64');
	const lines = body.match(/.{1,64}/g)?.join('\n');
	return {
		cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
	};
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
	const content = Buffer.concat(parts);
	const { length } = content;
	const long = length > 255 ? [0x82, length >> 8, length & 255] : [0x81, length];
	return Buffer.concat([Buffer.from([tag, ...(length < 128 ? [length] : long)]), content]);
}

function time(ms: number): Buffer {
	const text = new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14);
	return der(UTC_TIME, Buffer.from(`${text}Z`));
}
