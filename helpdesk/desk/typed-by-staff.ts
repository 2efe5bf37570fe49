import type { Conversation, Message } from '../domain/conversation';
import type { HoldReason } from '../domain/hold';
import {
	assigneeRow,
	conversationRow,
	mailboxRow,
	notificationBodies,
	tagsRow,
} from '../domain/notification';
import type { OutboundMail } from '../domain/outbound-mail';
import type { Staff } from '../domain/staff';
import { type AnsweredNotification, cutStaffReply, isHtmlLeak, type TypedWords } from '../domain/staff-reply';
import type { Desk } from '../ports';
import { tagsOf } from './change-tags';
import type { Threading } from './follow-route';
import { notificationFacts, renderNotification } from './render-notification';
import { type Order, ordersOf } from './staff-orders';

const MAX_MESSAGES = 500;

/** What a staff member's mail tells the customer or colleagues, and has the desk do. */
export interface StaffWords {
	readonly kind: TypedWords['kind'];
	readonly orders: readonly Order[];
	readonly text: string;
	/** Cleaned; may be empty. */
	readonly html: string;
}

/** An answer of a staff member that is to be read. */
export interface StaffAnswer {
	readonly conversation: Conversation;
	readonly staff: Staff;
	/** Undefined when the mail answers none that is known. */
	readonly notification: OutboundMail | undefined;
	/** Whether it is an internal note, whatever it says. */
	readonly isNote?: boolean;
}

/**
 * Cuts a staff member's mail down to what they typed, as text and as HTML that is fit to leave, or tells why it must wait
 * (rules 21, 23 and 31).
 */
export async function typedByStaff(
	threading: Threading,
	answer: StaffAnswer,
): Promise<StaffWords | { readonly hold: HoldReason }> {
	const { desk, mail } = threading;
	const answered = await answeredNotification(threading, answer);
	const cut = cutStaffReply(mail, mail.html ? desk.html.parse(mail.html) : undefined, answered);
	if ('hold' in cut) return cut;
	const { kind, text, commands } = cut;
	const orders = await ordersOf(desk.store, commands, answer);
	if (!orders) return { hold: 'unknown-command' };
	if (cut.html === undefined) return { kind, orders, text, html: '' };
	const html = desk.html.clean(desk.html.serialize(cut.html));
	const nodes = desk.html.parse(html) ?? [];
	return isHtmlLeak(nodes, html, answered) ? { hold: 'notification-in-reply' } : { kind, orders, text, html };
}

/** Gives what must not leave with an answer in a conversation, and what the answer may quote. */
export async function answeredNotification(
	{ desk, mailboxes }: Threading,
	{ conversation, notification, staff: author, isNote = false }: StaffAnswer,
): Promise<AnsweredNotification> {
	const { store } = desk;
	const history = await store.messages.history(conversation.id, MAX_MESSAGES);
	const about = notification && (await store.messages.byId(notification.messageId));
	const contact = await store.contacts.byId(conversation.contactId);
	const writers = history.filter(({ kind }) => kind === 'customer').map(({ from }) => from.name);
	const tags = await tagsOf(store, conversation.id);
	const rendered = await renderedText(desk, notification, history, tags);
	// Since it was sent, the conversation may have been given to somebody else, and other tags; and its message may have
	// been merged into another conversation, of another mailbox.
	const former = notification && (await store.conversations.byId(notification.conversationId));
	const staff = await store.staff.all();
	const rows = [
		...['', ...staff.map(({ name }) => name)].map(assigneeRow),
		...mailboxes.map(mailboxRow),
		...(former ? [conversationRow(former)] : []),
		...(tags.length > 0 ? [tagsRow(tags)] : []),
	];
	return {
		token: notification?.token,
		isOfNote: isNote || about?.kind === 'note',
		customerNames: customersOwnNames([contact?.name ?? '', ...writers], staff),
		colleagueNames: staff.map(({ name }) => name),
		staffName: author.name,
		ownNames: mailboxes.flatMap(({ address, channelName }) => [address, channelName]),
		texts: [rendered, ...rows],
		said: history.toReversed().flatMap(({ text, fullText }) => [text, fullText]),
		notes: history.filter(({ kind }) => kind === 'note').map(({ text }) => text),
	};
}

// "@Kelly" may be a colleague, whatever the customer is called.
function customersOwnNames(names: readonly string[], staff: readonly Staff[]): readonly string[] {
	const colleagues = new Set(staff.flatMap((each) => each.name.toLowerCase().split(/\s+/)));
	return [...new Set(names.flatMap((name) => name.split(/\s+/)))].filter(
		(word) => !colleagues.has(word.toLowerCase()),
	);
}

// Without the notification itself, one about the last that was said holds what all of them say.
async function renderedText(
	desk: Desk,
	notification: OutboundMail | undefined,
	history: readonly Message[],
	tags: readonly string[],
): Promise<string> {
	if (notification?.recipe.kind === 'notification')
		return (await renderNotification(desk, notification, notification.recipe)).text;
	const last = history.findLast(({ kind }) => kind === 'customer' || kind === 'staff');
	if (!last) return '';
	const facts = { ...(await notificationFacts(desk, last.id)), tags };
	return notificationBodies({ ...facts, event: 'new-conversation' }, '').text;
}
