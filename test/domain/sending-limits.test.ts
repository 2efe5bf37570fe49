import { describe, expect, it } from '@jest/globals';
import { SENDING_WINDOWS, sendingBan, type SentWithin } from '../../helpdesk/domain/sending-limits';

const WHO = 'frank@customer.test';

describe('sendingBan', () => {
	it('lets a mail leave when nothing left before', () => {
		expect(sendingBan(sent(), false, WHO)).toBeUndefined();
	});

	it.each([
		[10, 10],
		[30, 15],
		[60, 25],
		[180, 50],
		[600, 100],
	])('within %i minutes stops what would be more than %i of a conversation', (minutes, limit) => {
		expect(sendingBan(sent({ minutes, perConversation: limit - 1 }), false, WHO)).toBeUndefined();
		expect(sendingBan(sent({ minutes, perConversation: limit }), false, WHO)).toEqual({
			kind: 'stopped',
			reason: 'conversation-limit',
			error: `Stopped: ${limit} mails of this conversation went to ${WHO} within ${minutes} minutes.`,
		});
	});

	it.each([
		[10, 30],
		[30, 60],
		[60, 120],
		[180, 240],
		[600, 360],
	])('within %i minutes keeps waiting what would be more than %i over all', (minutes, limit) => {
		expect(sendingBan(sent({ minutes, overAll: limit - 1 }), false, WHO)).toBeUndefined();
		expect(sendingBan(sent({ minutes, overAll: limit }), false, WHO)).toMatchObject({
			kind: 'postponed',
			reason: 'recipient-limit',
		});
	});

	it('stops the same words to the same person before anything else', () => {
		expect(sendingBan(sent({ minutes: 10, perConversation: 99 }), true, WHO)).toMatchObject({
			kind: 'stopped',
			reason: 'same-body',
		});
	});

	function sent(within: Partial<SentWithin> & { readonly minutes?: number } = {}): SentWithin[] {
		const { perConversation = 0, overAll = 0 } = within;
		return SENDING_WINDOWS.map(({ minutes }) =>
			minutes === within.minutes ? { perConversation, overAll } : { perConversation: 0, overAll: 0 },
		);
	}
});
