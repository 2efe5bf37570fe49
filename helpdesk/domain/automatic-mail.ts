import { deliveryReport } from './bounce/delivery-report';
import { isAutomaticReply } from './automatic-reply';
import { isComplaint } from './complaint';
import { header, type Mail } from './mail';

/** What a mail is that no person wrote, or no more of it than an emoji; `bounce` says that a mail was lost, `delay` that it is on its way. */
export type AutomaticKind =
	| 'bounce'
	| 'delay'
	| 'delivery-receipt'
	| 'complaint'
	| 'read-receipt'
	| 'calendar-answer'
	| 'reaction'
	| 'auto-reply';

// Zendesk, Jira and ServiceNow call all they send "auto-generated", also what their people answer.
const TICKET_HEADERS = ['x-zendesk-from-account-id', 'x-jira-fingerprint', 'x-servicenow-generated'];
const REPORTS = { failed: 'bounce', delayed: 'delay', delivered: 'delivery-receipt' } as const;

/**
 * Tells which kind of automatic mail this is (RFC 3464, RFC 5965, RFC 8098, RFC 5546, RFC 3834).
 *
 * Mailing-list headers do not count: a person wrote what a list distributes.
 * @param isAnswer - whether the mail answers one of ours: what a machine sends of its own accord ("auto-generated",
 *   such as a contact form) may open a conversation
 * @param isStaffs - whether a staff member wrote it, or it answers what we sent to one
 * @returns undefined when a person may have written it
 */
export function automaticKind(mail: Mail, isAnswer: boolean, isStaffs = false): AutomaticKind | undefined {
	if (isComplaint(mail)) return 'complaint';
	if (isReadReceipt(mail)) return 'read-receipt';
	const report = deliveryReport(mail);
	if (report) return REPORTS[report.action];
	if (isCalendarAnswer(mail)) return 'calendar-answer';
	if (isReaction(mail)) return 'reaction';
	if (isAutomaticReply(mail, isAnswer)) return 'auto-reply';
	const isMachines = isAnswer && isMachineMade(mail) && (isStaffs || !isOfTicketSystem(mail));
	return isMachines ? 'auto-reply' : undefined;
}

function isReadReceipt(mail: Mail): boolean {
	const type = header(mail, 'content-type').toLowerCase();
	if (/^multipart\/report\b.*report-type\s*=\s*"?disposition-notification/.test(type)) return true;
	return mail.attachments.some(({ contentType }) =>
		/^message\/(?:global-)?disposition-notification/i.test(contentType),
	);
}

function isCalendarAnswer(mail: Mail): boolean {
	return typesOf(mail).some((type) => /^text\/calendar\b.*\bmethod="?reply\b/i.test(type));
}

// Gmail sends "Anna reacted via Gmail" as an answer, with a part of this type.
function isReaction(mail: Mail): boolean {
	return typesOf(mail).some((type) => /^text\/vnd\.google\.email-reaction\+json\b/i.test(type));
}

function typesOf(mail: Mail): string[] {
	return [header(mail, 'content-type'), ...mail.attachments.map(({ contentType }) => contentType)];
}

function isOfTicketSystem(mail: Mail): boolean {
	return TICKET_HEADERS.some((name) => header(mail, name) !== '');
}

// RFC 3834 §5: "no" is the only value that says a person sent it.
function isMachineMade(mail: Mail): boolean {
	return !/^(?:no\b.*)?$/i.test(header(mail, 'auto-submitted').trim());
}
