import { header, type Mail } from './mail';

/** Tells whether a mail provider passes on a complaint about a mail, or that somebody wants no more (RFC 5965). */
export function isComplaint(mail: Mail): boolean {
	const type = header(mail, 'content-type').toLowerCase();
	if (/^multipart\/report\b.*report-type\s*=\s*"?feedback-report/.test(type)) return true;
	if (/^feedback-type[ \t]*:/im.test(mail.report?.fields ?? '')) return true;
	if (/^\s*\{"(?:notification|event)Type":"Complaint"/.test(mail.text.slice(0, 200))) return true;
	const hasReturned = (mail.report?.returned ?? '') !== '';
	// Outlook's reports are older than the RFC.
	if (hasReturned && /^complaint about message from /i.test(mail.subject)) return true;
	return isUnsubscription(mail);
}

// What Apple Mail sends to the address of List-Unsubscribe (RFC 2369).
function isUnsubscription(mail: Mail): boolean {
	const isMachine = /^auto-/i.test(header(mail, 'auto-submitted'));
	return isMachine && /^\s*unsubscribe\s*$/i.test(mail.subject);
}
