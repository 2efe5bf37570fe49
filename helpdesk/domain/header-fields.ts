const TELLING =
	/^(?:from|to|cc|subject|date|message-id|in-reply-to|references|reply-to|auto-submitted|delivered-to|return-path):/i;

/**
 * Gives the fields of a header that say what a mail is, in their order and folded as they are, for where the whole mail
 * cannot be read.
 *
 * @param head - the mail from its first byte, as far as it is at hand
 */
export function tellingFields(head: string): string[] {
	const end = /\r?\n\r?\n/.exec(head)?.index ?? head.length;
	const fields = head.slice(0, end).split(/\r?\n(?![ \t])/);
	return fields.filter((field) => TELLING.test(field));
}
