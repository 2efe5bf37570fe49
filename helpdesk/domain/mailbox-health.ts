import type { ConnectionState, Mailbox } from './mailbox';

/** How a mailbox stands (rule 38): `degraded` takes mail in, but something keeps it from getting through. */
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

/** The ways by which mail of a mailbox comes in. */
type Ways = Pick<
	Mailbox,
	'connection' | 'connectionError' | 'fetchedAt' | 'forwardingSince' | 'forwardingAt'
>;

/** Triggers give a sign at least once a minute; one that has not for longer does not run. */
const STALE_MS = 4 * 60_000;
const SLOW_QUEUE_MS = 10 * 60_000;

/**
 * Tells whether mail of a mailbox comes in: a trigger reads it, or takes what is forwarded. A process that was killed cannot
 * say good-bye, so that both count only as long as they give signs.
 */
export function connectionOf(mailbox: Ways, now: Date): ConnectionState {
	const reading = readingOf(mailbox, now);
	// A login that was refused needs a person, whatever comes in by the other way.
	if (reading === 'needs-authorisation') return reading;
	if (isForwarding(mailbox, now)) return 'connected';
	return reading === 'unknown' && mailbox.forwardingAt ? 'disconnected' : reading;
}

/** Judges how a mailbox stands by the ways into it and by what waits. */
export function mailboxHealth(mailbox: Mailbox, waiting: Waiting, now: Date): MailboxHealth {
	const queueAgeMs = waiting.oldestWaitingAt ? now.getTime() - waiting.oldestWaitingAt.getTime() : 0;
	const figures = { waiting: waiting.waiting, queueAgeMs, quarantined: waiting.quarantined };
	const connection = connectionOf(mailbox, now);
	const wayTrouble = wayTroubleOf(mailbox, now);
	const trouble = wayTrouble || queueTrouble(figures);
	if (connection === 'connected') {
		return { state: trouble === '' ? 'connected' : 'degraded', reason: trouble, ...figures };
	}
	if (connection !== 'unknown') return { state: connection, reason: wayTrouble, ...figures };
	// Other triggers may hand mail over in a file, of which nothing is known but what became of it.
	if (trouble !== '') return { state: 'degraded', reason: trouble, ...figures };
	return { state: 'unknown', reason: 'No trigger of the desk has taken its mail in yet.', ...figures };
}

function readingOf({ connection, fetchedAt }: Ways, now: Date): ConnectionState {
	return connection === 'connected' && fetchedAt && isLongAgo(fetchedAt, now) ? 'disconnected' : connection;
}

/** Tells whether a trigger takes what is forwarded to the mailbox. */
export function isForwarding(
	{ forwardingSince, forwardingAt }: Pick<Ways, 'forwardingSince' | 'forwardingAt'>,
	now: Date,
): boolean {
	return forwardingSince !== undefined && forwardingAt !== undefined && !isLongAgo(forwardingAt, now);
}

function isLongAgo(then: Date, now: Date): boolean {
	return now.getTime() - then.getTime() > STALE_MS;
}

function wayTroubleOf(mailbox: Ways, now: Date): string {
	const { connection, connectionError, fetchedAt, forwardingAt } = mailbox;
	if (readingOf(mailbox, now) !== connection)
		return `No trigger has looked through it since ${fetchedAt?.toISOString()}.`;
	if (connectionError !== '' || isForwarding(mailbox, now)) return connectionError;
	if (connection === 'disconnected') return 'Its trigger was stopped.';
	const isSilent = connection === 'unknown' && forwardingAt !== undefined;
	return isSilent ? `No trigger has taken forwarded mail for it since ${forwardingAt.toISOString()}.` : '';
}

function queueTrouble({
	queueAgeMs,
	quarantined,
	waiting,
}: Pick<MailboxHealth, 'queueAgeMs' | 'quarantined' | 'waiting'>): string {
	if (queueAgeMs > SLOW_QUEUE_MS) {
		return `${waiting} mails wait for the workflow, the oldest for ${Math.round(queueAgeMs / 60_000)} minutes.`;
	}
	if (quarantined > 0)
		return `${quarantined} mails were put aside: they failed five times, or n8n ended again and again while it worked on them.`;
	return '';
}
