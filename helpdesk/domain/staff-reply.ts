import { isAddedFile } from './added-files';
import { withoutClearSignature } from './clear-signature';
import { type Command, hasInternalWord, leadingCommands } from './commands';
import { hasEncryptedText, isEncryptedMail } from './encrypted-mail';
import type { HoldReason } from './hold';
import type { Mail } from './mail';
import { factLines, hasNotificationFrame, isTagsRow, withoutLabelsInProse } from './notification';
import { bannerLength } from './reply/banner-lines';
import { extractHtmlReply, type HtmlReplyParts } from './reply/html-reply';
import { type HtmlNode, walkHtml } from './reply/html-tree';
import { htmlTextLines, textOfLines, withoutFirstLines } from './reply/leading-lines';
import { extractReply, type ReplyOptions, type ReplyParts } from './reply/reply-extraction';
import { wordsAbove, wordsBelow, wordsBelowPhone } from './reply/words-below';
import { findTokens } from './token';

// Of any key and any day from 2026 to 2059, also with white space or markup inside; checksums and rows of numbers have no
// such day.
const ANY_TOKEN = /[sck][0-9a-hjkmnp-tv-z]{2}0[mnp-tv-z][0-9a-hjkmnp-tv-z]{34}/;
/** A customer may write themselves what stands in a shorter one ("Customer: Bo"). */
const MIN_FACT_LETTERS = 12;
/** A shorter line of a note could be anybody's words ("call him"). */
const MIN_NOTE_LETTERS = 10;

/** What is known of the mail that a staff member answers. */
export interface AnsweredNotification {
	/** Undefined when no notification is known that the mail answers. */
	readonly token: string | undefined;
	/** Whether it told of an internal note: then the answer is one, too (rule 23). */
	readonly isOfNote: boolean;
	/** Of those who wrote as customers, without what colleagues are called, too. */
	readonly customerNames: readonly string[];
	readonly colleagueNames: readonly string[];
	/** The staff member's, which opens the signature of many mail programs. */
	readonly staffName: string;
	/** Addresses and names of the desk, by which mail programs head the quote. */
	readonly ownNames: readonly string[];
	/** The text of the notification first, then lines that may have stood in it when it was sent. */
	readonly texts: readonly string[];
	/** What was written before in the conversation, the newest first. */
	readonly said: readonly string[];
	/** The conversation's internal notes. */
	readonly notes: readonly string[];
}

/** What a staff member typed, or why it must wait. */
export type CutReply = TypedWords | { readonly hold: HoldReason };

export interface TypedWords {
	/** An answer goes to the customer, a note never does; `commands` stand alone. */
	readonly kind: 'answer' | 'note' | 'commands';
	readonly commands: readonly Command[];
	readonly text: string;
	/** The same with its formatting, not yet cleaned; undefined when text is all that is sure. */
	readonly html: readonly HtmlNode[] | undefined;
}

/**
 * Cuts a staff member's mail down to what they typed; fails closed (rules 21 and 23).
 *
 * @param body - the HTML of the mail; undefined when it has none that can be read
 */
export function cutStaffReply(
	mail: Mail,
	body: readonly HtmlNode[] | undefined,
	answered: AnsweredNotification,
): CutReply {
	if (isEncryptedMail(mail)) return { hold: 'encrypted-answer' };
	if (mail.isIncomplete) return { hold: 'incomplete-answer' };
	const { token, staffName, ownNames, texts } = answered;
	const options: ReplyOptions = {
		markerTokens: token === undefined ? [] : [token],
		ownNames,
		authorNames: [staffName],
		earlier: texts,
		keepInline: false,
	};
	const { text: sent, html: nodes } = withoutBanner(mail, body);
	const unsigned = withoutClearSignature(sent);
	const fromText = extractReply({ text: unsigned }, options);
	// What was signed is the text.
	const fromHtml = nodes && unsigned === sent ? extractHtmlReply(nodes, options) : undefined;
	const words = withoutCommands(agreed(fromText.reply.trim(), fromHtml), answered);
	if ('hold' in words) return words;
	const { kind, text, html, commands } = words;
	if (hasEncryptedText(text)) return { hold: 'encrypted-answer' };
	const hasFiles = mail.attachments.some((file) => !file.isInline && !isAddedFile(file));
	const isMoreBelow = kind === 'answer' && mayLose(text, fromText, answered);
	if (text === '' && !hasFiles && !(html && holdsPicture(html))) {
		const isCommand = commands.some((command) => command.kind !== 'note');
		if (!isCommand) return { hold: 'empty-reply' };
		return isMoreBelow ? { hold: 'answer-below-quote' } : { ...words, kind: 'commands', html: undefined };
	}
	if (kind === 'note')
		return isFrame(text) ? { hold: 'notification-in-reply' } : { ...words, html: undefined };
	if (isLeak(text, answered)) return { hold: 'notification-in-reply' };
	if (isMoreBelow) return { hold: 'answer-below-quote' };
	// Further down, too, such words were hardly meant for the customer.
	return hasInternalWord(text, answered) ? { hold: 'unknown-command' } : words;
}

