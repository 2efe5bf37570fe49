import { addressKey, safeDisplayName } from '../domain/address';
import { mayAsk, type Confirmation } from '../domain/confirmation';
import { HelpDeskError } from '../domain/errors';
import type { Mailbox } from '../domain/mailbox';
import { connectionOf } from '../domain/mailbox-health';
import type { OutboundMail } from '../domain/outbound-mail';
import { isUnconfirmed, type Staff } from '../domain/staff';
import type { Desk, Store } from '../ports';
import { plusAddress } from './new-notice';
import { newOutboundMail } from './new-outbound-mail';
import { timesToldLately } from './told-lately';

/** Mails to one person's addresses in 24 hours. */
const MAX_ASKED = 20;
const ASKED = 'address-asked';

/** What became of the wish to ask at an address once more. */
export interface AskedAgain {
	readonly address: string;
	readonly result: 'asked' | 'asked-within-24-hours' | 'no-mailbox';
}

/**
 * Asks at an address whether it is the staff member's, once in 24 hours; an answer from there confirms it (rule 17).
 *
 * @param address - on file, not yet confirmed
 * @returns the mail, in the outbox of the mailbox; undefined when nobody may be asked now
 */
export async function askToConfirm(
	desk: Desk,
	staff: Staff,
	address: string,
	mailbox: Mailbox,
): Promise<OutboundMail | undefined> {
	const { store, clock } = desk;
	const now = clock.now();
	if (!staff.isActive || !mayAsk((await store.outbound.lastAboutStaff(address))?.createdAt, now))
		return undefined;
	// One mailbox may have any number of addresses, with a plus-part.
	if ((await timesToldLately(desk, ASKED, staff.id)) >= MAX_ASKED) return undefined;
	const key = addressKey(address);
	const name = safeDisplayName(mailbox.channelName);
	const mail = await newOutboundMail(desk, {
		// By day, for two that ask at the same moment.
		idempotencyKey: `confirmation:${key}:${now.toISOString().slice(0, 10)}`,
		purpose: 'confirm',
		message: undefined,
		mailbox,
		staffId: staff.id,
		from: { name, address: mailbox.address },
		replyTo: (token) => plusAddress(mailbox, token),
		recipient: { name: staff.name, address },
		subject: `Is this an address of yours? (${name})`,
		inReplyTo: '',
		references: [],
		recipe: { kind: 'confirmation', attachments: [] },
	});
	const { id } = await store.outbound.insertOnce(mail);
	if (id !== mail.id) return undefined;
	const data = { staffId: staff.id, address: key, outboundMailId: id };
	await store.recordEvent({ type: ASKED, data }, now);
	return mail;
}

/**
 * Asks at those of a staff member's addresses that are new, or were never asked about this person. Without a mailbox that
 * is connected they wait for `askWaiting`.
 *
 * @param before - the staff member before the addresses were entered
 */
export async function askNew(desk: Desk, staff: Staff, before: Staff | undefined): Promise<void> {
	const mailbox = await connectedMailbox(desk);
	if (!mailbox) return;
	for (const address of staff.unconfirmedAddresses) {
		const isNew = !before || !isUnconfirmed(before, address);
		if (isNew || !(await lastAsked(desk.store, staff, address)))
			await askToConfirm(desk, staff, address, mailbox);
	}
}

/** Asks from a mailbox that can send, as it does so now, wherever a staff member's address still waits for it. */
export async function askWaiting(desk: Desk, mailbox: Mailbox): Promise<OutboundMail[]> {
	const { store } = desk;
	const asked: OutboundMail[] = [];
	for (const staff of await store.staff.all()) {
		for (const address of staff.unconfirmedAddresses) {
			if (await lastAsked(store, staff, address)) continue;
			const ask = (tx: Store) => askToConfirm({ ...desk, store: tx }, staff, address, mailbox);
			const mail = await store.transaction(ask);
			if (mail) asked.push(mail);
		}
	}
	return asked;
}

/**
 * Asks once more, because a person says so. What was not sent yet is taken back, so that one mail arrives.
 *
 * @param address - undefined: at every address that is not confirmed
 * @throws HelpDeskError invalid-input
 */
export async function askAgain(desk: Desk, staff: Staff, address: string | undefined): Promise<AskedAgain[]> {
	if (!staff.isActive) {
		throw new HelpDeskError('invalid-input', `${staff.name} is not active, so nothing is taken from them.`);
	}
	if (address !== undefined && !isUnconfirmed(staff, address)) {
		throw new HelpDeskError(
			'invalid-input',
			`${address} is no address of ${staff.name} that waits for a confirmation.`,
		);
	}
	return await desk.store.transaction(async (store) => {
		const results: AskedAgain[] = [];
		for (const each of address === undefined ? staff.unconfirmedAddresses : [address])
			results.push({ address: each, result: await askOnceMore({ ...desk, store }, staff, each) });
		return results;
	});
}

/** Tells how it stands with each address of an active staff member that is not confirmed. */
export async function confirmationsOf(store: Store, staff: Staff): Promise<Confirmation[]> {
	const confirmations: Confirmation[] = [];
	for (const address of staff.isActive ? staff.unconfirmedAddresses : []) {
		const mail = await lastAsked(store, staff, address);
		confirmations.push({
			address,
			state: mail?.state ?? 'waiting',
			askedAt: mail?.createdAt,
			from: mail?.from.address ?? '',
			error: mail?.error ?? '',
		});
	}
	return confirmations;
}

async function askOnceMore(desk: Desk, staff: Staff, address: string): Promise<AskedAgain['result']> {
	const { store, clock } = desk;
	const last = await store.outbound.lastAboutStaff(address);
	if (!mayAsk(last?.createdAt, clock.now())) return 'asked-within-24-hours';
	const mailbox = (await connectedMailbox(desk)) ?? (last && (await store.mailboxes.byId(last.mailboxId)));
	if (!mailbox || mailbox.removedAt) return 'no-mailbox';
	if (last) await store.outbound.change(last.id, ['queued', 'retry', 'paused'], 'canceled');
	return (await askToConfirm(desk, staff, address, mailbox)) ? 'asked' : 'asked-within-24-hours';
}

async function lastAsked(store: Store, staff: Staff, address: string): Promise<OutboundMail | undefined> {
	const last = await store.outbound.lastAboutStaff(address);
	return last?.staffId === staff.id ? last : undefined;
}

// Every staff member may write from every mailbox: the oldest one that works will do.
async function connectedMailbox({ store, clock }: Desk): Promise<Mailbox | undefined> {
	const now = clock.now();
	const mailboxes = await store.mailboxes.all();
	return mailboxes.find((each) => !each.removedAt && connectionOf(each, now) === 'connected');
}
