// What is longer is no identifier that a reply would name.
const MAX_KEY = 200;
const MAX_KEYS = 12;

/**
 * Gives the identifiers of a mail and of those it answers, first and last ones of long lists, without reading more of it
 * than its header: two mails that share one may belong to the same conversation.
 *
 * @param head - the mail from its first byte, as far as it is at hand
 */
export function threadKeysOf(head: string): string[] {
	const end = /\r?\n\r?\n/.exec(head)?.index ?? head.length;
	const fields = head
		.slice(0, end)
		.replace(/\r?\n[ \t]+/g, ' ')
		.split(/\r?\n/);
	const ids = fields
		.filter((field) => /^(?:message-id|in-reply-to|references):/i.test(field))
		.flatMap((field) => [...field.matchAll(/<([^<>\s]+)>/g)].map(([, id = '']) => id))
		.filter((id) => id.length <= MAX_KEY);
	const half = MAX_KEYS / 2;
	return [...new Set(ids.length > MAX_KEYS ? [...ids.slice(0, half), ...ids.slice(-half)] : ids)];
}