/** Tells whether HTML that is about to leave holds parts of a notification, also where no reader looks (rule 21). */
export function isHtmlLeak(
	nodes: readonly HtmlNode[],
	source: string,
	answered: AnsweredNotification,
): boolean {
	const hidden: string[] = [];
	walkHtml(nodes, {
		text: () => undefined,
		open: ({ attributes }) => hidden.push(...Object.values(attributes)),
		close: () => undefined,
	});
	const { reply, signature, quote } = extractHtmlReply(nodes);
	const { token } = answered;
	const isToken =
		(token !== undefined && source.toLowerCase().includes(token.toLowerCase())) ||
		findTokens(source).length > 0;
	const texts = [`${reply}\n${signature}\n${quote}`, ...hidden.flatMap((value) => [value, decoded(value)])];
	return isToken || texts.some((text) => isLeak(text, answered));
}

// The desk's own mail server may warn of mail from outside, and name its sender (rule 26).
function withoutBanner({ text, from }: Mail, body: readonly HtmlNode[] | undefined) {
	const sender = from?.address ?? '';
	const lines = text.split('\n');
	const ofHtml = body ? bannerLength(htmlTextLines(body), sender) : 0;
	return {
		text: lines.slice(bannerLength(lines, sender)).join('\n'),
		html: body && ofHtml > 0 ? withoutFirstLines(body, ofHtml) : body,
	};
}

// The words may have come by the HTML, where the quote ends for sure.
function mayLose(
	kept: string,
	{ quote, signature }: ReplyParts,
	{ texts, said, staffName, ownNames }: AnsweredNotification,
): boolean {
	const known = [...texts, ...said];
	const cut = [
		wordsAbove(quote, known, ownNames),
		wordsBelow(quote, known, [staffName]),
		wordsBelowPhone(signature),
	];
	return cut.some((words) => words !== '' && !wordLetters(kept).includes(wordLetters(words)));
}

function withoutCommands(
	{ text, html }: Pick<TypedWords, 'text' | 'html'>,
	{ customerNames, isOfNote }: AnsweredNotification,
): CutReply {
	const { commands, isNote, unknown, end, rest } = leadingCommands(text.split('\n'), { customerNames });
	if (isNote || isOfNote) return { kind: 'note', commands, text: textOfLines(rest), html: undefined };
	if (unknown !== undefined) return { hold: 'unknown-command' };
	if (end === 0) return { kind: 'answer', commands, text, html };
	const left = textOfLines(rest);
	const inHtml = html && leadingCommands(htmlTextLines(html), { customerNames });
	const isSame = inHtml && wordLetters(textOfLines(inHtml.rest)) === wordLetters(left);
	// Where HTML has other lines than the text, only the text is sure.
	return {
		kind: 'answer',
		commands,
		text: left,
		html: isSame ? withoutFirstLines(html, inHtml.end) : undefined,
	};
}

/** Takes the shorter of the two where text and HTML differ; HTML that has more than the text is not trusted. */
function agreed(text: string, html: HtmlReplyParts | undefined): Pick<TypedWords, 'text' | 'html'> {
	if (html === undefined) return { text, html: undefined };
	const inText = wordLetters(text);
	const inHtml = wordLetters(html.reply);
	if (inHtml === '') return { text, html: inText === '' && holdsPicture(html.html) ? html.html : undefined };
	if (inText === inHtml) return { text, html: html.html };
	if (inText === '' || inHtml.length < inText.length) return { text: html.reply, html: html.html };
	return { text, html: undefined };
}

// Programs write the address of a link into the text part only.
function wordLetters(text: string): string {
	return lettersOf(text.replace(/[<([]?\b(?:https?|mailto|tel):[^\s<>)\]]{1,2000}[>)\]]?/g, ' '));
}

function holdsPicture(nodes: readonly HtmlNode[]): boolean {
	let isFound = false;
	walkHtml(nodes, {
		text: () => undefined,
		open: ({ tag, attributes }) => {
			isFound ||= tag === 'img' && /^\s{0,9}cid:/i.test(attributes.src ?? '');
		},
		close: () => undefined,
	});
	return isFound;
}

/** Tells whether a text that is about to leave holds parts of a notification or of a note (rule 21). */
export function isLeak(text: string, { token, texts, notes }: AnsweredNotification): boolean {
	if (isFrame(text)) return true;
	const letters = lettersOf(withoutLabelsInProse(text));
	if (token !== undefined && letters.includes(token.toLowerCase())) return true;
	const facts = texts.flatMap(factLines);
	const longOnes = facts.map(lettersOf).filter((fact) => fact.length >= MIN_FACT_LETTERS);
	if (longOnes.some((fact) => letters.includes(fact))) return true;
	// Tags are short, and no customer writes them.
	const words = spaced(text);
	if (facts.filter(isTagsRow).some((row) => words.includes(spaced(row)))) return true;
	return notes
		.flatMap((note) => [note, ...note.split('\n')])
		.map(lettersOf)
		.some((line) => line.length >= MIN_NOTE_LETTERS && letters.includes(line));
}

function isFrame(text: string): boolean {
	return hasNotificationFrame(text) || findTokens(text).length > 0 || ANY_TOKEN.test(lettersOf(text));
}

function lettersOf(text: string): string {
	return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function spaced(text: string): string {
	return ` ${(text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).join(' ')} `;
}

function decoded(value: string): string {
	return value.replace(/%([0-9a-f]{2})/gi, (_, code: string) =>
		String.fromCharCode(Number.parseInt(code, 16)),
	);
}
