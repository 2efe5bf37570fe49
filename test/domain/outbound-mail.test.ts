import { describe, expect, it } from '@jest/globals';
import { nextTryAt } from '../../helpdesk/domain/outbound-mail';
import { NOW } from '../support/builders';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describe('nextTryAt', () => {
	it.each([
		[1, 1],
		[2, 2],
		[3, 4],
		[9, 256],
		[10, 360],
		[50, 360],
	])('after try %i is in %i minutes', (attempts, minutes) => {
		expect(nextTryAt(attempts, NOW, NOW)).toEqual(new Date(NOW.getTime() + minutes * MINUTE_MS));
	});

	it('is undefined when 48 hours have passed since the first try', () => {
		const end = NOW.getTime() + 2 * DAY_MS;
		expect(nextTryAt(3, NOW, new Date(end - 1))).toBeDefined();
		expect(nextTryAt(3, NOW, new Date(end))).toBeUndefined();
	});
});
