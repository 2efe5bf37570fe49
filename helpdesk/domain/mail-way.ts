import type { InboundMail } from './inbound-mail';

const WAYS: Record<string, string> = {
	imap: 'IMAP',
	file: 'another trigger',
	raw: 'HTTP',
	mailgun: 'Mailgun',
	postmark: 'Postmark',
	sendgrid: 'SendGrid',
	smtp: 'SMTP',
	lmtp: 'LMTP',
};

/** Gives the way by which a mail reached us, as people know it: "support@acme.test by IMAP (INBOX)". */
export function wayOf({ sourceKey }: Pick<InboundMail, 'sourceKey'>, mailboxAddress: string): string {
	const [kind = '', folder = ''] = sourceKey.split(':');
	const way = WAYS[kind] ?? kind;
	return `${mailboxAddress} by ${way}${kind === 'imap' ? ` (${folder})` : ''}`;
}
