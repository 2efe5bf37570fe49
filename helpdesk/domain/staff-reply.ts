import type { HoldReason } from './hold';
import type { Mail } from './mail';
import { hasNotificationFrame } from './notification';
import { extractReply } from './reply/reply-extraction';
import { findTokens } from './token';

// Signatures, cards and the like, which nobody attached by hand.
const ADDED_BY_PROGRAMS = /pgp-signature|pkcs7|vcard|ms-tnef/i;
const COMMAND_WORDS = /^@(?:note|close|pending|assign|tag)\b/i;

/** What goes to the customer, or why it must wait. */
export type CutReply = { readonly text: string } | { readonly hold: HoldReason };

/**
 * Cuts a staff member's mail down to what they typed; fails closed (rules 21 and 23).
 *
 * @param token - the token of the notification that is answered
 * @param ownNames - addresses and names of the desk, by which mail programs head the quote
 */
export function cutStaffReply(mail: Mail, token: string, ownNames: readonly string[]): CutReply {
	const text = extractReply({ text: mail.text }, { markerTokens: [token], ownNames }).reply.trim();
	const hasFiles = mail.attachments.some(
		(file) => !file.isInline && !ADDED_BY_PROGRAMS.test(file.contentType),
	);
	if (text === '' && !hasFiles) return { hold: 'empty-reply' };
	if (hasNotificationFrame(text) || findTokens(text).length > 0) return { hold: 'notification-in-reply' };
	if (isCommand(text)) return { hold: 'unknown-command' };
	return { text };
}

// Rule 23: an @word of any kind where commands stand, and a known one wherever a line begins with it.
function isCommand(text: string): boolean {
	const lines = text.split('\n').map((line) => line.replace(/^[\s\p{Cf}*_>-]+/u, ''));
	const first = lines.find((line) => line !== '') ?? '';
	return /^@[\p{L}\d_-]/u.test(first) || lines.some((line) => COMMAND_WORDS.test(line));
}
