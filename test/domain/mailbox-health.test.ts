import { describe, expect, it } from '@jest/globals';
import { connectionOf, mailboxHealth } from '../../helpdesk/domain/mailbox-health';
import { NOW, aSupportMailbox } from '../support/builders';

const NOTHING = { waiting: 0, oldestWaitingAt: undefined, quarantined: 0 };
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

describe('mailboxHealth', () => {
	it.each([
		['connected', {}, NOTHING, 'connected', /^$/],
		[
			'taken by forwarding only',
			{ connection: 'unknown', fetchedAt: undefined, forwardingSince: minutesAgo(60), forwardingAt: NOW },
			NOTHING,
			'connected',
			/^$/,
		],
		[
			'taken by forwarding while mail is put aside',
			{ connection: 'unknown', fetchedAt: undefined, forwardingSince: minutesAgo(60), forwardingAt: NOW },
			{ ...NOTHING, quarantined: 1 },
			'degraded',
			/put aside/,
		],
		[
			'no longer taken by forwarding',
			{ connection: 'unknown', fetchedAt: undefined, forwardingAt: minutesAgo(1) },
			NOTHING,
			'disconnected',
			/forwarded mail/,
		],
		[
			'taken by a process that was killed',
			{
				connection: 'unknown',
				fetchedAt: undefined,
				forwardingSince: minutesAgo(60),
				forwardingAt: minutesAgo(5),
			},
			NOTHING,
			'disconnected',
			/forwarded mail/,
		],
		[
			'taken by forwarding, since its reader was stopped',
			{ connection: 'disconnected', forwardingSince: minutesAgo(60), forwardingAt: NOW },
			NOTHING,
			'connected',
			/^$/,
		],
		[
			'taken by forwarding while its server is away',
			{
				connection: 'disconnected',
				connectionError: 'ECONNREFUSED',
				forwardingSince: minutesAgo(60),
				forwardingAt: NOW,
			},
			NOTHING,
			'degraded',
			/^ECONN/,
		],
		[
			'taken by forwarding while its login is refused',
			{
				connection: 'needs-authorisation',
				connectionError: 'no',
				forwardingSince: minutesAgo(60),
				forwardingAt: NOW,
			},
			NOTHING,
			'needs-authorisation',
			/^no$/,
		],
		['stopped', { connection: 'disconnected' }, NOTHING, 'disconnected', /was stopped/],
		[
			'never read, but whose mail comes in files and was put aside',
			{ connection: 'unknown', fetchedAt: undefined },
			{ ...NOTHING, quarantined: 1 },
			'degraded',
			/put aside/,
		],
		['never read', { connection: 'unknown', fetchedAt: undefined }, NOTHING, 'unknown', /No trigger/],
		[
			'away',
			{ connection: 'disconnected', connectionError: 'ECONNREFUSED' },
			NOTHING,
			'disconnected',
			/^ECONN/,
		],
		[
			'refused',
			{ connection: 'needs-authorisation', connectionError: 'no' },
			NOTHING,
			'needs-authorisation',
			/^no$/,
		],
		[
			'left by a process that was killed',
			{ fetchedAt: minutesAgo(5) },
			NOTHING,
			'disconnected',
			/No trigger has looked/,
		],
		[
			'connected with a folder in trouble',
			{ connectionError: 'Folder Junk: no' },
			NOTHING,
			'degraded',
			/Junk/,
		],
		[
			'connected while mail waits for long',
			{},
			{ waiting: 3, oldestWaitingAt: minutesAgo(12), quarantined: 0 },
			'degraded',
			/3 mails wait .* 12 minutes/,
		],
		[
			'connected with mail put aside',
			{},
			{ ...NOTHING, quarantined: 2 },
			'degraded',
			/2 mails were put aside/,
		],
	] as const)('of a mailbox that is %s', (_when, parts, waiting, state, reason) => {
		const health = mailboxHealth(aSupportMailbox(parts), waiting, NOW);
		expect(health.state).toBe(state);
		expect(health.reason).toMatch(reason);
	});

	it('tells how long the oldest mail waits', () => {
		const waiting = { waiting: 1, oldestWaitingAt: minutesAgo(2), quarantined: 0 };
		expect(mailboxHealth(aSupportMailbox(), waiting, NOW)).toMatchObject({ waiting: 1, queueAgeMs: 120_000 });
	});
});

describe('connectionOf', () => {
	it('takes a mailbox that was looked through lately at its word', () => {
		expect(connectionOf(aSupportMailbox({ fetchedAt: minutesAgo(3) }), NOW)).toBe('connected');
	});
});
