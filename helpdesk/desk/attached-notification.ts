import { findTokens } from '../domain/token';
import type { Threading } from './follow-route';
import { rawMailOf } from './inbound-mails';

/**
 * Tells whether a mail may carry a notification as an attachment: "Attach original message" would take the token to the
 * customer, in whatever wrapping.
 *
 * @param token - of the notification; undefined when it is not known: then any token counts
 */
export async function hasNotificationAttached(
	{ desk, mail, inbound }: Pick<Threading, 'desk' | 'mail' | 'inbound'>,
	token: string | undefined,
): Promise<boolean> {
	if (mail.attachments.some(({ contentType }) => contentType.startsWith('message/'))) return true;
	const indexes = mail.attachments.map(({ index }) => index);
	const contents =
		indexes.length > 0 ? await desk.reader.attachments(rawMailOf(desk.store, inbound), indexes) : [];
	const decoder = new TextDecoder('latin1');
	return contents.some(({ content }) => {
		const text = decoder.decode(content);
		return token === undefined ? findTokens(text).length > 0 : text.toLowerCase().includes(token);
	});
}
