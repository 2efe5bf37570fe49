import type { Desk } from '../ports';

/** What is known of who works on mail. */
export interface Workers {
	/** Tells of an owner that it does not work on mail any more, but on what is in flight. */
	isGone(owner: string): boolean;
	/** Gives ids of mail that this process works on at the moment. */
	inFlight(): Iterable<string>;
}

/** Makes mail of a mailbox due again whose flow has no outcome and never will; too often, and it is put aside for people. */
export async function releaseMails(
	{ store, clock }: Desk,
	mailboxId: string,
	{ isGone, inFlight }: Workers,
): Promise<void> {
	// In one transaction with the look at what is in flight, so that nothing is offered between the two.
	await store.transaction(async (tx) => {
		const owners = await tx.inbound.owners(mailboxId);
		if (owners.length === 0) return;
		const now = clock.now();
		const aside = await tx.inbound.releaseOffered(mailboxId, owners.filter(isGone), [...inFlight()], now);
		for (const inboundMailId of aside) {
			await tx.recordEvent({ type: 'mail-quarantined', data: { inboundMailId } }, now);
		}
	});
}
