import { MAX_ATTEMPTS, retryDelayMs, type InboundMail } from '../domain/inbound-mail';
import type { Desk, Store } from '../ports';
import { dueAt, endedAt } from './settlement';

/** How a flow ended that worked on some mails. */
export interface RunResult {
	/** Undefined when it went well. */
	readonly failure: string | undefined;
	/** Whether something is left to do on the server with mail that is through. */
	readonly isUnfinished?: boolean;
}

/**
 * Records how the flow ended that worked on some mails. One that had several and failed spoils none of them: each is tried
 * again alone. A failure of one alone is tried again later, the fifth puts the mail aside (rule 3). A run that went well may
 * have gone on past mail whose failure it noted: that has failed all the same.
 */
export async function settleMails(
	{ store, clock }: Desk,
	ids: readonly string[],
	result: RunResult,
): Promise<void> {
	const now = clock.now();
	const { failure, isUnfinished = false } = result;
	const through =
		failure === undefined
			? await store.repeatable((tx) => tx.inbound.settleProcessed(ids, isUnfinished, now))
			: [];
	if (through.length === ids.length) return;
	await store.transaction(async (tx) => {
		for (const mail of await tx.inbound.byIds(ids.filter((id) => !through.includes(id)))) {
			// A run that goes on past a mail which failed spoils it for no other.
			if (failure === undefined) await settleFailed(tx, mail, mail.error, now);
			else if (ids.length > 1) await tryAlone(tx, mail, failure, now);
			else await settleFailed(tx, mail, failure, now);
		}
	});
}

/** Makes mails due again that were taken for a run which never began. */
export async function giveBackMails({ store, clock }: Desk, ids: readonly string[]): Promise<void> {
	await store.transaction(async (tx) => {
		for (const mail of await tx.inbound.byIds(ids)) {
			await tx.inbound.settle(mail.id, ['offered'], dueAt(clock.now(), mail));
		}
	});
}

async function tryAlone(tx: Store, mail: InboundMail, error: string, now: Date): Promise<void> {
	await tx.inbound.settle(mail.id, ['offered'], dueAt(now, { ...mail, error, isAlone: true }));
}

async function settleFailed(tx: Store, mail: InboundMail, error: string, now: Date): Promise<void> {
	const attempts = mail.attempts + 1;
	const standing = { error, attempts, isAlone: true };
	if (attempts < MAX_ATTEMPTS) {
		const again = new Date(now.getTime() + retryDelayMs(attempts));
		await tx.inbound.settle(mail.id, ['offered'], dueAt(again, standing));
		return;
	}
	if (!(await tx.inbound.settle(mail.id, ['offered'], endedAt(now, 'quarantined', standing)))) return;
	await tx.recordEvent({ type: 'mail-quarantined', data: { inboundMailId: mail.id, attempts } }, now);
}
