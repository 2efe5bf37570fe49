import type { Envelope } from '../domain/forwarded-mail';
import type { Mail } from '../domain/mail';
import { addressKey } from '../domain/address';
import { addressForms, isGood, type ReceivingAddress } from '../domain/receiving-address';
import { addressesIn, recipientFields } from '../domain/recipients';
import type { Desk } from '../ports';

/**
 * Gives the id of the mailbox that mail to an envelope recipient is for: by receiving address, else by the mailbox's
 * own address with or without a plus-part.
 *
 * @returns undefined for nobody of ours, for a mailbox that was removed, and for a receiving address whose time is over
 */
export async function mailboxOfRecipient(
	{ store, clock }: Desk,
	recipient: string,
): Promise<string | undefined> {
	const forms = addressForms(recipient);
	const known = await knownAddresses(store, forms);
	for (const form of forms) {
		const receiving = known.get(form);
		if (receiving) return isGood(receiving, clock.now()) ? receiving.mailboxId : undefined;
		const mailbox = await store.mailboxes.byAddress(form);
		if (mailbox) return mailbox.removedAt ? undefined : mailbox.id;
	}
	return undefined;
}

/**
 * Gives the id of the mailbox whose receiving address a mail was sent to, whichever way it came (rule 7).
 *
 * @returns undefined when no receiving address that is still good is named: the mail is for the mailbox it arrived in
 */
export function mailboxOfRecipients(
	desk: Desk,
	mail: Pick<Mail, 'headers'>,
	envelope?: Envelope,
): Promise<string | undefined> {
	return mailboxOfReceivingAddress(desk, [...(envelope?.recipients ?? []), ...recipientFields(mail)]);
}

/** Gives the id of the mailbox whose receiving address is the first that the texts name and that is still good. */
export async function mailboxOfReceivingAddress(
	{ store, clock }: Desk,
	texts: readonly string[],
): Promise<string | undefined> {
	const forms = addressesIn(texts).flatMap(addressForms);
	const known = await knownAddresses(store, forms);
	for (const form of forms) {
		const receiving = known.get(form);
		if (receiving && isGood(receiving, clock.now())) return receiving.mailboxId;
	}
	return undefined;
}

async function knownAddresses(
	store: Desk['store'],
	forms: readonly string[],
): Promise<ReadonlyMap<string, ReceivingAddress>> {
	const found = await store.receivingAddresses.byAddressKeys([...new Set(forms)]);
	if (found.length === 0) return new Map();
	const mailboxes = await store.mailboxes.all();
	const removed = new Set(mailboxes.flatMap(({ id, removedAt }) => (removedAt ? [id] : [])));
	const kept = found.filter(({ mailboxId }) => !removed.has(mailboxId));
	return new Map(kept.map((receiving) => [addressKey(receiving.address), receiving]));
}
