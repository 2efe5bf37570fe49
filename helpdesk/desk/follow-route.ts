import { answerBan } from '../domain/answer-ban';
import type { Conversation } from '../domain/conversation';
import type { HoldReason } from '../domain/hold';
import { NO_SENDER, type InboundMail, type ThreadOutcome } from '../domain/inbound-mail';
import type { Mail } from '../domain/mail';
import type { Mailbox } from '../domain/mailbox';
import { isOneOf } from '../domain/receiving-address';
import type { SenderVerdict } from '../domain/sender-check';
import { isUnconfirmed, type Staff } from '../domain/staff';
import type { DirectRoute, StaffAuthor } from '../domain/threading';
import type { Desk, DeskEvent, NewConversation } from '../ports';
import { addMessage } from './add-message';
import { askToConfirm } from './ask-to-confirm';
import { confirmAddress } from './confirm-address';
import { contactFor } from './contact-for';
import { linkConversations, mergeAwaiting } from './merge-conversations';
import { noteDelivery } from './note-delivery';
import { noteDeliveryReport } from './note-delivery-report';
import { mailboxById } from './save-mailbox';
import { takeDirectAnswer } from './take-direct-answer';
import { endToldHold, tellAuthor } from './tell-author';
import { warnStaff } from './warn-staff';
import { unfitFiles } from './unfit-files';
import { typedByStaff } from './typed-by-staff';
import { writeStaffWords } from './write-staff-words';
import { mailboxOfRecipients } from './mailbox-of-recipients';

const MAX_AWAITED = 50;
const MAX_EARLIER = 20;

/** What a team may choose about threading. */
export interface ThreadSettings {
	/** Rule 22: what becomes of an answer that a colleague, or a change of the conversation, came before. */
	readonly whenColleagueWasFaster: 'hold' | 'send' | 'note';
	/** Rule 24: whoever answers first gets a conversation that nobody has. */
	readonly assignToFirstResponder: boolean;
	/** Rule 10: whether an answer that names no mail joins a recent conversation of its sender with the same subject. */
	readonly matchesSubject: boolean;
	/** Rule 12: for how many days after it was closed a conversation is opened again; undefined: always; 0: never. */
	readonly reopenForDays: number | undefined;
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
	/** What the desk itself found out about who sent the mail; undefined where nobody asks. */
	readonly ownVerdict?: SenderVerdict;
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
		case 'direct-answer':
			return await takeDirectAnswer(threading, route);
		case 'held':
			await tellOfDoubt(threading, route);
			return await holdMail(threading, route.reason, route.conversation, route.author);
		case 'address-confirmed':
			await confirmAddress(threading.desk, route.staff, route.address);
			return { kind: 'not-for-people', why: route.kind, messageId: undefined };
		case 'not-for-people':
			return await fileMail(threading, route);
	}
}

