import type { InboundMail } from '../domain/inbound-mail';
import type { InboundSettlement } from '../ports';

type Standing = Pick<InboundMail, 'error' | 'attempts' | 'isAlone'>;

/** Gives how a mail stands that a flow is to get (again) at that time. */
export function dueAt(at: Date, { error, attempts, isAlone }: Standing): InboundSettlement {
	return {
		state: 'failed',
		error,
		attempts,
		isAlone,
		nextAttemptAt: at,
		settledAt: undefined,
		isUnfinished: false,
	};
}

/** Gives how a mail stands that no flow gets any more by itself. */
export function endedAt(
	now: Date,
	state: 'discarded' | 'quarantined',
	{ error, attempts, isAlone }: Standing,
): InboundSettlement {
	return {
		state,
		error,
		attempts,
		isAlone,
		nextAttemptAt: undefined,
		settledAt: now,
		isUnfinished: false,
	};
}
