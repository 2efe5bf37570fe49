import type { Command } from '../domain/commands';
import type { Conversation, ConversationStatus, Message } from '../domain/conversation';
import type { HoldReason } from '../domain/hold';
import { assigneeRow, notificationBodies } from '../domain/notification';
import type { OutboundMail } from '../domain/outbound-mail';
import { staffNamed, type Staff } from '../domain/staff';
import { type AnsweredNotification, cutStaffReply, isHtmlLeak, type TypedWords } from '../domain/staff-reply';
import type { Desk } from '../ports';
import type { Threading } from './follow-route';
import { notificationFacts, renderNotification } from './render-notification';

const MAX_MESSAGES = 500;

/** A command whose words were understood. */
export type Order =
	| { readonly kind: 'status'; readonly status: ConversationStatus; readonly said: string }
	/** Undefined: to nobody. */
	| { readonly kind: 'assign'; readonly staffId: string | undefined; readonly said: string };

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
	const orders = ordersOf(commands, answer.staff, await desk.store.staff.all());
	if (!orders) return { hold: 'unknown-command' };
	if (cut.html === undefined) return { kind, orders, text, html: '' };
	const html = desk.html.clean(desk.html.serialize(cut.html));
	const nodes = desk.html.parse(html) ?? [];
	return isHtmlLeak(nodes, html, answered) ? { hold: 'notification-in-reply' } : { kind, orders, text, html };
}

// An order for somebody whom the desk does not know is none: what follows may be for them alone.
function ordersOf(
	commands: readonly Command[],
	author: Staff,
	staff: readonly Staff[],
): readonly Order[] | undefined {
	const orders: Order[] = [];
	for (const command of commands) {
		if (command.kind === 'note') continue;
		if (command.kind === 'status') {
			orders.push({ ...command, said: `Status: ${command.status}` });
		} else {
			const to = command.to.toLowerCase();
			const assignee = to === 'me' ? author : staffNamed(command.to, staff);
			if (!assignee && to !== 'nobody') return undefined;
			orders.push({ kind: 'assign', staffId: assignee?.id, said: `Given to ${assignee?.name ?? 'nobody'}` });
		}
	}
	return orders;
}

/** Gives what must not leave with an answer in a conversation, and what the answer may quote. */
export async function answeredNotification(
	{ desk, mailboxes }: Threading,
	{ conversation, notification, staff: author, isNote = false }: StaffAnswer,
): Promise<AnsweredNotification> {
	const { store } = desk;
	const history = await store.messages.history(conversation.id, MAX_MESSAGES);
	const about = notification && (await store.messages.byId(notification.messageId));
	const rendered = await renderedText(desk, notification, history);
	// Since it was sent, the conversation may have been given to somebody else.
	const staff = await store.staff.all();
	const assignees = ['', ...staff.map(({ name }) => name)].map(assigneeRow);
	return {
		token: notification?.token,
		isOfNote: isNote || about?.kind === 'note',
		customerName: customersOwnName((await store.contacts.byId(conversation.contactId))?.name ?? '', staff),
		staffName: author.name,
		ownNames: mailboxes.flatMap(({ address, channelName }) => [address, channelName]),
		texts: [rendered, ...assignees],
		notes: history.filter(({ kind }) => kind === 'note').map(({ text }) => text),
	};
}

// "@Kelly" may be a colleague, whatever the customer is called.
function customersOwnName(name: string, staff: readonly Staff[]): string {
	const colleagues = new Set(staff.flatMap((each) => each.name.toLowerCase().split(/\s+/)));
	return name
		.split(/\s+/)
		.filter((word) => !colleagues.has(word.toLowerCase()))
		.join(' ');
}

// Without the notification itself, one about the last that was said holds what all of them say.
async function renderedText(
	desk: Desk,
	notification: OutboundMail | undefined,
	history: readonly Message[],
): Promise<string> {
	if (notification?.recipe.kind === 'notification')
		return (await renderNotification(desk, notification, notification.recipe.event)).text;
	const last = history.findLast(({ kind }) => kind === 'customer' || kind === 'staff');
	if (!last) return '';
	return notificationBodies({ ...(await notificationFacts(desk, last.id)), event: 'new-conversation' }, '')
		.text;
}
