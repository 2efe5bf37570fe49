import { addressKey, domainOf, isAddress } from '../domain/address';
import type { InboundMail } from '../domain/inbound-mail';
import { header, type Mail } from '../domain/mail';
import type { Mailbox } from '../domain/mailbox';
import { needsOwnCheck, type SenderVerdict } from '../domain/sender-check';
import { isOneOf } from '../domain/receiving-address';
import type { Desk, SenderClaim } from '../ports';
import { rawMailOf } from './inbound-mails';

/**
 * Finds out who sent a mail that comes from one of the desk's people or mailboxes, if it does (rule 17), where its mailbox
 * asks for that. `none` for all other mail, whose sender nobody needs to be sure of.
 *
 * @param mailbox - that the mail came to
 */
export async function ownVerdictOn(
	{ store, authenticator }: Desk,
	{ mail, inbound }: { readonly mail: Mail; readonly inbound: InboundMail },
	mailbox: Mailbox | undefined,
): Promise<SenderVerdict> {
	if (!mail.from || mail.hasSeveralAuthors || !mailbox || !needsOwnCheck(mail, mailbox)) return 'none';
	const { address } = mail.from;
	const claimed = (await store.staff.byAddress(address)) ?? (await store.mailboxes.byAddress(address));
	if (!claimed) return 'none';
	return await authenticator.verdictOn(rawMailOf(store, inbound), claimOf(address, mail, inbound, mailbox));
}

function claimOf(
	address: string,
	mail: Mail,
	{ envelope }: InboundMail,
	mailbox: Pick<Mailbox, 'address'>,
): SenderClaim {
	const keys = new Set([addressKey(mailbox.address)]);
	const isDirect = envelope?.recipients.some((recipient) => isOneOf(recipient, keys));
	// Mail to a receiving address was forwarded: its client, and often its MAIL FROM, are the forwarder's.
	if (envelope && !isDirect) return { address, returnPath: undefined, client: undefined };
	if (envelope?.client) return { address, returnPath: envelope.returnPath, client: envelope.client };
	const returnPath = envelope?.returnPath || returnPathField(mail);
	const isForwarders = domainOf(returnPath ?? '') === domainOf(mailbox.address);
	return { address, returnPath: isForwarders ? undefined : returnPath, client: undefined };
}

// Whoever delivers a mail for good writes it on top, as well as Received (RFC 5321 §4.4).
function returnPathField(mail: Mail): string | undefined {
	const address = header(mail, 'return-path').trim().replace(/^<|>$/g, '');
	return mail.headers.has('received') && isAddress(address) ? address : undefined;
}
