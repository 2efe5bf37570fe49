import { textToHtml } from './html';
import type { Mailbox } from './mailbox';
import { fillPlaceholders } from './placeholders';
import { placeholdersOf } from './sender';
import type { Staff } from './staff';

/** Gives the signature of an answer, filled in: the staff member's, else the mailbox's (rule 29); may be empty. */
export function signatureOf(mailbox: Mailbox, staff: Pick<Staff, 'name' | 'signature'>): string {
	return fillPlaceholders(staff.signature.trim() || mailbox.signature.trim(), placeholdersOf(mailbox, staff));
}

/**
 * Gives the two bodies of an answer with its signature, set off as RFC 3676 §4.3 has it.
 *
 * @param html - the answer as cleaned HTML; made from the text when it is empty
 */
export function signedBodies(
	text: string,
	signature: string,
	html = '',
): { readonly text: string; readonly html: string } {
	const reply = text.trim();
	const body = `<div>${html || textToHtml(reply)}</div>`;
	if (signature === '') return { text: `${reply}\n`, html: body };
	return {
		text: `${reply}\n\n-- \n${signature}\n`,
		html: `${body}\n<br>\n<div class="signature">-- <br>\n${textToHtml(signature)}</div>`,
	};
}
