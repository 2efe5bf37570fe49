import { describe, expect, it } from '@jest/globals';
import { MAX_ATTEMPTS, nextRun, retryDelayMs, type InboundMail } from '../../helpdesk/domain/inbound-mail';
import { NOW } from '../support/builders';

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

describe('nextRun', () => {
	const inbound = (id: string, parts: Partial<InboundMail> = {}): InboundMail => ({
		id,
		mailboxId: 'mailbox-1',
		sourceKey: id,
		envelope: undefined,
		bytes: 1000,
		state: 'received',
		offers: 0,
		attempts: 0,
		isAlone: false,
		threadKeys: [id],
		error: '',
		receivedAt: NOW,
		settledAt: undefined,
		...parts,
	});
	const reply = (id: string, to: string) => inbound(id, { threadKeys: [id, to] });
	const alone = (id: string) => inbound(id, { isAlone: true });
	const large = (id: string) => inbound(id, { bytes: 30_000_000 });

	it.each<[string, InboundMail[], string[], string[]]>([
		[
			'takes the oldest up to the limit',
			[inbound('1'), inbound('2'), inbound('3'), inbound('4')],
			[],
			['1', '2', '3'],
		],
		['takes mail of one conversation together, in order', [inbound('1'), reply('2', '1')], [], ['1', '2']],
		['leaves mail whose conversation a run has', [reply('1', 'a'), inbound('2')], ['a'], ['2']],
		[
			'leaves what comes behind mail that is left',
			[reply('1', 'a'), reply('2', '1'), inbound('3')],
			['a'],
			['3'],
		],
		['takes mail alone that must be', [alone('1'), inbound('2')], [], ['1']],
		['leaves mail for later that must be alone', [inbound('1'), alone('2'), inbound('3')], [], ['1', '3']],
		['leaves what answers mail that must be alone', [inbound('1'), alone('2'), reply('3', '2')], [], ['1']],
		['takes few that are large', [...'1234567'].map(large), [], ['1', '2', '3']],
		['takes nothing when nothing is due', [], [], []],
	])('%s', (_title, due, busy, ids) => {
		expect(nextRun(due, new Set(busy), 3).map(({ id }) => id)).toEqual(ids);
	});

	it('takes at most five megabytes that are shown', () => {
		expect(nextRun([...'1234567'].map(large), new Set(), 20)).toHaveLength(5);
	});
});
