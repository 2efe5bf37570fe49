import { formatAddress, type Address } from './address';
import type { Contact, Conversation, Message } from './conversation';
import { escapeHtml, textToHtml } from './html';
import type { Mailbox } from './mailbox';
import { WHY, type NotificationReason } from './notification-preference';
import { markerLine } from './reply/reply-extraction';
import { oneLine } from './subject';

/** All that a notification tells. */
export interface NotificationFacts {
	readonly conversation: Conversation;
	readonly contact: Contact;
	readonly mailbox: Mailbox;
	readonly assigneeName: string;
	readonly tags: readonly string[];
	readonly message: Message;
	/** Who wrote the customer's message, where that is not the customer to whom answers go. */
	readonly writer?: Address | undefined;
	/** Earlier entries that customers and staff may see, newest first. */
	readonly earlier: readonly Message[];
	readonly event: NotificationReason;
	/** Why an answer of the reader did not leave, for people. */
	readonly notSent?: string | undefined;
}

const MAX_EARLIER_CHARACTERS = 600;
const WHY_YOU = 'You get this because';
const HOW_TO_ANSWER = 'Answer this mail: what you write above the first line goes to the customer.';
const HOW_TO_ANSWER_NOTE =
	'Answer this mail: what you write above the first line becomes a note, which the customer never sees.';
const LABELS = {
	notSent: 'Not sent',
	customer: 'Customer',
	mailbox: 'Mailbox',
	assignee: 'Assigned to',
	tags: 'Tags',
	conversation: 'Conversation',
	writer: 'Written by',
	author: 'Answered by',
	noter: 'Internal note by',
	files: 'Attachments',
};
// Mail programs quote, rewrap and set in bold; letters are what they leave alone.
const FRAME_LETTERS = [markerLine(''), WHY_YOU, HOW_TO_ANSWER.slice(0, 40)].map(lettersOf);
const LABEL_IN_PROSE = new RegExp(`\\b(?:${Object.values(LABELS).join('|').toLowerCase()})\\b`, 'g');
const FRAME_ROW = new RegExp(`^[\\s>|*]{0,20}(${Object.values(LABELS).join('|')})[\\s*]{0,9}:`, 'gim');

/** Gives the two bodies of a notification (rule 35): the marker line on top, then facts, the message, what came before. */
export function notificationBodies(facts: NotificationFacts, token: string) {
	const marker = markerLine(token);
	const rows = factRows(facts);
	const why = `${WHY_YOU} ${WHY[facts.event]}.`;
	const how = howToAnswer(facts);
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
		how,
	].join('\n');
	const html = [
		`<div id="helpdesk-${token}" class="helpdesk-${token}" data-helpdesk="${token}">${escapeHtml(marker)}</div>`,
		'<table>',
		...rows.map(([name, value]) => `<tr><td>${name}</td><td><b>${escapeHtml(value)}</b></td></tr>`),
		'</table>',
		`<div>${textToHtml(facts.message.text)}</div>`,
		...earlier.map(({ head, body }) => `<hr><div><i>${escapeHtml(head)}</i><br>${textToHtml(body)}</div>`),
		`<hr><div>${escapeHtml(why)}<br>${escapeHtml(how)}</div>`,
	].join('\n');
	return { text, html };
}

/** Gives a text without our labels where a sentence goes on with one ("is assigned to Kelly Ray"): in a row they have a capital. */
export function withoutLabelsInProse(text: string): string {
	return text.replace(LABEL_IN_PROSE, ' ');
}

/** Gives the lines of a notification's text that name its facts; how they are set is left open. */
export function factLines(text: string): readonly string[] {
	const names = Object.values(LABELS).map((label) => `${label}: `);
	return text.split('\n').filter((line) => names.some((name) => line.startsWith(name)));
}

/** Tells whether a text holds parts of a notification, however a mail program quoted them (rule 21). */
export function hasNotificationFrame(text: string): boolean {
	const letters = lettersOf(text);
	if (FRAME_LETTERS.some((phrase) => letters.includes(phrase))) return true;
	const rows = new Set([...text.matchAll(FRAME_ROW)].map(([, label = '']) => label.toLowerCase()));
	return rows.size > 1;
}

/** Gives the line that names the conversation. */
export function conversationRow(conversation: Pick<Conversation, 'number' | 'subject'>): string {
	return conversationFact(conversation).join(': ');
}

/** Gives the line that names the mailbox. */
export function mailboxRow(mailbox: Pick<Mailbox, 'channelName' | 'address'>): string {
	return mailboxFact(mailbox).join(': ');
}

/** Gives the line that tells who has the conversation; an empty name is nobody. */
export function assigneeRow(name: string): string {
	return assigneeFact(name).join(': ');
}

/** Tells whether a line of `factLines` tells tags, by words that can be found again. */
export function isTagsRow(line: string): boolean {
	return line.startsWith(`${LABELS.tags}: `) && /[\p{L}\p{N}]/u.test(line.slice(LABELS.tags.length));
}

/** Gives the line that tells the tags. */
export function tagsRow(tags: readonly string[]): string {
	return tagsFact(tags).join(': ');
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
	tags,
	conversation,
	message,
	writer,
	notSent,
}: NotificationFacts): [string, string][] {
	const files = message.attachments.filter(({ isInline }) => !isInline).map(({ filename }) => filename);
	return [
		...(notSent ? ([[LABELS.notSent, oneLine(notSent)]] as [string, string][]) : []),
		[LABELS.customer, formatAddress(contact)],
		...(writer ? ([[LABELS.writer, formatAddress(writer)]] as [string, string][]) : []),
		mailboxFact(mailbox),
		assigneeFact(assigneeName),
		...(tags.length > 0 ? ([tagsFact(tags)] as [string, string][]) : []),
		conversationFact(conversation),
		...(message.kind === 'staff' ? ([[LABELS.author, message.from.name]] as [string, string][]) : []),
		...(message.kind === 'note' ? ([[LABELS.noter, message.from.name]] as [string, string][]) : []),
		...(files.length > 0 ? ([[LABELS.files, files.join(', ')]] as [string, string][]) : []),
	];
}

function howToAnswer({ message, contact, writer }: NotificationFacts): string {
	if (message.kind === 'note') return HOW_TO_ANSWER_NOTE;
	return writer
		? `${HOW_TO_ANSWER.slice(0, -1)} ${contact.address}, not to ${writer.address}.`
		: HOW_TO_ANSWER;
}

function mailboxFact({ channelName, address }: Pick<Mailbox, 'channelName' | 'address'>): [string, string] {
	return [LABELS.mailbox, formatAddress({ name: channelName, address })];
}

function conversationFact({ number, subject }: Pick<Conversation, 'number' | 'subject'>): [string, string] {
	return [LABELS.conversation, `#${number} ${subject}`];
}

function assigneeFact(name: string): [string, string] {
	return [LABELS.assignee, name || 'nobody'];
}

function tagsFact(tags: readonly string[]): [string, string] {
	return [LABELS.tags, tags.join(', ')];
}

function headOf({ from, createdAt }: Message): string {
	return `${from.name || from.address}, ${createdAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function shortened(text: string): string {
	return text.length > MAX_EARLIER_CHARACTERS ? `${text.slice(0, MAX_EARLIER_CHARACTERS)} …` : text;
}

function lettersOf(text: string): string {
	return text.toLowerCase().replace(/[^\p{L}]+/gu, '');
}
