import { deliverDueMail } from '../../helpdesk/desk/deliver-due-mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { MailSender, SendableMail } from '../../helpdesk/ports';
import { answerTo, reasonOf } from './answers';
import type { RawMailParts } from './raw-mail';
import { arrive, type TestDesk } from './test-desk';

/** Mail of the outbox on its way. */
export type SentMail = SendableMail & { readonly mail: OutboundMail };

/** Sends what a mailbox owes, ten minutes later, and gives it. */
export async function sendDue(desk: TestDesk, { address }: Mailbox): Promise<SentMail[]> {
	desk.wait(10 * 60_000);
	const sent: SentMail[] = [];
	const sender: MailSender = {
		send: async (mail, onTransmit) => {
			await onTransmit();
			sent.push(mail as SentMail);
			return { kind: 'sent', response: '250 OK' };
		},
	};
	await deliverDueMail(desk, sender, address);
	return sent;
}

/** Has a mail of ours answered, and gives what became of the answer. */
export async function answered(
	desk: TestDesk,
	mailbox: Mailbox,
	mail: OutboundMail | undefined,
	parts: RawMailParts = {},
): Promise<string> {
	return await reasonOf(desk, (await arrive(desk, mailbox, answerTo(mail, parts))).outcome);
}
