import { addressKey, formatAddress } from '../domain/address';
import type { Message } from '../domain/conversation';
import { failureNotice, ownerAddress } from '../domain/notice';
import type { OutboundMail } from '../domain/outbound-mail';
import type { Staff } from '../domain/staff';
import type { Desk, Store } from '../ports';
import { conversationById } from './conversation-changes';
import { newNotice } from './new-notice';
import { ownEntry } from './own-entry';
import { mailboxById } from './save-mailbox';
import { conversationIdOf } from './tokens';

/** How a mail ended that did not reach anybody for sure. */
export interface Failure {
	readonly state: 'failed' | 'ambiguous';
	readonly error: string;
	/** Whether somebody is told by e-mail, too: not of what was stopped as a loop, which that would feed. */
	readonly isToldByMail: boolean;
}

/**
 * Writes into the conversation that a mail of it did not get through, and has the author of an answer told (rule 30); the
 * assignee in place of an author who is not active any more, or else the owner of the mailbox.
 *
 * @returns the mail to the author or the assignee, ready in the outbox; undefined when there is none
 */
export async function tellFailure(
	desk: Desk,
	mail: OutboundMail,
	failure: Failure,
): Promise<OutboundMail | undefined> {
	const { store } = desk;
	const conversationId = await conversationIdOf(desk, mail);
	const isReply = mail.recipe.kind === 'reply';
	const key = isReply
		? `failure of ${roundOf(mail)}`
		: `not notified ${conversationId} ${addressKey(mail.recipient.address)}`;
	// Whoever cannot be notified is a nuisance once, not with every mail.
	if (await store.messages.byDuplicateKey(key)) return undefined;
	const note = await noteOf(desk, mail, conversationId, failure);
	await store.messages.insert(note, key);
	if (!isReply || !failure.isToldByMail) return undefined;
	const conversation = await conversationById(store, conversationId);
	const staff = await firstActive(store, [mail.staffId, conversation.assigneeId]);
	if (!staff) {
		await tellOwner(desk, mail.mailboxId, conversation.number, note);
		return undefined;
	}
	const notice = await newNotice(desk, {
		idempotencyKey: `failure:${roundOf(mail)}`,
		event: 'delivery-failed',
		staff,
		conversation,
		message: note,
		mailboxId: mail.mailboxId,
	});
	return await store.outbound.insertOnce(notice);
}

async function firstActive(store: Store, ids: readonly (string | undefined)[]): Promise<Staff | undefined> {
	for (const id of ids) {
		const staff = id === undefined ? undefined : await store.staff.byId(id);
		if (staff?.isActive) return staff;
	}
	return undefined;
}

async function tellOwner(
	{ store, ids, clock }: Desk,
	mailboxId: string,
	number: number,
	{ text }: Message,
): Promise<void> {
	const { owner } = await mailboxById(store, mailboxId);
	const recipient = ownerAddress(owner, await store.staff.all());
	// An owner may be written as the address of somebody who is not active any more.
	if (!recipient || (await store.staff.byAddress(recipient.address))?.isActive === false) return;
	const notice = { id: ids.next(), mailboxId, recipient, ...failureNotice(number, text) };
	await store.notices.insert({ ...notice, createdAt: clock.now() });
}

// Whoever has it sent again wants to hear of it again.
function roundOf({ id, round }: OutboundMail): string {
	return round === 0 ? id : `${id}.${round}`;
}

async function noteOf(
	desk: Desk,
	mail: OutboundMail,
	conversationId: string,
	{ state, error }: Failure,
): Promise<Message> {
	const mailbox = await mailboxById(desk.store, mail.mailboxId);
	return ownEntry({
		id: desk.ids.next(),
		conversationId,
		kind: 'system',
		from: { name: mailbox.channelName, address: mailbox.address },
		staffId: undefined,
		subject: mail.subject,
		text: textOf(mail, state, error),
		messageId: `failure-${roundOf(mail)}@no-message-id.invalid`,
		createdAt: desk.clock.now(),
	});
}

function textOf({ recipe, recipient }: OutboundMail, state: Failure['state'], error: string): string {
	const to = formatAddress(recipient);
	const why = `The reason: ${error}`;
	if (recipe.kind === 'notification') return `${to} could not be told of a message by e-mail.\n${why}`;
	if (state === 'failed') return `The answer to ${to} was not delivered.\n${why}`;
	return `Nobody knows whether the answer to ${to} arrived: it is not sent again unless you say so.\n${why}`;
}
