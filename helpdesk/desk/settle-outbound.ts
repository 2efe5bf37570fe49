import type { MessageState } from '../domain/conversation';
import { nextTryAt, type OutboundMail } from '../domain/outbound-mail';
import type { Desk, OutboundChange, SendResult } from '../ports';

/**
 * Writes what became of a try to send, inside a transaction, and brings what did not leave back to people (rule 30).
 *
 * @param claimId - when given, nothing is written unless this claim still holds the mail
 */
export async function settleOutbound(
	{ store, clock }: Desk,
	mail: OutboundMail,
	result: SendResult,
	claimId: string | undefined,
): Promise<void> {
	const now = clock.now();
	const change = changeOf(mail, result, now);
	if (!(await store.outbound.setState(mail.id, change, claimId))) return;
	if (mail.recipe.kind === 'reply') await store.messages.setState(mail.messageId, messageStateOf(change));
	if (change.state === 'retry' || change.state === 'paused') return;
	await store.recordEvent(
		{
			type: `${mail.recipe.kind}-${change.state}`,
			conversationId: mail.conversationId,
			messageId: mail.messageId,
			data: { outboundMailId: mail.id, error: change.error ?? '' },
		},
		now,
	);
	if (mail.recipe.kind === 'reply' && change.state !== 'sent')
		await store.conversations.setStatus(mail.conversationId, 'open', now);
}

function changeOf(mail: OutboundMail, result: SendResult, now: Date): OutboundChange {
	if (result.kind === 'sent') return { state: 'sent', error: '', sentAt: now };
	if (result.kind !== 'retry') return { state: result.kind, error: result.error };
	const nextAttemptAt = nextTryAt(mail.attempts, mail.createdAt, now);
	if (!nextAttemptAt) return { state: 'failed', error: `Given up after 48 hours: ${result.error}` };
	return { state: 'retry', error: result.error, nextAttemptAt };
}

function messageStateOf({ state }: OutboundChange): MessageState {
	return state === 'sent' || state === 'failed' || state === 'ambiguous' ? state : 'queued';
}
