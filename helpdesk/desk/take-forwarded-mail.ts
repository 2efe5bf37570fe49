import { addressKey } from '../domain/address';
import type { Message } from '../domain/conversation';
import { attachedMail, staffForward, type StaffForward } from '../domain/forwarded/staff-forward';
import type { InboundMail, ThreadOutcome } from '../domain/inbound-mail';
import type { Mail } from '../domain/mail';
import type { Staff } from '../domain/staff';
import { routeOfForwarded, type ThreadFacts } from '../domain/threading';
import type { Desk } from '../ports';
import { duplicateKeyOf } from './duplicate-key';
import { addMessage } from './add-message';
import { followRoute, type Threading } from './follow-route';
import { rawMailOf } from './inbound-mails';
import { tellAuthor } from './tell-author';

/**
 * Takes in the mail that a staff member forwarded by hand as its sender's (rule 8); what the staff member wrote becomes a
 * note. Mail that is here already is not taken in twice.
 *
 * @param factsOf - gives what the desk knows of the mail that was forwarded
 */
export async function takeForwardedMail(
	threading: Threading,
	staff: Staff,
	factsOf: (threading: Threading) => Promise<ThreadFacts>,
): Promise<ThreadOutcome> {
	const forward = staffForward(threading.mail, threading.attached);
	const original = threadingOf(threading, staff, forward);
	const facts = await factsOf(original);
	const known = await knownMessage(original, facts, forward);
	const outcome = known ? await noteSecondCopy(threading, known) : undefined;
	const taken = outcome ?? (await followRoute(original, routeOfForwarded(facts)));
	await addNote(threading, staff, forward, taken);
	if (taken.kind === 'held') await tellForwarder(threading, staff, taken.holdId);
	return taken;
}

/** Reads the mail that a staff member may have forwarded as an attachment; undefined for all other mail. */
export async function readAttachedMail(
	{ reader, store }: Desk,
	mail: Mail,
	inbound: InboundMail,
): Promise<Mail | undefined> {
	const file = attachedMail(mail);
	if (!file || !mail.from || !(await store.staff.byAddress(mail.from.address))) return undefined;
	return await reader.readAttached(rawMailOf(store, inbound), file.index);
}

function threadingOf(threading: Threading, staff: Staff, { original, isAttached }: StaffForward): Threading {
	// An attached mail is known by itself when it comes directly; a copied one only by the mail that carries it.
	const duplicateKey = isAttached
		? duplicateKeyOf(threading.desk, original, threading.inbound)
		: threading.duplicateKey;
	return { ...threading, mail: original, duplicateKey, forwardedBy: staff };
}

async function knownMessage(
	{ desk, duplicateKey, mail }: Threading,
	{ isDuplicate }: ThreadFacts,
	{ isAttached }: StaffForward,
): Promise<Message | undefined> {
	const { messages } = desk.store;
	if (isDuplicate) return await messages.byDuplicateKey(duplicateKey);
	if (isAttached || mail.messageId === '' || !mail.from) return undefined;
	const sender = addressKey(mail.from.address);
	const conversationId = (await messages.conversationsOf([mail.messageId])).get(mail.messageId);
	const history = conversationId === undefined ? [] : await messages.history(conversationId, 500);
	return history.find(
		({ messageId, from, kind }) =>
			messageId === mail.messageId && kind === 'customer' && addressKey(from.address) === sender,
	);
}

async function noteSecondCopy({ desk, inbound }: Threading, known: Message): Promise<ThreadOutcome> {
	await desk.store.messages.addDelivery(known.id, inbound.id);
	return { kind: 'not-for-people', why: 'duplicate', messageId: known.id };
}

// Whatever conversation the mail names: it is no answer in it.
async function tellForwarder(threading: Threading, staff: Staff, holdId: string): Promise<void> {
	const hold = await threading.desk.store.holds.byId(holdId);
	if (hold)
		await tellAuthor(threading, { staff, notification: undefined }, { ...hold, conversationId: undefined });
}

async function addNote(
	threading: Threading,
	staff: Staff,
	{ message, isAttached }: StaffForward,
	outcome: ThreadOutcome,
): Promise<void> {
	if (message === '' || !('messageId' in outcome) || outcome.messageId === undefined) return;
	const { desk, mail, duplicateKey } = threading;
	const about = await desk.store.messages.byId(outcome.messageId);
	if (!about) return;
	const note: Threading = {
		...threading,
		mail: { ...mail, html: '', attachments: [] },
		duplicateKey: isAttached ? duplicateKey : desk.crypto.digest(`${duplicateKey}\nnote`),
	};
	const from = { name: staff.name, address: mail.from?.address ?? staff.address };
	const id = await addMessage(note, about.conversationId, { kind: 'note', from, staff, text: message });
	await desk.store.recordEvent(
		{ type: 'note-added', conversationId: about.conversationId, messageId: id, data: { staffId: staff.id } },
		desk.clock.now(),
	);
}
