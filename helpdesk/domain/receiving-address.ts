import { addressKey, domainOf, withoutPlusPart, withPlusPart } from './address';

// An address such as "+++++…@" must not cost more than an honest one.
const MAX_PARTS = 5;

/** An address that mail is forwarded to, so that it reaches a mailbox of the desk. */
export interface ReceivingAddress {
	readonly id: string;
	readonly mailboxId: string;
	readonly address: string;
	readonly createdAt: Date;
	/** Undefined for the one that is given out; the others are honoured until then. */
	readonly expiresAt: Date | undefined;
}

/** Tells whether mail to the address is still taken. */
export function isGood({ expiresAt }: Pick<ReceivingAddress, 'expiresAt'>, now: Date): boolean {
	return expiresAt === undefined || expiresAt > now;
}

/** How a receiving address is made from its token: desk-TOKEN@domain, or BASE+TOKEN@domain. */
export type ReceivingAddressShape =
	{ readonly kind: 'own'; readonly domain: string } | { readonly kind: 'plus'; readonly base: string };

/** Writes a receiving address; undefined when its local part would pass the 64 octets of RFC 5321. */
export function formatReceivingAddress(shape: ReceivingAddressShape, token: string): string | undefined {
	return shape.kind === 'own' ? `desk-${token}@${shape.domain}` : withPlusPart(shape.base, token);
}

/** Gives the shape of an address, so that the next one is made in the same way. */
export function receivingAddressShape({ address }: Pick<ReceivingAddress, 'address'>): ReceivingAddressShape {
	const base = withoutPlusPart(address);
	return base === address ? { kind: 'own', domain: domainOf(address) } : { kind: 'plus', base };
}

/** Gives the forms under which an address may be known: as it is, then with one plus-part after the other taken off. */
export function addressForms(address: string): string[] {
	const key = addressKey(address);
	const at = key.lastIndexOf('@');
	const parts = key.slice(0, at).split('+');
	if (parts.length > MAX_PARTS) return [key];
	return parts.map((_, index) => `${parts.slice(0, parts.length - index).join('+')}${key.slice(at)}`);
}

/**
 * Tells whether an address is one of those, as it is or without plus-parts.
 *
 * @param keys - `addressKey` of each
 */
export function isOneOf(address: string, keys: ReadonlySet<string>): boolean {
	return addressForms(address).some((form) => keys.has(form));
}
