import type { Hold } from '../domain/hold';
import type { Desk } from '../ports';

/** Writes the event that somebody released or discarded held mail. */
export async function recordSettlement(
	{ store, clock }: Pick<Desk, 'store' | 'clock'>,
	hold: Hold,
): Promise<void> {
	const { id, state, conversationId, messageId, settledBy } = hold;
	await store.recordEvent(
		{
			type: state === 'released' ? 'hold-released' : 'hold-discarded',
			...(conversationId !== undefined && { conversationId }),
			...(messageId !== undefined && { messageId }),
			data: { holdId: id, ...(settledBy !== undefined && { staffId: settledBy }) },
		},
		clock.now(),
	);
}
