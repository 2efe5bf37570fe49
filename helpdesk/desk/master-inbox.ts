import { HelpDeskError } from '../domain/errors';
import type { Mailbox } from '../domain/mailbox';
import { masterInboxNotice, ownerAddress, type Actor } from '../domain/notice';
import { MASTER_INBOX_ADVICE, ownerKey, type MasterInboxRefusal } from '../domain/sender';
import type { Desk, Store } from '../ports';
import { addressOfMailbox, mailboxById, refusalOf, updateMailbox } from './save-mailbox';

/** What became of one mailbox whose master inbox was to be set. */
export type MasterInboxOutcome =
	| {
			readonly result: 'done' | 'unchanged';
			readonly mailbox: Mailbox;
			/** Addresses; empty for none. */
			readonly before: string;
			readonly after: string;
			/** Where the owner is told; empty when it is nobody's business but the owner's, or nobody knows where. */
			readonly toldOwner: string;
	  }
	| {
			readonly result: 'refused';
			readonly address: string;
			readonly reason: MasterInboxRefusal | 'mailbox-not-found' | 'not-permitted';
			readonly advice: string;
	  };

/** A mailbox whose answers come back to another one. */
export interface Relier {
	readonly mailbox: Mailbox;
	/** Why its answers are paused now. */
	readonly refusal: MasterInboxRefusal | undefined;
	/** Answers that wait, at most 1,000 are counted. */
	readonly pausedAnswers: number;
}

const MAX_COUNTED = 1000;

/**
 * Sets the master inbox of mailboxes, or takes it away, each on its own: one that is refused keeps no other from it
 * (rule 27). What an admin does to somebody else's mailbox is told to the owner.
 *
 * @param masterId - undefined: each receives its own answers
 * @throws HelpDeskError mailbox-not-found when the master inbox is none
 */
export async function setMasterInbox(
	desk: Desk,
	addresses: readonly string[],
	masterId: string | undefined,
	actor: Actor,
): Promise<MasterInboxOutcome[]> {
	if (masterId !== undefined) await mailboxById(desk.store, masterId);
	const outcomes: MasterInboxOutcome[] = [];
	for (const address of new Set(addresses)) {
		const act = (store: Store) => setOne({ ...desk, store }, address, masterId, actor);
		outcomes.push(await desk.store.transaction(act));
	}
	return outcomes;
}

/** Gives the mailboxes whose answers come back to this one, with what waits for it. @throws HelpDeskError mailbox-not-found */
export async function reliersOf(desk: Desk, masterId: string): Promise<Relier[]> {
	const { store } = desk;
	const master = await mailboxById(store, masterId);
	const reliers: Relier[] = [];
	for (const mailbox of await store.mailboxes.servedBy(masterId)) {
		const pausedAnswers = (await store.messages.paused(mailbox.id, MAX_COUNTED)).length;
		reliers.push({ mailbox, refusal: await refusalOf(desk, mailbox, master), pausedAnswers });
	}
	return reliers;
}

/**
 * Takes a mailbox out of the desk; its conversations stay. What relies on it gets another master inbox in the same step.
 *
 * @param replacementId - null: what relied on it receives its own answers
 * @throws HelpDeskError mailbox-not-found, not-permitted, mailbox-in-use, master-inbox-refused
 */
export function removeMailbox(
	desk: Desk,
	id: string,
	replacementId: string | null | undefined,
	actor: Actor,
): Promise<{ readonly mailbox: Mailbox; readonly moved: readonly Mailbox[] }> {
	return desk.store.transaction(async (store) => {
		const tx = { ...desk, store };
		const mailbox = await mailboxById(store, id);
		if (!mayChange(mailbox, actor)) throw new HelpDeskError('not-permitted', strangerText(mailbox, actor));
		const moved = await moveReliers(tx, mailbox, replacementId, actor);
		if (!mailbox.removedAt) {
			const now = desk.clock.now();
			await store.mailboxes.setRemoved(id, now);
			const data = { mailboxId: id, mailbox: mailbox.address, actor: actor.name, isAdmin: actor.isAdmin };
			await store.recordEvent({ type: 'mailbox-removed', data }, now);
		}
		return { mailbox: await mailboxById(store, id), moved };
	});
}

