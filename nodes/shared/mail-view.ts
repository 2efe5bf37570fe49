import type { IDataObject } from 'n8n-workflow';
import type { InboundMail } from '../../helpdesk/domain/inbound-mail';
import type { Mail } from '../../helpdesk/domain/mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { Desk } from '../../helpdesk/ports';

/** Gives an inbound mail as an item's JSON; mail that cannot be read has `isUnreadable` and no content. */
export async function inboundMailView(
	desk: Desk,
	mailbox: Mailbox,
	inbound: InboundMail,
): Promise<IDataObject> {
	const raw = await desk.store.inbound.raw(inbound.id);
	const mail = raw && (await desk.reader.read(raw).catch(() => undefined));
	return {
		inboundMailId: inbound.id,
		mailbox: { id: mailbox.id, address: mailbox.address, channelName: mailbox.channelName },
		receivedAt: inbound.receivedAt.toISOString(),
		bytes: inbound.bytes,
		attempt: inbound.attempts,
		isUnreadable: mail === undefined,
		...(mail && contentOf(mail)),
	};
}

function contentOf(mail: Mail): IDataObject {
	return {
		messageId: mail.messageId,
		date: mail.date?.toISOString() ?? null,
		from: mail.from ? { ...mail.from } : null,
		to: mail.to.map((address) => ({ ...address })),
		cc: mail.cc.map((address) => ({ ...address })),
		subject: mail.subject,
		text: mail.text,
		html: mail.html,
		attachments: mail.attachments.map((attachment) => ({ ...attachment })),
		headers: Object.fromEntries([...mail.headers].map(([name, bodies]) => [name, [...bodies]])),
	};
}
