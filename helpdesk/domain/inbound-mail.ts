import type { Address } from './address';

/** Where raw mail stands (rule 3): `offered` is being worked on by a flow. */
export type InboundState = 'received' | 'offered' | 'processed' | 'failed' | 'quarantined';

/** Raw mail as received, before anything was read of it. */
export interface InboundMail {
	readonly id: string;
	readonly mailboxId: string;
	/** Unique per mailbox: how the source names the mail, such as folder + UIDVALIDITY + UID. */
	readonly sourceKey: string;
	readonly bytes: number;
	readonly state: InboundState;
	readonly attempts: number;
	readonly receivedAt: Date;
}

/** How many times a mail is tried before it is put aside for people. */
export const MAX_ATTEMPTS = 5;

/** How many times a mail may be in the works when n8n dies, before it is taken for the cause. */
export const MAX_CRASHES = 10;

/** Gives the pause before the next try of a failed mail: 10 s, then four times as long each, one hour at most. */
export function retryDelayMs(attempts: number): number {
	return Math.min(10_000 * 4 ** (attempts - 1), 3_600_000);
}

/** Why mail went to *Not for People*. */
export type NotForPeople =
	'own-mail' | 'duplicate' | 'bounce' | 'read-receipt' | 'calendar-answer' | 'auto-reply';

/** What threading made of an inbound mail; kept with it, so that threading it again gives the same. */
export type ThreadOutcome =
	| { readonly kind: 'new-conversation' | 'customer-reply' | 'staff-reply'; readonly messageId: string }
	| { readonly kind: 'held'; readonly holdId: string }
	| { readonly kind: 'not-for-people'; readonly why: NotForPeople; readonly messageId: string | undefined };

/** The sender as people read it where a mail has no usable From. */
export const NO_SENDER: Address = { name: '', address: '' };
