import type { OutboundMail } from './outbound-mail';

const MINUTE_MS = 60_000;

/** One look back, and how many mails may have left within it (rule 32). */
export interface SendingWindow {
	readonly minutes: number;
	/** To one recipient in one conversation. */
	readonly perConversation: number;
	/** To one recipient in all conversations. */
	readonly overAll: number;
}

export const SENDING_WINDOWS: readonly SendingWindow[] = [
	{ minutes: 10, perConversation: 10, overAll: 30 },
	{ minutes: 30, perConversation: 15, overAll: 60 },
	{ minutes: 60, perConversation: 25, overAll: 120 },
	{ minutes: 180, perConversation: 50, overAll: 240 },
	{ minutes: 600, perConversation: 100, overAll: 360 },
];

/** A mail that left, or is leaving. */
export interface SentMail {
	readonly conversationId: string;
	/** Undefined while it is leaving. */
	readonly sentAt: Date | undefined;
	/** Empty for mail whose words do not count. */
	readonly bodyDigest: string;
}

/** Why a mail does not leave: for good, or until there is room for it. */
export type SendingBan =
	| { readonly kind: 'stopped'; readonly reason: 'conversation-limit' | 'same-body'; readonly error: string }
	| { readonly kind: 'postponed'; readonly reason: 'recipient-limit'; readonly error: string };

// The same words to the same person within the hour: two machines that talk to each other.
const SAME_BODY_MINUTES = 60;

/** The longest look back that a decision needs. */
export const LONGEST_WINDOW_MINUTES = Math.max(...SENDING_WINDOWS.map(({ minutes }) => minutes));

/** How many stopped mails within how many minutes open the circuit of a mailbox, and for how long. */
export const CIRCUIT = { stops: 5, withinMinutes: 60, openMinutes: 60 } as const;

/**
 * Tells why a mail must not leave now (rule 32). In one conversation that is a loop, and the mail is stopped; over all it
 * may be a busy day, and the mail waits.
 *
 * @param sent - what left to its recipient within the longest window, or is leaving before it
 */
export function sendingBan(mail: OutboundMail, sent: readonly SentMail[], now: Date): SendingBan | undefined {
	const recipient = mail.recipient.address;
	const within = (minutes: number) => {
		const since = new Date(now.getTime() - minutes * MINUTE_MS);
		return sent.filter(({ sentAt }) => sentAt === undefined || sentAt >= since);
	};
	const isHere = ({ conversationId }: SentMail) => conversationId === mail.conversationId;
	const isSame = (each: SentMail) => isHere(each) && each.bodyDigest === mail.bodyDigest;
	if (mail.bodyDigest !== '' && within(SAME_BODY_MINUTES).some(isSame)) {
		const error = `Stopped: ${recipient} was sent these very words less than ${SAME_BODY_MINUTES} minutes ago.`;
		return { kind: 'stopped', reason: 'same-body', error };
	}
	const isFull = ({ minutes, perConversation }: SendingWindow) =>
		within(minutes).filter(isHere).length >= perConversation;
	const full = SENDING_WINDOWS.find(isFull);
	if (full) {
		const error = `Stopped: ${full.perConversation} mails of this conversation went to ${recipient} within ${full.minutes} minutes.`;
		return { kind: 'stopped', reason: 'conversation-limit', error };
	}
	const crowded = SENDING_WINDOWS.find(({ minutes, overAll }) => within(minutes).length >= overAll);
	if (!crowded) return undefined;
	const error = `Waits: ${crowded.overAll} mails went to ${recipient} within ${crowded.minutes} minutes.`;
	return { kind: 'postponed', reason: 'recipient-limit', error };
}
