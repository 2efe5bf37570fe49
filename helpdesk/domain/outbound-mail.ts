import type { Address } from './address';
import type { HoldReason } from './hold';
import type { Bodies } from './quote';
import type { Channel, NotificationReason, NotifyEvent } from './notification-preference';

/**
 * Where a mail we owe stands (rule 30). `transmitting` is written before the first byte of the mail leaves: when the
 * process dies after that, nobody knows whether it arrived, and the mail becomes `ambiguous`.
 */
export const OUTBOUND_STATES = [
	'queued',
	'paused',
	'claimed',
	'transmitting',
	'sent',
	'retry',
	'failed',
	'ambiguous',
	'canceled',
] as const;
export type OutboundState = (typeof OUTBOUND_STATES)[number];

/** The part of a mail in another one: bytes are taken from the raw mail when it is sent. */
export interface AttachmentSource {
	readonly inboundMailId: string;
	readonly index: number;
}

/** How the body is made; a notification is rendered when it is sent, so that 50 of them keep one text. */
export type Recipe =
	| {
			readonly kind: 'reply';
			readonly text: string;
			readonly html: string;
			/** What stands below it; absent for nothing. */
			readonly quote?: Bodies;
			readonly attachments: readonly AttachmentSource[];
	  }
	| {
			readonly kind: 'notification';
			readonly event: NotificationReason;
			/** Why an answer of its reader is held; absent when it is about something else. */
			readonly held?: HoldReason;
			/** Those of the conversation when it was written, so that the copy in an answer is known again; absent for none. */
			readonly tags?: readonly string[];
			readonly attachments: readonly AttachmentSource[];
	  }
	/** Asks whether an address is a staff member's. */
	| { readonly kind: 'confirmation'; readonly attachments: readonly AttachmentSource[] };

/** Mail that we owe to somebody. All but state, attempts and times is frozen when it is written. */
export interface OutboundMail {
	readonly id: string;
	/** Unique: writing the same debt twice leaves one. */
	readonly idempotencyKey: string;
	/** Empty, as `messageId` is, for mail about a staff member alone. */
	readonly conversationId: string;
	/** The entry that it is, or tells of. */
	readonly messageId: string;
	readonly mailboxId: string;
	/** The reader of a notification, the author of a reply. */
	readonly staffId: string;
	readonly token: string;
	readonly from: Address;
	readonly replyTo: Address | undefined;
	readonly recipient: Address;
	/** By which the same words and files are known when they come again; empty for notifications. */
	readonly bodyDigest: string;
	readonly subject: string;
	/** The Message-ID it leaves with, without angle brackets. */
	readonly messageIdHeader: string;
	readonly inReplyTo: string;
	readonly references: readonly string[];
	readonly recipe: Recipe;
	readonly state: OutboundState;
	readonly attempts: number;
	/** When the first of these attempts began; undefined while nothing was tried. */
	readonly firstTriedAt: Date | undefined;
	/** How often a person had it sent again, which begins the attempts anew. */
	readonly round: number;
	/** Until when whoever claimed it may work on it. */
	readonly leaseUntil: Date | undefined;
	/** Before then it does not leave: it may be taken back, or waits for its next try. */
	readonly notBefore: Date | undefined;
	readonly error: string;
	readonly createdAt: Date;
	readonly sentAt: Date | undefined;
}

/** A notification that is not mail: handed to the flow, which shows it. */
export interface Push {
	readonly id: string;
	readonly channel: Exclude<Channel, 'email'>;
	readonly staffId: string;
	readonly messageId: string;
	readonly event: NotifyEvent;
	/** What it is given out for, once. */
	readonly occasion: string;
}

const MINUTE_MS = 60_000;
const GIVE_UP_MS = 48 * 3600_000;

/**
 * Gives when a mail is tried again after a passing failure: 1 min, doubling, 6 h at most; undefined 48 h after the first
 * try, however long it had waited for that.
 */
export function nextTryAt(attempts: number, firstTriedAt: Date, now: Date): Date | undefined {
	if (now.getTime() - firstTriedAt.getTime() >= GIVE_UP_MS) return undefined;
	return new Date(now.getTime() + Math.min(MINUTE_MS * 2 ** (attempts - 1), 360 * MINUTE_MS));
}
