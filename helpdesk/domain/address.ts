/** A mailbox of RFC 5322 §3.4: a display name, which may be empty, and an addr-spec as written. */
export interface Address {
	readonly name: string;
	readonly address: string;
}

// RFC 5321 §4.5.3.1.1.
const MAX_LOCAL_PART = 64;
const ADDR_SPEC = /^[^\s@<>()",;:\\[\]]{1,64}@[^\s@<>()",;:\\[\]]{1,255}$/;
// Line ends, and marks that turn the reading direction round.
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** Gives the form by which two addresses are compared; never store it in place of the address. */
export function addressKey(address: string): string {
	return address.trim().toLowerCase();
}

/** Tells whether a text is an addr-spec that mail can be sent to. */
export function isAddress(text: string): boolean {
	return ADDR_SPEC.test(text);
}

/** Gives the part after the @, in lower case. */
export function domainOf(address: string): string {
	return addressKey(address).slice(address.trim().lastIndexOf('@') + 1);
}

/** Gives the text between the first + and the @; undefined when there is none (RFC 5233 §1, "detail"). */
export function plusPart(address: string): string | undefined {
	const at = address.lastIndexOf('@');
	const plus = address.indexOf('+');
	return plus > 0 && plus < at ? address.slice(plus + 1, at) : undefined;
}

/** Gives the address without its plus-part. */
export function withoutPlusPart(address: string): string {
	const part = plusPart(address);
	return part === undefined ? address : address.replace(`+${part}@`, '@');
}

/** Adds a plus-part; undefined when the local part would pass the 64 octets of RFC 5321. */
export function withPlusPart(address: string, part: string): string | undefined {
	const at = address.lastIndexOf('@');
	const local = `${address.slice(0, at)}+${part}`;
	return local.length > MAX_LOCAL_PART ? undefined : `${local}${address.slice(at)}`;
}

/** Makes a text safe as a display name: one line, no control characters, no angle brackets or quotes, 120 characters at most. */
export function safeDisplayName(text: string): string {
	return text
		.replace(CONTROLS, ' ')
		.replace(/[<>"\\]/g, '')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, 120)
		.trim();
}

/** Writes an address for people: `Name <address>`, or the address alone. */
export function formatAddress({ name, address }: Address): string {
	return name ? `${name} <${address}>` : address;
}
