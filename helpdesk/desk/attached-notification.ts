import { isAddedFile } from '../domain/added-files';
import type { Attachment } from '../domain/mail';
import { findTokens } from '../domain/token';
import type { Threading } from './follow-route';
import { rawMailOf } from './inbound-mails';

/**
 * Tells whether a mail may carry a notification as an attachment: "Attach original message" would take the token to the
 * customer, in whatever wrapping. Files that mail programs add never leave.
 *
 * @param token - of the notification; undefined when it is not known: then any token counts
 */
export async function hasNotificationAttached(
	{ desk, mail, inbound }: Pick<Threading, 'desk' | 'mail' | 'inbound'>,
	token: string | undefined,
): Promise<boolean> {
	const files = mail.attachments.filter((file) => !isAddedFile(file));
	if (files.some(isAttachedMail)) return true;
	const indexes = files.map(({ index }) => index);
	const contents =
		indexes.length > 0 ? await desk.reader.attachments(rawMailOf(desk.store, inbound), indexes) : [];
	const decoder = new TextDecoder('latin1');
	return contents.some(({ content }) => {
		// UTF-16, as Windows programs write it, is Latin with NUL bytes between.
		const text = decoder.decode(content).replaceAll('\0', '');
		return token === undefined ? findTokens(text).length > 0 : text.toLowerCase().includes(token);
	});
}

// Outlook attaches mail in a format of its own, in which text may be compressed.
function isAttachedMail({ contentType, filename }: Attachment): boolean {
	return /^(?:message\/|application\/vnd\.ms-outlook\b)/i.test(contentType) || /\.msg$/i.test(filename);
}
