import { SentFolder } from '../../helpdesk/adapters/imap/sent-folder';
import { mayCopyToSent } from '../../helpdesk/domain/sent-copy';
import type { MailSender } from '../../helpdesk/ports';
import type { MailboxLogin } from './logins';
import { senderFor } from './open-desk';
import { loginKey, processState } from './process-state';

/** Gives the sender of a mailbox: what it sends is put into the Sent folder as the mailbox wants it. */
export function mailSenderFor(login: MailboxLogin): MailSender {
	const sender = senderFor(login.smtp);
	return {
		send: async (mail, onTransmit) => {
			const wantsCopy = mayCopyToSent(mail.copyToSent, login.smtp.host);
			const copyToSent = wantsCopy ? mail.copyToSent : 'never';
			const result = await sender.send({ ...mail, copyToSent }, onTransmit);
			if (result.kind === 'sent' && result.raw) sentFolderFor(login).file(result.raw, login.imap);
			return result;
		},
	};
}

function sentFolderFor({ imap }: MailboxLogin): SentFolder {
	const { sentFolders } = processState();
	const key = loginKey(imap);
	const known = sentFolders.get(key) ?? new SentFolder();
	sentFolders.set(key, known);
	return known;
}
