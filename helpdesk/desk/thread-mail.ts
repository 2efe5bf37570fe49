import type { ThreadOutcome } from '../domain/inbound-mail';
import { routeOf } from '../domain/threading';
import type { Desk } from '../ports';
import { ownVerdictOn } from './check-sender';
import { followRoute, type Threading, type ThreadSettings } from './follow-route';
import { ownAddresses, readInbound } from './read-inbound';
import { factsOf } from './thread-facts';
import { takeForwardedMail } from './take-forwarded-mail';

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
	const mailboxes = new Map((await desk.store.mailboxes.all()).map((mailbox) => [mailbox.id, mailbox]));
	const mails = await Promise.all(
		inboundMailIds.map(async (id) => {
			const read = await readInbound(desk, id, found.get(id));
			// Outside the transaction, because it asks the network.
			const ownVerdict = await ownVerdictOn(desk, read, mailboxes.get(read.inbound.mailboxId));
			return { ...read, ownVerdict };
		}),
	);
	return await desk.store.repeatable(async (store) => {
		const outcomes = new Map(await store.inbound.lockOutcomes(inboundMailIds));
		const addresses = await ownAddresses({ ...desk, store });
		for (const read of mails) {
			const { id } = read.inbound;
			if (outcomes.has(id)) continue;
			const outcome = await threadOne({ ...read, ...addresses, desk: { ...desk, store }, settings });
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
