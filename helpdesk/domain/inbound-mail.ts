import type { Address } from './address';
import type { AutomaticKind } from './automatic-mail';
import type { Envelope } from './forwarded-mail';

/** Where raw mail stands (rule 3): `offered` is being worked on by a flow. */
export const INBOUND_STATES = [
	'received',
	'offered',
	'processed',
	'failed',
	'quarantined',
	'discarded',
] as const;
export type InboundState = (typeof INBOUND_STATES)[number];

/** Raw mail as received, before anything was read of it. */
export interface InboundMail {
	readonly id: string;
	readonly mailboxId: string;
	/** Unique per mailbox: how the source names the mail, such as folder + UIDVALIDITY + UID. */
	readonly sourceKey: string;
	/** What SMTP carried, where the way by which the mail came tells it (RFC 5321 §2.3.1). */
	readonly envelope: Envelope | undefined;
	readonly bytes: number;
	readonly state: InboundState;
	/** How often it was given to a flow. */
	readonly offers: number;
	/** How many of these failed. */
	readonly attempts: number;
	/** Whether a flow gets this mail alone, because one that had it with others failed. */
	readonly isAlone: boolean;
	/** Identifiers that tell mails of one conversation apart from others (threadKeysOf). */
	readonly threadKeys: readonly string[];
	/** Why the last try failed; empty when none did. */
	readonly error: string;
	readonly receivedAt: Date;
	readonly settledAt: Date | undefined;
}

const FILE_PREFIX = 'file:';

/** Names mail that some other trigger brought, by its digest. */
export function fileKey(digest: string): string {
	return FILE_PREFIX + digest;
}

/** Tells whether some other trigger brought a mail. */
export function isFromFile(sourceKey: string): boolean {
	return sourceKey.startsWith(FILE_PREFIX);
}

/** How many times a mail is tried before it is put aside for people. */
export const MAX_ATTEMPTS = 5;

/** How many times a mail may be in the works when n8n dies, before it is taken for the cause. */
export const MAX_CRASHES = 10;

/** Gives the pause before the next try of a failed mail: 10 s, then four times as long each, one hour at most. */
export function retryDelayMs(attempts: number): number {
	return Math.min(10_000 * 4 ** (attempts - 1), 3_600_000);
}

/**
 * Chooses what goes into the next run of a flow: the oldest mails first, together up to the limit, or one that must be
 * alone. A mail waits for a run that has mail of its conversation, and for an older one that waits, so that order within
 * a conversation is kept.
 *
 * @param due - oldest first
 * @param busyKeys - thread keys of mail that runs have now
 */
export function nextRun(
	due: readonly InboundMail[],
	busyKeys: ReadonlySet<string>,
	limit: number,
): InboundMail[] {
	const blocked = new Set(busyKeys);
	const run: InboundMail[] = [];
	let weight = 0;
	for (const mail of due) {
		const mustWait = mail.threadKeys.some((key) => blocked.has(key));
		const isTooMuch = weight + weightOf(mail) > MAX_RUN_WEIGHT || mail.isAlone;
		if (mustWait || (isTooMuch && run.length > 0)) {
			for (const key of mail.threadKeys) blocked.add(key);
			continue;
		}
		run.push(mail);
		weight += weightOf(mail);
		if (mail.isAlone || run.length === limit) break;
	}
	return run;
}

// A run shows the text of its mails, never their attachments, so that a mail counts up to a megabyte.
const MAX_RUN_WEIGHT = 5_000_000;

function weightOf({ bytes }: InboundMail): number {
	return Math.min(bytes, 1_000_000);
}

/**
 * Why mail went to *Not for People*. `note` and `commands` are a staff member's, who wrote nothing to the customer; a
 * `direct-answer` reached the customer without the desk (rule 25).
 */
export type NotForPeople =
	| 'own-mail'
	| 'duplicate'
	| 'spam'
	| 'note'
	| 'commands'
	| 'direct-answer'
	| 'address-confirmed'
	| AutomaticKind;

/**
 * Why mail went to its conversation: by what it was found there, or why it opened one: it names no mail that is known, its
 * sender takes no part in the conversation that it names, or that one was closed long ago or is spam; or because a person said so.
 */
export type ThreadedBy =
	| 'token'
	| 'reference'
	| 'arrived-before'
	| 'subject'
	| 'names-none'
	| 'stranger'
	| 'closed-before'
	| 'spam-before'
	| 'released';

/** What threading made of an inbound mail; kept with it, so that threading it again gives the same. */
export type ThreadOutcome =
	| {
			readonly kind: 'new-conversation' | 'customer-reply' | 'staff-reply';
			readonly messageId: string;
			readonly why: ThreadedBy;
	  }
	| { readonly kind: 'held'; readonly holdId: string }
	| { readonly kind: 'not-for-people'; readonly why: NotForPeople; readonly messageId: string | undefined };

/** The sender as people read it where a mail has no usable From. */
export const NO_SENDER: Address = { name: '', address: '' };
