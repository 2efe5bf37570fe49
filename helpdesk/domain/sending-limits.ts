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

/** What left to one recipient within a window. */
export interface SentWithin {
	readonly perConversation: number;
	readonly overAll: number;
}

/** Why a mail does not leave: for good, or until there is room for it. */
export type SendingBan =
	| { readonly kind: 'stopped'; readonly reason: 'conversation-limit' | 'same-body'; readonly error: string }
	| { readonly kind: 'postponed'; readonly reason: 'recipient-limit'; readonly error: string };

// The same words to the same person within the hour: two machines that talk to each other.
export const SAME_BODY_MINUTES = 60;

/** How many stopped mails within how many minutes open the circuit of a mailbox, and for how long. */
export const CIRCUIT = { stops: 5, withinMinutes: 60, openMinutes: 60 } as const;

/**
 * Tells why one more mail to a recipient must not leave now (rule 32). In one conversation that is a loop, and the mail is
 * stopped; over all it may be a busy day, and the mail waits.
 *
 * @param sent - what left within each of `SENDING_WINDOWS`, in their order
 * @param hasSameBody - whether these very words went to the recipient in this conversation a moment ago
 */
export function sendingBan(
	sent: readonly SentWithin[],
	hasSameBody: boolean,
	recipient: string,
): SendingBan | undefined {
	if (hasSameBody) {
		const error = `Stopped: ${recipient} was sent these very words less than ${SAME_BODY_MINUTES} minutes ago.`;
		return { kind: 'stopped', reason: 'same-body', error };
	}
	const full = SENDING_WINDOWS.find(
		(window, at) => (sent[at]?.perConversation ?? 0) >= window.perConversation,
	);
	if (full) {
		const error = `Stopped: ${full.perConversation} mails of this conversation went to ${recipient} within ${full.minutes} minutes.`;
		return { kind: 'stopped', reason: 'conversation-limit', error };
	}
	const crowded = SENDING_WINDOWS.find((window, at) => (sent[at]?.overAll ?? 0) >= window.overAll);
	if (!crowded) return undefined;
	const error = `Waits: ${crowded.overAll} mails went to ${recipient} within ${crowded.minutes} minutes.`;
	return { kind: 'postponed', reason: 'recipient-limit', error };
}
