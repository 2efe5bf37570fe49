/** What a text says in codes: an enhanced status (RFC 3463) and an SMTP reply code (RFC 5321 §4.2); empty where it has none. */
export interface Codes {
	readonly status: string;
	readonly reply: string;
}

// Neither is part of a longer number: an IP address, a version, a date, a size.
const STATUS = /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)/g;
const REPLY = /(?:^|[\s:>"'([#=,;])([45][0-5]\d)(?=$|[\s:;,)\]"]|-\D|-\d\.\d|\.(?:\s|$))/gm;
const MAX_TEXT = 20_000;

/** Finds the codes of a text that tells why a mail was not delivered; of several statuses the one that says most. */
export function codesIn(text: string): Codes {
	const beginning = text.slice(0, MAX_TEXT);
	const statuses = (beginning.match(STATUS) ?? []).filter((status) => !status.startsWith('2.'));
	const [reply = ''] = [...beginning.matchAll(REPLY)].map(([, code = '']) => code);
	const ofReply = statuses.filter((status) => status[0] === reply[0]);
	return { status: mostTelling(ofReply) ?? mostTelling(statuses) ?? '', reply };
}

/** Tells whether a status says no more than its class. */
export function isGeneric(status: string): boolean {
	return !/^[245]\.\d+\.\d+$/.test(status) || /^\d\.0\.\d+$/.test(status) || status.endsWith('.0.0');
}

function mostTelling(statuses: readonly string[]): string | undefined {
	return statuses.find((status) => !isGeneric(status)) ?? statuses[0];
}
