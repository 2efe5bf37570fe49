import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MailboxAlarm } from '../../nodes/shared/mailbox-alarm';

const MINUTE_MS = 60_000;

describe('MailboxAlarm', () => {
	let raised: string[];
	let alarm: MailboxAlarm;

	beforeEach(() => {
		jest.useFakeTimers();
		raised = [];
		alarm = new MailboxAlarm((state, error) => raised.push(`${state}: ${error}`));
	});

	afterEach(() => {
		alarm.stop();
		jest.useRealTimers();
	});

	it('says nothing of trouble that is over within two minutes', () => {
		alarm.hear('disconnected', 'reset');
		jest.advanceTimersByTime(MINUTE_MS);
		alarm.hear('connected', '');
		jest.advanceTimersByTime(10 * MINUTE_MS);
		expect(raised).toEqual([]);
	});

	it('is raised once for trouble that lasts, with the last error', () => {
		for (const error of ['reset', 'refused', 'refused']) {
			alarm.hear('disconnected', error);
			jest.advanceTimersByTime(MINUTE_MS);
		}
		jest.advanceTimersByTime(60 * MINUTE_MS);
		expect(raised).toEqual(['disconnected: refused']);
	});

	it('is raised at once where a person has to act, and again for the next incident', () => {
		alarm.hear('needs-authorisation', 'wrong password');
		alarm.hear('needs-authorisation', 'wrong password');
		expect(raised).toEqual(['needs-authorisation: wrong password']);
		alarm.hear('connected', '');
		alarm.hear('needs-authorisation', 'revoked');
		expect(raised).toHaveLength(2);
	});
});
