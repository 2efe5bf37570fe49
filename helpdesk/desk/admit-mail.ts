import { addressKey } from '../domain/address';
import { isSuppressed, suppressionText } from '../domain/address-health';
import type { OutboundMail } from '../domain/outbound-mail';
import { CIRCUIT, LONGEST_WINDOW_MINUTES, sendingBan } from '../domain/sending-limits';
import type { Staff } from '../domain/staff';
import type { Desk, SendResult } from '../ports';
import { mailboxById } from './save-mailbox';

const MINUTE_MS = 60_000;
const POSTPONED_MS = 10 * MINUTE_MS;

/**
 * Tells why a mail that is claimed must not leave now: its reader is not active any more, the mailbox has sent its share of
 * this minute, the limits of rule 32 are reached, or the circuit of the mailbox is open, which stops machine mail only.
 */
export async function sendingRefusal(desk: Desk, mail: OutboundMail): Promise<SendResult | undefined> {
	const { store, clock } = desk;
	const gone = await goneReader(desk, mail);
	if (gone) return { kind: 'canceled', error: `${gone.name} is not active any more.` };
	const now = clock.now();
	const ago = (minutes: number) => new Date(now.getTime() - minutes * MINUTE_MS);
	const { mailsPerMinute } = await mailboxById(store, mail.mailboxId);
	if (mailsPerMinute > 0 && (await store.outbound.sentByMailbox(mail, ago(1))) >= mailsPerMinute) {
		const error = `Waits: this mailbox sends ${mailsPerMinute} mails a minute.`;
		return { kind: 'postponed', error, until: new Date(now.getTime() + MINUTE_MS) };
	}
	// Rule 15, also for what was queued before its address turned out to be none.
	const health =
		mail.recipe.kind === 'reply' ? await store.addresses.byAddress(mail.recipient.address) : undefined;
	if (isSuppressed(health)) return { kind: 'paused', error: suppressionText(health) };
	const until = new Date(now.getTime() + POSTPONED_MS);
	if (mail.recipe.kind !== 'reply' && (await isCircuitOpen(desk, mail.mailboxId))) {
		return { kind: 'postponed', error: 'Waits: too much of this mailbox was stopped as a loop.', until };
	}
	const sent = await store.outbound.sentToRecipient(mail, ago(LONGEST_WINDOW_MINUTES));
	const ban = sendingBan(mail, sent, now);
	if (!ban) return undefined;
	if (ban.kind === 'postponed') return { kind: 'postponed', error: ban.error, until };
	return { kind: 'stopped', error: ban.error, reason: ban.reason };
}

async function goneReader({ store }: Desk, { recipe, staffId }: OutboundMail): Promise<Staff | undefined> {
	const reader = recipe.kind === 'notification' ? await store.staff.byId(staffId) : undefined;
	return reader?.isActive === false ? reader : undefined;
}

/** Writes that a mail was stopped as part of a loop; one too many opens the circuit of its mailbox. */
export async function recordStop(
	{ store, clock }: Desk,
	{ id, mailboxId, conversationId, messageId, recipient }: OutboundMail,
	reason: string,
): Promise<void> {
	const now = clock.now();
	const data = { mailboxId, outboundMailId: id, recipient: addressKey(recipient.address), reason };
	await store.recordEvent({ type: 'mail-stopped', conversationId, messageId, data }, now);
	const since = new Date(now.getTime() - CIRCUIT.withinMinutes * MINUTE_MS);
	const stops = (await store.eventsSince('mail-stopped', since, 500)).filter(
		(event) => event.data?.mailboxId === mailboxId,
	);
	if (stops.length < CIRCUIT.stops || (await isCircuitOpen({ store, clock }, mailboxId))) return;
	await store.recordEvent({ type: 'sending-stopped', data: { mailboxId, reason, stops: stops.length } }, now);
}

async function isCircuitOpen(
	{ store, clock }: Pick<Desk, 'store' | 'clock'>,
	mailboxId: string,
): Promise<boolean> {
	const since = new Date(clock.now().getTime() - CIRCUIT.openMinutes * MINUTE_MS);
	const opened = await store.eventsSince('sending-stopped', since, 500);
	return opened.some((event) => event.data?.mailboxId === mailboxId);
}
