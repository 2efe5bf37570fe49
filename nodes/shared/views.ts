import type { IDataObject } from 'n8n-workflow';
import type { Contact, Conversation, Message } from '../../helpdesk/domain/conversation';
import type { ReceivingAddresses } from '../../helpdesk/desk/receiving-address';
import { confirmationAdvice } from '../../helpdesk/domain/confirmation';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { MailboxHealth } from '../../helpdesk/domain/mailbox-health';
import type { Staff } from '../../helpdesk/domain/staff';
import type { Store } from '../../helpdesk/ports';
import { confirmationsOf } from '../../helpdesk/desk/ask-to-confirm';
import { conversationById } from '../../helpdesk/desk/conversation-changes';

// A statement takes only so many values.
const VIEWED_AT_ONCE = 500;

/** Gives a conversation with its people as an item's JSON: `conversation`, `contact`, `mailbox`. */
export async function conversationView(store: Store, conversationId: string): Promise<IDataObject> {
	const conversation = await conversationById(store, conversationId);
	return (await conversationViews(store, [conversation])).get(conversation.id) ?? {};
}

/** Gives conversations with their people as items' JSON, in the same order. */
export async function conversationsView(
	store: Store,
	conversations: readonly Conversation[],
): Promise<IDataObject[]> {
	const views: IDataObject[] = [];
	for (let first = 0; first < conversations.length; first += VIEWED_AT_ONCE) {
		const some = conversations.slice(first, first + VIEWED_AT_ONCE);
		const about = await conversationViews(store, some);
		views.push(...some.map(({ id }) => about.get(id) ?? {}));
	}
	return views;
}

/** Gives a message with its conversation as an item's JSON. */
export async function messageView(store: Store, message: Message): Promise<IDataObject> {
	return { ...(await conversationView(store, message.conversationId)), message: messageJson(message) };
}

/** Gives messages with their conversations as items' JSON, by message id. */
export async function messageViews(
	store: Store,
	ids: readonly string[],
): Promise<ReadonlyMap<string, IDataObject>> {
	if (ids.length === 0) return new Map();
	const messages = await store.messages.byIds(ids);
	const conversationIds = [...new Set(messages.map(({ conversationId }) => conversationId))];
	const about = await conversationViews(store, await store.conversations.byIds(conversationIds));
	return new Map(
		messages.map((message) => [
			message.id,
			{ ...about.get(message.conversationId), message: messageJson(message) },
		]),
	);
}

async function conversationViews(
	store: Store,
	conversations: readonly Conversation[],
): Promise<ReadonlyMap<string, IDataObject>> {
	if (conversations.length === 0) return new Map();
	const contacts = await byId(store.contacts.byIds(conversations.map(({ contactId }) => contactId)));
	const mailboxes = await byId(store.mailboxes.all());
	const tags = await store.tags.of(conversations.map(({ id }) => id));
	const assigneeIds = [...new Set(conversations.flatMap(({ assigneeId }) => assigneeId ?? []))];
	const staff = new Map<string, Staff | undefined>();
	for (const id of assigneeIds) staff.set(id, await store.staff.byId(id));
	return new Map(
		conversations.map((conversation) => {
			const { id, contactId, mailboxId, assigneeId = '' } = conversation;
			const mailbox = mailboxes.get(mailboxId);
			return [
				id,
				{
					conversation: conversationJson(conversation, staff.get(assigneeId), tags.get(id) ?? []),
					contact: contactJson(contacts.get(contactId)),
					mailbox: mailboxNameJson(mailbox),
				},
			];
		}),
	);
}

async function byId<T extends { readonly id: string }>(found: Promise<T[]>): Promise<ReadonlyMap<string, T>> {
	return new Map((await found).map((each) => [each.id, each]));
}

function conversationJson(
	conversation: Conversation,
	assignee: Staff | undefined,
	tags: readonly string[],
): IDataObject {
	const { id, number, subject, status, linkedToId, mergedIntoId, createdAt, updatedAt } = conversation;
	return {
		id,
		number,
		subject,
		status,
		assignee: assignee ? { id: assignee.id, name: assignee.name } : null,
		tags: [...tags],
		linkedToId: linkedToId ?? null,
		mergedIntoId: mergedIntoId ?? null,
		createdAt: createdAt.toISOString(),
		updatedAt: updatedAt.toISOString(),
	};
}

