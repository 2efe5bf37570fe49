import { addressKey, withoutPlusPart } from '../domain/address';
import type { Conversation, Message, MessageKind, MessageState } from '../domain/conversation';
import type { HoldReason } from '../domain/hold';
import { NO_SENDER, type InboundMail, type ThreadOutcome } from '../domain/inbound-mail';
import type { Mail } from '../domain/mail';
import type { Mailbox } from '../domain/mailbox';
import type { OutboundMail } from '../domain/outbound-mail';
import { extractReply } from '../domain/reply/reply-extraction';
import type { Staff } from '../domain/staff';
import { cutStaffReply } from '../domain/staff-reply';
import type { DirectRoute } from '../domain/threading';
import type { Desk, DeskEvent } from '../ports';
import { recordAssignment } from './conversation-changes';
import { noteDelivery } from './note-delivery';
import { noteDeliveryReport } from './note-delivery-report';
import { rawMailOf } from './inbound-mails';
import { mailboxOfRecipients } from './mailbox-of-recipients';

/** What a team may choose about threading. */
export interface ThreadSettings {
	/** Rule 22: hold an answer when a colleague was faster; else it is sent all the same. */
	readonly holdWhenColleagueWasFaster: boolean;
	/** Rule 24: whoever answers first gets a conversation that nobody has. */
	readonly assignToFirstResponder: boolean;
}

/** A mail that is being threaded, inside the transaction that does it. */
export interface Threading {
	readonly desk: Desk;
	readonly mail: Mail;
	readonly inbound: InboundMail;
	/** All of the desk. */
	readonly mailboxes: readonly Mailbox[];
	/** `addressKey` of each of them. */
	readonly ownKeys: ReadonlySet<string>;
	/** Whether the desk has receiving addresses that mail may name. */
	readonly isForwardedTo: boolean;
	readonly duplicateKey: string;
	/** The mail that is attached, where a staff member may have forwarded it so. */
	readonly attached: Mail | undefined;
	/** The staff member who forwarded the mail by hand. */
	readonly forwardedBy?: Staff;
	readonly settings: ThreadSettings;
}

/** Does what a route says: opens or joins a conversation, takes a staff answer, holds or files the mail. */
export async function followRoute(threading: Threading, route: DirectRoute): Promise<ThreadOutcome> {
	switch (route.kind) {
		case 'new-conversation':
			return await openConversation(threading, route);
		case 'customer-reply':
			return await joinConversation(threading, route);
		case 'staff-reply':
			return await takeStaffReply(threading, route);
		case 'held':
			return await holdMail(threading, route.reason, route.conversation);
		case 'not-for-people':
			return await fileMail(threading, route);
	}
}

async function openConversation(
	threading: Threading,
	{ customer, linkedTo }: Extract<DirectRoute, { kind: 'new-conversation' }>,
): Promise<ThreadOutcome> {
	const { store, ids, clock } = threading.desk;
	const now = clock.now();
	const known = await store.contacts.byAddress(customer.address);
	const contact = known ?? { id: ids.next(), name: customer.name, address: customer.address };
	if (!known) await store.contacts.insert(contact);
	const { desk, mail, inbound, isForwardedTo } = threading;
	const named = isForwardedTo ? await mailboxOfRecipients(desk, mail, inbound.envelope) : undefined;
	const conversation: Omit<Conversation, 'number'> = {
		id: ids.next(),
		mailboxId: named ?? inbound.mailboxId,
		contactId: contact.id,
		subject: mail.subject,
		status: 'open',
		assigneeId: undefined,
		assignedAt: undefined,
		linkedToId: linkedTo?.id,
		createdAt: now,
		updatedAt: now,
	};
	await store.conversations.insert(conversation);
	await addParticipants(threading, conversation.id, customer.address);
	const messageId = await addMessage(threading, conversation.id, { kind: 'customer', from: customer });
	await store.recordEvent(
		{ type: 'conversation-created', conversationId: conversation.id, messageId, ...causeOf(threading) },
		now,
	);
	return { kind: 'new-conversation', messageId };
}

async function joinConversation(
	threading: Threading,
	{ customer, conversation, isNewParticipant }: Extract<DirectRoute, { kind: 'customer-reply' }>,
): Promise<ThreadOutcome> {
	const { store, clock } = threading.desk;
	const now = clock.now();
	await addParticipants(threading, conversation.id, customer.address);
	const messageId = await addMessage(threading, conversation.id, {
		kind: 'customer',
		from: customer,
		isNewParticipant,
	});
	await store.conversations.touch(conversation.id, now);
	if (conversation.status !== 'open') await store.conversations.setStatus(conversation.id, 'open', now);
	await store.recordEvent(
		{ type: 'customer-replied', conversationId: conversation.id, messageId, ...causeOf(threading) },
		now,
	);
	return { kind: 'customer-reply', messageId };
}

async function takeStaffReply(
	threading: Threading,
	{ staff, conversation, notification }: Extract<DirectRoute, { kind: 'staff-reply' }>,
): Promise<ThreadOutcome> {
	const { desk, mail, settings, mailboxes } = threading;
	const ownNames = mailboxes.flatMap(({ address, channelName }) => [address, channelName]);
	const cut = cutStaffReply(mail, notification.token, ownNames);
	if ('hold' in cut) return await holdMail(threading, cut.hold, conversation);
	if (await hasNotificationAttached(threading, notification)) {
		return await holdMail(threading, 'notification-in-reply', conversation);
	}

	const now = desk.clock.now();
	const from = { name: staff.name, address: mail.from?.address ?? staff.address };
	const messageId = await addMessage(threading, conversation.id, {
		kind: 'staff',
		state: 'unsent',
		from,
		staff,
		text: cut.text,
	});
	await desk.store.conversations.touch(conversation.id, now);
	if (settings.assignToFirstResponder && conversation.assigneeId === undefined) {
		await recordAssignment(desk.store, conversation, staff.id, now);
	}
	await desk.store.recordEvent({ type: 'staff-replied', conversationId: conversation.id, messageId }, now);
	return { kind: 'staff-reply', messageId };
}

