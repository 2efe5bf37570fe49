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
 * again alone. A failure of one alone is tried again later, the fifth puts the mail aside (rule 3).
 */
export async function settleMails(
	{ store, clock }: Desk,
	ids: readonly string[],
	result: RunResult,
): Promise<void> {
	const now = clock.now();
	const { failure, isUnfinished = false } = result;
	if (failure === undefined) {
		return await store.repeatable((tx) => tx.inbound.settleProcessed(ids, isUnfinished, now));
	}
	await store.transaction(async (tx) => {
		for (const id of ids) {
			const mail = await tx.inbound.byId(id);
			if (!mail) continue;
			if (ids.length > 1) await tryAlone(tx, mail, failure, now);
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
