import { describe, expect, it } from '@jest/globals';
import type { ITriggerFunctions } from 'n8n-workflow';
import { readingOptions } from '../../nodes/HelpDeskMailboxTrigger/options';

describe('readingOptions', () => {
	it.each([
		['2026-11-23T09:00:00', '2026-11-23T00:00:00.000Z'],
		['2026-11-23T09:00:00Z', '2026-11-23T09:00:00.000Z'],
		['2026-11-23T09:00:00+02:00', '2026-11-23T07:00:00.000Z'],
		['', undefined],
	])('takes the date %s in the zone of the workflow', (startAt, expected) => {
		expect(optionsWith({ startAt }).startAt?.toISOString()).toBe(expected);
	});

	it('names a date that is none', () => {
		expect(() => optionsWith({ startAt: 'soon' })).toThrow('"soon" is not a date.');
	});
});

function optionsWith(options: Record<string, unknown>) {
	const parameters: Record<string, unknown> = { folder: 'INBOX', options };
	return readingOptions({
		getNode: () => ({ name: 'Mailbox' }),
		getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
		getTimezone: () => 'Asia/Tokyo',
	} as unknown as ITriggerFunctions);
}
