import type { Address } from '../address';
import { header, type Mail } from '../mail';
import { noticeOf } from './notice';
import { REPORT_PHRASE, REPORT_SUBJECT } from './server-words';

const SERVER_LOCAL_PART =
	/^(?:mailer[-_]daemon|mail-?daemon|mail\.delivery\.(?:sub)?system|mdaemon|post_master|poostmaster|mail-delivery|mms-daemon|double-bounce)(?:@|$)/i;
const SERVER_NAME = /mail ?deliver[a-z]* (?:sub)?system|mailer[- ]daemon/i;
// People and other programs write under these names, too.
const SHARED_LOCAL_PART = /^(?:post-?master|mailer|bounces?)(?:@|$)/i;
const SHARED_NAME = /mail administrator|system administrator|content-filter|mail delivery|postmaster/i;
const ROBOT_LOCAL_PART = /^(?:no-?_?reply|do-?not-?reply|robot|auto|system|admin)/i;
const MAX_LOOKED_AT = 5_000;

/** Tells whether a mail server, not a person, wrote a mail about the delivery of another (RFC 3464, and the plain kinds). */
export function isDeliveryReport(mail: Mail): boolean {
	const type = header(mail, 'content-type').toLowerCase();
	const isServer = mayBeMailServer(mail) || hasNullReturnPath(mail);
	const fields = mail.report?.fields ?? '';
	if (type.startsWith('multipart/report')) {
		if (/report-type\s*=\s*"?delivery-status/.test(type)) return true;
		if (!/report-type/.test(type) && isServer) return true;
	}
	if (/^(?:action|(?:final|original)-recipient)[ \t]*:/im.test(fields) && isServer) return true;
	if (isProviderNotice(mail)) return true;
	// Whoever answers is a person, and may quote what a server wrote.
	if (mail.inReplyTo.length > 0 && !isServer) return false;
	if (header(mail, 'x-failed-recipients') !== '' && isServer) return true;
	return hasReportWords(mail);
}

function isFromMailServer(mail: Mail): boolean {
	const { name, address } = senderOf(mail);
	return (
		SERVER_LOCAL_PART.test(address) ||
		SERVER_NAME.test(name) ||
		/^(?:<>|mailer-daemon\b.*)$/i.test(header(mail, 'from').trim())
	);
}

function mayBeMailServer(mail: Mail): boolean {
	const { name, address } = senderOf(mail);
	return isFromMailServer(mail) || SHARED_LOCAL_PART.test(address) || SHARED_NAME.test(name);
}

function senderOf(mail: Mail): Address {
	const from = header(mail, 'from');
	return mail.from ?? { name: from, address: from.replace(/^.*</, '').trim() };
}

// Vacation answers have it too (RFC 3834 §3.3): alone it tells nothing.
function hasNullReturnPath(mail: Mail): boolean {
	const path = header(mail, 'return-path').trim();
	return /^(?:<>|<null>|<mailer-daemon(?:@[^>]*)?>|<double-bounce@[^>]*>)$/i.test(path);
}

// Amazon tells of deliveries in JSON.
function isProviderNotice(mail: Mail): boolean {
	return /^\s*\{"(?:notificationType|eventType)":"(?:Bounce|Complaint|Delivery|DeliveryDelay)"/.test(
		mail.text.slice(0, 200),
	);
}

function hasReportWords(mail: Mail): boolean {
	const isNullPath = hasNullReturnPath(mail);
	const mayBeServer = mayBeMailServer(mail);
	const isServer = isFromMailServer(mail) || (mayBeServer && isNullPath);
	const isSubject = REPORT_SUBJECT.test(mail.subject.toLowerCase());
	if (!mayBeServer && !isNullPath && !isSubject) return false;
	const { words, returned } = noticeOf(mail);
	const beginning = words.slice(0, MAX_LOOKED_AT).toLowerCase().replace(/\s+/g, ' ').trim();
	const isPhrase = REPORT_PHRASE.test(beginning);
	if (isServer) return isSubject || (isPhrase && !isMarkedAutomatic(mail));
	const isAttached = (mail.report?.returned ?? '') !== '';
	const hasReturned = isAttached || returned !== '';
	if (isNullPath && isPhrase && (isSubject || hasReturned)) return true;
	// Who complains about lost mail has a return path.
	const hasNoPath = isSubject && header(mail, 'return-path') === '';
	if (mayBeServer && isPhrase && (isSubject || !isMarkedAutomatic(mail))) return hasReturned || hasNoPath;
	if (isAttached && isPhrase && isSubject) return ROBOT_LOCAL_PART.test(mail.from?.address ?? '');
	// A stranger's word: only in the form that no person writes.
	return returned !== '' && isSubject && isPhrase && !beginning.startsWith('>');
}

function isMarkedAutomatic(mail: Mail): boolean {
	return /^auto-/i.test(header(mail, 'auto-submitted'));
}
