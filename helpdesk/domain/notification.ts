import { formatAddress } from './address';
import type { Contact, Conversation, Message } from './conversation';
import { escapeHtml, textToHtml } from './html';
import type { Mailbox } from './mailbox';
import { WHY, type NotifyEvent } from './notification-preference';
import { markerLine } from './reply/reply-extraction';

/** All that a notification tells. */
export interface NotificationFacts {
	readonly conversation: Conversation;
	readonly contact: Contact;
	readonly mailbox: Mailbox;
	readonly assigneeName: string;
	readonly message: Message;
	/** Earlier entries that customers and staff may see, newest first. */
	readonly earlier: readonly Message[];
	readonly event: NotifyEvent;
}

const MAX_EARLIER_CHARACTERS = 600;

/** Gives the two bodies of a notification (rule 35): the marker line on top, then facts, the message, what came before. */
export function notificationBodies(facts: NotificationFacts, token: string) {
	const marker = markerLine(token);
	const rows = factRows(facts);
	const why = `You get this because ${WHY[facts.event]}.`;
	const earlier = facts.earlier.map((message) => ({ head: headOf(message), body: shortened(message.text) }));
	const text = [
		marker,
		'',
		...rows.map(([name, value]) => `${name}: ${value}`),
		'',
		facts.message.text,
		'',
		...earlier.flatMap(({ head, body }) => ['----', head, body, '']),
		'----',
		why,
		'Answer this mail: what you write above the first line goes to the customer.',
	].join('\n');
	const html = [
		`<div id="helpdesk-${token}" class="helpdesk-${token}" data-helpdesk="${token}">${escapeHtml(marker)}</div>`,
		'<table>',
		...rows.map(([name, value]) => `<tr><td>${name}</td><td><b>${escapeHtml(value)}</b></td></tr>`),
		'</table>',
		`<div>${textToHtml(facts.message.text)}</div>`,
		...earlier.map(({ head, body }) => `<hr><div><i>${escapeHtml(head)}</i><br>${textToHtml(body)}</div>`),
		`<hr><div>${escapeHtml(why)}<br>Answer this mail: what you write above the first line goes to the customer.</div>`,
	].join('\n');
	return { text, html };
}

/** Gives a notification in a few words, for a desktop or a phone. */
export function shortNotification({
	conversation,
	contact,
	message,
}: Pick<NotificationFacts, 'conversation' | 'contact' | 'message'>) {
	return {
		title: `#${conversation.number} ${contact.name || contact.address}: ${conversation.subject || '(no subject)'}`,
		body: shortened(message.text),
	};
}

function factRows({
	contact,
	mailbox,
	assigneeName,
	conversation,
	message,
}: NotificationFacts): [string, string][] {
	const files = message.attachments.filter(({ isInline }) => !isInline).map(({ filename }) => filename);
	return [
		['Customer', formatAddress(contact)],
		['Mailbox', formatAddress({ name: mailbox.channelName, address: mailbox.address })],
		['Assigned to', assigneeName || 'nobody'],
		['Conversation', `#${conversation.number} ${conversation.subject}`],
		...(message.kind === 'staff' ? ([['Answered by', message.from.name]] as [string, string][]) : []),
		...(files.length > 0 ? ([['Attachments', files.join(', ')]] as [string, string][]) : []),
	];
}

function headOf({ from, createdAt }: Message): string {
	return `${from.name || from.address}, ${createdAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function shortened(text: string): string {
	return text.length > MAX_EARLIER_CHARACTERS ? `${text.slice(0, MAX_EARLIER_CHARACTERS)} …` : text;
}
