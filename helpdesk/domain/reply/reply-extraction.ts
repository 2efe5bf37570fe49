import { mailLines } from './line-class';
import type { LineRole } from './line-roles';
import type { MailLine } from './mail-line';
import { type ReplyOptions, replyRoles } from './reply-roles';

export { markerLine } from './marker-line';
export type { ReplyOptions } from './reply-roles';

/** Holds a mail in three: the words to send on, the client's signature, and what was quoted; each may be empty. */
export interface ReplyParts {
	readonly reply: string;
	readonly signature: string;
	readonly quote: string;
}

/**
 * Gives what the person wrote, without what their client quoted and signed. An empty `reply` means that nothing was
 * typed; whether that holds the mail (staff) or shows all of it (customers) is the caller's to decide.
 */
export function extractReply(mail: { readonly text: string }, options: ReplyOptions = {}): ReplyParts {
	const lines = mailLines(mail.text);
	return partsOf(lines, replyRoles(lines, options));
}

/** Gives the three parts as text. */
export function partsOf(lines: readonly MailLine[], roles: readonly LineRole[]): ReplyParts {
	return {
		reply: part(lines, roles, 'reply'),
		signature: part(lines, roles, 'signature'),
		quote: part(lines, roles, 'quote'),
	};
}

function part(lines: readonly MailLine[], roles: readonly LineRole[], wanted: LineRole): string {
	const chosen = lines.filter((_, at) => roles[at] === wanted);
	const first = chosen.findIndex((line) => line.clean !== '');
	if (first < 0) return '';
	const last = chosen.findLastIndex((line) => line.clean !== '');
	return chosen
		.slice(first, last + 1)
		.map((line) => line.raw)
		.join('\n')
		.trimEnd();
}
