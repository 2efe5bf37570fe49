import { addressKey } from '../domain/address';
import type { InboundMail } from '../domain/inbound-mail';
import type { Desk } from '../ports';
import { duplicateKeyOf } from './duplicate-key';
import type { Threading } from './follow-route';
import { noInboundMail, rawMailOf } from './inbound-mails';
import { readAttachedMail } from './take-forwarded-mail';

/** Reads an inbound mail as far as threading looks at it. @throws HelpDeskError inbound-mail-not-found */
export async function readInbound(
	desk: Desk,
	id: string,
	inbound: InboundMail | undefined,
): Promise<Pick<Threading, 'mail' | 'inbound' | 'duplicateKey' | 'attached'>> {
	if (!inbound) throw noInboundMail(id);
	const mail = await desk.reader.read(rawMailOf(desk.store, inbound));
	const attached = await readAttachedMail(desk, mail, inbound);
	return { mail, inbound, attached, duplicateKey: duplicateKeyOf(desk, mail, inbound) };
}

/** Gives the addresses of the desk, for the time of one transaction. */
export async function ownAddresses({
	store,
	clock,
}: Desk): Promise<Pick<Threading, 'mailboxes' | 'ownKeys' | 'isForwardedTo'>> {
	const mailboxes = await store.mailboxes.all();
	const ownKeys = new Set(mailboxes.map(({ address }) => addressKey(address)));
	const isForwardedTo = (await store.receivingAddresses.mailboxIds(clock.now())).length > 0;
	return { mailboxes, ownKeys, isForwardedTo };
}
