import { isAddress } from '../domain/address';
import { HelpDeskError } from '../domain/errors';
import { toConfirm, type Staff, type StaffSettings } from '../domain/staff';
import type { Desk, Store } from '../ports';
import { askNew } from './ask-to-confirm';

const MAX_ALTERNATES = 20;

/** Makes a staff member, and asks at alternate addresses that have to be confirmed. @throws HelpDeskError invalid-input, invalid-address, address-in-use, staff-address-taken */
export function createStaff(desk: Desk, settings: StaffSettings): Promise<Staff> {
	const { store, ids, clock } = desk;
	return store.transaction(async (tx) => {
		const id = ids.next();
		await checkStaff(tx, id, settings);
		await tx.staff.insert(id, cleaned(desk, settings));
		await tx.recordEvent({ type: 'staff-created', data: { staffId: id } }, clock.now());
		const staff = await staffById(tx, id);
		await askNew({ ...desk, store: tx }, staff, undefined);
		return staff;
	});
}

/**
 * Changes a staff member. Alternate addresses that are new have to be confirmed, and are asked by mail, unless the changes
 * say which have.
 *
 * @throws HelpDeskError staff-not-found, invalid-input, invalid-address, address-in-use, staff-address-taken
 */
export function updateStaff(desk: Desk, id: string, changes: Partial<StaffSettings>): Promise<Staff> {
	const { store, clock } = desk;
	return store.transaction(async (tx) => {
		const before = await staffById(tx, id);
		const alternates = changes.alternateAddresses;
		const settings = {
			...before,
			...(alternates && { unconfirmedAddresses: toConfirm(before, alternates) }),
			...changes,
		};
		await checkStaff(tx, id, settings);
		await tx.staff.update(id, cleaned(desk, settings));
		await tx.recordEvent({ type: 'staff-updated', data: { staffId: id } }, clock.now());
		const staff = await staffById(tx, id);
		await askNew({ ...desk, store: tx }, staff, before);
		return staff;
	});
}

/** Gives a staff member. @throws HelpDeskError staff-not-found */
export async function staffById(store: Store, id: string): Promise<Staff> {
	const staff = await store.staff.byId(id);
	if (!staff) throw new HelpDeskError('staff-not-found', `The desk has no staff member with the id "${id}".`);
	return staff;
}

async function checkStaff(tx: Store, id: string, settings: StaffSettings): Promise<void> {
	if (settings.name.trim() === '') {
		throw new HelpDeskError('invalid-input', 'A staff member needs a name: customers see it in From.');
	}
	if (settings.alternateAddresses.length > MAX_ALTERNATES) {
		throw new HelpDeskError(
			'invalid-input',
			`${settings.name} cannot have more than ${MAX_ALTERNATES} other addresses: each is sent a mail.`,
		);
	}
	for (const address of [settings.address, ...settings.alternateAddresses]) {
		if (!isAddress(address))
			throw new HelpDeskError('invalid-address', `"${address}" is not an e-mail address.`);
		const owner = await tx.staff.byAddress(address);
		if (owner && owner.id !== id) {
			throw new HelpDeskError(
				'staff-address-taken',
				`The address ${address} already belongs to ${owner.name}.`,
			);
		}
		// A mailbox that is told of its own mail would write to itself.
		if (await tx.mailboxes.byAddress(address)) {
			throw new HelpDeskError(
				'address-in-use',
				`${address} is a mailbox of the desk: a staff member needs an address of their own.`,
			);
		}
	}
}

function cleaned({ html }: Desk, settings: StaffSettings): StaffSettings {
	return { ...settings, signatureHtml: html.clean(settings.signatureHtml) };
}