// "Attach original message" would carry the token to the customer, in whatever wrapping.
async function hasNotificationAttached(
	{ desk, mail, inbound }: Threading,
	{ token }: OutboundMail,
): Promise<boolean> {
	if (mail.attachments.some(({ contentType }) => contentType.startsWith('message/'))) return true;
	const indexes = mail.attachments.map(({ index }) => index);
	const contents =
		indexes.length > 0 ? await desk.reader.attachments(rawMailOf(desk.store, inbound), indexes) : [];
	const decoder = new TextDecoder('latin1');
	return contents.some(({ content }) => decoder.decode(content).toLowerCase().includes(token));
}

async function holdMail(
	{ desk, inbound }: Threading,
	reason: HoldReason,
	conversation: Conversation | undefined,
): Promise<ThreadOutcome> {
	const { store, ids, clock } = desk;
	const hold = {
		id: ids.next(),
		inboundMailId: inbound.id,
		conversationId: conversation?.id,
		reason,
		createdAt: clock.now(),
	};
	await store.holds.insert(hold);
	await store.recordEvent(
		{
			type: 'mail-held',
			...(conversation && { conversationId: conversation.id }),
			data: { holdId: hold.id, reason },
		},
		hold.createdAt,
	);
	return { kind: 'held', holdId: hold.id };
}

// An answer of a machine is kept with its conversation, but does not reopen it (rule 14).
async function fileMail(
	threading: Threading,
	{ why, conversation }: Extract<DirectRoute, { kind: 'not-for-people' }>,
): Promise<ThreadOutcome> {
	const { store } = threading.desk;
	if (why === 'duplicate') {
		const known = await store.messages.byDuplicateKey(threading.duplicateKey);
		if (known) await noteDelivery(threading, known);
		return { kind: 'not-for-people', why, messageId: known?.id };
	}
	const about = why === 'own-mail' ? undefined : await noteDeliveryReport(threading.desk, threading.mail);
	const conversationId = about?.conversationId ?? conversation?.id;
	if (why === 'own-mail' || conversationId === undefined)
		return { kind: 'not-for-people', why, messageId: undefined };
	const from = threading.mail.from ?? NO_SENDER;
	return {
		kind: 'not-for-people',
		why,
		messageId: await addMessage(threading, conversationId, { kind: 'automatic', from }),
	};
}

async function addParticipants(
	{ desk, mail, ownKeys }: Threading,
	conversationId: string,
	customer: string,
): Promise<void> {
	const { store } = desk;
	const copied = [...mail.to, ...mail.cc].map(({ address }) => address);
	await store.conversations.addParticipant(conversationId, customer);
	for (const address of new Set(copied)) {
		if (ownKeys.has(addressKey(withoutPlusPart(address)))) continue;
		if (!(await store.staff.byAddress(address)))
			await store.conversations.addParticipant(conversationId, address);
	}
}

interface NewEntry {
	readonly kind: MessageKind;
	readonly from: Message['from'];
	readonly state?: MessageState;
	readonly staff?: Staff;
	readonly text?: string;
	readonly isNewParticipant?: boolean;
}

function causeOf({ forwardedBy }: Threading): Pick<DeskEvent, 'data'> {
	return forwardedBy ? { data: { forwardedBy: forwardedBy.id } } : {};
}

/** Writes an entry of a conversation with what the mail says; gives its id. */
export async function addMessage(
	threading: Threading,
	conversationId: string,
	entry: NewEntry,
): Promise<string> {
	const { desk, mail, inbound, duplicateKey, forwardedBy } = threading;
	const now = desk.clock.now();
	const hasReusedMessageId =
		mail.messageId !== '' && (await desk.store.messages.hasMessageId(mail.messageId));
	const message: Message = {
		id: desk.ids.next(),
		conversationId,
		kind: entry.kind,
		state: entry.state ?? 'received',
		from: entry.from,
		// Rule 33: who forwarded it caused it.
		staffId: (entry.staff ?? forwardedBy)?.id,
		subject: mail.subject,
		// For customers' mail the cut fails open (rule 21).
		text: entry.text ?? whatIsNew(mail.text),
		fullText: mail.text,
		html: mail.html,
		// A staff answer gets its own Message-ID when it leaves; the customer must never see this one.
		messageId: mail.messageId || `${duplicateKey}@no-message-id.invalid`,
		references: [...new Set([...mail.references, ...mail.inReplyTo])],
		inboundMailId: inbound.id,
		attachments: mail.attachments,
		isNewParticipant: entry.isNewParticipant ?? false,
		hasReusedMessageId,
		createdAt: forwardedBy && mail.date && mail.date < now ? mail.date : now,
	};
	await desk.store.messages.insert(message, duplicateKey);
	await desk.store.messages.addDelivery(message.id, inbound.id);
	return message.id;
}

// Nobody types more; a longer text is cut by what can be told from its beginning, or not at all.
const MAX_CUT = 200_000;

function whatIsNew(text: string): string {
	const beginning = text.slice(0, MAX_CUT);
	const reply = extractReply({ text: beginning }).reply.trim();
	if (reply === '' || (text.length > MAX_CUT && reply.length > MAX_CUT * 0.9)) return text;
	return reply;
}
