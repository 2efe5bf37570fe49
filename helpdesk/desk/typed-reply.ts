import type { Mail } from '../domain/mail';
import { extractHtmlReply } from '../domain/reply/html-reply';
import { extractReply, type ReplyOptions, type ReplyParts } from '../domain/reply/reply-extraction';
import type { Html } from '../ports';

/** What a person typed, as text and, where the mail has HTML, as cleaned HTML. */
export interface TypedReply extends ReplyParts {
	/** Undefined when the mail has no HTML or its HTML is too large or too tangled to be read. */
	readonly replyHtml: string | undefined;
}

// Nobody types more; a longer text is cut by what can be told from its beginning, or not at all.
const MAX_CUT = 200_000;
// Programs that mark a quote in HTML name it so, or draw a line.
const MAY_QUOTE = /quote|replyfwd|cite|border-(?:top|left)/i;

/** Gives what was typed into a mail; the text comes from the text part, of HTML alone from the HTML. */
export function typedReply(
	html: Html,
	mail: { readonly text?: string; readonly html?: string },
	options: ReplyOptions = {},
): TypedReply {
	const { text = '' } = mail;
	const nodes = mail.html ? html.parse(mail.html) : undefined;
	if (nodes === undefined) return { ...extractReply({ text }, options), replyHtml: undefined };
	const { html: kept, ...fromHtml } = extractHtmlReply(nodes, options);
	const parts = text.trim() === '' ? fromHtml : extractReply({ text }, options);
	return { ...parts, replyHtml: html.clean(html.serialize(kept)) };
}

/**
 * Gives what of a customer's mail is new, as text; all of it when nothing can be told: here the cut fails open (rule 21).
 *
 * @param earlier - what was said before in the conversation
 */
export function whatIsNew(html: Html, mail: Pick<Mail, 'text' | 'html'>, earlier: readonly string[]): string {
	const { text } = mail;
	const beginning = text.slice(0, MAX_CUT);
	const { reply, quote } = extractReply({ text: beginning }, { earlier });
	if (reply.trim() === '' || (text.length > MAX_CUT && reply.length > MAX_CUT * 0.9)) return text;
	// A text part may quote without a sign, where the HTML has one.
	const isUncut = quote === '' && mail.html.length < MAX_CUT && MAY_QUOTE.test(mail.html);
	const nodes = isUncut ? html.parse(mail.html) : undefined;
	return (nodes ? extractHtmlReply(nodes, { earlier }).reply : '') || reply.trim();
}
