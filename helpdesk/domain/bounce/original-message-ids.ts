import type { Mail } from '../mail';
import type { Notice } from './notice';
import type { FieldGroup } from './report-fields';

const MAX_IDS = 20;
// Not the name in a list of signed fields (RFC 6376 §3.5).
const MESSAGE_ID =
	/(?<![\w:=-])message-id(?:[ \t]{0,9}:|"?,"value":"?|":)\s{0,4}"?(?:<([^<>\s]{3,500})>|([^<>\s",:]{1,250}@[^<>\s",]{1,250}))/gi;
const FIELD = /^final-recipient[ \t]*:/im;
const MAX_TEXT = 100_000;

/** Gives the Message-IDs of the mails that a report is about, the likeliest first. */
export function originalMessageIds(mail: Mail, notice: Notice, groups: readonly FieldGroup[]): string[] {
	const fields = groups.flatMap((group) =>
		['original-message-id', 'x-original-message-id'].map((name) => `Message-ID: ${group.get(name) ?? ''}`),
	);
	const { fields: report = '', returned = '' } = mail.report ?? {};
	const hasFields = FIELD.test(report);
	const texts = [returned, notice.returned, ...fields, report, notice.words].map((text) =>
		(hasFields ? text : lastFirst(text)).slice(0, MAX_TEXT),
	);
	const ids = texts.flatMap((text) => [...text.matchAll(MESSAGE_ID)].map(([, id, bare = '']) => id ?? bare));
	const named = [...ids, ...mail.inReplyTo, ...mail.references.toReversed()];
	return [...new Set(named)].filter((id) => id.length <= 500).slice(0, MAX_IDS);
}

// In a report within a report the mail that was lost comes last.
function lastFirst(text: string): string {
	const at = text.search(FIELD);
	return at < 0 ? text : `${text.slice(at)}\n${text.slice(0, at)}`;
}
