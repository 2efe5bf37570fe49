import type { OutboundMail } from '../domain/outbound-mail';
import type { Desk, MailSender } from '../ports';
import { claimMail, deliverClaimed } from './deliver-mail';
import { queueReply, type QueuedReply } from './queue-reply';
import { MailRendering } from './render-mail';

/** How a staff answer stands after the try to send it, or why it must wait. */
export type SentReply =
	{ readonly mail: OutboundMail } | Exclude<QueuedReply, { readonly mail: OutboundMail }>;

/**
 * Mails a staff answer to the customer, once however often it is asked: written down and taken for sending in one
 * step, so that nobody finds it in between.
 *
 * @param undoSeconds - how long it may be taken back: it is left to *Deliver Due Mail* then
 * @throws HelpDeskError message-not-found, invalid-input
 */
export async function sendReply(
	desk: Desk,
	sender: MailSender,
	messageId: string,
	undoSeconds = 0,
): Promise<SentReply> {
	const notBefore = undoSeconds > 0 ? new Date(desk.clock.now().getTime() + undoSeconds * 1000) : undefined;
	// Nothing has left by then, and what is lost with the power is written again when the flow runs again.
	const queued = await desk.store.repeatable(async (store) => {
		const tx = { ...desk, store };
		const reply = await queueReply(tx, messageId, notBefore);
		return 'paused' in reply ? reply : { claimed: await claimMail(tx, reply.mail.id) };
	});
	if ('paused' in queued) return queued;
	return { mail: await deliverClaimed(desk, sender, queued.claimed, new MailRendering(desk)) };
}
