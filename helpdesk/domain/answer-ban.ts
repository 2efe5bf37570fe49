import { addressKey } from './address';
import { deliveryReport } from './bounce/delivery-report';
import { isAutomaticReply } from './automatic-reply';
import { header, type Mail } from './mail';

/** Why a mail must not be answered by a machine. */
export type AnswerBan =
	| 'null-return-path'
	| 'auto-submitted'
	| 'suppressed'
	| 'mailing-list'
	| 'own-address'
	| 'no-address'
	| 'robot';

const LIST_HEADERS = [
	'list-id',
	'list-unsubscribe',
	'list-post',
	'list-help',
	'mailing-list',
	'x-mailing-list',
];
// RFC 3834 §2 and the addresses that nobody reads.
const ROBOT =
	/^(?:mailer-daemon|postmaster|no-?_?reply|do-?_?not-?_?reply|bounces?|listserv|majordomo|.{1,50}-(?:request|owner|bounces)|owner-.{1,50})(?:\+.{0,64})?@/i;

/**
 * Tells why a mail must not be answered automatically (RFC 3834 §2).
 *
 * @param ownKeys - `addressKey` of the desk's own: answering one would start a loop
 * @returns the first reason found; undefined when an answer is allowed
 */
export function answerBan(mail: Mail, ownKeys: ReadonlySet<string>): AnswerBan | undefined {
	const address = mail.from?.address ?? '';
	if (address === '') return 'no-address';
	if (header(mail, 'return-path').trim() === '<>') return 'null-return-path';
	if (ownKeys.has(addressKey(address))) return 'own-address';
	if (!/^(?:no\b.*)?$/i.test(header(mail, 'auto-submitted').trim())) return 'auto-submitted';
	if (isAutomaticReply(mail, true) || deliveryReport(mail)) return 'auto-submitted';
	// MS-OXCMAIL §2.1.3.2.20.
	if (/\b(?:all|oof|autoreply)\b/i.test(header(mail, 'x-auto-response-suppress'))) return 'suppressed';
	if (isFromList(mail)) return 'mailing-list';
	return ROBOT.test(address) ? 'robot' : undefined;
}

function isFromList(mail: Mail): boolean {
	if (LIST_HEADERS.some((name) => header(mail, name) !== '')) return true;
	return /^(?:bulk|junk|list)$/i.test(header(mail, 'precedence').trim());
}
