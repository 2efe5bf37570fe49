import { domainOf, safeDisplayName } from '../domain/address';
import { textToHtml } from '../domain/html';
import type { Mailbox } from '../domain/mailbox';
import type { Notice } from '../domain/notice';
import { DESK_HEADER } from '../domain/own-mail';
import type { Desk, MailSender, SendableMail, SendResult } from '../ports';

const AT_ONCE = 20;
const GIVE_UP_MS = 48 * 3600_000;

/** Sends what the desk has to tell its people from a mailbox; what may have left is not sent again (rule 30). */
export async function sendNotices(desk: Desk, sender: MailSender, mailbox: Mailbox): Promise<void> {
	const { store, clock } = desk;
	let lastId = '';
	// One at a time: should n8n end, nobody knows whether that one left, but all others wait for their turn.
	for (let count = 0; count < AT_ONCE; count++) {
		const notice = await store.notices.take(mailbox.id, lastId);
		if (!notice) return;
		lastId = notice.id;
		const result = await sender.send(mailOf(desk, mailbox, notice), async () => undefined);
		const isYoung = clock.now().getTime() - notice.createdAt.getTime() < GIVE_UP_MS;
		await store.notices.settle(notice.id, stateAfter(result, isYoung), 'error' in result ? result.error : '');
	}
}

function stateAfter({ kind }: SendResult, isYoung: boolean): 'queued' | 'sent' | 'failed' {
	if (kind === 'sent') return 'sent';
	return (kind === 'retry' || kind === 'postponed') && isYoung ? 'queued' : 'failed';
}

// Rule 28: machine mail says so.
function mailOf({ store }: Desk, mailbox: Mailbox, { id, recipient, subject, text }: Notice): SendableMail {
	return {
		mail: {
			from: { name: safeDisplayName(mailbox.channelName), address: mailbox.address },
			replyTo: undefined,
			recipient,
			subject,
			messageIdHeader: `notice.${id}@${domainOf(mailbox.address)}`,
			inReplyTo: '',
			references: [],
		},
		text,
		html: `<div>${textToHtml(text)}</div>`,
		headers: {
			[DESK_HEADER]: store.deskId,
			'Auto-Submitted': 'auto-generated',
			'X-Auto-Response-Suppress': 'All',
		},
		attachments: [],
		copyToSent: 'never',
	};
}
