import { escapeHtml, textToHtml } from './html';
import type { Mailbox } from './mailbox';
import { fillPlaceholders } from './placeholders';
import type { Bodies } from './quote';
import { placeholdersOf } from './sender';
import type { Staff } from './staff';

/**
 * Gives the signature of an answer, filled in: the staff member's, else the mailbox's (rule 29). Either body is empty
 * where nobody wrote it.
 */
export function signatureOf(
	mailbox: Mailbox,
	staff: Pick<Staff, 'name' | 'signature' | 'signatureHtml'>,
): Bodies {
	const { signature, signatureHtml } = isSigned(staff) ? staff : mailbox;
	const values = placeholdersOf(mailbox, staff);
	return {
		text: fillPlaceholders(signature.trim(), values),
		html: fillPlaceholders(signatureHtml.trim(), {
			staffName: escapeHtml(values.staffName),
			channelName: escapeHtml(values.channelName),
			mailboxAddress: escapeHtml(values.mailboxAddress),
		}),
	};
}

/**
 * Gives the two bodies of an answer with its signature, set off as RFC 3676 §4.3 has it.
 *
 * @param html - the answer as cleaned HTML; made from the text when it is empty
 */
export function signedBodies(text: string, signature: Bodies, html = ''): Bodies {
	const reply = text.trim();
	const body = `<div>${html || textToHtml(reply)}</div>`;
	if (signature.text === '' && signature.html === '') return { text: `${reply}\n`, html: body };
	return {
		text: `${reply}\n\n-- \n${signature.text}\n`,
		html: `${body}\n<br>\n<div class="signature">-- <br>\n${signature.html || textToHtml(signature.text)}</div>`,
	};
}

function isSigned({ signature, signatureHtml }: Pick<Staff, 'signature' | 'signatureHtml'>): boolean {
	return signature.trim() !== '' || signatureHtml.trim() !== '';
}
