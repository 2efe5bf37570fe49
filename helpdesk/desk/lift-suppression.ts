import type { AddressHealth } from '../domain/address-health';
import type { Contact } from '../domain/conversation';
import { HelpDeskError } from '../domain/errors';
import type { Desk, Store } from '../ports';

/** A customer, with what mail servers said of their address; `health` is undefined while nothing came back. */
export interface ContactHealth {
	readonly contact: Contact;
	readonly health: AddressHealth | undefined;
}

/** Gives a contact by an address, with how mail to it fares. @throws HelpDeskError contact-not-found */
export async function contactHealth(store: Store, address: string): Promise<ContactHealth> {
	const contact = await store.contacts.byAddress(address);
	if (!contact) {
		throw new HelpDeskError('contact-not-found', `The desk has no contact with the address "${address}".`);
	}
	return { contact, health: await store.addresses.byAddress(contact.address) };
}

/** Lets mail be sent to an address again, and forgets what came back from it. @throws HelpDeskError contact-not-found */
export function liftSuppression({ store, clock }: Desk, address: string): Promise<ContactHealth> {
	return store.transaction(async (tx) => {
		const { contact, health } = await contactHealth(tx, address);
		if (health) {
			await tx.addresses.forget(contact.address);
			const data = { contactId: contact.id, address: contact.address };
			await tx.recordEvent({ type: 'suppression-lifted', data }, clock.now());
		}
		return { contact, health: undefined };
	});
}
