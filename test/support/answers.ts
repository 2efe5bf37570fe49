import { queueNotifications } from '../../helpdesk/desk/notify-staff';
import type { Message } from '../../helpdesk/domain/conversation';
import type { ThreadOutcome } from '../../helpdesk/domain/inbound-mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { Occasion } from '../../helpdesk/domain/notification-preference';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { Desk } from '../../helpdesk/ports';
import type { RawMailParts } from './raw-mail';
import { arrive, type TestDesk } from './test-desk';

/** Takes a customer's mail in and gives its message; fails when it is held or not for people. */
export async function customerWrites(
	desk: TestDesk,
	mailbox: Mailbox,
	parts: RawMailParts = {},
): Promise<Message> {
	return await messageOf(desk, (await arrive(desk, mailbox, parts)).outcome);
}

/** Queues the e-mails about a message. */
export async function notify(
	desk: Desk,
	mailbox: Mailbox,
	message: Message,
	occasion: Occasion = 'new-conversation',
): Promise<readonly OutboundMail[]> {
	return (await queueNotifications(desk, message.id, occasion, mailbox.address)).mails;
}

/** Writes what a mail program sends as the answer to a mail of ours. */
export function answerTo(mail: OutboundMail | undefined, parts: RawMailParts = {}): RawMailParts {
	if (!mail) throw new Error('There is no mail to answer.');
	return {
		from: mail.recipient.address,
		to: (mail.replyTo ?? mail.from).address,
		subject: `Re: ${mail.subject}`,
		text: 'Reboot.',
		inReplyTo: mail.messageIdHeader,
		references: [...mail.references, mail.messageIdHeader],
		...parts,
	};
}

/** Lets whoever got the first notification of a new conversation answer it, and gives the answer. */
export async function staffAnswers(
	desk: TestDesk,
	mailbox: Mailbox,
	customer: RawMailParts = {},
): Promise<Message> {
	const [notification] = await notify(desk, mailbox, await customerWrites(desk, mailbox, customer));
	return await messageOf(desk, (await arrive(desk, mailbox, answerTo(notification))).outcome);
}

/** Gives the message of an outcome. */
export async function messageOf(desk: Desk, outcome: ThreadOutcome): Promise<Message> {
	const id = 'messageId' in outcome ? outcome.messageId : undefined;
	const message = id === undefined ? undefined : await desk.store.messages.byId(id);
	if (!message) throw new Error(`There is no message: ${await reasonOf(desk, outcome)}.`);
	return message;
}

/** Gives why a mail was held or not for people, else the kind of its outcome. */
export async function reasonOf(desk: Desk, outcome: ThreadOutcome): Promise<string> {
	if (outcome.kind === 'not-for-people') return outcome.why;
	if (outcome.kind !== 'held') return outcome.kind;
	return (await desk.store.holds.byId(outcome.holdId))?.reason ?? 'no hold';
}
