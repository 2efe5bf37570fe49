import type { Message } from '../domain/conversation';
import { HelpDeskError } from '../domain/errors';
import type { Mailbox } from '../domain/mailbox';
import { textOfHtml } from '../domain/html-text';
import { senderOf, type MasterInboxRefusal, type Sender } from '../domain/sender';
import { signatureOf } from '../domain/signature';
import type { Staff } from '../domain/staff';
import type { Desk, Store } from '../ports';
import { conversationById } from './conversation-changes';
import { mailboxById, refusalOf } from './save-mailbox';
import { staffById } from './save-staff';

/** How an answer leaves, or why it must not leave now (rule 27). */
export type Resolution =
	| ResolvedSender
	| { readonly paused: MasterInboxRefusal; readonly mailbox: Mailbox; readonly master: Mailbox };

export interface ResolvedSender extends Sender {
	readonly mailbox: Mailbox;
	readonly staff: Staff;
	/** Filled in; empty when there is none. */
	readonly signature: string;
	/** Cleaned; empty when it is made from the text. */
	readonly signatureHtml: string;
}

/**
 * Decides From, Reply-To and signature of a staff answer. One that must not leave now becomes `paused`: *Deliver Due
 * Mail* sends it once its master inbox is back (rule 27).
 *
 * @param mailboxId - that of the mail which is about to leave; undefined: that of the conversation
 * @throws HelpDeskError message-not-found, invalid-input
 */
export function resolveSender(desk: Desk, messageId: string, mailboxId?: string): Promise<Resolution> {
	const { store, clock } = desk;
	return store.transaction(async (tx) => {
		const message = await staffAnswer(tx, messageId);
		const resolution = await resolutionOf({ ...desk, store: tx }, message, mailboxId);
		if (!('paused' in resolution) || message.state !== 'unsent') return resolution;
		await tx.messages.setState(message.id, 'paused');
		const { conversationId } = message;
		const data = { reason: resolution.paused };
		await tx.recordEvent({ type: 'reply-paused', conversationId, messageId, data }, clock.now());
		return resolution;
	});
}

async function resolutionOf(
	desk: Desk,
	message: StaffAnswer,
	mailboxId: string | undefined,
): Promise<Resolution> {
	const { store } = desk;
	const id = mailboxId ?? (await conversationById(store, message.conversationId)).mailboxId;
	const mailbox = await mailboxById(store, id);
	const staff = await staffById(store, message.staffId);
	const { master, refusal } = await masterInboxOf(desk, mailbox);
	if (refusal) return { paused: refusal, mailbox, master: master ?? mailbox };
	return { ...senderOf(mailbox, master, staff), mailbox, staff, ...writtenSignature(desk, mailbox, staff) };
}

/** Gives the master inbox of a mailbox, and why nothing may leave the mailbox now; both undefined when there is none. */
export async function masterInboxOf(
	desk: Desk,
	mailbox: Mailbox,
): Promise<{ readonly master: Mailbox | undefined; readonly refusal: MasterInboxRefusal | undefined }> {
	const { masterInboxId: id } = mailbox;
	const master = id === undefined ? undefined : await mailboxById(desk.store, id);
	if (mailbox.removedAt) return { master, refusal: 'removed' };
	return { master, refusal: master && (await refusalOf(desk, mailbox, master)) };
}

/** Writes the signature of a person's answers from a mailbox; its text is made from its HTML where there is no other. */
export function writtenSignature({ html }: Desk, mailbox: Mailbox, staff: Staff) {
	const signature = signatureOf(mailbox, staff);
	const signatureHtml = html.clean(signature.html);
	const nodes = signature.text === '' ? html.parse(signatureHtml) : undefined;
	return { signature: nodes ? textOfHtml(nodes) : signature.text, signatureHtml };
}

/** Gives a message. @throws HelpDeskError message-not-found */
export async function messageById(store: Store, id: string): Promise<Message> {
	const message = await store.messages.byId(id);
	if (!message) throw new HelpDeskError('message-not-found', `The desk has no message with the id "${id}".`);
	return message;
}

/** A message that a staff member wrote to a customer. */
export type StaffAnswer = Message & { readonly staffId: string };

/** Gives a message that a staff member wrote to a customer. @throws HelpDeskError message-not-found, invalid-input */
export async function staffAnswer(store: Store, messageId: string): Promise<StaffAnswer> {
	const message = await messageById(store, messageId);
	const { kind, staffId } = message;
	if (kind !== 'staff' || staffId === undefined) {
		throw new HelpDeskError(
			'invalid-input',
			`The message ${messageId} is not a staff answer: connect the output Staff Reply.`,
		);
	}
	return { ...message, staffId };
}
