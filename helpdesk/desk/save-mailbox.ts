import { addressKey, isAddress } from '../domain/address';
import { HelpDeskError } from '../domain/errors';
import { newMailboxSettings, type Mailbox, type MailboxSettings } from '../domain/mailbox';
import { MASTER_INBOX_ADVICE, masterInboxRefusal } from '../domain/sender';
import type { Desk, Store } from '../ports';

/** Gives the mailbox of an address; makes it with the usual settings when the desk does not know it yet. */
export async function registerMailbox(desk: Desk, address: string, channelName: string): Promise<Mailbox> {
	const known = await desk.store.mailboxes.byAddress(address);
	if (known) return known;
	return await createMailbox(desk, newMailboxSettings(address, channelName)).catch(async (error: unknown) => {
		// Triggers that start together register the same mailbox.
		const made = await desk.store.mailboxes.byAddress(address);
		if (made) return made;
		throw error;
	});
}

/** Makes a mailbox. @throws HelpDeskError invalid-address, mailbox-exists, master-inbox-refused */
export async function createMailbox(
	{ store, ids, clock }: Desk,
	settings: MailboxSettings,
): Promise<Mailbox> {
	if (!isAddress(settings.address)) {
		throw new HelpDeskError('invalid-address', `"${settings.address}" is not an e-mail address.`);
	}
	return await store.transaction(async (tx) => {
		const known = await tx.mailboxes.byAddress(settings.address);
		if (known)
			throw new HelpDeskError('mailbox-exists', `The desk already has the mailbox ${settings.address}.`);
		const person = await tx.staff.byAddress(settings.address);
		if (person) {
			throw new HelpDeskError(
				'invalid-address',
				`${settings.address} is the address of ${person.name}: a mailbox needs one of its own.`,
			);
		}
		const id = ids.next();
		checkSenderCheck(settings);
		await checkMasterInbox(tx, id, settings);
		await tx.mailboxes.insert(id, settings);
		await tx.recordEvent({ type: 'mailbox-created', data: { mailboxId: id } }, clock.now());
		return await mailboxById(tx, id);
	});
}

/** Changes a mailbox. @throws HelpDeskError mailbox-not-found, invalid-input, master-inbox-refused */
export function updateMailbox(
	{ store, clock }: Desk,
	id: string,
	changes: Partial<MailboxSettings>,
): Promise<Mailbox> {
	return store.transaction(async (tx) => {
		const before = await mailboxById(tx, id);
		const settings = { ...before, ...changes };
		if (addressKey(settings.address) !== addressKey(before.address)) {
			throw new HelpDeskError(
				'invalid-input',
				`The address of ${before.address} cannot change: create another mailbox.`,
			);
		}
		checkSenderCheck(settings);
		if (settings.masterInboxId !== before.masterInboxId) await checkMasterInbox(tx, id, settings);
		await tx.mailboxes.update(id, settings);
		await tx.recordEvent({ type: 'mailbox-updated', data: { mailboxId: id } }, clock.now());
		return await mailboxById(tx, id);
	});
}

/** Gives a mailbox. @throws HelpDeskError mailbox-not-found */
export async function mailboxById(store: Store, id: string): Promise<Mailbox> {
	const mailbox = await store.mailboxes.byId(id);
	if (!mailbox) throw new HelpDeskError('mailbox-not-found', `The desk has no mailbox with the id "${id}".`);
	return mailbox;
}

function checkSenderCheck({ address, senderCheck, trustedServers }: MailboxSettings): void {
	if (senderCheck !== 'strict' || trustedServers.length > 0) return;
	throw new HelpDeskError(
		'invalid-input',
		`A strict sender check of ${address} needs a trusted server: without one every answer of staff would be held.`,
	);
}

async function checkMasterInbox(tx: Store, id: string, settings: MailboxSettings): Promise<void> {
	if (settings.masterInboxId === undefined) return;
	const master = await mailboxById(tx, settings.masterInboxId);
	const servesOthers = (await tx.mailboxes.servedBy(id)).length > 0;
	const refusal = masterInboxRefusal(settings, master, servesOthers);
	if (!refusal) return;
	throw new HelpDeskError(
		'master-inbox-refused',
		`${master.address} cannot receive the replies to ${settings.address}. ${MASTER_INBOX_ADVICE[refusal]}`,
	);
}
