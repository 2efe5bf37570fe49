import type { Mail } from './mail';

// Where delivery agents and forwarders leave the envelope recipient (rule 7), then what the sender wrote.
const FIELDS = [
	...['delivered-to', 'x-original-to', 'x-forwarded-to', 'envelope-to', 'x-envelope-to'],
	...['to', 'cc'],
];
const MAX_HEADER_BYTES = 131_072;
const MAX_ADDRESSES = 200;
const ADDRESS = /[^\s<>()[\]:;,"\\@]{1,128}@[^\s<>()[\]:;,"\\@]{1,255}/g;

/** Gives the bodies of the fields that may name a recipient, the surest first. */
export function recipientFields({ headers }: Pick<Mail, 'headers'>): string[] {
	return FIELDS.flatMap((name) => headers.get(name) ?? []);
}

/** Does what `recipientFields` does for mail that nobody has parsed yet; whatever the bytes are, it gives an answer. */
export function recipientFieldsOfRaw(raw: Uint8Array): string[] {
	const head = new TextDecoder('latin1').decode(raw.subarray(0, MAX_HEADER_BYTES));
	const [fields = ''] = head.split(/\r?\n\r?\n/, 1);
	const bodies = new Map<string, string[]>();
	for (const field of fields.split(/\r?\n(?![ \t])/)) {
		const colon = field.indexOf(':');
		const name = field.slice(0, colon).trim().toLowerCase();
		if (FIELDS.includes(name)) bodies.set(name, [...(bodies.get(name) ?? []), field.slice(colon + 1)]);
	}
	return recipientFields({ headers: bodies });
}

/** Finds what looks like an addr-spec in texts, in their order; each once. */
export function addressesIn(texts: readonly string[]): string[] {
	const found = new Set(texts.flatMap((text) => text.match(ADDRESS) ?? []));
	return [...found].slice(0, MAX_ADDRESSES);
}
