import { addressKey, plusPart, type Address } from '../domain/address';
import { HelpDeskError } from '../domain/errors';
import type { Conversation } from '../domain/conversation';
import { header, type Mail } from '../domain/mail';
import type { OutboundMail } from '../domain/outbound-mail';
import type { TokenCheck } from '../domain/threading';
import { checkingKey, signingKey } from '../domain/token-key';
import {
	findTokens,
	formatToken,
	isSameMac,
	isTokenExpired,
	lastTokenDay,
	tokenText,
	type TokenClaim,
	type TokenParts,
	type TokenPurpose,
} from '../domain/token';
import type { Desk } from '../ports';

const MAX_TOKENS = 20;
// Where delivery agents leave the envelope recipient (rule 7).
const ENVELOPE_HEADERS = ['delivered-to', 'x-original-to', 'x-forwarded-to', 'envelope-to'];
// A marker line carries its token in brackets; other text that looks like one is nobody's token.
const IN_BRACKETS = /\[\s*([0-9a-z]{39})\s*\]/gi;

/** Makes the token of a mail that is about to be written. */
export async function issueToken(
	{ store, crypto, clock }: Desk,
	purpose: TokenPurpose,
	outboundMailId: string,
	claim: TokenClaim,
): Promise<string> {
	const key = signingKey(await store.tokenKeys.all());
	if (!key) throw new HelpDeskError('store-unavailable', 'The desk has no token key.');
	const parts = {
		purpose,
		keyNumber: key.number,
		lastDay: lastTokenDay(clock.now()),
		outboundMailId,
	};
	return formatToken({ ...parts, mac: crypto.mac(key.key, tokenText(parts, claim)) });
}

/** Finds the tokens of a mail in the order of rule 10: recipients, identifiers, marker line. */
export function tokensOf(mail: Mail): TokenParts[] {
	const recipients = [
		...ENVELOPE_HEADERS.map((name) => header(mail, name)),
		...[...mail.to, ...mail.cc].map(({ address }: Address) => plusPart(address) ?? ''),
	];
	const identifiers = [...mail.inReplyTo, ...mail.references.toReversed()];
	const markers = [...`${mail.text}\n${mail.html}`.slice(0, 500_000).matchAll(IN_BRACKETS)].map(
		([, token]) => token,
	);
	return findTokens([...recipients, ...identifiers, ...markers].join('\n'));
}

/** Gives the mail that carried a token of ours; undefined when its MAC is wrong, whatever the reason. */
export async function mailOfToken(
	{ store, crypto }: Desk,
	token: TokenParts,
): Promise<OutboundMail | undefined> {
	const key = checkingKey(await store.tokenKeys.all(), token);
	const mail = key && (await store.outbound.byId(token.outboundMailId));
	if (!mail) return undefined;
	const claim = {
		conversationId: mail.conversationId,
		messageId: mail.messageId,
		recipientKey: addressKey(mail.recipient.address),
	};
	return isSameMac(crypto.mac(key.key, tokenText(token, claim)), token.mac) ? mail : undefined;
}

/**
 * Checks the staff tokens of a mail; the first one that is ours decides. Undefined when the mail has none.
 *
 * The conversation is locked, so that of two answers which come at the same time the second one sees the first.
 */
export async function checkStaffToken(
	desk: Desk,
	mail: Mail,
	tokens: readonly TokenParts[],
): Promise<TokenCheck | undefined> {
	const candidates = tokens.filter(({ purpose }) => purpose === 'staff').slice(0, MAX_TOKENS);
	const genuine: { token: TokenParts; notification: OutboundMail }[] = [];
	for (const token of candidates) {
		const notification = await mailOfToken(desk, token);
		if (notification?.recipe.kind === 'notification') genuine.push({ token, notification });
	}
	const [first] = genuine;
	const conversation =
		first && (await desk.store.conversations.lock(await conversationIdOf(desk, first.notification)));
	if (!conversation) return candidates.length > 0 ? { status: 'invalid' } : undefined;
	const { token, notification } = first;
	const { staffId } = notification;
	return {
		status: isTokenExpired(token, desk.clock.now()) ? 'expired' : 'valid',
		notification,
		conversation,
		staff: await desk.store.staff.byId(staffId),
		colleagueAnsweredAt: await desk.store.messages.lastStaffAnswerAt(conversation.id, staffId),
		isForAnotherCustomer: await isForAnotherCustomer(desk, notification, conversation),
		namesOneConversation: await nameOneConversation(desk, conversation.id, genuine),
		isAnswer: isAnswer(mail, notification),
	};
}

// Conversations are merged, and their messages move; who split one off made its author the customer of the new one.
async function isForAnotherCustomer(
	{ store }: Desk,
	{ conversationId, messageId }: OutboundMail,
	{ contactId }: Conversation,
): Promise<boolean> {
	const former = await store.conversations.byId(conversationId);
	if (former === undefined || former.contactId === contactId) return false;
	const message = await store.messages.byId(messageId);
	if (message?.kind !== 'customer') return true;
	return (await store.contacts.byAddress(message.from.address))?.id !== contactId;
}

async function nameOneConversation(
	desk: Desk,
	conversationId: string,
	genuine: readonly { readonly notification: OutboundMail }[],
): Promise<boolean> {
	const ids = new Set<string>();
	for (const { notification } of genuine) ids.add(await conversationIdOf(desk, notification));
	for (const id of ids) if ((await desk.store.conversations.current(id))?.id !== conversationId) return false;
	return true;
}

/** Gives where the message is now that a mail of ours is about: it may have been moved since. */
export async function conversationIdOf(
	{ store }: Desk,
	{ messageId, conversationId }: OutboundMail,
): Promise<string> {
	return (await store.messages.byId(messageId))?.conversationId ?? conversationId;
}

// An address book remembers plus-addresses: a new mail to one is not meant for the customer behind it.
function isAnswer(mail: Mail, { subject, token }: OutboundMail): boolean {
	if (mail.inReplyTo.length > 0 || mail.references.length > 0) return true;
	const [number = '\0'] = /\[#\d{1,9}\]/.exec(subject) ?? [];
	return mail.subject.includes(number) || `${mail.text}\n${mail.html}`.toLowerCase().includes(token);
}
