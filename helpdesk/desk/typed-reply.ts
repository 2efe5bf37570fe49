import { extractHtmlReply, type HtmlReplyOptions } from '../domain/reply/html-reply';
import { extractReply, type ReplyParts } from '../domain/reply/reply-extraction';
import type { Html } from '../ports';

/** What a person typed, as text and, where the mail has HTML, as cleaned HTML. */
export interface TypedReply extends ReplyParts {
	/** Undefined when the mail has no HTML or its HTML is too large or too tangled to be read. */
	readonly replyHtml: string | undefined;
}

/** Gives what was typed into a mail; the text comes from the text part, of HTML alone from the HTML. */
export function typedReply(
	html: Html,
	mail: { readonly text?: string; readonly html?: string },
	options: HtmlReplyOptions = {},
): TypedReply {
	const { text = '' } = mail;
	const nodes = mail.html ? html.parse(mail.html) : undefined;
	if (nodes === undefined) return { ...extractReply({ text }, options), replyHtml: undefined };
	const { html: kept, ...fromHtml } = extractHtmlReply(nodes, options);
	const parts = text.trim() === '' ? fromHtml : extractReply({ text }, options);
	return { ...parts, replyHtml: html.clean(html.serialize(kept)) };
}