async function openConversation(
	threading: Threading,
	{ customer, linkedTo, why }: Extract<DirectRoute, { kind: 'new-conversation' }>,
): Promise<ThreadOutcome> {
	const { store, ids, clock } = threading.desk;
	const now = clock.now();
	const contact = await contactFor(store, ids, customer);
	const { desk, mail, inbound, isForwardedTo } = threading;
	const named = isForwardedTo ? await mailboxOfRecipients(desk, mail, inbound.envelope) : undefined;
	const conversation: NewConversation = {
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
	const number = await store.conversations.insert(conversation);
	await addParticipants(threading, conversation.id, customer.address);
	const messageId = await addMessage(threading, conversation.id, { kind: 'customer', from: customer });
	await store.recordEvent(
		{ type: 'conversation-created', conversationId: conversation.id, messageId, ...causeOf(threading) },
		now,
	);
	await joinThread(threading, { ...conversation, number, mergedIntoId: undefined, closedAt: undefined });
	return { kind: 'new-conversation', messageId, why };
}

async function joinConversation(
	threading: Threading,
	{ customer, conversation, isNewParticipant, why }: Extract<DirectRoute, { kind: 'customer-reply' }>,
): Promise<ThreadOutcome> {
	const { store, clock } = threading.desk;
	const now = clock.now();
	await addParticipants(threading, conversation.id, customer.address);
	const history = await store.messages.history(conversation.id, MAX_EARLIER);
	const messageId = await addMessage(threading, conversation.id, {
		kind: 'customer',
		from: customer,
		isNewParticipant,
		earlier: history.filter(({ kind }) => kind === 'customer' || kind === 'staff').map(({ text }) => text),
	});
	await store.conversations.touch(conversation.id, now);
	if (conversation.status !== 'open') await store.conversations.setStatus(conversation.id, 'open', now);
	await store.recordEvent(
		{ type: 'customer-replied', conversationId: conversation.id, messageId, ...causeOf(threading) },
		now,
	);
	await joinThread(threading, conversation);
	return { kind: 'customer-reply', messageId, why };
}

// Rule 13: what came before brings its conversation along, and what comes later finds this one.
async function joinThread({ desk, mail }: Threading, conversation: Conversation): Promise<void> {
	const { store, clock } = desk;
	const named = [...new Set([...mail.inReplyTo, ...mail.references.toReversed()])].slice(0, MAX_AWAITED);
	const known = await store.messages.conversationsOf(named);
	const unknown = named.filter((identifier) => !known.has(identifier));
	await store.conversations.await(conversation.id, unknown, clock.now());
	const other = [...known.values()].find((id) => id !== conversation.id);
	if (other !== undefined) await linkConversations(store, conversation, other);
	await mergeAwaiting(store, mail, conversation, clock.now());
}

async function takeStaffReply(
	threading: Threading,
	route: Extract<DirectRoute, { kind: 'staff-reply' }>,
): Promise<ThreadOutcome> {
	const { conversation, notification, collision } = route;
	const hold = (reason: HoldReason) => holdMail(threading, reason, conversation, route);
	const words = await typedByStaff(threading, route);
	if ('hold' in words) return await hold(words.hold);
	if (words.kind !== 'answer') return await writeStaffWords(threading, route, words);
	if (route.isForAnotherCustomer) return await hold('another-customer');
	const { whenColleagueWasFaster } = threading.settings;
	if (collision && whenColleagueWasFaster === 'hold') return await hold(collision);
	if (collision && whenColleagueWasFaster === 'note')
		return await writeStaffWords(threading, route, { ...words, kind: 'note' });
	const unfit = await unfitFiles(threading, notification.token);
	if (unfit) return await hold(unfit);
	await endToldHold(threading.desk, route);
	return await writeStaffWords(threading, route, words);
}

async function tellOfDoubt(
	{ desk, mail, ownKeys }: Threading,
	{ inDoubt, conversation, reason }: Extract<DirectRoute, { kind: 'held' }>,
): Promise<void> {
	if (!inDoubt || !conversation) return;
	const { staff } = inDoubt;
	const address = mail.from?.address ?? '';
	if (!staff.isActive || mail.hasSeveralAuthors || !isUnconfirmed(staff, address))
		return await warnStaff(desk, inDoubt, conversation, reason);
	if (answerBan(mail, ownKeys) === undefined)
		await askToConfirm(desk, staff, address, await mailboxById(desk.store, conversation.mailboxId));
}

async function holdMail(
	threading: Threading,
	reason: HoldReason,
	conversation: Conversation | undefined,
	author: StaffAuthor | undefined,
): Promise<ThreadOutcome> {
	const { desk, inbound } = threading;
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
	if (author) await tellAuthor(threading, author, hold);
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
	const conversationId = about ?? conversation?.id;
	if (why === 'own-mail' || conversationId === undefined)
		return { kind: 'not-for-people', why, messageId: undefined };
	const from = threading.mail.from ?? NO_SENDER;
	return {
		kind: 'not-for-people',
		why,
		messageId: await addMessage(threading, conversationId, {
			kind: why === 'spam' ? 'customer' : 'automatic',
			from,
		}),
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
		if (isOneOf(address, ownKeys)) continue;
		if (!(await store.staff.byAddress(address)))
			await store.conversations.addParticipant(conversationId, address);
	}
}

function causeOf({ forwardedBy }: Threading): Pick<DeskEvent, 'data'> {
	return forwardedBy ? { data: { forwardedBy: forwardedBy.id } } : {};
}
