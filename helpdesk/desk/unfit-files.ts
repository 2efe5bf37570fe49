import { isAddedFile, isOutlooksCopy, mayHoldFiles } from '../domain/added-files';
import type { HoldReason } from '../domain/hold';
import type { Attachment } from '../domain/mail';
import { findTokens } from '../domain/token';
import type { AttachmentContent } from '../ports';
import type { Threading } from './follow-route';
import { rawMailOf } from './inbound-mails';

type AnswerWithFiles = Pick<Threading, 'desk' | 'mail' | 'inbound'>;

/**
 * Tells why the files of an answer keep it from leaving. A notification may be among them: "Attach original message" would
 * take the token to the customer, in whatever wrapping. Files that mail programs add never leave, so that those inside of
 * Outlook's own copy of the mail would be lost.
 *
 * @param token - of the notification; undefined when it is not known: then any token counts
 */
export async function unfitFiles(
	answer: AnswerWithFiles,
	token: string | undefined,
): Promise<HoldReason | undefined> {
	const files = answer.mail.attachments.filter((file) => !isAddedFile(file));
	if (files.some(isAttachedMail) || (await holdToken(answer, files, token))) return 'notification-in-reply';
	const copies = await contentsOf(answer, answer.mail.attachments.filter(isOutlooksCopy));
	return copies.some(({ content }) => mayHoldFiles(content)) ? 'incomplete-answer' : undefined;
}

async function holdToken(
	answer: AnswerWithFiles,
	files: readonly Attachment[],
	token: string | undefined,
): Promise<boolean> {
	const decoder = new TextDecoder('latin1');
	return (await contentsOf(answer, files)).some(({ content }) => {
		// UTF-16, as Windows programs write it, is Latin with NUL bytes between.
		const text = decoder.decode(content).replaceAll('\0', '');
		return token === undefined ? findTokens(text).length > 0 : text.toLowerCase().includes(token);
	});
}

async function contentsOf(
	{ desk, inbound }: AnswerWithFiles,
	files: readonly Attachment[],
): Promise<readonly AttachmentContent[]> {
	const indexes = files.map(({ index }) => index);
	return indexes.length > 0 ? await desk.reader.attachments(rawMailOf(desk.store, inbound), indexes) : [];
}

// Outlook attaches mail in a format of its own, in which text may be compressed.
function isAttachedMail({ contentType, filename }: Attachment): boolean {
	return /^(?:message\/|application\/vnd\.ms-outlook\b)/i.test(contentType) || /\.msg$/i.test(filename);
}
