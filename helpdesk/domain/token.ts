// Crockford's base 32: no i, l, o, u; mail programs may change the case.
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const TOKEN =
	/(?<![0-9a-z])([sck])([0-9a-hjkmnp-tv-z]{2})([0-9a-hjkmnp-tv-z]{4})([0-9a-hjkmnp-tv-z]{16})([0-9a-hjkmnp-tv-z]{16})(?![0-9a-z])/gi;
const DAY_MS = 86_400_000;

/** How long a token can be used (rule 16). */
export const TOKEN_DAYS = 90;

/** What a token is good for: a staff member's answer to a notification, a customer's answer to us, or an address's confirmation. */
export type TokenPurpose = 'staff' | 'customer' | 'confirm';

const LETTERS: Record<TokenPurpose, string> = { staff: 's', customer: 'c', confirm: 'k' };
const PURPOSES: Readonly<Record<string, TokenPurpose>> = { s: 'staff', c: 'customer', k: 'confirm' };

/** A token as read, before it is checked. */
export interface TokenParts {
	readonly purpose: TokenPurpose;
	readonly keyNumber: number;
	/** The last day, counted from 1970-01-01, on which the token is good. */
	readonly lastDay: number;
	/** The outbound mail that carried the token. */
	readonly outboundMailId: string;
	/** 80 bits of HMAC-SHA256 in 16 base-32 digits. */
	readonly mac: string;
}

/** What a token vouches for; all of it goes into the HMAC. */
export interface TokenClaim {
	readonly conversationId: string;
	readonly messageId: string;
	/** `addressKey` of the one the mail went to. */
	readonly recipientKey: string;
}

/** Gives the text that is signed. */
export function tokenText(parts: Omit<TokenParts, 'mac'>, claim: TokenClaim): string {
	const { purpose, keyNumber, lastDay, outboundMailId } = parts;
	const { conversationId, messageId, recipientKey } = claim;
	return JSON.stringify([
		purpose,
		conversationId,
		messageId,
		recipientKey,
		keyNumber,
		lastDay,
		outboundMailId,
	]);
}

/** Writes a token: 39 characters that fit a plus-part, a Message-ID and a marker line. */
export function formatToken({ purpose, keyNumber, lastDay, outboundMailId, mac }: TokenParts): string {
	return `${LETTERS[purpose]}${digits(keyNumber, 2)}${digits(lastDay, 4)}${outboundMailId}${mac}`;
}

/** Finds everything that looks like a token, in the order of the text; each once. */
export function findTokens(text: string): TokenParts[] {
	const found = new Map<string, TokenParts>();
	for (const match of text.slice(0, 200_000).matchAll(TOKEN)) {
		const [whole, letter = '', key = '', day = '', outboundMailId = '', mac = ''] = match;
		found.set(whole.toLowerCase(), {
			purpose: PURPOSES[letter.toLowerCase()] ?? 'customer',
			keyNumber: valueOf(key),
			lastDay: valueOf(day),
			outboundMailId: outboundMailId.toLowerCase(),
			mac: mac.toLowerCase(),
		});
	}
	return [...found.values()];
}

/** Gives the last day of a token that is made now. */
export function lastTokenDay(now: Date): number {
	return Math.floor(now.getTime() / DAY_MS) + TOKEN_DAYS;
}

/** Tells whether a token's time is over. */
export function isTokenExpired({ lastDay }: Pick<TokenParts, 'lastDay'>, now: Date): boolean {
	return Math.floor(now.getTime() / DAY_MS) > lastDay;
}

/** Compares two MACs in a time that does not tell where they differ. */
export function isSameMac(a: string, b: string): boolean {
	if (a.length !== b.length) return false;
	let difference = 0;
	for (let index = 0; index < a.length; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
	return difference === 0;
}

function digits(value: number, length: number): string {
	let rest = value;
	let text = '';
	for (let place = 0; place < length; place++) {
		text = `${DIGITS[rest % 32]}${text}`;
		rest = Math.floor(rest / 32);
	}
	return text;
}

function valueOf(text: string): number {
	let value = 0;
	for (const digit of text.toLowerCase()) value = value * 32 + DIGITS.indexOf(digit);
	return value;
}
