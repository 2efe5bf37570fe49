import { addressKey } from '../domain/address';
import { deliveryReport } from '../domain/bounce/delivery-report';
import type { DeliveryStatus } from '../domain/bounce/delivery-status';
import type { Mail } from '../domain/mail';
import type { OutboundMail, OutboundState } from '../domain/outbound-mail';
import { findTokens } from '../domain/token';
import type { Desk, Store } from '../ports';
import { tellFailure } from './tell-failure';
import { conversationIdOf, mailOfToken } from './tokens';

const MAX_TEXT = 100_000;
// A mail in another state is in the hands of whoever sends it.
const LEFT: readonly OutboundState[] = ['sent', 'ambiguous', 'failed'];

/**
 * Writes down what a mail server reports on a mail of ours (rule 15): only on one that it names by its Message-ID or our
 * token, and only of the recipient which that mail had. Everything else changes nothing, as anybody can write a report.
 *
 * @returns the conversation of the answer that the report is about; undefined for other mail
 */
export async function noteDeliveryReport(desk: Desk, mail: Mail): Promise<string | undefined> {
	const report = deliveryReport(mail);
	if (!report) return undefined;
	const ours = (await mailOfIds(desk.store, report.originalMessageIds)) ?? (await mailOfTokens(desk, mail));
	if (!ours) return undefined;
	const key = addressKey(ours.recipient.address);
	const status = report.statuses.find(({ recipient, originalRecipient }) =>
		[recipient, originalRecipient].some((address) => addressKey(address) === key),
	);
	if (status?.action === 'failed') await noteFailure(desk, ours, status);
	if (status?.action === 'delayed') await recordDelivery(desk, 'delivery-delayed', ours, status);
	// A notification that comes back is nothing for the conversation with the customer.
	return ours.recipe.kind === 'reply' ? (await conversationOf(desk, ours))?.id : undefined;
}

async function conversationOf(desk: Desk, mail: OutboundMail) {
	return await desk.store.conversations.current(await conversationIdOf(desk, mail));
}

async function mailOfIds(store: Store, ids: readonly string[]): Promise<OutboundMail | undefined> {
	const mails = ids.length > 0 ? await store.outbound.byMessageIdHeaders(ids) : [];
	const named = ids.map((id) => mails.find(({ messageIdHeader }) => messageIdHeader === id));
	return named.find((each) => each !== undefined);
}

// Some relays give a mail a Message-ID of their own.
async function mailOfTokens(desk: Desk, { report, text }: Mail): Promise<OutboundMail | undefined> {
	for (const token of findTokens(`${report?.returned ?? ''}\n${text}`.slice(0, MAX_TEXT))) {
		const mail = await mailOfToken(desk, token);
		if (mail) return mail;
	}
	return undefined;
}

async function noteFailure(desk: Desk, mail: OutboundMail, status: DeliveryStatus): Promise<void> {
	const { store, clock } = desk;
	const now = clock.now();
	const { isHard, reason, diagnosis } = status;
	if (LEFT.includes(mail.state)) {
		const { sentAt } = mail;
		await store.outbound.setState(mail.id, { state: 'failed', error: diagnosis, ...(sentAt && { sentAt }) });
	}
	if (mail.recipe.kind === 'reply') {
		await store.messages.setState(mail.messageId, 'failed');
		const { address } = mail.recipient;
		await store.addresses.recordFailure(
			{ address, isHard, reason, diagnosis, messageId: mail.messageId },
			now,
		);
		const conversation = await conversationOf(desk, mail);
		// Rule 30: what did not arrive comes back to people.
		if (conversation?.status === 'closed' || conversation?.status === 'pending')
			await store.conversations.setStatus(conversation.id, 'open', now);
		// The mail to the author waits in the outbox: this mailbox may not even be able to send here.
		await tellFailure(desk, mail, { state: 'failed', error: diagnosis || reason, isToldByMail: true });
	}
	await recordDelivery(desk, 'delivery-failed', mail, status);
}

// Rule 15: author and assignee are told, so the event names them.
async function recordDelivery(
	desk: Desk,
	type: 'delivery-failed' | 'delivery-delayed',
	mail: OutboundMail,
	{ status, reason, isHard, diagnosis }: DeliveryStatus,
): Promise<void> {
	const conversation = await conversationOf(desk, mail);
	const data = {
		outboundMailId: mail.id,
		kind: mail.recipe.kind,
		recipient: mail.recipient.address,
		status,
		reason,
		isHard,
		diagnosis,
		authorId: mail.staffId,
		assigneeId: conversation?.assigneeId ?? '',
	};
	const conversationId = conversation?.id ?? mail.conversationId;
	const { messageId } = mail;
	await desk.store.recordEvent({ type, conversationId, messageId, data }, desk.clock.now());
}
