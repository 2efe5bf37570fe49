import { MAX_ATTEMPTS, retryDelayMs } from '../domain/inbound-mail';
import type { Desk } from '../ports';

/** Records how the flow ended that worked on a mail; a failure is tried again later, the fifth puts it aside (rule 3). */
export async function settleMail(
	{ store, clock }: Desk,
	inboundMailId: string,
	failure: string | undefined,
): Promise<'processed' | 'failed' | 'quarantined'> {
	return await store.transaction(async (tx) => {
		const mail = await tx.inbound.byId(inboundMailId);
		const attempts = mail?.attempts ?? 0;
		const state = failure === undefined ? 'processed' : attempts >= MAX_ATTEMPTS ? 'quarantined' : 'failed';
		const now = clock.now();
		await tx.inbound.settle(inboundMailId, {
			state,
			error: failure ?? '',
			nextAttemptAt: state === 'failed' ? new Date(now.getTime() + retryDelayMs(attempts)) : undefined,
		});
		if (state === 'quarantined') {
			await tx.recordEvent({ type: 'mail-quarantined', data: { inboundMailId, attempts } }, now);
		}
		return state;
	});
}
