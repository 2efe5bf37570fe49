import { addressKey } from '../address';
import { header, type Mail } from '../mail';
import { addressIn } from './report-fields';

/** A recipient that a text names, with what the text says of it. */
export interface NamedRecipient {
	readonly address: string;
	readonly words: string;
}

const MAX_RECIPIENTS = 100;
const MAX_LINES = 400;
// "<anna@b.test>:", "anna@b.test", "* anna@b.test", "Recipient: <anna@b.test>", "Could not be delivered to: <anna@b.test>".
const LEADS: readonly RegExp[] = [
	/^\s*["<]*[^\s<>"()]{1,64}@[^\s<>"()]{1,255}[>"]*(?:\s*<mailto:[^>]*>)?\s*(?:\[.{0,100}\])?[:.]?\s*$/,
	/^\s*[*>-]{1,3}\s*["<]*[^\s<>"()]{1,64}@[^\s<>"()]{1,255}[>"]*/,
	/^\s*"?<?[^\s<>"()]{1,64}@[^\s<>"():]{1,255}[>"]*\s*(?::|\.\.\.|\(|on \w{3}, |Error,|Invalid|\[)/,
	/^\s*(?:[^:]{0,80}\b(?:recipient|address|addressed to|user|userid|mailbox|deliver(?:ed|y)?(?: \w+)? to|undeliverable to|rcpt to|affected)\b[^:@]{0,40}:?|.{0,60}\bmail to)\s*:?\s*["<]*[^\s<>"()]{1,64}@[^\s<>"()]{1,255}/i,
	/\bdeliver(?:y|ing|ed)?\b.{0,60}\bto:? *["<]*[^\s<>"()]{1,64}@[^\s<>"()]{1,255}/i,
	/"emailAddress":"[^"]{3,320}"/,
	/\brcpt to:? ?<?[^\s<>"()]{1,64}@/i,
	/^\s*[45]\d\d[ -][^@]{0,40}<?[^\s<>"()]{1,64}@/,
];

/** Finds the recipients that the text of a report is about, each with the words below it; the mail's own sender is none. */
export function namedRecipients(mail: Mail, words: string): NamedRecipient[] {
	const lines = words.split('\n').slice(0, MAX_LINES);
	const found = new Map<string, { address: string; from: number }>();
	const said = header(mail, 'x-failed-recipients').slice(0, 5_000).split(',').map(addressIn);
	for (const lead of LEADS) {
		if (found.size > 0) break;
		lines.forEach((line, index) => {
			if (line.length > 20_000 || found.size === MAX_RECIPIENTS || !lead.test(line)) return;
			const address = addressIn(lead.exec(line)?.[0].replace(/.*"emailAddress":/, '') ?? '');
			if (isRecipient(address) && !found.has(addressKey(address)))
				found.set(addressKey(address), { address, from: index });
		});
	}
	const starts = [...found.values()].sort((one, other) => one.from - other.from);
	const named = starts.map(({ address, from }, index) => ({
		address,
		words: lines.slice(from, starts[index + 1]?.from).join('\n'),
	}));
	const failed = said.filter(isRecipient).map((address) => ({
		address,
		words: named.find((each) => addressKey(each.address) === addressKey(address))?.words ?? words,
	}));
	return failed.length > 0 ? failed : named;
}

function isRecipient(address: string): boolean {
	return address !== '' && !/^(?:mailer-daemon|postmaster|abuse|support|helpdesk)@/i.test(address);
}
