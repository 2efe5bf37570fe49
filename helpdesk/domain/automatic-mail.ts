import { header, type Mail } from './mail';

/** What a mail is that no person wrote. */
export type AutomaticKind = 'bounce' | 'read-receipt' | 'calendar-answer' | 'auto-reply';

// Headers of responders older than RFC 3834 or unaware of it.
const RESPONDER_HEADERS = ['x-autoreply', 'x-autorespond', 'x-auto-response', 'x-vacation'];

/**
 * Tells which kind of automatic mail this is (RFC 3464, RFC 8098, RFC 5546, RFC 3834).
 *
 * Mailing-list headers do not count: a person wrote what a list distributes.
 * @param isAnswer - whether the mail answers one of ours: what a machine sends of its own accord ("auto-generated",
 *   such as a contact form) may open a conversation
 * @returns undefined when a person may have written it
 */
export function automaticKind(mail: Mail, isAnswer: boolean): AutomaticKind | undefined {
	const type = header(mail, 'content-type').toLowerCase();
	if (type.startsWith('multipart/report')) {
		if (/report-type="?delivery-status/.test(type)) return 'bounce';
		if (/report-type="?disposition-notification/.test(type)) return 'read-receipt';
	}
	// A person may attach a bounce to ask about it.
	if (hasAttachment(mail, 'message/delivery-status') && isFromMailServer(mail)) return 'bounce';
	if (hasAttachment(mail, 'message/disposition-notification')) return 'read-receipt';
	if (isCalendarAnswer(mail, type)) return 'calendar-answer';
	return isAutoReply(mail, isAnswer) ? 'auto-reply' : undefined;
}

function isAutoReply(mail: Mail, isAnswer: boolean): boolean {
	// RFC 3834 §5: "no" is the only value that says a person sent it; parameters may follow.
	const autoSubmitted = header(mail, 'auto-submitted').toLowerCase().split(';')[0]?.trim() ?? '';
	if (autoSubmitted === 'auto-replied') return true;
	if (isAnswer && autoSubmitted !== '' && autoSubmitted !== 'no') return true;
	if (header(mail, 'precedence').trim().toLowerCase() === 'auto_reply') return true;
	return RESPONDER_HEADERS.some((name) => !['', 'no'].includes(header(mail, name).trim().toLowerCase()));
}

function isCalendarAnswer(mail: Mail, type: string): boolean {
	if (/^text\/calendar\b.*\bmethod="?reply\b/.test(type)) return true;
	return mail.attachments.some(({ contentType }) =>
		/^text\/calendar\b.*\bmethod="?reply\b/i.test(contentType),
	);
}

function isFromMailServer(mail: Mail): boolean {
	if (header(mail, 'return-path').trim() === '<>') return true;
	return /^(?:mailer-daemon|postmaster)@/i.test(mail.from?.address ?? '');
}

function hasAttachment(mail: Mail, contentType: string): boolean {
	return mail.attachments.some((attachment) => attachment.contentType.toLowerCase().startsWith(contentType));
}
