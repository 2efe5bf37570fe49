import { addressKey } from '../domain/address';
import { mailFingerprint } from '../domain/fingerprint';
import type { ThreadOutcome } from '../domain/inbound-mail';
import type { Mail } from '../domain/mail';
import { isTokenExpired } from '../domain/token';
import { customerOf, routeOf, type ThreadFacts } from '../domain/threading';
import type { Desk } from '../ports';
import { inboundMailById, rawMailOf } from './inbound-mails';
import { followRoute, type Threading, type ThreadSettings } from './follow-route';
import { checkStaffToken, mailOfToken, tokensOf } from './tokens';

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
	const inbound = await inboundMailById(desk.store, inboundMailId);
	const mail = await desk.reader.read(rawMailOf(desk.store, inbound));
	// Alarms of machines come without id and date, and with the same text each time: there the hour tells them apart.
	const hour = mail.messageId || mail.date ? '' : inbound.receivedAt.toISOString().slice(0, 13);
	const duplicateKey = desk.crypto.digest(`${mail.messageId}\n${mailFingerprint(mail)}${hour}`);
	return await desk.store.transaction(async (store) => {
		const earlier = await store.inbound.lockOutcome(inboundMailId);
		if (earlier) return earlier;
		const { mailboxId } = inbound;
		const threading = {
			desk: { ...desk, store },
			mail,
			inbound,
			mailboxId,
			duplicateKey,
			settings,
		};
		const outcome = await followRoute(threading, routeOf(await factsOf(threading)));
		await store.inbound.saveOutcome(inboundMailId, outcome);
		return outcome;
	});
}

async function factsOf(threading: Threading): Promise<ThreadFacts> {
	const { desk, mail, duplicateKey, settings } = threading;
	const { store } = desk;
	const tokens = tokensOf(mail);
	const ownKeys = new Set((await store.mailboxes.all()).map(({ address }) => addressKey(address)));
	const customer = customerOf(mail, ownKeys)?.address ?? '';
	const tokenConversationId = await customerTokenConversation(desk, mail, tokens);
	const [storedConversationId] = await store.messages.conversationsOf([
		...mail.inReplyTo,
		...mail.references.toReversed(),
	]);
	const referencedId = tokenConversationId ?? storedConversationId;
	return {
		mail,
		deskId: store.deskId,
		ownKeys,
		isDuplicate: (await store.messages.byDuplicateKey(duplicateKey)) !== undefined,
		staffToken: await checkStaffToken(desk, mail, tokens),
		referenced: referencedId === undefined ? undefined : await store.conversations.byId(referencedId),
		hasCustomerToken: tokenConversationId !== undefined,
		staffSender: await store.staff.byAddress(mail.from?.address ?? ''),
		isParticipant:
			referencedId !== undefined && (await store.conversations.isParticipant(referencedId, customer)),
		holdWhenColleagueWasFaster: settings.holdWhenColleagueWasFaster,
	};
}

async function customerTokenConversation(desk: Desk, mail: Mail, tokens: ReturnType<typeof tokensOf>) {
	for (const token of tokens) {
		if (token.purpose !== 'customer' || isTokenExpired(token, desk.clock.now())) continue;
		const reply = await mailOfToken(desk, token);
		if (reply?.recipe.kind === 'reply') return reply.conversationId;
	}
	return undefined;
}
