import type { FailureReason } from './bounce/failure-reason';

/** What mail servers said of an address (rule 15). */
export interface AddressHealth {
	readonly address: string;
	/** How often mail to it came back for a reason that may pass. */
	readonly softFailures: number;
	/** Since when nothing is sent to it, because mail never arrives there; undefined while it is good. */
	readonly suppressedAt: Date | undefined;
	readonly lastFailedAt: Date;
	readonly lastReason: FailureReason;
	/** What the server said, for people. */
	readonly lastDiagnosis: string;
	/** The message that came back last. */
	readonly messageId: string;
}

/** An address to which nothing is sent. */
export type SuppressedAddress = AddressHealth & { readonly suppressedAt: Date };

const WHY: Partial<Record<FailureReason, string>> = {
	'user-unknown': 'there is no such mailbox',
	'host-unknown': 'its domain takes no mail',
	moved: 'the mailbox has moved',
};

/** Tells whether nothing is sent to the address. */
export function isSuppressed(health: AddressHealth | undefined): health is SuppressedAddress {
	return health?.suppressedAt !== undefined;
}

/** Says for people why nothing is sent to an address. */
export function suppressionText({
	address,
	suppressedAt,
	lastReason,
	lastDiagnosis,
}: SuppressedAddress): string {
	const said = lastDiagnosis === '' ? '' : ` ("${lastDiagnosis.slice(0, 200)}")`;
	const why = WHY[lastReason] ?? 'mail to it came back';
	return `The address ${address} is suppressed since ${suppressedAt.toISOString().slice(0, 10)}, because ${why}${said}.`;
}

/** Says for the author of an answer to such an address what it waits for. */
export function suppressionAdvice(health: SuppressedAddress): string {
	return `${suppressionText(health)} The answer leaves by itself once that is lifted: Help Desk > Contact > Lift Suppression.`;
}
