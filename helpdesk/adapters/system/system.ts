import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Clock, Crypto, Ids } from '../../ports';

// Crockford's base 32, in ascending order, so that ids sort as they were made.
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

/** The clock of this machine. */
export const systemClock: Clock = { now: () => new Date() };

/** SHA-256 and HMAC-SHA256 of node:crypto. */
export const systemCrypto: Crypto = {
	digest: (text) => createHash('sha256').update(text).digest('hex'),
	mac: (key, text) => base32(createHmac('sha256', key).update(text).digest().subarray(0, 10)),
	randomToken: () => base32(randomBytes(20)).slice(0, 26),
	newKey: newTokenKey,
};

/** Ids of 48 bits of time and 32 random bits; those of one process always ascend. */
export const systemIds: Ids = { next: nextId };

/** Makes a key for token HMACs: 256 random bits in hexadecimal. */
export function newTokenKey(): string {
	return randomBytes(32).toString('hex');
}

let lastMs = 0;
let lastRandom = 0;

function nextId(): string {
	const ms = Math.max(Date.now(), lastMs);
	lastRandom = ms === lastMs && lastRandom < 0xffffffff ? lastRandom + 1 : randomBytes(4).readUInt32BE();
	lastMs = ms;
	const bytes = Buffer.alloc(10);
	bytes.writeUIntBE(ms, 0, 6);
	bytes.writeUInt32BE(lastRandom, 6);
	return base32(bytes);
}

function base32(bytes: Buffer): string {
	let value = 0n;
	for (const byte of bytes) value = (value << 8n) | BigInt(byte);
	let text = '';
	for (let digits = (bytes.length * 8) / 5; digits > 0; digits--) {
		text = DIGITS[Number(value & 31n)] + text;
		value >>= 5n;
	}
	return text;
}
