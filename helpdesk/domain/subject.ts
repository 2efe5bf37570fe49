import { subjectPrefix } from './subject-prefix';

const REPLY_PREFIX = /^\s*(?:re|aw|sv|vs|antw|odp|ynt|rif|ref|resp?)\s*(?:\[\d{1,3}\])?\s*:/i;
const MAX_PREFIXES = 20;
// Once is a colleague who writes to the desk about a notification; a second time may be chance.
const MAX_NESTED = 3;
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;

/** Gives the subject of an answer: `Re: ` once, in front of what the conversation is called. */
export function replySubject(subject: string): string {
	const line = oneLine(subject);
	return REPLY_PREFIX.test(line) ? line : `Re: ${line || '(no subject)'}`;
}

/** Gives what a subject answers, without the prefixes of any language, in lower case; undefined when it answers nothing. */
export function answeredSubject(subject: string): string | undefined {
	const prefix = subjectPrefix(subject);
	return prefix?.kind === 'reply' || prefix?.kind === 'either' ? bareSubject(prefix.rest) : undefined;
}

/** Gives a subject without prefixes, in lower case, by which mail of one thread is the same. */
export function bareSubject(subject: string): string {
	let rest = oneLine(subject);
	for (let prefixes = 0; prefixes < MAX_PREFIXES; prefixes++) {
		const prefix = subjectPrefix(rest);
		if (!prefix) break;
		rest = prefix.rest;
	}
	return rest.toLowerCase();
}

/** Gives the subject of a notification (rule 35), by which mail programs group all mail about a conversation. */
export function notificationSubject(number: number, subject: string): string {
	return `[#${number}] ${oneLine(subject) || '(no subject)'}`;
}

/** Tells whether a subject is that of a notification, perhaps of an answer to one. */
export function isNotificationSubject(subject: string): boolean {
	return /(?:^|[\s:])\[#\d{1,9}\] /.test(subject);
}

/**
 * Tells whether a subject was given back and forth between desks that notify each other: each puts its number in front of
 * what the other one wrote.
 */
export function isNestedNotification(subject: string): boolean {
	return (subject.slice(0, 1000).match(/\[#\d{1,9}\] /g) ?? []).length >= MAX_NESTED;
}

/** Tells whether a subject says that the mail is a forwarded one. */
export function isForwardSubject(subject: string): boolean {
	return subjectPrefix(subject)?.kind === 'forward';
}

/** Gives a subject without line ends and other controls. */
export function oneLine(subject: string): string {
	return subject.replace(CONTROLS, ' ').replace(/\s+/g, ' ').trim();
}
