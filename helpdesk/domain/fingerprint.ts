import { addressKey } from './address';
import type { Mail } from './mail';

// Two mails of one sender, date and subject differ long before.
const MAX_BODY = 20_000;

/**
 * Gives the text whose digest tells two mails apart that share a Message-ID (rule 5): From, Date, Subject and the
 * body without white space, which relays rewrap.
 */
export function mailFingerprint(mail: Mail): string {
	return [
		addressKey(mail.from?.address ?? ''),
		mail.date?.toISOString() ?? '',
		mail.subject.trim(),
		(mail.text || mail.html).slice(0, MAX_BODY).replace(/\s+/g, ''),
	].join('\n');
}
