import type { Address } from './address';

/** A mail as read from its raw bytes. Identifiers come without angle brackets (RFC 5322 §3.6.4). */
export interface Mail {
	/** Empty when the mail has none. */
	readonly messageId: string;
	readonly inReplyTo: readonly string[];
	/** Oldest first, as written. */
	readonly references: readonly string[];
	readonly date: Date | undefined;
	readonly from: Address | undefined;
	/** Whether From names several people, or stands there several times: then nobody can be held to have written it. */
	readonly hasSeveralAuthors: boolean;
	readonly replyTo: readonly Address[];
	readonly to: readonly Address[];
	readonly cc: readonly Address[];
	readonly subject: string;
	/** The text part, or the HTML part as text; empty when there is neither. */
	readonly text: string;
	/** The HTML part as sent, not yet cleaned; empty when there is none. */
	readonly html: string;
	/** Field bodies by lower-case field name, repeated fields kept in order. */
	readonly headers: ReadonlyMap<string, readonly string[]>;
	readonly attachments: readonly Attachment[];
	/** What the parts of a report say; undefined when the mail has none of these parts. */
	readonly report: MailReport | undefined;
	/** Whether something of it is left out, because it is broken, hostile or larger than the desk shows. */
	readonly isIncomplete: boolean;
}

/** The beginnings of the parts in which a mail server reports on a mail, and returns it. */
export interface MailReport {
	/** Fields about a delivery (RFC 3464) or a complaint (RFC 5965), in groups with empty lines between them. */
	readonly fields: string;
	/** The mails, or their headers, that are attached. */
	readonly returned: string;
}

/** What a mail carries besides its body; `index` finds the content again in the raw mail, also in one attached to it. */
export interface Attachment {
	readonly index: number;
	readonly filename: string;
	readonly contentType: string;
	readonly bytes: number;
	/** Without angle brackets; empty when the part has none (RFC 2392). */
	readonly contentId: string;
	readonly isInline: boolean;
}

/** Gives the first field body of that name, unfolded; empty when there is none. */
export function header(mail: Pick<Mail, 'headers'>, name: string): string {
	return mail.headers.get(name)?.[0] ?? '';
}
