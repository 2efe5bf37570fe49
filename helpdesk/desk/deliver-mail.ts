import { HelpDeskError } from '../domain/errors';
import type { OutboundMail } from '../domain/outbound-mail';
import type { Desk, MailSender, SendResult, Store } from '../ports';
import { sendingRefusal } from './admit-mail';
import { MailRendering } from './render-mail';
import { settleOutbound } from './settle-outbound';

// Long enough to connect and to agree on the envelope; a claim that ends before the mail itself leaves can be taken over.
const CLAIM_MS = 60_000;
// Longer than the sender itself waits for an answer. A slow transmission that outlives it is called ambiguous for a
// while, which sends nothing again, and is settled by its own outcome.
const TRANSMISSION_MS = 3 * 60_000;
// What is claimed at once must have left before the claims end, also where the server takes its time.
const CLAIMED_AT_ONCE = 25;

/** A mail of the outbox that is ours to send for a while; without a claim it is not due, or somebody else sends it. */
export interface ClaimedMail {
	readonly id: string;
	readonly mail: OutboundMail | undefined;
	readonly claimId: string;
}

/**
 * Sends one mail of the outbox if it is due and nobody else is sending it (rule 30); else tells how it stands.
 *
 * @returns the mail as it stands afterwards
 */
export async function deliverMail(desk: Desk, sender: MailSender, id: string): Promise<OutboundMail> {
	const claimed = await claimMail(desk, id);
	return await deliverClaimed(desk, sender, claimed, new MailRendering(desk));
}

/** Does what `deliverMail` does for several mails, side by side: one that is slow keeps no other waiting. */
export async function deliverMails(
	desk: Desk,
	sender: MailSender,
	ids: readonly string[],
): Promise<OutboundMail[]> {
	const rendering = new MailRendering(desk);
	const delivered: OutboundMail[] = [];
	for (let at = 0; at < ids.length; at += CLAIMED_AT_ONCE) {
		const claimed = await claimMails(desk, ids.slice(at, at + CLAIMED_AT_ONCE));
		const sending = claimed.map((each) => deliverClaimed(desk, sender, each, rendering));
		delivered.push(...(await Promise.all(sending)));
	}
	return delivered;
}

/** Takes a mail for sending, if it is due and nobody else has it. */
export async function claimMail({ store, clock, ids, owner }: Desk, id: string): Promise<ClaimedMail> {
	const now = clock.now();
	const claimId = `${owner}#${ids.next()}`;
	const mail = await store.outbound.claim(id, { claimId, leaseUntil: after(now, CLAIM_MS) }, now);
	return { id, mail, claimId };
}

/** Frees mail of a mailbox that a process had claimed which is gone: nobody waits for its leases to end. */
export async function freeClaimsOfGone(
	{ store, clock }: Desk,
	mailboxId: string,
	isGone: (owner: string) => boolean,
): Promise<void> {
	const claims = await store.outbound.claims(mailboxId);
	const held = claims.filter((claimId) => isGone(claimId.slice(0, claimId.lastIndexOf('#'))));
	await store.outbound.endLeases(held, clock.now());
}

/** Sends a mail that was claimed; gives it as it stands afterwards. */
export async function deliverClaimed(
	desk: Desk,
	sender: MailSender,
	{ id, mail, claimId }: ClaimedMail,
	rendering: MailRendering,
): Promise<OutboundMail> {
	const result = mail && (await sendOnce(desk, sender, rendering, { mail, claimId }));
	const { notice, standing } = await desk.store.transaction(async (store) => {
		const tx = { ...desk, store };
		const outcome = result ?? lostTransmission(await outboundById(store, id), desk.clock.now());
		// What left has left; how else a try ended matters only while nobody has taken the mail over.
		const isOver = outcome?.kind === 'sent' || !result;
		const owed = mail ?? (await outboundById(store, id));
		const notice = outcome && (await settleOutbound(tx, owed, outcome, isOver ? undefined : claimId));
		return { notice, standing: await outboundById(store, id) };
	});
	// It waits for nobody's schedule; a notice that fails gives no further one.
	if (notice) await deliverMail(desk, sender, notice.id);
	return standing;
}

/** Gives a mail of the outbox. @throws HelpDeskError outbound-mail-not-found */
export async function outboundById(store: Store, id: string): Promise<OutboundMail> {
	const mail = await store.outbound.byId(id);
	if (mail) return mail;
	throw new HelpDeskError('outbound-mail-not-found', `The desk has no outbound mail with the id "${id}".`);
}

// One commit for all of them, and none that the disk is waited for: without the claims the mails are as due as before.
function claimMails(desk: Desk, ids: readonly string[]): Promise<ClaimedMail[]> {
	return desk.store.repeatable(async (store) => {
		const claimed: ClaimedMail[] = [];
		for (const id of ids) claimed.push(await claimMail({ ...desk, store }, id));
		return claimed;
	});
}

async function sendOnce(
	desk: Desk,
	sender: MailSender,
	rendering: MailRendering,
	{ mail, claimId }: { readonly mail: OutboundMail; readonly claimId: string },
): Promise<SendResult> {
	const { store, clock } = desk;
	const refusal = await sendingRefusal(desk, mail);
	if (refusal) return refusal;
	const ready = await rendering.sendable(mail).catch(unsendable);
	if ('kind' in ready) return ready;
	return await sender.send(ready, async () => {
		const leaseUntil = after(clock.now(), TRANSMISSION_MS);
		if (await store.outbound.startTransmission(mail.id, { claimId, leaseUntil })) return;
		throw new HelpDeskError(
			'invalid-input',
			`The outbound mail ${mail.id} was taken over by another process.`,
		);
	});
}

// What cannot be written now cannot be written later, and must not keep other mail from leaving (rule 34).
function unsendable(error: unknown): SendResult {
	if (error instanceof HelpDeskError) return { kind: 'failed', error: error.message };
	throw error;
}

// Whoever was sending it is gone: nobody knows whether it arrived, so it is not sent blindly again (rule 30).
function lostTransmission({ state, leaseUntil }: OutboundMail, now: Date): SendResult | undefined {
	if (state !== 'transmitting' || leaseUntil === undefined || leaseUntil > now) return undefined;
	return {
		kind: 'ambiguous',
		error: 'The process that was sending this mail ended before the server had answered.',
	};
}

function after(now: Date, ms: number): Date {
	return new Date(now.getTime() + ms);
}
