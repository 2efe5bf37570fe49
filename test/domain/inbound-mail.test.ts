import { describe, expect, it } from '@jest/globals';
import { MAX_ATTEMPTS, retryDelayMs } from '../../helpdesk/domain/inbound-mail';

describe('retryDelayMs', () => {
	it.each([
		[1, 10_000],
		[2, 40_000],
		[3, 160_000],
		[4, 640_000],
		[5, 2_560_000],
		[6, 3_600_000],
		[100, 3_600_000],
	])('after attempt %i is %i ms', (attempts, ms) => expect(retryDelayMs(attempts)).toBe(ms));
});

describe('MAX_ATTEMPTS', () => {
	it('is five, as rule 3 says', () => expect(MAX_ATTEMPTS).toBe(5));
});
