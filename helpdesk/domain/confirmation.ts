import { textToHtml } from './html';
import type { Mailbox } from './mailbox';
import type { OutboundState } from './outbound-mail';
import type { Staff } from './staff';

const DAY_MS = 24 * 3_600_000;

/** How it stands with an alternate address that is not confirmed. */
export interface Confirmation {
	readonly address: string;
	/** Of the mail that asks there; `waiting`: it is not written yet. */
	readonly state: 'waiting' | OutboundState;
	readonly askedAt: Date | undefined;
	/** The mailbox it leaves from; empty while it waits. */
	readonly from: string;
	readonly error: string;
}

/** Tells whether an address may be asked now: nobody gets more than one of these mails in 24 hours. */
export function mayAsk(askedAt: Date | undefined, now: Date): boolean {
	return askedAt === undefined || now.getTime() - askedAt.getTime() >= DAY_MS;
}

/** Says in a sentence or two what comes next. */
export function confirmationAdvice({ address, state, from, error }: Confirmation): string {
	const answer = `When somebody answers it from ${address}, the address counts.`;
	switch (state) {
		case 'waiting':
			return `No mailbox can send yet: ${address} is asked with the next Deliver Due Mail of any mailbox.`;
		case 'sent':
			return `${address} was asked by mail from ${from}. ${answer}`;
		case 'failed':
		case 'ambiguous':
		case 'canceled':
			return `The mail to ${address} did not get through for sure: use Send Confirmation Again. ${error}`.trim();
		default:
			return `The mail to ${address} leaves with the next Deliver Due Mail of ${from}. ${answer}`;
	}
}

/** Gives the two bodies of the mail that asks whether an address is a staff member's; any answer confirms it (rule 17). */
export function confirmationBodies(
	{ name }: Pick<Staff, 'name'>,
	{ channelName, address }: Pick<Mailbox, 'channelName' | 'address'>,
	token: string,
) {
	const text = [
		`Do you, ${name}, answer customers of ${channelName} from this address?`,
		'',
		'Then answer this mail; what you write does not matter. After that your answers from this address are taken.',
		`Otherwise do nothing: mail from this address to ${address} is not taken for that of ${name}.`,
		'',
		`[${token}]`,
	].join('\n');
	return { text, html: `<div>${textToHtml(text)}</div>` };
}
