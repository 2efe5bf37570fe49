import { HelpDeskError } from '../domain/errors';
import type { OutboundMail } from '../domain/outbound-mail';
import type { Desk } from '../ports';
import { outboundById } from './deliver-mail';

/** Takes back a mail that has not left yet. @throws HelpDeskError outbound-mail-not-found, invalid-input */
export function cancelMail({ store, clock }: Desk, id: string): Promise<OutboundMail> {
	return store.transaction(async (tx) => {
		const mail = await outboundById(tx, id);
		if (mail.state === 'canceled') return mail;
		if (!(await tx.outbound.change(id, ['queued', 'retry', 'paused'], 'canceled')))
			throw new HelpDeskError('invalid-input', `The mail ${id} cannot be taken back: it is ${mail.state}.`);
		return await changed(tx, mail, 'canceled', clock.now());
	});
}

/**
 * Has a mail sent again that failed, that may not have arrived, or that was taken back: a person says so. It keeps its
 * Message-ID, by which a server that has it already knows it.
 *
 * @throws HelpDeskError outbound-mail-not-found, invalid-input
 */
export function sendMailAgain({ store, clock }: Desk, id: string): Promise<OutboundMail> {
	return store.transaction(async (tx) => {
		const mail = await outboundById(tx, id);
		if (!(await tx.outbound.change(id, ['failed', 'ambiguous', 'canceled'], 'queued')))
			throw new HelpDeskError('invalid-input', `The mail ${id} need not be sent again: it is ${mail.state}.`);
		return await changed(tx, mail, 'queued', clock.now());
	});
}

async function changed(
	tx: Desk['store'],
	{ id, recipe, conversationId, messageId }: OutboundMail,
	state: 'canceled' | 'queued',
	now: Date,
): Promise<OutboundMail> {
	if (recipe.kind === 'reply') await tx.messages.setState(messageId, state);
	const data = { outboundMailId: id };
	await tx.recordEvent({ type: `${recipe.kind}-${state}`, conversationId, messageId, data }, now);
	return await outboundById(tx, id);
}
