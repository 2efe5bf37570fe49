import { textToHtml } from '../../../helpdesk/domain/html';

/** Languages that the programs are set to; their names for things are in `WORDS`. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

export const PLACEMENTS = ['top', 'bottom', 'inline'] as const;
export type Placement = (typeof PLACEMENTS)[number];

/** The mail that is answered, as it reached the reader. */
export interface ReceivedMail {
	readonly from: { readonly name: string; readonly address: string };
	readonly to: { readonly name: string; readonly address: string };
	readonly subject: string;
	readonly text: string;
	readonly html: string;
	/** Paragraphs after which inline answers are typed; each stands alone on its line in both bodies. */
	readonly questions: readonly string[];
}

/** What the person does in their program. */
export interface Typing {
	/** A paragraph each; inline, one goes under each question. */
	readonly typed: readonly string[];
	readonly placement: Placement;
	readonly language: Language;
	/** Lines of the signature that the program appends; empty when it has none. */
	readonly signature: readonly string[];
}

/** Imitates how one program writes an answer. */
export interface MailProgram {
	readonly name: string;
	/** What is special about it. */
	readonly why: string;
	/** HTML is undefined for programs that write text only. */
	readonly answer: (mail: ReceivedMail, typing: Typing) => { readonly text: string; readonly html?: string };
}

/** Puts the parts of an answer in their order; empty ones are left out. */
export function inOrder(
	{ placement }: Typing,
	parts: { readonly typed: string; readonly signature: string; readonly quote: string },
	gap: string,
): string {
	const { typed, signature, quote } = parts;
	const order = placement === 'top' ? [typed, signature, quote] : [quote, typed, signature];
	return order.filter((part) => part !== '').join(gap);
}

/** Gives the words that stand above or below the quote; inline there are none. */
export function typedText({ typed, placement }: Typing): string {
	return placement === 'inline' ? '' : typed.join('\n\n');
}

/** Gives a text with each line quoted by `>`, and inline answers without. */
export function quotedText(text: string, mail: ReceivedMail, typing: Typing, sign = '> '): string {
	return text
		.split('\n')
		.flatMap((line) => {
			const quoted = line === '' ? sign.trimEnd() : `${sign}${line}`;
			const answer = answerTo(line, mail, typing);
			return answer === undefined ? [quoted] : [quoted, '', answer, ''];
		})
		.join('\n');
}

/** Gives a text as it is, with inline answers under the questions. */
export function unquotedText(text: string, mail: ReceivedMail, typing: Typing): string {
	return text
		.split('\n')
		.flatMap((line) => {
			const answer = answerTo(line, mail, typing);
			return answer === undefined ? [line] : [line, '', answer, ''];
		})
		.join('\n');
}

/**
 * Gives HTML with inline answers under the questions.
 *
 * @param answerHtml - wraps an answer as the program does; it stands inside the element of the question
 */
export function answeredHtml(
	html: string,
	mail: ReceivedMail,
	typing: Typing,
	answerHtml: (answer: string) => string,
): string {
	let result = html;
	for (const question of mail.questions) {
		const answer = answerTo(question, mail, typing);
		if (answer === undefined) continue;
		const shown = textToHtml(question);
		const at = result.indexOf(shown);
		if (at < 0) throw new Error(`The mail does not show "${question}".`);
		const end = at + shown.length;
		result = `${result.slice(0, end)}${answerHtml(textToHtml(answer))}${result.slice(end).replace(/^<br>/, '')}`;
	}
	return result;
}

function answerTo(
	line: string,
	{ questions }: ReceivedMail,
	{ typed, placement }: Typing,
): string | undefined {
	const index = questions.indexOf(line);
	return placement === 'inline' && index >= 0 ? typed[index] : undefined;
}

/** Rewrites ids and classes as programs do that show mail inside their own page. */
export function prefixed(html: string, prefix: string): string {
	return html.replace(/ (id|class)="([^"]+)"/g, (_, name: string, value: string) => {
		const values = value.split(' ').map((each) => `${prefix}${each}`);
		return ` ${name}="${values.join(' ')}"`;
	});
}

/** Wraps each line in an element. */
export function linesHtml(lines: readonly string[], open: string, close: string): string {
	return lines.map((line) => `${open}${line === '' ? '<br>' : textToHtml(line)}${close}`).join('');
}
