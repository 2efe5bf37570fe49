import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MailboxAlarm, type Trouble } from '../../nodes/shared/mailbox-alarm';

const MINUTE_MS = 60_000;

describe('MailboxAlarm', () => {
	let raised: string[];
	let alarm: MailboxAlarm;

	beforeEach(() => {
		jest.useFakeTimers();
		raised = [];
		alarm = new MailboxAlarm(({ message }) => raised.push(message));
	});

	afterEach(() => {
		alarm.stop();
		jest.useRealTimers();
	});

	it('says nothing of trouble that is over within two minutes', () => {
		alarm.hear(passing('reset'));
		jest.advanceTimersByTime(MINUTE_MS);
		alarm.hear(undefined);
		jest.advanceTimersByTime(10 * MINUTE_MS);
		expect(raised).toEqual([]);
	});

	it('is raised once for trouble that lasts, with the last of it', () => {
		for (const message of ['reset', 'refused', 'refused']) {
			alarm.hear(passing(message));
			jest.advanceTimersByTime(MINUTE_MS);
		}
		jest.advanceTimersByTime(60 * MINUTE_MS);
		expect(raised).toEqual(['refused']);
	});

	it('is raised at once where a person has to act, and again for the next incident', () => {
		alarm.hear(lasting('wrong password'));
		alarm.hear(lasting('wrong password'));
		expect(raised).toEqual(['wrong password']);
		alarm.hear(undefined);
		alarm.hear(lasting('revoked'));
		expect(raised).toHaveLength(2);
	});
});

function passing(message: string): Trouble {
	return { message, advice: '', needsPerson: false };
}

function lasting(message: string): Trouble {
	return { message, advice: '', needsPerson: true };
}
