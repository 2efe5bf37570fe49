import { senderOf, type MasterInboxRefusal, type Sender } from '../domain/sender';
import { signedBodies } from '../domain/signature';
import { replySubject } from '../domain/subject';
import type { Desk } from '../ports';
import { masterInboxOf, writtenSignature } from './resolve-sender';
import { mailboxById } from './save-mailbox';
import { staffById } from './save-staff';

/** How an answer will look to the customer. */
export interface SenderPreview extends Sender {
	readonly subject: string;
	readonly text: string;
	readonly html: string;
	/** Why it would not leave now. */
	readonly refusal: MasterInboxRefusal | undefined;
}

/** What is answered and what with, for an example. */
export interface ExampleAnswer {
	readonly subject: string;
	readonly text: string;
}

/** Shows how an answer of a person from a mailbox will look; nothing is sent. @throws HelpDeskError mailbox-not-found, staff-not-found */
export async function previewSender(
	desk: Desk,
	mailboxId: string,
	staffId: string,
	{ subject, text }: ExampleAnswer,
): Promise<SenderPreview> {
	const mailbox = await mailboxById(desk.store, mailboxId);
	const staff = await staffById(desk.store, staffId);
	const { master, refusal } = await masterInboxOf(desk, mailbox);
	const { signature, signatureHtml } = writtenSignature(desk, mailbox, staff);
	return {
		...senderOf(mailbox, master, staff),
		subject: replySubject(subject),
		...signedBodies(text, { text: signature, html: signatureHtml }),
		refusal,
	};
}
