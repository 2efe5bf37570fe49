import type { MessageState } from '../domain/conversation';
import { nextTryAt, type OutboundMail } from '../domain/outbound-mail';
import type { Desk, OutboundChange, SendResult } from '../ports';
import { recordStop } from './admit-mail';
import { tellFailure } from './tell-failure';
import { conversationIdOf } from './tokens';

/**
 * Writes what became of a try to send, inside a transaction, and brings what did not leave back to people (rule 30).
 *
 * @returns a mail to the author of an answer that did not leave, ready to be sent
 * @param claimId - when given, nothing is written unless this claim still holds the mail
 */
export async function settleOutbound(
	desk: Desk,
	mail: OutboundMail,
	result: SendResult,
	claimId: string | undefined,
): Promise<OutboundMail | undefined> {
	const { store, clock } = desk;
	const now = clock.now();
	const change = changeOf(mail, result, now);
	if (!(await store.outbound.setState(mail.id, change, claimId))) return undefined;
	if (mail.recipe.kind === 'reply') await store.messages.setState(mail.messageId, messageStateOf(change));
	const { state, error = '' } = change;
	if (state === 'retry') return undefined;
	// Told once, not every minute.
	if (state === 'paused' && mail.error === error) return undefined;
	const conversationId = await conversationIdOf(desk, mail);
	await store.recordEvent(
		{
			type: `${mail.recipe.kind}-${change.state}`,
			conversationId,
			messageId: mail.messageId,
			data: { outboundMailId: mail.id, error },
		},
		now,
	);
	if (state !== 'failed' && state !== 'ambiguous') return undefined;
	if (result.kind === 'stopped') await recordStop(desk, mail, result.reason);
	if (mail.recipe.kind === 'reply') await store.conversations.setStatus(conversationId, 'open', now);
	if (mail.recipe.kind === 'confirmation') return undefined;
	// That a notification was perhaps not delivered is nobody's business; nor is what was stopped as a loop.
	if (mail.recipe.kind === 'notification' && (state === 'ambiguous' || result.kind === 'stopped'))
		return undefined;
	return await tellFailure(desk, mail, { state, error, isToldByMail: result.kind !== 'stopped' });
}

function changeOf(mail: OutboundMail, result: SendResult, now: Date): OutboundChange {
	if (result.kind === 'sent') return { state: 'sent', error: '', sentAt: now };
	if (result.kind === 'postponed')
		return { state: 'retry', error: result.error, nextAttemptAt: result.until, isUncounted: true };
	if (result.kind === 'stopped') return { state: 'failed', error: result.error };
	// However long it waits, its first failure is its first.
	if (result.kind === 'paused') return { state: 'paused', error: result.error, isUncounted: true };
	if (result.kind !== 'retry') return { state: result.kind, error: result.error };
	const nextAttemptAt = nextTryAt(mail.attempts, mail.firstTriedAt ?? now, now);
	if (!nextAttemptAt) return { state: 'failed', error: `Given up after 48 hours: ${result.error}` };
	return { state: 'retry', error: result.error, nextAttemptAt };
}

function messageStateOf({ state }: OutboundChange): MessageState {
	return state === 'sent' || state === 'failed' || state === 'ambiguous' || state === 'paused'
		? state
		: 'queued';
}
