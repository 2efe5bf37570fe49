import type { HoldReason } from './hold';
import type { Mail } from './mail';
import { hasNotificationFrame } from './notification';
import { extractReply } from './reply/reply-extraction';
import { findTokens } from './token';

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
	const hasFiles = mail.attachments.some(({ isInline }) => !isInline);
	if (text === '' && !hasFiles) return { hold: 'empty-reply' };
	if (hasNotificationFrame(text) || findTokens(text).length > 0) return { hold: 'notification-in-reply' };
	if (/^@[\p{L}\d_-]+/u.test(text)) return { hold: 'unknown-command' };
	return { text };
}
