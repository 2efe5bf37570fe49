import { safeDisplayName } from '../domain/address';
import type { Contact, Conversation, Message } from '../domain/conversation';
import { HelpDeskError } from '../domain/errors';
import type { Mailbox } from '../domain/mailbox';
import { shortNotification } from '../domain/notification';
import {
	CHANNELS,
	type Echo,
	eventsFor,
	type NotifyEvent,
	type Occasion,
} from '../domain/notification-preference';
import type { OutboundMail, Push } from '../domain/outbound-mail';
import { mayAnswerFrom, type Staff } from '../domain/staff';
import { isNestedNotification } from '../domain/subject';
import type { Desk, Store } from '../ports';
import { tagsOf } from './change-tags';
import { conversationById } from './conversation-changes';
import { newNotification } from './new-notice';
import { attachmentSources, contactOf } from './new-outbound-mail';
import { messageById } from './resolve-sender';

// Who wrote longer ago than that many answers has lost sight of the conversation.
const MAX_WRITERS = 50;

/** A notification for a desktop or a phone, ready to be shown. */
export interface ReadyPush extends Push {
	readonly staff: Staff;
	/** Where the service that shows it expects it; may be empty. */
	readonly target: string;
	readonly title: string;
	readonly body: string;
}

/** What one message gives notice of: mail in the outbox, and notifications that a flow shows. */
export interface Notifications {
	readonly mails: readonly OutboundMail[];
	readonly pushes: readonly ReadyPush[];
}

interface Subject {
	readonly desk: Desk;
	readonly message: Message;
	readonly occasion: Occasion;
	readonly conversation: Conversation;
	readonly contact: Contact;
	readonly tags: readonly string[];
	/** The mailbox that sends; not always the conversation's. */
	readonly sendingFrom: Mailbox;
}

/**
 * Decides who hears of a message and by which channel (rules 33 and 34), and writes it down once: the same call again
 * gives the same mail, and pushes only those that no flow got before.
 *
 * @param sendingAddress - the mailbox that will send, which answers go to; any of the desk's will do
 * @throws HelpDeskError message-not-found, mailbox-not-found
 */
export function queueNotifications(
	desk: Desk,
	messageId: string,
	occasion: Occasion,
	sendingAddress: string,
): Promise<Notifications> {
	return desk.store.transaction(async (store) => {
		const subject = await subjectOf({ ...desk, store }, messageId, occasion, sendingAddress);
		const attempt = await attemptOf(subject);
		const echo = await echoOf(subject);
		// Rule 32: people see it in the desk, but no mail goes round and round.
		const isLoop = isNestedNotification(subject.conversation.subject);
		const mails: OutboundMail[] = [];
		const pushes: ReadyPush[] = [];
		for (const staff of await store.staff.all()) {
			// Rule 33: who caused it knows of it, also who wrote in as a customer.
			if (!staff.isActive || mayAnswerFrom(staff, subject.message.from.address)) continue;
			if (staff.id === subject.message.staffId) continue;
			const events = eventsFor(staff.id, occasion, subject.conversation.assigneeId, echo);
			for (const channel of CHANNELS) {
				const event = events.find((candidate) => staff.preferences[channel].includes(candidate));
				if (!event) continue;
				if (channel === 'email' && isLoop) continue;
				if (channel === 'email') {
					mails.push(await store.outbound.insertOnce(await notificationMail(subject, staff, event)));
					continue;
				}
				const push = readyPush(subject, staff, channel, event);
				if (await store.pushes.insertOnce(push, attempt)) pushes.push(push);
			}
		}
		return { mails, pushes };
	});
}

/** Tells what a message is an occasion of, by who wrote it and whether it is the first. @throws HelpDeskError message-not-found */
export async function occasionOf({ store }: Desk, messageId: string): Promise<Occasion> {
	const message = await messageById(store, messageId);
	if (message.kind === 'staff') return 'staff-replied';
	if (message.kind === 'note') return 'noted';
	// The only commands of which somebody needs to hear.
	if (message.kind === 'system') return 'assigned';
	const isFirst = (await store.messages.before(message, 1)).length === 0;
	return isFirst ? 'new-conversation' : 'customer-replied';
}

// Any mailbox of the desk will do, as an answer finds its conversation by the token; but it must be one that is read.
async function sendingMailbox(store: Store, address: string): Promise<Mailbox> {
	const mailbox = await store.mailboxes.byAddress(address);
	if (mailbox) return mailbox;
	throw new HelpDeskError(
		'mailbox-not-found',
		`The desk does not know ${address}, so nobody would read the answers of staff.`,
	);
}

async function subjectOf(
	desk: Desk,
	messageId: string,
	occasion: Occasion,
	sendingAddress: string,
): Promise<Subject> {
	const { store } = desk;
	const message = await messageById(store, messageId);
	const conversation = await conversationById(store, message.conversationId);
	const contact = await contactOf(store, conversation);
	const tags = await tagsOf(store, conversation.id);
	const sendingFrom = await sendingMailbox(store, sendingAddress);
	return { desk, message, occasion, conversation, contact, tags, sendingFrom };
}

async function echoOf({ desk, message, conversation }: Subject): Promise<Echo> {
	const { assigneeId, assignedAt } = conversation;
	const isAuthors = message.kind === 'staff' && assigneeId !== undefined && assigneeId === message.staffId;
	const earlier = await desk.store.messages.before(message, MAX_WRITERS, ['staff', 'note']);
	return {
		isFirstAnswer: isAuthors && assignedAt !== undefined && assignedAt >= message.createdAt,
		writerIds: new Set(earlier.flatMap(({ staffId }) => staffId ?? [])),
	};
}

// A push that was handed to a flow which then died is handed out again with the mail's next attempt.
async function attemptOf({ desk, message }: Subject): Promise<number> {
	if (message.inboundMailId === undefined) return 0;
	return (await desk.store.inbound.byId(message.inboundMailId))?.offers ?? 0;
}

// Who gives a conversation away gets it back as a new occasion.
function occasionKey({ occasion, conversation }: Subject): string {
	return occasion === 'assigned' ? `${occasion}:${conversation.assignedAt?.toISOString()}` : occasion;
}

function notificationMail(subject: Subject, staff: Staff, event: NotifyEvent): Promise<OutboundMail> {
	const { desk, message, conversation, tags, sendingFrom: mailbox } = subject;
	return newNotification(desk, {
		idempotencyKey: `notification:${message.id}:${staff.id}:${occasionKey(subject)}`,
		event,
		staff,
		conversation,
		message,
		mailbox,
		tags,
		author: safeDisplayName(message.from.name || message.from.address.split('@')[0] || ''),
		attachments: attachmentSources(message),
	});
}

function readyPush(subject: Subject, staff: Staff, channel: Push['channel'], event: NotifyEvent): ReadyPush {
	const { desk, message } = subject;
	return {
		id: desk.ids.next(),
		channel,
		staffId: staff.id,
		messageId: message.id,
		event,
		occasion: occasionKey(subject),
		staff,
		target: channel === 'desktop' ? staff.desktopTarget : staff.mobileTarget,
		...shortNotification(subject),
	};
}
