import { parseAttachments, parseMail } from '../../helpdesk/adapters/mime/parse-mail';
import type { Mail } from '../../helpdesk/domain/mail';
import type { AttachmentContent, MailReader, RawMail } from '../../helpdesk/ports';

/** Reads mail in this thread, as the desk's threads do in theirs. */
export const readerInThisThread: MailReader = {
	read: (raw) => parseMail(() => raw.parts()),
	attachments: (raw, indexes) => parseAttachments(() => raw.parts(), indexes),
};

/** Reads the bytes of a mail. */
export function readMail(raw: Uint8Array): Promise<Mail> {
	return parseMail(() => [raw]);
}

/** Reads attachments from the bytes of a mail. */
export function readAttachments(raw: Uint8Array, indexes: readonly number[]): Promise<AttachmentContent[]> {
	return parseAttachments(() => [raw], indexes);
}

/** Gives bytes as the store does: part by part, each to be kept. */
export function rawMailOfBytes(id: string, raw: Uint8Array, partBytes = 1_048_576): RawMail {
	return {
		id,
		bytes: raw.byteLength,
		async *parts() {
			for (let at = 0; at < raw.byteLength; at += partBytes)
				yield new Uint8Array(raw.subarray(at, at + partBytes));
		},
	};
}
