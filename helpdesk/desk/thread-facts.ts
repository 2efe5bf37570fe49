import { addressKey, type Address } from '../domain/address';
import type { Conversation } from '../domain/conversation';
import type { Mail } from '../domain/mail';
import { isSenderInDoubt } from '../domain/sender-check';
import { answeredSubject, bareSubject } from '../domain/subject';
import { customerOf, type ThreadFacts } from '../domain/threading';
import { isTokenExpired } from '../domain/token';
import type { Desk } from '../ports';
import { confirmationAnswer } from './confirm-address';
import type { Threading } from './follow-route';
import { checkStaffToken, conversationIdOf, mailOfToken, tokensOf } from './tokens';

const DAY_MS = 24 * 3_600_000;
const SUBJECT_DAYS = 14;
const MAX_RECENT = 50;

/**
 * Gathers what the desk knows of a mail before it decides where it goes. Conversations that it may go to are locked, so that
 * nobody closes or merges them before it is there.
 */
export async function factsOf(threading: Threading): Promise<ThreadFacts> {
	const { desk, mail, duplicateKey, settings, ownKeys, ownVerdict = 'none' } = threading;
	const { store, clock } = desk;
	const tokens = tokensOf(mail);
	const customer = customerOf(mail, ownKeys);
	const tokenConversationId = await customerTokenConversation(desk, mail, tokens);
	const stored = await store.messages.conversationsOf([...mail.inReplyTo, ...mail.references.toReversed()]);
	const mailbox = threading.mailboxes.find(({ id }) => id === threading.inbound.mailboxId);
	const [storedConversationId] = stored.values();
	const referencedId = tokenConversationId ?? storedConversationId;
	const referenced = referencedId === undefined ? undefined : await store.conversations.lock(referencedId);
	return {
		mail,
		deskId: store.deskId,
		ownKeys,
		isDuplicate: (await store.messages.byDuplicateKey(duplicateKey)) !== undefined,
		staffToken: await checkStaffToken(desk, mail, tokens),
		referenced,
		hasCustomerToken: tokenConversationId !== undefined,
		staffSender: await store.staff.byAddress(mail.from?.address ?? ''),
		isSenderInDoubt: mailbox !== undefined && isSenderInDoubt(mail, mailbox, ownVerdict),
		confirmation: await confirmationAnswer(desk, mail, tokens),
		isParticipant:
			referenced !== undefined &&
			(await store.conversations.isParticipant(referenced.id, customer?.address ?? '')),
		isToCustomer: referenced !== undefined && (await isToCustomer(desk, mail, referenced)),
		awaitedBy: referenced ? undefined : await awaitedBy(desk, mail, customer),
		sameSubject: referenced ? undefined : await sameSubject(threading, customer),
		reopenUntilMs: settings.reopenForDays === undefined ? undefined : settings.reopenForDays * DAY_MS,
		now: clock.now(),
	};
}

async function isToCustomer(
	{ store }: Desk,
	{ to, cc }: Mail,
	{ contactId }: Conversation,
): Promise<boolean> {
	const contact = await store.contacts.byId(contactId);
	const key = contact && addressKey(contact.address);
	return [...to, ...cc].some(({ address }) => addressKey(address) === key);
}

async function customerTokenConversation(desk: Desk, mail: Mail, tokens: ReturnType<typeof tokensOf>) {
	for (const token of tokens) {
		if (token.purpose !== 'customer' || isTokenExpired(token, desk.clock.now())) continue;
		const reply = await mailOfToken(desk, token);
		if (reply?.recipe.kind === 'reply') return await conversationIdOf(desk, reply);
	}
	return undefined;
}

// Only for the customer of the conversation: who names mail of somebody else in advance shall not get it.
async function awaitedBy(
	{ store }: Desk,
	{ messageId }: Mail,
	customer: Address | undefined,
): Promise<Conversation | undefined> {
	const waiting = messageId === '' || !customer ? [] : await store.conversations.awaiting(messageId);
	if (waiting.length === 0) return undefined;
	const contact = await store.contacts.byAddress(customer?.address ?? '');
	const found = waiting.find(({ contactId }) => contactId === contact?.id);
	return found && (await store.conversations.lock(found.id));
}

async function sameSubject(
	{ desk, mail, inbound, settings, ownKeys }: Threading,
	customer: Address | undefined,
): Promise<Conversation | undefined> {
	const answered = settings.matchesSubject ? answeredSubject(mail.subject) : undefined;
	if (!answered || !customer || ownKeys.has(addressKey(customer.address))) return undefined;
	const since = new Date(desk.clock.now().getTime() - SUBJECT_DAYS * DAY_MS);
	const recent = await desk.store.conversations.recentOf(
		customer.address,
		inbound.mailboxId,
		since,
		MAX_RECENT,
	);
	const found = recent.find(({ subject }) => bareSubject(subject) === answered);
	return found && (await desk.store.conversations.lock(found.id));
}
