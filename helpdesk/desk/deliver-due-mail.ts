import type { OutboundMail } from '../domain/outbound-mail';
import type { Desk, MailSender } from '../ports';
import { askWaiting } from './ask-to-confirm';
import { deliverMails, freeClaimsOfGone } from './deliver-mail';
import { queueReply } from './queue-reply';
import { sendNotices } from './send-notices';

const MAX_MAILS = 100;
// A mail that was queued a moment ago is being sent by whoever queued it.
const YOUNG_MS = 60_000;

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
		const queued = await queueReply(desk, messageId);
		if ('mail' in queued) resumed.push(queued.mail.id);
	}
	const now = clock.now();
	const due = await store.outbound.due(mailbox.id, new Date(now.getTime() - YOUNG_MS), now, MAX_MAILS);
	return await deliverMails(desk, sender, [...new Set([...resumed, ...due])]);
}
