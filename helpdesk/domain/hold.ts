/** Why mail waits for a person, each with one sentence of advice. */
export const HOLD_ADVICE = {
	'no-sender': 'The mail names no sender that could be answered: look at the raw mail.',
	'token-invalid':
		'The token was not issued by this desk or does not fit the conversation: ask the sender what they meant to answer.',
	'token-expired': 'The notification is too old to be answered by mail: answer from a newer one.',
	'sender-not-recipient':
		'The answer came from an address that is not on file for the staff member who got this notification: add the address to the staff member, or discard the mail.',
	'several-conversations':
		'The answer belongs to notifications of different conversations: answer each notification by itself.',
	'not-an-answer':
		'A staff member wrote a new mail to the address of a notification: answer the notification itself.',
	'staff-without-token':
		'A staff member wrote into a conversation without answering a notification: answer the notification instead.',
	'forwarded-by-staff':
		'A staff member forwarded mail that no customer wrote, or that cannot be taken for theirs: forward the mail of the customer itself.',
	'forward-without-sender':
		'A staff member forwarded this mail, but nothing in it tells who wrote it: forward it again with its header, or as an attachment.',
	'not-addressed-to-us':
		'Our address stands in Cc only, so the answer was probably meant for somebody else: send it again with our address in To.',
	'conversation-closed':
		'The conversation was closed after this notification left: check whether the answer is still wanted.',
	'assigned-elsewhere':
		'The conversation was given to somebody else after this notification left: check with them.',
	'colleague-answered':
		'A colleague answered after this notification left: check whether this answer is still wanted.',
	'unknown-command':
		'The answer has an @word that is no command, or names nobody the desk knows: it might be an internal remark.',
	'empty-reply': 'Nothing was left after quotes and signature were cut: answer above the quoted text.',
	'notification-in-reply':
		'Parts of the notification were left in the answer or are attached to it: remove them before it goes to the customer.',
} as const;

export type HoldReason = keyof typeof HOLD_ADVICE;

/** Mail that waits for a person; nothing of it was sent. */
export interface Hold {
	readonly id: string;
	readonly inboundMailId: string;
	readonly conversationId: string | undefined;
	readonly reason: HoldReason;
	readonly createdAt: Date;
}
