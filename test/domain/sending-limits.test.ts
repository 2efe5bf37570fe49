import { describe, expect, it } from '@jest/globals';
import { sendingBan, type SentMail } from '../../helpdesk/domain/sending-limits';
import { NOW, anOutboundMail } from '../support/builders';

const MINUTE_MS = 60_000;
const WHO = 'frank@customer.test';

describe('sendingBan', () => {
	it('lets a mail leave when nothing left before', () => {
		expect(sendingBan(anOutboundMail(), [], NOW)).toBeUndefined();
	});

	it.each([
		[10, 10],
		[30, 15],
		[60, 25],
		[180, 50],
		[600, 100],
	])('within %i minutes stops what would be more than %i of a conversation', (minutes, limit) => {
		expect(sendingBan(anOutboundMail(), here(limit - 1, minutes), NOW)).toBeUndefined();
		expect(sendingBan(anOutboundMail(), here(limit, minutes), NOW)).toEqual({
			kind: 'stopped',
			reason: 'conversation-limit',
			error: `Stopped: ${limit} mails of this conversation went to ${WHO} within ${minutes} minutes.`,
		});
		expect(sendingBan(anOutboundMail(), here(limit, minutes + 0.1), NOW)).toBeUndefined();
	});

	it.each([
		[10, 30],
		[30, 60],
		[60, 120],
		[180, 240],
		[600, 360],
	])('within %i minutes keeps waiting what would be more than %i over all', (minutes, limit) => {
		expect(sendingBan(anOutboundMail(), elsewhere(limit - 1, minutes), NOW)).toBeUndefined();
		expect(sendingBan(anOutboundMail(), elsewhere(limit, minutes), NOW)).toMatchObject({
			kind: 'postponed',
			reason: 'recipient-limit',
		});
		expect(sendingBan(anOutboundMail(), elsewhere(limit, minutes + 0.1), NOW)).toBeUndefined();
	});

	it('counts what is leaving', () => {
		const leaving = here(10, 0).map((each) => ({ ...each, sentAt: undefined }));
		expect(sendingBan(anOutboundMail(), leaving, NOW)).toMatchObject({ reason: 'conversation-limit' });
	});

	it.each<[string, SentMail, boolean]>([
		['within the hour', sent({ bodyDigest: 'words' }, 60), true],
		['longer ago', sent({ bodyDigest: 'words' }, 61), false],
		['in another conversation', sent({ bodyDigest: 'words', conversationId: 'other' }, 1), false],
		['but others', sent({ bodyDigest: 'others' }, 1), false],
		['whose words do not count', sent({ bodyDigest: '' }, 1), false],
	])('the same words %s', (_when, before, isStopped) => {
		const ban = sendingBan(anOutboundMail({ bodyDigest: 'words' }), [before], NOW);
		expect(ban?.reason === 'same-body').toBe(isStopped);
		expect(sendingBan(anOutboundMail({ bodyDigest: '' }), [before], NOW)).toBeUndefined();
	});

	function here(count: number, minutes: number): SentMail[] {
		return Array.from({ length: count }, () => sent({}, minutes));
	}

	function elsewhere(count: number, minutes: number): SentMail[] {
		return Array.from({ length: count }, (_, index) => sent({ conversationId: `other-${index}` }, minutes));
	}

	function sent(parts: Partial<SentMail>, minutesAgo: number): SentMail {
		const sentAt = new Date(NOW.getTime() - minutesAgo * MINUTE_MS);
		return { conversationId: anOutboundMail().conversationId, sentAt, bodyDigest: '', ...parts };
	}
});
