import { addressKey } from '../domain/address';
import type { Conversation } from '../domain/conversation';
import { HelpDeskError } from '../domain/errors';
import type { Mail } from '../domain/mail';
import type { Desk, Store } from '../ports';
import { tagsOf } from './change-tags';
import { conversationById, lockedConversation } from './conversation-changes';

const MAX_LINKS = 50;

/**
 * Puts all of one conversation into another, its tags too, and closes it; whoever looks for it, or answers its mail, is led
 * to the other from then on (rule 12). One that is there already stays as it is.
 *
 * @returns the conversation that has the messages now
 * @throws HelpDeskError conversation-not-found, conversation-with-itself
 */
export function mergeConversations(
	{ store, clock }: Desk,
	fromId: string,
	intoId: string,
): Promise<Conversation> {
	return store.transaction(async (tx) => {
		const from = await lockedConversation(tx, fromId);
		const into = await lockedConversation(tx, intoId);
		if (fromId === intoId) {
			throw new HelpDeskError(
				'conversation-with-itself',
				`Conversation #${into.number} cannot be merged with itself.`,
			);
		}
		if (from.id !== into.id) await recordMerge(tx, from, into, clock.now());
		return await conversationById(tx, into.id);
	});
}

/**
 * Brings conversations together that opened because their mail came before this one, which it names (rule 13). One of
 * another customer comes along only when the mail was meant for that customer too, as in the order of writing; else it
 * is linked.
 */
export async function mergeAwaiting(
	tx: Store,
	{ messageId, to, cc }: Mail,
	into: Conversation,
	now: Date,
): Promise<void> {
	const waiting = messageId === '' ? [] : await tx.conversations.awaiting(messageId);
	if (waiting.length === 0) return;
	const meant = new Set([...to, ...cc].map(({ address }) => addressKey(address)));
	const contacts = await tx.contacts.byIds(waiting.map(({ contactId }) => contactId));
	const isMeant = (id: string) =>
		contacts.some((contact) => contact.id === id && meant.has(addressKey(contact.address)));
	for (const from of waiting) {
		if (from.id === into.id || from.status === 'spam') continue;
		if (from.contactId === into.contactId || isMeant(from.contactId)) await recordMerge(tx, from, into, now);
		else await linkConversations(tx, from, into.id);
	}
	await tx.conversations.endAwaiting(messageId);
}

/** Notes that one conversation, or the one that it came from, came from another; there is never a circle. */
export async function linkConversations(tx: Store, { id }: Conversation, toId: string): Promise<void> {
	const first = await firstOf(tx, id);
	if (first !== (await firstOf(tx, toId))) await tx.conversations.link(first, toId);
}

// What came from the conversation that goes away would come from itself afterwards.
async function breakLink(tx: Store, into: Conversation, fromId: string): Promise<void> {
	let conversation: Conversation | undefined = into;
	for (let steps = 0; conversation?.linkedToId !== undefined && steps < MAX_LINKS; steps++) {
		const next: Conversation | undefined = await tx.conversations.current(conversation.linkedToId);
		if (next?.id === fromId) return await tx.conversations.unlink(conversation.id);
		conversation = next;
	}
}

async function firstOf(tx: Store, id: string): Promise<string> {
	let conversation = await tx.conversations.current(id);
	for (let steps = 0; conversation?.linkedToId !== undefined && steps < MAX_LINKS; steps++)
		conversation = await tx.conversations.current(conversation.linkedToId);
	return conversation?.id ?? id;
}

async function recordMerge(tx: Store, from: Conversation, into: Conversation, now: Date): Promise<void> {
	await breakLink(tx, into, from.id);
	await tx.conversations.merge(from.id, into.id, now);
	await tx.tags.add(into.id, await tagsOf(tx, from.id));
	if (from.linkedToId !== undefined) await linkConversations(tx, into, from.linkedToId);
	await tx.conversations.touch(into.id, now);
	if (into.status === 'closed' && from.status === 'open')
		await tx.conversations.setStatus(into.id, 'open', now);
	await tx.recordEvent(
		{
			type: 'conversation-merged',
			conversationId: into.id,
			data: { fromId: from.id, fromNumber: from.number, intoNumber: into.number },
		},
		now,
	);
}
