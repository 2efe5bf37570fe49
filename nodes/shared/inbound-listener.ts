import { SmtpListener } from '../../helpdesk/adapters/inbound/smtp-listener';
import { mailboxOfRecipient } from '../../helpdesk/desk/mailbox-of-recipients';
import { receiveForwardedMail } from '../../helpdesk/desk/receive-forwarded-mail';
import type { Desk } from '../../helpdesk/ports';
import { announceMail } from './inbound-flow';
import type { InboundSettings } from './inbound-settings';

/** What a listener needs besides its settings. */
export interface ListenerParts {
	readonly desk: Desk;
	readonly ownMailboxId: string;
	/** Hears that mail was committed, and where it is. */
	onMail(mailboxId: string, sourceKey: string): void;
	onError(error: unknown): void;
}

/** Makes the listener that commits mail to the desk. */
export function inboundListener(
	{ source, host, port, maxBytes, tls }: InboundSettings,
	{ desk, ownMailboxId, onMail, onError }: ListenerParts,
): SmtpListener {
	return new SmtpListener({
		protocol: source === 'lmtp' ? 'lmtp' : 'smtp',
		host,
		port,
		maxBytes,
		tls,
		mailboxOf: (recipient) => mailboxOfRecipient(desk, recipient),
		receive: async (mail) => {
			const reception = await receiveForwardedMail(desk, ownMailboxId, mail);
			if (reception.kind === 'replayed') return;
			announceMail(reception.mailboxIds);
			for (const mailboxId of reception.mailboxIds) onMail(mailboxId, mail.sourceKey);
		},
		onError,
	});
}
