import { lastTokenDay, type TokenParts } from './token';

/** How many keys a desk can have in all: a token has two digits for their number. */
export const MAX_TOKEN_KEYS = 32 ** 2 - 1;

/** A key of token HMACs (rule 16); the newest signs, until it is revoked it checks what it signed. */
export interface TokenKey {
	readonly number: number;
	readonly key: string;
	readonly createdAt: Date;
	/** Since when its tokens are worthless; undefined while they are not. */
	readonly revokedAt: Date | undefined;
}

/** Gives the key that signs. @param keys - in ascending order of their numbers */
export function signingKey(keys: readonly TokenKey[]): TokenKey | undefined {
	return keys.at(-1);
}

/**
 * Gives the key that checks a token; undefined when the desk has none that may have signed it. A key that was followed by
 * another is not believed about tokens that outlive the last one it can have signed: those were made by a thief.
 *
 * @param keys - in ascending order of their numbers
 */
export function checkingKey(
	keys: readonly TokenKey[],
	{ keyNumber, lastDay }: Pick<TokenParts, 'keyNumber' | 'lastDay'>,
): TokenKey | undefined {
	const at = keys.findIndex(({ number }) => number === keyNumber);
	const key = keys[at];
	if (!key || key.revokedAt) return undefined;
	const follower = keys[at + 1];
	return follower && lastDay > lastTokenDay(follower.createdAt) ? undefined : key;
}
