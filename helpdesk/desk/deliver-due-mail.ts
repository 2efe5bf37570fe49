import { isSuppressed, suppressionAdvice } from '../domain/address-health';
import type { OutboundMail } from '../domain/outbound-mail';
import { HelpDeskError } from '../domain/errors';
import { MASTER_INBOX_ADVICE } from '../domain/sender';
import type { Desk, MailSender } from '../ports';
import { addNote } from './add-note';
import { askWaiting } from './ask-to-confirm';
import { setConversationStatus } from './conversation-changes';
import { deliverMails, freeClaimsOfGone } from './deliver-mail';
import { queueReply } from './queue-reply';
import { messageById } from './resolve-sender';
import { sendNotices } from './send-notices';
import { tellWaiting } from './tell-waiting';

const MAX_MAILS = 100;
// A mail that was queued a moment ago is being sent by whoever queued it.
const YOUNG_MS = 60_000;
const PATIENCE_MS = 15 * 60_000;

/**
 * Tries again what a mailbox owes and could not send, takes over what a process left behind that is gone, and resumes
 * answers whose master inbox is back.
 *
 * @param isGone - tells of an owner (`Desk.owner`) that its process has ended
 * @returns the mails that were due, as they stand afterwards
 */
export async function deliverDueMail(
	desk: Desk,
	sender: MailSender,
	address: string,
	isGone: (owner: string) => boolean = () => false,
): Promise<OutboundMail[]> {
	const { store, clock } = desk;
	const mailbox = await store.mailboxes.byAddress(address);
	if (!mailbox) return [];
	await freeClaimsOfGone(desk, mailbox.id, isGone);
	await sendNotices(desk, sender, mailbox);
	const asked = mailbox.removedAt ? [] : await askWaiting(desk, mailbox);
	const resumed = asked.map(({ id }) => id);
	for (const messageId of await store.messages.paused(mailbox.id, MAX_MAILS)) {
		const queued = await queueReply(desk, messageId).catch(unsendable);
		if ('mail' in queued) resumed.push(queued.mail.id);
		else if ('error' in queued) await giveUp(desk, messageId, queued.error);
		else if (queued.paused !== 'address-suppressed')
			await tellLate(desk, messageId, MASTER_INBOX_ADVICE[queued.paused]);
	}
	const now = clock.now();
	const due = await store.outbound.due(mailbox.id, new Date(now.getTime() - YOUNG_MS), now, MAX_MAILS);
	const delivered = await deliverMails(desk, sender, [...new Set([...resumed, ...due])]);
	for (const mail of delivered)
		if (mail.state === 'paused' && mail.recipe.kind === 'reply') await tellOfPause(desk, mail);
	return delivered;
}

// Its conversation was merged into that of somebody else: it never leaves, and must not keep other mail from leaving.
function unsendable(error: unknown): { readonly error: string } {
	if (error instanceof HelpDeskError && error.code === 'invalid-input') return { error: error.message };
	throw error;
}

// Rule 30: what does not leave comes back to people.
async function giveUp(desk: Desk, messageId: string, error: string): Promise<void> {
	await desk.store.transaction(async (store) => {
		const tx = { ...desk, store };
		const { conversationId } = await messageById(store, messageId);
		await store.messages.setState(messageId, 'failed');
		const failed = { type: 'reply-failed', conversationId, messageId, data: { error } };
		await store.recordEvent(failed, desk.clock.now());
		await addNote(tx, conversationId, undefined, error);
		await setConversationStatus(tx, conversationId, 'open');
		await tellWaiting(tx, messageId, error, 'given-up');
	});
}

async function tellOfPause(desk: Desk, { messageId, recipient, error }: OutboundMail): Promise<void> {
	const health = await desk.store.addresses.byAddress(recipient.address);
	if (!isSuppressed(health)) return await tellLate(desk, messageId, error);
	await desk.store.transaction((store) =>
		tellWaiting({ ...desk, store }, messageId, suppressionAdvice(health)),
	);
}

// What waits is mostly back in a minute or two, and the answer then leaves by itself.
async function tellLate(desk: Desk, messageId: string, why: string): Promise<void> {
	await desk.store.transaction(async (store) => {
		const { createdAt } = await messageById(store, messageId);
		if (desk.clock.now().getTime() - createdAt.getTime() < PATIENCE_MS) return;
		await tellWaiting({ ...desk, store }, messageId, `${why} The answer leaves by itself then.`);
	});
}
