import type { Address } from '../domain/address';
import type { Contact } from '../domain/conversation';
import type { Ids, Store } from '../ports';

/** Gives the contact of an address, whom the desk knows from then on. */
export async function contactFor(store: Store, ids: Ids, { name, address }: Address): Promise<Contact> {
	const known = await store.contacts.byAddress(address);
	if (known) return known;
	const contact = { id: ids.next(), name, address };
	await store.contacts.insert(contact);
	return contact;
}
