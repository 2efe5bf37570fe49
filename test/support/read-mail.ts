import { parseAllAttachments, parseAttached } from '../../helpdesk/adapters/mime/attached-mail';
import { parseMail } from '../../helpdesk/adapters/mime/parse-mail';
import type { Mail } from '../../helpdesk/domain/mail';
import { rawMailOf } from '../../helpdesk/desk/inbound-mails';
import type { AttachmentContent, MailReader, RawMail, Store } from '../../helpdesk/ports';

/** Reads mail in this thread, as the desk's threads do in theirs. */
export const readerInThisThread: MailReader = {
	read: (raw) => parseMail(() => raw.parts()),
	attachments: (raw, indexes) => parseAllAttachments(() => raw.parts(), indexes),
	readAttached: (raw, index) => parseAttached(() => raw.parts(), index),
};

/** Reads the bytes of a mail. */
export function readMail(raw: Uint8Array): Promise<Mail> {
	return parseMail(() => [raw]);
}

/** Reads attachments from the bytes of a mail. */
export function readAttachments(raw: Uint8Array, indexes: readonly number[]): Promise<AttachmentContent[]> {
	return parseAllAttachments(() => [raw], indexes);
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

/** Gives the bytes of an inbound mail as they are in the store. */
export async function storedBytes(store: Store, id: string): Promise<Buffer> {
	const parts: Uint8Array[] = [];
	for await (const part of rawMailOf(store, { id, bytes: Number.MAX_SAFE_INTEGER }).parts()) parts.push(part);
	return Buffer.concat(parts);
}
