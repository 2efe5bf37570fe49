import { addressKey } from './address';
import type { Preferences } from './notification-preference';

/** A person who answers customers. */
export interface Staff {
	readonly id: string;
	readonly name: string;
	/** Where notifications go; also the first of the addresses the person may answer from. */
	readonly address: string;
	/** Further addresses the person may answer from, as an admin entered them. */
	readonly alternateAddresses: readonly string[];
	readonly isActive: boolean;
	readonly isAway: boolean;
	readonly signature: string;
	readonly preferences: Preferences;
	/** Where desktop and mobile notifications go, in the words of the service that shows them; may be empty. */
	readonly desktopTarget: string;
	readonly mobileTarget: string;
}

/** What a person sets on a staff member. */
export type StaffSettings = Omit<Staff, 'id'>;

/** Tells whether a staff member may answer from this address (rule 17). */
export function mayAnswerFrom(staff: Staff, address: string): boolean {
	if (!staff.isActive) return false;
	return [staff.address, ...staff.alternateAddresses].some((own) => addressKey(own) === addressKey(address));
}

/**
 * Finds the one staff member whom these words name: by an address, the whole name or one word of it; undefined when they
 * name nobody, several people, or somebody who is not active.
 */
export function staffNamed(words: string, staff: readonly Staff[]): Staff | undefined {
	const active = staff.filter(({ isActive }) => isActive);
	const named = words.trim().toLowerCase();
	const byAddress = active.find((each) => mayAnswerFrom(each, words.trim()));
	const byName = active.filter(({ name }) => name.toLowerCase() === named);
	const byWord = active.filter(({ name }) => name.toLowerCase().split(/\s+/).includes(named));
	const found = byAddress ? [byAddress] : byName.length > 0 ? byName : byWord;
	return found.length === 1 ? found[0] : undefined;
}
