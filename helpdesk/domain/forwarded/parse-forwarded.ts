import type { Address } from '../address';
import { isDivider } from '../reply/mail-line';
import { subjectPrefix } from '../subject-prefix';
import { copiedAddresses } from './copied-addresses';
import { copiedLines, unquotedLines, type CopiedLine } from './copied-line';
import { copiedMailIn } from './copied-mail';

/** A mail that somebody forwarded by hand, taken apart. Names and addresses that the forward does not tell are empty. */
export interface ForwardedByHand {
	readonly from: Address;
	readonly replyTo: readonly Address[];
	readonly to: readonly Address[];
	readonly cc: readonly Address[];
	readonly subject: string;
	/** As written, in whatever language. */
	readonly date: string;
	/** Without angle brackets; mostly empty, as few programs copy it. */
	readonly messageId: string;
	readonly body: string;
	/** What the forwarder wrote above it. */
	readonly message: string;
}

/**
 * Takes a mail apart that a person forwarded from a mail program; of several mails in one another the outermost counts.
 *
 * @returns undefined for a mail that is no forward, such as an answer with a quote; with an empty sender for one that does
 * not tell whose mail it forwards
 */
export function parseForwarded(mail: {
	readonly subject: string;
	readonly text: string;
}): ForwardedByHand | undefined {
	const prefix = subjectPrefix(mail.subject);
	if (prefix?.kind === 'reply') return undefined;
	const lines = copiedLines(mail.text);
	const place = copiedMailIn(lines, prefix?.kind ?? (mail.subject.trim() === '' ? 'empty' : 'other'));
	if (!place) return prefix?.kind === 'forward' ? withoutSender(prefix.rest, mail.text) : undefined;
	const { fields } = place;
	return {
		from: place.from,
		replyTo: copiedAddresses(fields.get('reply-to') ?? ''),
		to: copiedAddresses(fields.get('to') ?? ''),
		cc: copiedAddresses(fields.get('cc') ?? ''),
		subject: fields.get('subject') ?? prefix?.rest ?? mail.subject.trim(),
		date: fields.get('date') ?? '',
		messageId: /<([^<>\s]{3,500})>/.exec(fields.get('message-id') ?? '')?.[1] ?? '',
		body: bodyOf(lines.slice(place.bodyAt), place.depth),
		message: messageOf(lines.slice(0, place.start)),
	};
}

function withoutSender(subject: string, text: string): ForwardedByHand {
	const nothing = { replyTo: [], to: [], cc: [], date: '', messageId: '', message: '' };
	return { ...nothing, from: { name: '', address: '' }, subject, body: text.trim() };
}

// Missive quotes the body and not the header.
function bodyOf(lines: readonly CopiedLine[], depth: number): string {
	const isQuoted = lines.every((line) => line.depth > 0 || line.clean === '');
	return unquotedLines(lines, Math.max(depth, isQuoted ? 1 : 0));
}

// A ruler in a language that nobody thought of is not what the forwarder wrote.
function messageOf(lines: readonly CopiedLine[]): string {
	const end = lines.findLastIndex(({ clean }) => clean !== '' && !isDivider(clean) && !isRuler(clean));
	return unquotedLines(lines.slice(0, end + 1), 0);
}

function isRuler(clean: string): boolean {
	return /^[-_=~*#—]{3}/.test(clean) && /[-_=~*#—]{3}$/.test(clean);
}
