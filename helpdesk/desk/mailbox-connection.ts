import type { ConnectionState, Mailbox } from '../domain/mailbox';
import { connectionOf, isForwarding } from '../domain/mailbox-health';
import type { Desk, Store } from '../ports';

/** Writes how a mailbox is connected; a change is an event (rule 38). */
export async function recordConnection(
	{ store, clock }: Desk,
	mailboxId: string,
	state: ConnectionState,
	error: string,
): Promise<void> {
	await store.transaction(async (tx) => {
		const now = clock.now();
		const before = await tx.mailboxes.byId(mailboxId);
		await tx.mailboxes.setConnection(mailboxId, state, error, now);
		// Who connects has looked: else a mailbox that was silent for long would count as silent until its first look.
		if (state === 'connected' && before?.connection !== state) await tx.mailboxes.markFetched(mailboxId, now);
		const type = eventOf(state, error);
		if (before && eventOf(before.connection, before.connectionError) === type) return;
		await tx.recordEvent({ type, data: { mailboxId, error } }, now);
	});
}

/** Writes that a trigger takes what is forwarded to mailboxes; to be said again every minute, as it counts for four. */
export async function recordForwarding({ store, clock }: Desk, mailboxIds: readonly string[]): Promise<void> {
	await store.transaction(async (tx) => {
		const now = clock.now();
		for (const before of await mailboxesOf(tx, mailboxIds)) {
			const since = isForwarding(before, now) ? before.forwardingSince : now;
			await mark(tx, before, since, now);
		}
	});
}

/** Writes that no trigger takes any more what is forwarded to mailboxes. */
export async function recordForwardingEnd(
	{ store, clock }: Desk,
	mailboxIds: readonly string[],
): Promise<void> {
	await store.transaction(async (tx) => {
		for (const before of await mailboxesOf(tx, mailboxIds)) await mark(tx, before, undefined, clock.now());
	});
}

async function mailboxesOf(store: Store, ids: readonly string[]): Promise<Mailbox[]> {
	return (await store.mailboxes.all()).filter(({ id }) => ids.includes(id));
}

async function mark(tx: Store, before: Mailbox, since: Date | undefined, now: Date): Promise<void> {
	const { id } = before;
	await tx.mailboxes.markForwarding(id, since, now);
	const state = connectionOf({ ...before, forwardingSince: since, forwardingAt: now }, now);
	if (state === connectionOf(before, now)) return;
	await tx.recordEvent({ type: eventOf(state, ''), data: { mailboxId: id, error: '' } }, now);
}

function eventOf(state: ConnectionState, error: string): string {
	return state === 'connected' && error !== '' ? 'mailbox-degraded' : `mailbox-${state}`;
}
