import type { ConnectionState, Mailbox } from './mailbox';

/** How a mailbox stands (rule 38): `degraded` is read, but something keeps its mail from getting through. */
export type HealthState = ConnectionState | 'degraded';

export interface MailboxHealth {
	readonly state: HealthState;
	/** In one sentence; empty when all is well. */
	readonly reason: string;
	readonly waiting: number;
	/** Age of the oldest mail without outcome; 0 when none waits. */
	readonly queueAgeMs: number;
	readonly quarantined: number;
}

/** What mail of a mailbox has no outcome yet. */
export interface Waiting {
	readonly waiting: number;
	readonly oldestWaitingAt: Date | undefined;
	readonly quarantined: number;
}

/** A trigger looks through its mailbox at least once a minute; one that has not for longer does not run. */
const STALE_MS = 4 * 60_000;
const SLOW_QUEUE_MS = 10 * 60_000;

/** Tells whether a mailbox that was left as connected is really read: a process that was killed cannot say good-bye. */
export function connectionOf(
	{ connection, fetchedAt }: Pick<Mailbox, 'connection' | 'fetchedAt'>,
	now: Date,
): ConnectionState {
	const isSilent = fetchedAt !== undefined && now.getTime() - fetchedAt.getTime() > STALE_MS;
	return connection === 'connected' && isSilent ? 'disconnected' : connection;
}

/** Judges how a mailbox stands by its connection and by what waits. */
export function mailboxHealth(mailbox: Mailbox, waiting: Waiting, now: Date): MailboxHealth {
	const queueAgeMs = waiting.oldestWaitingAt ? now.getTime() - waiting.oldestWaitingAt.getTime() : 0;
	const figures = { waiting: waiting.waiting, queueAgeMs, quarantined: waiting.quarantined };
	const connection = connectionOf(mailbox, now);
	if (connection !== mailbox.connection) {
		const reason = `No trigger has looked through it since ${mailbox.fetchedAt?.toISOString() ?? 'it was set up'}.`;
		return { state: 'disconnected', reason, ...figures };
	}
	if (connection === 'unknown')
		return { state: connection, reason: 'No trigger has read it yet.', ...figures };
	if (connection !== 'connected') return { state: connection, reason: mailbox.connectionError, ...figures };
	const reason = degradation(mailbox, figures);
	return { state: reason === '' ? 'connected' : 'degraded', reason, ...figures };
}

function degradation(
	{ connectionError }: Mailbox,
	{ queueAgeMs, quarantined, waiting }: Pick<MailboxHealth, 'queueAgeMs' | 'quarantined' | 'waiting'>,
): string {
	if (connectionError !== '') return connectionError;
	if (queueAgeMs > SLOW_QUEUE_MS) {
		return `${waiting} mails wait for the workflow, the oldest for ${Math.round(queueAgeMs / 60_000)} minutes.`;
	}
	if (quarantined > 0) return `${quarantined} mails were put aside after five failed tries.`;
	return '';
}
