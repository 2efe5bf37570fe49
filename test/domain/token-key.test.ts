import { describe, expect, it } from '@jest/globals';
import { lastTokenDay } from '../../helpdesk/domain/token';
import { checkingKey, signingKey, type TokenKey } from '../../helpdesk/domain/token-key';
import { NOW } from '../support/builders';

const DAY_MS = 86_400_000;
const ROTATED_AT = new Date(NOW.getTime() + 30 * DAY_MS);
const LAST_OF_FIRST = lastTokenDay(ROTATED_AT);
const FIRST = aKey({ number: 1 });
const SECOND = aKey({ number: 2, createdAt: ROTATED_AT });

describe('signingKey', () => {
	it.each<[string, TokenKey[], TokenKey | undefined]>([
		['there is one', [FIRST], FIRST],
		['there are two', [FIRST, SECOND], SECOND],
		['there is none', [], undefined],
	])('when %s', (_when, keys, key) => expect(signingKey(keys)).toBe(key));
});

describe('checkingKey', () => {
	it.each<[string, TokenKey[], number, number, TokenKey | undefined]>([
		['the key is the only one', [FIRST], 1, LAST_OF_FIRST + 1, FIRST],
		['an older key signed it before it was followed', [FIRST, SECOND], 1, LAST_OF_FIRST, FIRST],
		['an older key says it signed it later', [FIRST, SECOND], 1, LAST_OF_FIRST + 1, undefined],
		['the newest key signed it', [FIRST, SECOND], 2, LAST_OF_FIRST + 1, SECOND],
		['the key was revoked', [aKey({ revokedAt: NOW }), SECOND], 1, LAST_OF_FIRST, undefined],
		['the desk never had the key', [FIRST, SECOND], 3, LAST_OF_FIRST, undefined],
	])('when %s', (_when, keys, keyNumber, lastDay, key) =>
		expect(checkingKey(keys, { keyNumber, lastDay })).toBe(key),
	);
});

function aKey(parts: Partial<TokenKey>): TokenKey {
	return { number: 1, key: `key ${parts.number ?? 1}`, createdAt: NOW, revokedAt: undefined, ...parts };
}
