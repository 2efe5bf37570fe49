import { textToHtml } from './html';
import type { Mailbox } from './mailbox';
import type { Staff } from './staff';

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