async function setOne(
	desk: Desk,
	address: string,
	masterId: string | undefined,
	actor: Actor,
): Promise<MasterInboxOutcome> {
	const { store } = desk;
	const mailbox = await store.mailboxes.byAddress(address);
	if (!mailbox || mailbox.removedAt) {
		const advice = `The desk has no mailbox ${address}.`;
		return { result: 'refused', address, reason: 'mailbox-not-found', advice };
	}
	if (!mayChange(mailbox, actor)) {
		return { result: 'refused', address, reason: 'not-permitted', advice: strangerText(mailbox, actor) };
	}
	const master = masterId === undefined ? undefined : await mailboxById(store, masterId);
	const refusal = master && (await refusalOf(desk, mailbox, master));
	if (refusal) return { result: 'refused', address, reason: refusal, advice: MASTER_INBOX_ADVICE[refusal] };
	const before = await addressOfMailbox(store, mailbox.masterInboxId);
	const after = master?.address ?? '';
	if (mailbox.masterInboxId === masterId) {
		return { result: 'unchanged', mailbox, before, after, toldOwner: '' };
	}
	const changed = await updateMailbox(desk, mailbox.id, { masterInboxId: masterId }, actor);
	const toldOwner = await tellOwner(desk, { mailbox: changed, before, after, actor });
	return { result: 'done', mailbox: changed, before, after, toldOwner };
}

async function moveReliers(
	desk: Desk,
	removed: Mailbox,
	replacementId: string | null | undefined,
	actor: Actor,
): Promise<Mailbox[]> {
	const { store } = desk;
	const reliers = await store.mailboxes.servedBy(removed.id);
	if (reliers.length > 0 && replacementId === undefined) {
		const names = reliers.map(({ address }) => address).join(', ');
		throw new HelpDeskError('mailbox-in-use', `${removed.address} is the master inbox of ${names}.`);
	}
	if (replacementId === removed.id) {
		throw new HelpDeskError('invalid-input', `${removed.address} cannot replace itself.`);
	}
	const moved: Mailbox[] = [];
	// A replacement that relied on the mailbox itself comes first: it must have no master inbox to become one.
	for (const relier of reliers.toSorted(
		(a, b) => Number(b.id === replacementId) - Number(a.id === replacementId),
	)) {
		const isReplacement = relier.id === replacementId;
		const masterInboxId = isReplacement ? undefined : (replacementId ?? undefined);
		const mailbox = await updateMailbox(desk, relier.id, { masterInboxId }, actor);
		const after = await addressOfMailbox(store, masterInboxId);
		await tellOwner(desk, { mailbox, before: removed.address, after, actor });
		moved.push(mailbox);
	}
	return moved;
}

function mayChange(mailbox: Mailbox, actor: Actor): boolean {
	return actor.isAdmin || isOwner(mailbox, actor);
}

function isOwner(mailbox: Mailbox, { name }: Actor): boolean {
	return ownerKey(mailbox) === ownerKey({ owner: name });
}

function strangerText({ address, owner }: Mailbox, { name }: Actor): string {
	return `${address} belongs to ${owner || 'nobody'}, not to ${name || 'nobody'}.`;
}

async function tellOwner(
	{ store, ids, clock }: Desk,
	change: Parameters<typeof masterInboxNotice>[0] & { readonly mailbox: Mailbox },
): Promise<string> {
	const { mailbox, actor } = change;
	if (isOwner(mailbox, actor)) return '';
	const recipient = ownerAddress(mailbox.owner, await store.staff.all());
	if (!recipient) return '';
	const notice = { id: ids.next(), mailboxId: mailbox.id, recipient, ...masterInboxNotice(change) };
	await store.notices.insert({ ...notice, createdAt: clock.now() });
	return recipient.address;
}
