import { beforeEach, describe, expect, it } from '@jest/globals';
import { rotateTokenKey } from '../../helpdesk/desk/rotate-token-key';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { MAX_TOKEN_KEYS } from '../../helpdesk/domain/token-key';
import { answerTo, customerWrites, notify, reasonOf } from '../support/answers';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const DAY_MS = 86_400_000;

describe('rotateTokenKey', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk);
		await aStaff(desk);
	});

	it('signs with the new key from then on', async () => {
		expect(await rotateTokenKey(desk, false)).toEqual({ keyNumber: 2, revokedKeyNumbers: [] });
		const [notification] = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		expect(notification?.token.slice(0, 3)).toBe('s02');
		expect(await reasonOf(desk, (await arrive(desk, mailbox, answerTo(notification))).outcome)).toBe(
			'staff-reply',
		);
	});

	it.each<[string, boolean, number, string]>([
		['the older key stays', false, 1, 'staff-reply'],
		['the older key stays, and its token is 89 days old', false, 89, 'staff-reply'],
		['the older key stays, and its token is 91 days old', false, 91, 'token-expired'],
		['the older key is revoked', true, 0, 'token-invalid'],
	])('when %s', async (_when, revokesOlder, days, reason) => {
		const [notification] = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		await rotateTokenKey(desk, revokesOlder);
		desk.wait(days * DAY_MS);
		const { outcome } = await arrive(desk, mailbox, answerTo(notification));
		expect(await reasonOf(desk, outcome)).toBe(reason);
	});

	it('revokes each key once, and writes down what was done', async () => {
		await rotateTokenKey(desk, false);
		expect((await rotateTokenKey(desk, true)).revokedKeyNumbers).toEqual([1, 2]);
		expect((await rotateTokenKey(desk, true)).revokedKeyNumbers).toEqual([3]);
		const [last] = await desk.store.eventsSince('token-key-rotated', new Date(0), 5);
		expect(last?.data).toEqual({ keyNumber: 4, revokedKeyNumbers: '3' });
	});

	it('fails when a token has no digits left for another key', async () => {
		const last = { number: MAX_TOKEN_KEYS, key: 'key', createdAt: desk.clock.now(), revokedAt: undefined };
		await desk.store.tokenKeys.insert(last);
		await expect(rotateTokenKey(desk, false)).rejects.toMatchObject({ code: 'invalid-input' });
	});
});
