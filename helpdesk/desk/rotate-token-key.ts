import { HelpDeskError } from '../domain/errors';
import { MAX_TOKEN_KEYS, signingKey } from '../domain/token-key';
import type { Desk } from '../ports';

/** What a rotation left. */
export interface TokenKeyRotation {
	/** The number of the key that signs from now on. */
	readonly keyNumber: number;
	/** The numbers of keys whose tokens are worthless from now on. */
	readonly revokedKeyNumbers: readonly number[];
}

/**
 * Adds a key that signs all tokens from now on (rule 16). Older keys check the tokens they signed until these expire, or,
 * when they are revoked, no more.
 *
 * @throws HelpDeskError invalid-input
 */
export function rotateTokenKey(
	{ store, clock, crypto }: Desk,
	revokesOlder: boolean,
): Promise<TokenKeyRotation> {
	return store.transaction(async (tx) => {
		const now = clock.now();
		const keys = await tx.tokenKeys.all();
		const keyNumber = (signingKey(keys)?.number ?? 0) + 1;
		if (keyNumber > MAX_TOKEN_KEYS) {
			throw new HelpDeskError(
				'invalid-input',
				`The desk had ${MAX_TOKEN_KEYS} token keys: there is no further one.`,
			);
		}
		const revoked = revokesOlder
			? keys.filter(({ revokedAt }) => !revokedAt).map(({ number }) => number)
			: [];
		await tx.tokenKeys.insert({
			number: keyNumber,
			key: crypto.newKey(),
			createdAt: now,
			revokedAt: undefined,
		});
		await tx.tokenKeys.revoke(revoked, now);
		const data = { keyNumber, revokedKeyNumbers: revoked.join() };
		await tx.recordEvent({ type: 'token-key-rotated', data }, now);
		return { keyNumber, revokedKeyNumbers: revoked };
	});
}
