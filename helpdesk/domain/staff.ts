import { addressKey } from './address';
import type { FromNameStyle } from './mailbox';
import type { Preferences } from './notification-preference';

/** A person who answers customers. */
export interface Staff {
	readonly id: string;
	readonly name: string;
	/** Where notifications go; also the first of the addresses the person may answer from. */
	readonly address: string;
	/** Further addresses the person may answer from, as an admin entered them. */
	readonly alternateAddresses: readonly string[];
	/** Those of them that nobody has confirmed by mail yet; nothing is taken from there. */
	readonly unconfirmedAddresses: readonly string[];
	readonly isActive: boolean;
	readonly isAway: boolean;
	readonly signature: string;
	/** The same as HTML, cleaned; empty when it is made from the text. */
	readonly signatureHtml: string;
	/** How the person's name stands in From; undefined: as the mailbox has it. */
	readonly fromNameStyle: FromNameStyle | undefined;
	readonly preferences: Preferences;
	/** Where desktop and mobile notifications go, in the words of the service that shows them; may be empty. */
	readonly desktopTarget: string;
	readonly mobileTarget: string;
}

/** What a person sets on a staff member. */
export type StaffSettings = Omit<Staff, 'id'>;

/** Tells whether a staff member may answer from this address (rule 17). */
export function mayAnswerFrom(staff: Staff, address: string): boolean {
	if (!staff.isActive || isUnconfirmed(staff, address)) return false;
	return [staff.address, ...staff.alternateAddresses].some((own) => addressKey(own) === addressKey(address));
}

/** Tells whether an address is on file for a staff member, but not confirmed. */
export function isUnconfirmed(
	{ unconfirmedAddresses }: Pick<Staff, 'unconfirmedAddresses'>,
	address: string,
): boolean {
	return unconfirmedAddresses.some((own) => addressKey(own) === addressKey(address));
}

/** Gives those of somebody's new alternate addresses that are to be confirmed: all that were not confirmed before. */
export function toConfirm(before: Staff, alternateAddresses: readonly string[]): string[] {
	const known = new Set([before.address, ...before.alternateAddresses].map(addressKey));
	return alternateAddresses.filter(
		(address) => !known.has(addressKey(address)) || isUnconfirmed(before, address),
	);
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
