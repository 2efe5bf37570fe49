import { Readable } from 'node:stream';
import type { IBinaryKeyData, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { rawMailOf } from '../../helpdesk/desk/inbound-mails';
import type { InboundMail } from '../../helpdesk/domain/inbound-mail';
import type { Mail } from '../../helpdesk/domain/mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { Desk } from '../../helpdesk/ports';
import { mailboxNameJson } from './views';

/** Gives an inbound mail as an item's JSON; one that could not be read whole has `isIncomplete`. */
export async function inboundMailView(
	desk: Desk,
	mailbox: Mailbox | undefined,
	inbound: InboundMail,
): Promise<IDataObject> {
	const mail = await desk.reader.read(rawMailOf(desk.store, inbound));
	return {
		inboundMailId: inbound.id,
		mailbox: mailboxNameJson(mailbox),
		receivedAt: inbound.receivedAt.toISOString(),
		bytes: inbound.bytes,
		attempt: inbound.offers,
		envelope: envelopeJson(inbound),
		...contentOf(mail),
	};
}

/** Gives an entry of the ledger as an item's JSON. */
export function ledgerJson(inbound: InboundMail, mailbox: Mailbox | undefined): IDataObject {
	const { id, state, attempts, offers, error, bytes, sourceKey, receivedAt, settledAt } = inbound;
	return {
		inboundMailId: id,
		mailbox: mailbox ? { id: mailbox.id, address: mailbox.address } : null,
		state,
		attempts,
		offers,
		error,
		bytes,
		source: sourceKey,
		envelope: envelopeJson(inbound),
		receivedAt: receivedAt.toISOString(),
		settledAt: settledAt?.toISOString() ?? null,
	};
}

/** Gives the raw bytes of an inbound mail as the file `mail`; none when they were pruned. */
export async function rawMailFile(
	desk: Desk,
	context: IExecuteFunctions,
	inbound: InboundMail,
): Promise<IBinaryKeyData> {
	if ((await desk.store.inbound.part(inbound.id, 0)) === undefined) return {};
	const bytes = Readable.from(rawMailOf(desk.store, inbound).parts(), { objectMode: false });
	return { mail: await context.helpers.prepareBinaryData(bytes, `${inbound.id}.eml`, 'message/rfc822') };
}

function envelopeJson({ envelope }: InboundMail): IDataObject | null {
	return envelope ? { returnPath: envelope.returnPath, recipients: [...envelope.recipients] } : null;
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
		isIncomplete: mail.isIncomplete,
	};
}
