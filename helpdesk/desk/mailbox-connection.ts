import type { ConnectionState } from '../domain/mailbox';
import type { Desk } from '../ports';

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

function eventOf(state: ConnectionState, error: string): string {
	return state === 'connected' && error !== '' ? 'mailbox-degraded' : `mailbox-${state}`;
}
