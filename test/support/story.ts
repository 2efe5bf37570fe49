import type { Mail } from '../../helpdesk/domain/mail';
import { CHRIS, FRANK, JOHN, SUPPORT, type Acme } from './acme';
import { quoted, rawMail, type RawMailParts } from './raw-mail';
import { readMail } from './read-mail';

/** How mail programs end a mail of their own accord; the customer must never see it. */
export const CLIENT_SIGNATURE = '-- \nJohn Miller | Sent from my Fairphone';

/** Brings a mail of a customer to a mailbox of the desk. */
export async function customerWrites(
	{ mail }: Acme,
	parts: RawMailParts & { readonly subject: string },
): Promise<void> {
	const to = parts.to ?? SUPPORT;
	await mail.deliver(to, rawMail({ from: `Frank Furter <${FRANK}>`, to, ...parts }), parts.from ?? FRANK);
}

/** Waits for a mail to an address with a text in it, and reads it. */
export async function mailTo(
	{ mail }: Acme,
	address: string,
	text: string,
	timeoutMs = 60_000,
): Promise<Mail> {
	const isWanted = (raw: Buffer) => raw.includes(text);
	return await readMail(await mail.waitForMail(address, isWanted, timeoutMs));
}

/** Waits for the notification of a staff member about a subject. */
export function notificationTo(
	acme: Acme,
	address: typeof JOHN | typeof CHRIS,
	subject: string,
): Promise<Mail> {
	return mailTo(acme, address, `] ${subject}`);
}

/** Answers a mail as an ordinary mail program does: typed text, its own signature, the whole mail quoted below. */
export async function staffAnswers(
	acme: Acme,
	notification: Mail,
	text: string,
	from: string = JOHN,
): Promise<void> {
	const to = notification.replyTo[0]?.address ?? notification.from?.address ?? SUPPORT;
	await acme.mail.deliver(
		to,
		answerTo(notification, `${text}\n\n${CLIENT_SIGNATURE}`, { from: `John Miller <${from}>`, to }),
		from,
	);
}

/** Writes an answer to a mail: identifiers, subject and the quoted original. */
export function answerTo(mail: Mail, text: string, parts: RawMailParts): Buffer {
	const { name, address } = mail.from ?? { name: '', address: '' };
	const intro = `On Sun, 22 Nov 2026 at 10:12, ${name} <${address}> wrote:`;
	return rawMail({
		subject: `Re: ${mail.subject.replace(/^Re: /, '')}`,
		text: `${text}\n\n${intro}\n${quoted(mail.text)}`,
		inReplyTo: mail.messageId,
		references: [...mail.references, mail.messageId],
		...parts,
	});
}
