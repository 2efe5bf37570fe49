import { HelpDeskError } from '../domain/errors';
import type { Hold, HoldReason } from '../domain/hold';
import type { ThreadOutcome } from '../domain/inbound-mail';
import type { Desk, Store } from '../ports';
import type { Threading, ThreadSettings } from './follow-route';
import { ownAddresses, readInbound } from './read-inbound';
import { recordSettlement } from './record-settlement';
import { notificationOf, type Release, writeReleased } from './release-mail';
import { messageById } from './resolve-sender';
import type { ThreadedMail } from './thread-raw-mail';
import { typedByStaff, type StaffWords } from './typed-by-staff';

// A person decided about this mail, so that nothing that came before it holds it up again.
const SETTINGS: ThreadSettings = {
	whenColleagueWasFaster: 'send',
	assignToFirstResponder: true,
	matchesSubject: false,
	reopenForDays: undefined,
};

/** Gives a hold. @throws HelpDeskError hold-not-found */
export async function holdById(store: Store, id: string): Promise<Hold> {
	const hold = await store.holds.byId(id);
	if (hold) return hold;
	throw new HelpDeskError('hold-not-found', `The desk holds no mail with the id "${id}".`);
}

/**
 * Lets held mail go on as what a person says it is. Nothing is sent by this: an answer goes the way of every staff answer.
 * Releasing again gives what the mail became the first time.
 *
 * @throws HelpDeskError hold-not-found, hold-settled, release-refused, invalid-input, conversation-not-found
 */
export async function releaseHold(desk: Desk, id: string, release: Release): Promise<ThreadedMail> {
	const { inboundMailId } = await holdById(desk.store, id);
	const read = await readInbound(desk, inboundMailId, await desk.store.inbound.byId(inboundMailId));
	return await desk.store.transaction(async (store) => {
		const tx = { ...desk, store };
		const settlement = { state: 'released', at: desk.clock.now(), by: release.by?.id } as const;
		const isFirst = await store.holds.settle(id, settlement);
		const hold = await holdById(store, id);
		if (!isFirst) return { inboundMailId, outcome: await formerOutcome(store, hold) };
		const threading = { ...read, ...(await ownAddresses(tx)), desk: tx, settings: SETTINGS };
		const outcome = await releasedOnce(threading, hold, release);
		const messageId = 'messageId' in outcome ? outcome.messageId : undefined;
		if (messageId !== undefined) await store.holds.setMessage(id, messageId);
		await recordSettlement(tx, await holdById(store, id));
		return { inboundMailId, outcome };
	});
}

/**
 * Ends a hold whose mail shall go nowhere; the mail stays in the ledger. Discarding again changes nothing.
 *
 * @throws HelpDeskError hold-not-found, hold-settled
 */
export function discardHold(desk: Desk, id: string, by: string | undefined): Promise<Hold> {
	return desk.store.transaction(async (store) => {
		const isFirst = await store.holds.settle(id, { state: 'discarded', at: desk.clock.now(), by });
		const hold = await holdById(store, id);
		if (isFirst) await recordSettlement({ ...desk, store }, hold);
		if (hold.state === 'released') throw settled(hold);
		return hold;
	});
}

/**
 * Gives what would be sent if the mail were released as an answer now, or why it would not; undefined when it names no
 * conversation, or nobody on the staff.
 *
 * @throws HelpDeskError inbound-mail-not-found
 */
export async function wordsOnHold(
	desk: Desk,
	{ inboundMailId, conversationId }: Hold,
): Promise<StaffWords | { readonly hold: HoldReason } | undefined> {
	const read = await readInbound(desk, inboundMailId, await desk.store.inbound.byId(inboundMailId));
	return await desk.store.transaction(async (store) => {
		const tx = { ...desk, store };
		const threading = { ...read, ...(await ownAddresses(tx)), desk: tx, settings: SETTINGS };
		const notification = await notificationOf(threading);
		const conversation =
			conversationId === undefined ? undefined : await store.conversations.current(conversationId);
		const staff =
			(await store.staff.byAddress(read.mail.from?.address ?? '')) ??
			(notification && (await store.staff.byId(notification.staffId)));
		return conversation && staff
			? await typedByStaff(threading, { conversation, staff, notification })
			: undefined;
	});
}

// The same mail may have come by another way, and gone through there.
async function releasedOnce(threading: Threading, hold: Hold, release: Release): Promise<ThreadOutcome> {
	const { store } = threading.desk;
	const known = await store.messages.byDuplicateKey(threading.duplicateKey);
	if (known) return await outcomeOf(store, known.id);
	const outcome = await writeReleased(threading, hold, release);
	const isThreaded = outcome.kind !== 'held' && outcome.kind !== 'not-for-people';
	return isThreaded ? { ...outcome, why: 'released' } : outcome;
}

async function formerOutcome(store: Store, hold: Hold): Promise<ThreadOutcome> {
	if (hold.state === 'discarded' || hold.messageId === undefined) throw settled(hold);
	return await outcomeOf(store, hold.messageId);
}

async function outcomeOf(store: Store, messageId: string): Promise<ThreadOutcome> {
	const message = await messageById(store, messageId);
	switch (message.kind) {
		case 'staff':
			return { kind: 'staff-reply', messageId, why: 'released' };
		case 'customer': {
			const isFirst = (await store.messages.before(message, 1)).length === 0;
			return { kind: isFirst ? 'new-conversation' : 'customer-reply', messageId, why: 'released' };
		}
		default:
			return { kind: 'not-for-people', why: message.kind === 'note' ? 'note' : 'commands', messageId };
	}
}

function settled({ id, state }: Hold): HelpDeskError {
	return new HelpDeskError('hold-settled', `The held mail ${id} was ${state} before.`);
}
