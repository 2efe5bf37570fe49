import { innerIndex, splitIndex } from '../../domain/attachment-index';
import type { Mail } from '../../domain/mail';
import type { AttachmentContent } from '../../ports';
import type { Bytes } from './mime-parse';
import { parseAttachments, parseMail } from './parse-mail';

/** Reads the mail that another carries as an attachment; undefined when there is none. */
export async function parseAttached(bytes: () => Bytes, outer: number): Promise<Mail | undefined> {
	const [file] = await parseAttachments(bytes, [outer]);
	if (!file) return undefined;
	const mail = await parseMail(() => [file.content]);
	const attachments = mail.attachments.map((each) => ({ ...each, index: innerIndex(outer, each.index) }));
	return { ...mail, attachments };
}

/** Gives the bytes of attachments, of the mail itself and of mails attached to it, in the order of the indexes. */
export async function parseAllAttachments(
	bytes: () => Bytes,
	indexes: readonly number[],
): Promise<AttachmentContent[]> {
	const outers = new Set(indexes.map((index) => splitIndex(index).outer ?? index));
	const found = new Map((await parseAttachments(bytes, [...outers])).map((file) => [file.index, file]));
	const all = new Map(indexes.flatMap((index) => found.get(index) ?? []).map((file) => [file.index, file]));
	for (const [outer, { content }] of found) {
		const inner = indexes.map(splitIndex).filter((each) => each.outer === outer);
		if (inner.length === 0) continue;
		const files = await parseAttachments(
			() => [content],
			inner.map((each) => each.inner),
		);
		for (const file of files) {
			const index = innerIndex(outer, file.index);
			all.set(index, { ...file, index });
		}
	}
	return indexes.flatMap((index) => all.get(index) ?? []);
}
