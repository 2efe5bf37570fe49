import { deliverMail } from '../helpdesk/desk/deliver-mail';
import { queueNotifications } from '../helpdesk/desk/notify-staff';
import { queueReply } from '../helpdesk/desk/queue-reply';
import type { OutboundMail } from '../helpdesk/domain/outbound-mail';
import type { Mailbox } from '../helpdesk/domain/mailbox';
import type { Desk, MailSender } from '../helpdesk/ports';
import { answerTo, customerWrites, messageOf } from '../test/support/answers';
import { notified } from '../test/support/seeded-desk';
import { aMailbox, aStaff, arrive, type TestDesk } from '../test/support/test-desk';
import { realisticMails } from './corpus';

export const SUPPORT = 'support@acme.test';

/** What one side of a comparison is asked to send, in an item each. */
export interface Work {
	readonly items: readonly Readonly<Record<string, string>>[];
	/** How many mails come of it. */
	readonly mails: number;
}

/** Fills an empty desk with staff answers that nobody has sent yet; gives their message ids. */
export async function answersToSend(
	desk: TestDesk,
	mailbox: Mailbox,
	name: string,
	count: number,
): Promise<string[]> {
	const ids: string[] = [];
	const text = 'Please switch it off, wait for ten seconds, and switch it on again.\n'.repeat(12);
	for (let index = 0; index < count; index++) {
		const notification = await notified(desk, mailbox, `${name}-${index}@customer.test`);
		const { outcome } = await arrive(desk, mailbox, answerTo(notification, { text }));
		ids.push((await messageOf(desk, outcome)).id);
	}
	return ids;
}

/** Gives the message id of a customer's mail that nobody knows of yet. */
export async function mailToTellOf(desk: TestDesk, mailbox: Mailbox, name: string): Promise<string> {
	const [raw] = realisticMails(mailbox.address, 1);
	const text = raw?.toString().split('\r\n\r\n')[1] ?? '';
	const message = await customerWrites(desk, mailbox, { from: `${name}@customer.test`, text });
	return message.id;
}

/** Makes the mailbox and its first staff member, whose answers are sent. */
export async function acmeDesk(desk: Desk): Promise<Mailbox> {
	const mailbox = await aMailbox(desk, { address: SUPPORT });
	await aStaff(desk, { address: 'staff-0@acme-staff.test' });
	return mailbox;
}

/** Hires more people who want to hear of everything. */
export async function hire(desk: Desk, count: number): Promise<void> {
	for (let index = 1; index < count; index++)
		await aStaff(desk, { name: `Staff ${index}`, address: `staff-${index}@acme-staff.test` });
}

/** Gives the mails that come of answers and of a message, as items for a node that only sends. */
export async function asPlainMails(
	desk: Desk,
	answers: readonly string[],
	messageId: string | undefined,
): Promise<Work> {
	const items: Record<string, string>[] = [];
	const sender: MailSender = {
		send: async ({ mail, text, html }) => {
			items.push({ to: mail.recipient.address, subject: mail.subject, text, html });
			return { kind: 'sent', response: '250 noted down' };
		},
	};
	for (const id of answers) {
		const queued = await queueReply(desk, id);
		if ('mail' in queued) await deliverMail(desk, sender, queued.mail.id);
	}
	const mails: readonly OutboundMail[] =
		messageId === undefined
			? []
			: (await queueNotifications(desk, messageId, 'new-conversation', SUPPORT)).mails;
	for (const { id } of mails) await deliverMail(desk, sender, id);
	return { items, mails: items.length };
}
