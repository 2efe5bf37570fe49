import { mailFingerprint } from '../domain/fingerprint';
import type { InboundMail } from '../domain/inbound-mail';
import type { Mail } from '../domain/mail';
import type { Desk } from '../ports';

/** Gives the digest by which a mail is known when it comes again, by whatever way (rule 5). */
export function duplicateKeyOf({ crypto }: Desk, mail: Mail, { receivedAt }: InboundMail): string {
	// Alarms of machines come without id and date, and with the same text each time: there the hour tells them apart.
	const hour = mail.messageId || mail.date ? '' : receivedAt.toISOString().slice(0, 13);
	return crypto.digest(`${mail.messageId}\n${mailFingerprint(mail)}${hour}`);
}
