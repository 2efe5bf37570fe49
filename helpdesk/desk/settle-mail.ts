import { MAX_ATTEMPTS, retryDelayMs, type InboundMail } from '../domain/inbound-mail';
import type { Desk, InboundSettlement, Store } from '../ports';

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
			const { error, attempts, isAlone } = mail;
			await tx.inbound.settle(mail.id, ['offered'], {
				state: 'failed',
				error,
				attempts,
				isAlone,
				nextAttemptAt: clock.now(),
				settledAt: undefined,
				isUnfinished: false,
			});
		}
	});
}

async function tryAlone(tx: Store, mail: InboundMail, failure: string, now: Date): Promise<void> {
	const again: InboundSettlement = {
		state: 'failed',
		error: failure,
		attempts: mail.attempts,
		isAlone: true,
		nextAttemptAt: now,
		settledAt: undefined,
		isUnfinished: false,
	};
	await tx.inbound.settle(mail.id, ['offered'], again);
}

async function settleFailed(tx: Store, mail: InboundMail, failure: string, now: Date): Promise<void> {
	const attempts = mail.attempts + 1;
	const isAside = attempts >= MAX_ATTEMPTS;
	const wasSettled = await tx.inbound.settle(mail.id, ['offered'], {
		state: isAside ? 'quarantined' : 'failed',
		error: failure,
		attempts,
		isAlone: true,
		nextAttemptAt: isAside ? undefined : new Date(now.getTime() + retryDelayMs(attempts)),
		settledAt: isAside ? now : undefined,
		isUnfinished: false,
	});
	if (!wasSettled || !isAside) return;
	await tx.recordEvent({ type: 'mail-quarantined', data: { inboundMailId: mail.id, attempts } }, now);
}
