import { addressKey, isAddress } from '../domain/address';
import { HelpDeskError } from '../domain/errors';
import { newMailboxSettings, type Mailbox, type MailboxSettings } from '../domain/mailbox';
import type { Actor } from '../domain/notice';
import { MASTER_INBOX_ADVICE, masterInboxRefusal, type MasterInboxRefusal } from '../domain/sender';
import type { Desk, Store } from '../ports';

// Whoever edits the flow may do all that its nodes can; who that was only n8n knows.
const EDITOR: Actor = { name: '', isAdmin: false };

/**
 * Gives the mailbox of an address; makes it with the usual settings when the desk does not know it yet. One that was
 * removed is back: something reads it or takes mail for it.
 */
export async function registerMailbox(desk: Desk, address: string, channelName: string): Promise<Mailbox> {
	const known = await desk.store.mailboxes.byAddress(address);
	if (known) return known.removedAt ? await restoreMailbox(desk, known.id) : known;
	return await createMailbox(desk, newMailboxSettings(address, channelName)).catch(async (error: unknown) => {
		// Triggers that start together register the same mailbox.
		const made = await desk.store.mailboxes.byAddress(address);
		if (made) return made;
		throw error;
	});
}

/** Makes a mailbox. @throws HelpDeskError invalid-address, address-in-use, mailbox-exists, master-inbox-refused */
export async function createMailbox(desk: Desk, settings: MailboxSettings): Promise<Mailbox> {
	if (!isAddress(settings.address)) {
		throw new HelpDeskError('invalid-address', `"${settings.address}" is not an e-mail address.`);
	}
	return await desk.store.transaction(async (store) => {
		const tx = { ...desk, store };
		const known = await store.mailboxes.byAddress(settings.address);
		if (known?.removedAt) {
			await restoreMailbox(tx, known.id);
			return await updateMailbox(tx, known.id, settings);
		}
		if (known)
			throw new HelpDeskError('mailbox-exists', `The desk already has the mailbox ${settings.address}.`);
		const person = await store.staff.byAddress(settings.address);
		if (person) {
			throw new HelpDeskError(
				'address-in-use',
				`${settings.address} is the address of ${person.name}: a mailbox needs one of its own.`,
			);
		}
		const id = desk.ids.next();
		checkSenderCheck(settings);
		await checkMasterInbox(tx, id, settings);
		await store.mailboxes.insert(id, cleaned(desk, settings));
		await store.recordEvent({ type: 'mailbox-created', data: { mailboxId: id } }, desk.clock.now());
		return await mailboxById(store, id);
	});
}

/** Changes a mailbox. @throws HelpDeskError mailbox-not-found, invalid-input, master-inbox-refused */
export function updateMailbox(
	desk: Desk,
	id: string,
	changes: Partial<MailboxSettings>,
	actor: Actor = EDITOR,
): Promise<Mailbox> {
	return desk.store.transaction(async (store) => {
		const tx = { ...desk, store };
		const before = await mailboxById(store, id);
		const settings = { ...before, ...changes };
		if (addressKey(settings.address) !== addressKey(before.address)) {
			throw new HelpDeskError(
				'invalid-input',
				`The address of ${before.address} cannot change: create another mailbox.`,
			);
		}
		checkSenderCheck(settings);
		const isOther = settings.masterInboxId !== before.masterInboxId;
		if (isOther) await checkMasterInbox(tx, id, settings);
		await store.mailboxes.update(id, cleaned(desk, settings));
		await store.recordEvent({ type: 'mailbox-updated', data: { mailboxId: id } }, desk.clock.now());
		const after = await mailboxById(store, id);
		if (isOther) await recordMasterInbox(tx, before, after, actor);
		return after;
	});
}

/** Gives a mailbox. @throws HelpDeskError mailbox-not-found */
export async function mailboxById(store: Store, id: string): Promise<Mailbox> {
	const mailbox = await store.mailboxes.byId(id);
	if (!mailbox) throw new HelpDeskError('mailbox-not-found', `The desk has no mailbox with the id "${id}".`);
	return mailbox;
}

function checkSenderCheck({ address, senderCheck, trustedServers, checksSenders }: MailboxSettings): void {
	if (senderCheck !== 'strict' || trustedServers.length > 0 || checksSenders) return;
	throw new HelpDeskError(
		'invalid-input',
		`A strict sender check of ${address} needs a trusted server, or that senders are checked by the desk itself: otherwise every answer of staff would be held.`,
	);
}

/** Tells why a mailbox must not have another one as its master inbox now (rule 27). */
export async function refusalOf(
	{ store, clock }: Pick<Desk, 'store' | 'clock'>,
	mailbox: Pick<Mailbox, 'id' | 'address' | 'owner'>,
	master: Mailbox,
): Promise<MasterInboxRefusal | undefined> {
	const servesOthers = (await store.mailboxes.servedBy(mailbox.id)).length > 0;
	return masterInboxRefusal(mailbox, master, servesOthers, clock.now());
}

/** Gives the address of a mailbox; empty for none. */
export async function addressOfMailbox(store: Store, id: string | undefined): Promise<string> {
	return id === undefined ? '' : (await mailboxById(store, id)).address;
}

async function checkMasterInbox(desk: Desk, id: string, settings: MailboxSettings): Promise<void> {
	if (settings.masterInboxId === undefined) return;
	const master = await mailboxById(desk.store, settings.masterInboxId);
	const refusal = await refusalOf(desk, { ...settings, id }, master);
	if (!refusal) return;
	throw new HelpDeskError(
		'master-inbox-refused',
		`${master.address} cannot receive the replies to ${settings.address}. ${MASTER_INBOX_ADVICE[refusal]}`,
	);
}

async function restoreMailbox({ store, clock }: Desk, id: string): Promise<Mailbox> {
	return await store.transaction(async (tx) => {
		await tx.mailboxes.setRemoved(id, undefined);
		await tx.recordEvent({ type: 'mailbox-restored', data: { mailboxId: id } }, clock.now());
		return await mailboxById(tx, id);
	});
}

async function recordMasterInbox(
	{ store, clock }: Desk,
	before: Mailbox,
	after: Mailbox,
	actor: Actor,
): Promise<void> {
	const data = {
		mailboxId: after.id,
		mailbox: after.address,
		owner: after.owner,
		before: await addressOfMailbox(store, before.masterInboxId),
		after: await addressOfMailbox(store, after.masterInboxId),
		actor: actor.name,
		isAdmin: actor.isAdmin,
	};
	await store.recordEvent({ type: 'master-inbox-changed', data }, clock.now());
}

function cleaned({ html }: Desk, settings: MailboxSettings): MailboxSettings {
	return { ...settings, signatureHtml: html.clean(settings.signatureHtml) };
}
