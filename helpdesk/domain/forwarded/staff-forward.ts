import type { Address } from '../address';
import { header, type Attachment, type Mail } from '../mail';
import { extractReply } from '../reply/reply-extraction';
import { subjectPrefix } from '../subject-prefix';
import { copiedDate } from './copied-date';
import { parseForwarded, type ForwardedByHand } from './parse-forwarded';

/** What a person forwarded by hand. */
export interface StaffForward {
	/** The mail that was forwarded, as if it had come by itself; without sender where nothing tells it. */
	readonly original: Mail;
	/** What the forwarder wrote. */
	readonly message: string;
	readonly isAttached: boolean;
}

const MAX_TYPED = 50_000;
const FIRST_ID = /<([^<>\s]{1,500})>/;

/** Tells whether a mail is one that a person forwarded from a mail program, in its text or as an attachment. */
export function isForwardedByHand(mail: Mail): boolean {
	return attachedMail(mail) !== undefined || parseForwarded(mail) !== undefined;
}

/** Gives the mail that is attached to a mail which is no answer; undefined when there are several. */
export function attachedMail({ subject, attachments }: Mail): Attachment | undefined {
	if (subjectPrefix(subject)?.kind === 'reply') return undefined;
	const mails = attachments.filter(({ contentType }) =>
		/^message\/(?:rfc822|global)(?:;|$)/i.test(contentType),
	);
	return mails.length === 1 ? mails[0] : undefined;
}

/**
 * Gives what was forwarded: the mail in the text, else the one attached.
 *
 * @param attached - the attached mail, as read
 */
export function staffForward(mail: Mail, attached: Mail | undefined): StaffForward {
	const inline = parseForwarded(mail);
	// A mail that was forwarded in the text may itself have had a mail attached.
	if (attached && !inline?.from.address) {
		return { original: attached, message: typed(mail.text), isAttached: true };
	}
	const found = inline ?? parseForwarded({ subject: 'Fwd:', text: mail.text });
	return { original: originalOf(mail, found), message: typed(found?.message ?? ''), isAttached: false };
}

// A note that says "Sent from my phone" tells nobody anything.
function typed(text: string): string {
	return extractReply({ text: text.slice(0, MAX_TYPED) }).reply.trim();
}

function originalOf(mail: Mail, found: ForwardedByHand | undefined): Mail {
	const ids = [...originalIds(mail), found?.messageId ?? ''].filter((id) => id !== '');
	const messageId = found?.messageId || ids[0] || '';
	return {
		...mail,
		messageId,
		inReplyTo: [],
		references: mail.references.filter((id) => id !== messageId),
		date: copiedDate(found?.date ?? ''),
		from: found?.from.address ? found.from : undefined,
		hasSeveralAuthors: false,
		replyTo: withAddress(found?.replyTo),
		to: withAddress(found?.to),
		cc: withAddress(found?.cc),
		subject: found?.subject ?? mail.subject,
		text: found?.body ?? mail.text,
		// Of the HTML nobody can tell which part is whose.
		html: '',
		headers: new Map(),
	};
}

// Thunderbird says it in a field of its own; the others name what they forward as if they answered it.
function originalIds(mail: Mail): string[] {
	const forwarded = FIRST_ID.exec(header(mail, 'x-forwarded-message-id'))?.[1];
	if (forwarded !== undefined) return [forwarded];
	return mail.inReplyTo.length === 1 ? [...mail.inReplyTo] : [];
}

function withAddress(people: readonly Address[] = []): Address[] {
	return people.filter(({ address }) => address !== '');
}