export function messageJson(message: Message): IDataObject {
	const { id, kind, state, from, staffId, subject, text, fullText, html, messageId, attachments } = message;
	return {
		id,
		kind,
		state,
		from: { ...from },
		staffId: staffId ?? null,
		subject,
		text,
		fullText,
		html,
		messageId,
		attachments: attachments.map((attachment) => ({ ...attachment })),
		isNewParticipant: message.isNewParticipant,
		hasReusedMessageId: message.hasReusedMessageId,
		createdAt: message.createdAt.toISOString(),
	};
}

/** Gives what an item says of a mailbox that it has to do with. */
export function mailboxNameJson(mailbox: Mailbox | undefined): IDataObject | null {
	return mailbox ? { id: mailbox.id, address: mailbox.address, channelName: mailbox.channelName } : null;
}

export function mailboxJson({
	masterInboxId,
	connectionSince,
	fetchedAt,
	forwardingSince,
	forwardingAt,
	removedAt,
	...mailbox
}: Mailbox): IDataObject {
	return {
		...mailbox,
		masterInboxId: masterInboxId ?? null,
		connectionSince: connectionSince?.toISOString() ?? null,
		fetchedAt: fetchedAt?.toISOString() ?? null,
		forwardingSince: forwardingSince?.toISOString() ?? null,
		forwardingAt: forwardingAt?.toISOString() ?? null,
		removedAt: removedAt?.toISOString() ?? null,
	};
}

export function healthJson(
	mailbox: Mailbox,
	health: MailboxHealth,
	lastReceivedAt: Date | undefined,
): IDataObject {
	return {
		mailbox: mailboxNameJson(mailbox),
		state: health.state,
		isHealthy: health.state === 'connected',
		reason: health.reason,
		since: mailbox.connectionSince?.toISOString() ?? null,
		lastFetchAt: mailbox.fetchedAt?.toISOString() ?? null,
		takesForwardedMailSince: mailbox.forwardingSince?.toISOString() ?? null,
		lastMailAt: lastReceivedAt?.toISOString() ?? null,
		lastError: mailbox.connectionError,
		waitingMails: health.waiting,
		queueAgeSeconds: Math.round(health.queueAgeMs / 1000),
		putAsideMails: health.quarantined,
	};
}

/** Gives a staff member as an item's JSON: `confirmations` says how it stands with addresses that are not confirmed. */
export async function staffView(store: Store, staff: Staff): Promise<IDataObject> {
	const confirmations = (await confirmationsOf(store, staff)).map((each) => ({
		...each,
		askedAt: each.askedAt?.toISOString() ?? null,
		advice: confirmationAdvice(each),
	}));
	return { ...staffJson(staff), confirmations };
}

function staffJson({
	preferences,
	alternateAddresses,
	unconfirmedAddresses,
	fromNameStyle,
	...staff
}: Staff): IDataObject {
	return {
		...staff,
		fromNameStyle: fromNameStyle ?? null,
		alternateAddresses: [...alternateAddresses],
		unconfirmedAddresses: [...unconfirmedAddresses],
		preferences: {
			email: [...preferences.email],
			desktop: [...preferences.desktop],
			mobile: [...preferences.mobile],
		},
	};
}

function contactJson(contact: Contact | undefined): IDataObject | null {
	return contact ? { id: contact.id, name: contact.name, address: contact.address } : null;
}

/** Gives the receiving addresses of a mailbox: the one to forward to, and the older ones with their ends. */
export function receivingAddressJson({ mailbox, current, older }: ReceivingAddresses): IDataObject {
	return {
		mailbox: mailboxNameJson(mailbox),
		receivingAddress: current.address,
		createdAt: current.createdAt.toISOString(),
		older: older.map(({ address, expiresAt }) => ({
			address,
			honouredUntil: expiresAt?.toISOString() ?? null,
		})),
	};
}
