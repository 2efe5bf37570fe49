import { addressKey } from '../domain/address';
import type { InboundMail, ThreadOutcome } from '../domain/inbound-mail';
import { routeOf } from '../domain/threading';
import type { Desk } from '../ports';
import { noInboundMail, rawMailOf } from './inbound-mails';
import { duplicateKeyOf } from './duplicate-key';
import { followRoute, type Threading, type ThreadSettings } from './follow-route';
import { factsOf } from './thread-facts';
import { readAttachedMail, takeForwardedMail } from './take-forwarded-mail';

/**
 * Puts an inbound mail where it belongs, in one transaction. Threading the same inbound mail again changes nothing and
 * gives the same outcome.
 *
 * @throws HelpDeskError inbound-mail-not-found
 */
export async function threadMail(
	desk: Desk,
	inboundMailId: string,
	settings: ThreadSettings,
): Promise<ThreadOutcome> {
	const [outcome] = await threadMails(desk, [inboundMailId], settings);
	return outcome as ThreadOutcome;
}

/**
 * Puts several inbound mails where they belong, one after the other in one transaction: all of them or none.
 *
 * @returns the outcomes in the order of the ids
 * @throws HelpDeskError inbound-mail-not-found
 */
export async function threadMails(
	desk: Desk,
	inboundMailIds: readonly string[],
	settings: ThreadSettings,
): Promise<ThreadOutcome[]> {
	const found = new Map((await desk.store.inbound.byIds(inboundMailIds)).map((mail) => [mail.id, mail]));
	const mails = await Promise.all(inboundMailIds.map((id) => readMail(desk, id, found.get(id))));
	return await desk.store.repeatable(async (store) => {
		const outcomes = new Map(await store.inbound.lockOutcomes(inboundMailIds));
		const mailboxes = await store.mailboxes.all();
		const ownKeys = new Set(mailboxes.map(({ address }) => addressKey(address)));
		const isForwardedTo = (await store.receivingAddresses.mailboxIds(desk.clock.now())).length > 0;
		for (const read of mails) {
			const { id } = read.inbound;
			if (outcomes.has(id)) continue;
			const threading = { ...read, desk: { ...desk, store }, settings, mailboxes, ownKeys, isForwardedTo };
			const outcome = await threadOne(threading);
			await store.inbound.saveOutcome(id, outcome);
			outcomes.set(id, outcome);
		}
		return inboundMailIds.map((id) => outcomes.get(id) as ThreadOutcome);
	});
}

async function threadOne(threading: Threading): Promise<ThreadOutcome> {
	const route = routeOf(await factsOf(threading));
	if (route.kind !== 'forwarded') return await followRoute(threading, route);
	return await takeForwardedMail(threading, route.staff, factsOf);
}

async function readMail(
	desk: Desk,
	id: string,
	inbound: InboundMail | undefined,
): Promise<Pick<Threading, 'mail' | 'inbound' | 'duplicateKey' | 'attached'>> {
	if (!inbound) throw noInboundMail(id);
	const mail = await desk.reader.read(rawMailOf(desk.store, inbound));
	const attached = await readAttachedMail(desk, mail, inbound);
	return { mail, inbound, attached, duplicateKey: duplicateKeyOf(desk, mail, inbound) };
}
