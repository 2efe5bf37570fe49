import type { MessageState } from '../domain/conversation';
import { HelpDeskError } from '../domain/errors';
import { nextTryAt, type AttachmentSource, type OutboundMail } from '../domain/outbound-mail';
import { DESK_HEADER } from '../domain/own-mail';
import { MASTER_INBOX_ADVICE } from '../domain/sender';
import type {
	AttachmentContent,
	Desk,
	MailSender,
	OutboundChange,
	SendableMail,
	SendResult,
	Store,
} from '../ports';
import { inboundMailById, rawMailOf } from './inbound-mails';
import { renderNotification } from './render-notification';
import { resolveSender } from './resolve-sender';

// Long enough to connect and to agree on the envelope; a claim that ends before the mail itself leaves can be taken over.
const CLAIM_MS = 60_000;
// Longer than the sender itself waits for an answer. A slow transmission that outlives it is called ambiguous for a
// while, which sends nothing again, and is settled by its own outcome.
const TRANSMISSION_MS = 3 * 60_000;

/**
 * Sends one mail of the outbox if it is due and nobody else is sending it (rule 30); else tells how it stands.
 *
 * @returns the mail as it stands afterwards
 */
export async function deliverMail(
	desk: Desk,
	sender: MailSender,
	outboundMailId: string,
): Promise<OutboundMail> {
	const { store, clock, ids } = desk;
	const claimId = ids.next();
	const mail = await store.outbound.claim(
		outboundMailId,
		{ claimId, leaseUntil: after(clock.now(), CLAIM_MS) },
		clock.now(),
	);
	const result = mail ? await sendOnce(desk, sender, mail, claimId) : undefined;
	return await store.transaction(async (tx) => {
		const standing = await outboundById(tx, outboundMailId);
		const outcome = result ?? lostTransmission(standing, clock.now());
		if (!outcome) return standing;
		// What left has left; how else a try ended matters only while nobody has taken the mail over.
		const isOver = outcome.kind === 'sent' || !result;
		await settle({ ...desk, store: tx }, standing, outcome, isOver ? undefined : claimId);
		return await outboundById(tx, outboundMailId);
	});
}

async function sendOnce(
	desk: Desk,
	sender: MailSender,
	mail: OutboundMail,
	claimId: string,
): Promise<SendResult> {
	const { store, clock } = desk;
	const ready = await sendable(desk, mail).catch(unsendable);
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

async function outboundById(store: Store, id: string): Promise<OutboundMail> {
	const mail = await store.outbound.byId(id);
	if (!mail)
		throw new HelpDeskError('message-not-found', `The desk has no outbound mail with the id "${id}".`);
	return mail;
}

function after(now: Date, ms: number): Date {
	return new Date(now.getTime() + ms);
}

async function settle(
	{ store, clock }: Desk,
	mail: OutboundMail,
	result: SendResult,
	claimId: string | undefined,
): Promise<void> {
	const now = clock.now();
	const change = changeOf(mail, result, now);
	if (!(await store.outbound.setState(mail.id, change, claimId))) return;
	if (mail.recipe.kind === 'reply') await store.messages.setState(mail.messageId, messageStateOf(change));
	if (change.state === 'retry' || change.state === 'paused') return;
	await store.recordEvent(
		{
			type: `${mail.recipe.kind}-${change.state}`,
			conversationId: mail.conversationId,
			messageId: mail.messageId,
			data: { outboundMailId: mail.id, error: change.error ?? '' },
		},
		now,
	);
	// Rule 30: what did not leave comes back to people.
	if (mail.recipe.kind === 'reply' && change.state !== 'sent')
		await store.conversations.setStatus(mail.conversationId, 'open', now);
}

function changeOf(mail: OutboundMail, result: SendResult, now: Date): OutboundChange {
	if (result.kind === 'sent') return { state: 'sent', error: '', sentAt: now };
	if (result.kind !== 'retry') return { state: result.kind, error: result.error };
	const nextAttemptAt = nextTryAt(mail.attempts, mail.createdAt, now);
	if (!nextAttemptAt) return { state: 'failed', error: `Given up after 48 hours: ${result.error}` };
	return { state: 'retry', error: result.error, nextAttemptAt };
}

function messageStateOf({ state }: OutboundChange): MessageState {
	return state === 'sent' || state === 'failed' || state === 'ambiguous' ? state : 'queued';
}

async function sendable(desk: Desk, mail: OutboundMail): Promise<SendableMail | SendResult> {
	const { recipe } = mail;
	const attachments = await attachmentsOf(desk, recipe.attachments);
	const ownHeader = { [DESK_HEADER]: desk.store.deskId };
	if (recipe.kind === 'reply') {
		// Rule 27: checked again at each sending, so that nothing leaves with a Reply-To that nobody reads any more.
		const sender = await resolveSender(desk, mail.messageId);
		if ('paused' in sender) return { kind: 'paused', error: MASTER_INBOX_ADVICE[sender.paused] };
		const { from, replyTo } = sender;
		const { text, html } = recipe;
		return { mail: { ...mail, from, replyTo }, text, html, headers: ownHeader, attachments };
	}
	// Rule 28: machine mail says so; Microsoft reads the second header, RFC 3834 the first.
	const headers = { ...ownHeader, 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };
	return { mail, ...(await renderNotification(desk, mail, recipe.event)), headers, attachments };
}

async function attachmentsOf(desk: Desk, sources: readonly AttachmentSource[]): Promise<AttachmentContent[]> {
	const byMail = new Map<string, number[]>();
	for (const { inboundMailId, index } of sources)
		byMail.set(inboundMailId, [...(byMail.get(inboundMailId) ?? []), index]);
	const contents: AttachmentContent[] = [];
	for (const [inboundMailId, indexes] of byMail) {
		const raw = rawMailOf(desk.store, await inboundMailById(desk.store, inboundMailId));
		contents.push(...(await desk.reader.attachments(raw, indexes)));
	}
	return contents;
}
