import type { Conversation } from '../domain/conversation';
import type { HoldReason } from '../domain/hold';
import { assigneeRow } from '../domain/notification';
import type { OutboundMail } from '../domain/outbound-mail';
import { type AnsweredNotification, cutStaffReply, isHtmlLeak } from '../domain/staff-reply';
import type { Threading } from './follow-route';
import { renderNotification } from './render-notification';

const MAX_MESSAGES = 500;

/** What a staff member's mail tells the customer, or why it must wait; `html` is cleaned, and may be empty. */
export type StaffWords = { readonly text: string; readonly html: string } | { readonly hold: HoldReason };

/** Cuts a staff member's mail down to what they typed, as text and as HTML that is fit to leave (rules 21 and 31). */
export async function typedByStaff(
	threading: Threading,
	conversation: Conversation,
	notification: OutboundMail,
): Promise<StaffWords> {
	const { desk, mail } = threading;
	const answered = await answeredNotification(threading, conversation, notification);
	const cut = cutStaffReply(mail, mail.html ? desk.html.parse(mail.html) : undefined, answered);
	if ('hold' in cut) return cut;
	if (cut.html === undefined) return { text: cut.text, html: '' };
	const html = desk.html.clean(desk.html.serialize(cut.html));
	const nodes = desk.html.parse(html) ?? [];
	return isHtmlLeak(nodes, html, answered) ? { hold: 'notification-in-reply' } : { text: cut.text, html };
}

async function answeredNotification(
	{ desk, mailboxes }: Threading,
	conversation: Conversation,
	notification: OutboundMail,
): Promise<AnsweredNotification> {
	const { store } = desk;
	const { recipe, token } = notification;
	const history = await store.messages.history(conversation.id, MAX_MESSAGES);
	const rendered =
		recipe.kind === 'notification'
			? await renderNotification(desk, notification, recipe.event)
			: { text: '' };
	// Since it was sent, the conversation may have been given to somebody else.
	const staff = await store.staff.all();
	const assignees = ['', ...staff.map(({ name }) => name)].map(assigneeRow);
	return {
		token,
		staffName: staff.find(({ id }) => id === notification.staffId)?.name ?? '',
		ownNames: mailboxes.flatMap(({ address, channelName }) => [address, channelName]),
		texts: [rendered.text, ...assignees],
		notes: history.filter(({ kind }) => kind === 'note').map(({ text }) => text),
	};
}
