/** Why mail waits for a person, each with one sentence of advice. */
export const HOLD_ADVICE = {
	'no-sender': 'The mail names no sender that could be answered: look at the raw mail.',
	'token-invalid':
		'The token was not issued by this desk or does not fit the conversation: ask the sender what they meant to answer.',
	'token-expired': 'The notification is too old to be answered by mail: answer from a newer one.',
	'sender-not-recipient':
		'The answer came from an address that is not on file for the staff member who got this notification: add the address to the staff member, or have them answer the mail that asked whether it is theirs; else discard the mail.',
	'sender-not-authenticated':
		'It is not confirmed that the answer came from the address in From: ask the staff member whether they wrote it, and change the sender check of the mailbox if it is too strict.',
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
	'confirmation-unproved':
		'The mail that asks whether an address is a staff member’s was answered, but too late, not from that address, or without proof of its sender: answer it from there, or set the address as confirmed.',
	'not-addressed-to-us':
		'Our address stands in Cc only, so the answer was probably meant for somebody else: send it again with our address in To.',
	'conversation-closed':
		'The conversation was closed after this notification left, or is spam: check whether the answer is still wanted; spam takes none until its status is changed.',
	'assigned-elsewhere':
		'The conversation was given to somebody else after this notification left: check with them.',
	'another-customer':
		'The notification was about mail of another customer, whose conversation was merged into this one since: release the answer with the conversation whose customer shall get it, or write a new one.',
	'colleague-answered':
		'A colleague answered after this notification left: check whether this answer is still wanted.',
	'unknown-command':
		'The answer has an @word that is no command, speaks to a colleague, or names nobody the desk knows or tags it cannot keep: it might be an internal remark.',
	'answer-below-quote':
		'Words stand below the copy of the notification, behind ">", below a header that was pasted in or below the line of a phone; they may belong to the answer: write all of it above and without them, or release the mail with the text that the customer shall get.',
	'empty-reply': 'Nothing was left after quotes and signature were cut: answer above the quoted text.',
	'encrypted-answer':
		'The answer is encrypted, or wrapped into its S/MIME signature, so that the desk cannot read it: write it again without, or release the mail with the text that the customer shall get.',
	'incomplete-answer':
		'The desk cannot read all of the answer: it is too large or broken, or Outlook put its files into winmail.dat. Send it again with smaller files and, from Outlook, as HTML or plain text; or release the mail without attachments and with the text that the customer shall get.',
	'notification-in-reply':
		'Parts of the notification were left in the answer or are attached to it: remove them before it goes to the customer.',
} as const;

export type HoldReason = keyof typeof HOLD_ADVICE;

export const HOLD_REASONS = Object.keys(HOLD_ADVICE) as readonly HoldReason[];

/** What held mail can be released as: words of a staff member, or mail of a customer. */
export const RELEASE_KINDS = ['answer', 'note', 'customer', 'new-conversation'] as const;
export type ReleaseKind = (typeof RELEASE_KINDS)[number];

/** Gives what mail that is held for this reason mostly was meant to be. */
export function usualRelease(reason: HoldReason): ReleaseKind {
	const isCustomers = reason === 'no-sender' || reason === 'confirmation-unproved' || isForward(reason);
	return isCustomers ? 'new-conversation' : 'answer';
}

/** Tells whether a staff member forwarded the mail, which somebody else wrote. */
export function isForward(reason: HoldReason): boolean {
	return reason === 'forwarded-by-staff' || reason === 'forward-without-sender';
}

export const HOLD_STATES = ['open', 'released', 'discarded'] as const;
export type HoldState = (typeof HOLD_STATES)[number];

/** Mail that waits for a person, or did; nothing of it was sent before it was released. */
export interface Hold {
	readonly id: string;
	readonly inboundMailId: string;
	readonly conversationId: string | undefined;
	readonly reason: HoldReason;
	readonly createdAt: Date;
	readonly state: HoldState;
	/** When somebody released or discarded it; undefined while it is open. */
	readonly settledAt: Date | undefined;
	/** The staff member who did, where that was told. */
	readonly settledBy: string | undefined;
	/** What it became when it was released. */
	readonly messageId: string | undefined;
}

/** Mail that begins to wait. */
export type NewHold = Pick<Hold, 'id' | 'inboundMailId' | 'conversationId' | 'reason' | 'createdAt'>;
