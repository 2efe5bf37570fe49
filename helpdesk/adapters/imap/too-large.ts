const KEPT_FIELDS =
	/^(?:from|to|cc|subject|date|message-id|in-reply-to|references|reply-to|auto-submitted|delivered-to|return-path):/i;
const MEGABYTE = 1_048_576;

/** Gives the mail that stands for one over the size limit: its headers, and a text that says so (rule 3). */
export function placeholder(headers: Buffer | undefined, size: number, maxBytes: number): Uint8Array {
	const fields = (headers ?? Buffer.alloc(0)).toString('latin1').split(/\r\n(?![ \t])/);
	const kept = fields.filter((field) => KEPT_FIELDS.test(field));
	const limit = `the limit of ${Math.round(maxBytes / MEGABYTE)} MB`;
	const body = `[This mail of ${Math.round(size / MEGABYTE)} MB is over ${limit}. It is still in the mailbox.]`;
	return Buffer.from([...kept, 'Content-Type: text/plain', '', body, ''].join('\r\n'), 'latin1');
}
