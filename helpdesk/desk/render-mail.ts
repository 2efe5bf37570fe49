import { confirmationBodies } from '../domain/confirmation';
import { HelpDeskError } from '../domain/errors';
import type { AttachmentSource, OutboundMail } from '../domain/outbound-mail';
import { DESK_HEADER } from '../domain/own-mail';
import { withQuote } from '../domain/quote';
import { MASTER_INBOX_ADVICE } from '../domain/sender';
import type { AttachmentContent, Desk, SendableMail, SendResult } from '../ports';
import { inboundMailById, rawMailOf } from './inbound-mails';
import { type MessageFacts, notificationFacts, renderNotification } from './render-notification';
import { resolveSender } from './resolve-sender';
import { mailboxById } from './save-mailbox';

/** Writes mails of the outbox out; what several of them share is read once. */
export class MailRendering {
	private readonly facts = new Map<string, Promise<MessageFacts>>();
	private readonly files = new Map<string, Promise<AttachmentContent[]>>();

	constructor(private readonly desk: Desk) {}

	/** Gives a mail ready to leave, or why it must not leave now. @throws HelpDeskError when it cannot be written */
	async sendable(mail: OutboundMail): Promise<SendableMail | SendResult> {
		const { recipe } = mail;
		const ownHeader = { [DESK_HEADER]: this.desk.store.deskId };
		if (recipe.kind === 'reply') {
			// Rule 27: checked again at each sending, so that nothing leaves with a Reply-To that nobody reads any more.
			// Of the mailbox that sends it: the conversation may have been merged into one of another mailbox.
			const sender = await resolveSender(this.desk, mail.messageId, mail.mailboxId);
			if ('paused' in sender) return { kind: 'paused', error: MASTER_INBOX_ADVICE[sender.paused] };
			const { from, replyTo } = sender;
			const { text, html } = withQuote(recipe, recipe.quote);
			const attachments = await this.attachments(recipe.attachments);
			if (attachments.length < recipe.attachments.length) {
				throw new HelpDeskError(
					'invalid-input',
					'The files of the answer cannot be read any more; it did not leave without them.',
				);
			}
			const { copyToSent } = sender.mailbox;
			return { mail: { ...mail, from, replyTo }, text, html, headers: ownHeader, attachments, copyToSent };
		}
		// Rule 28: machine mail says so; Microsoft reads the second header, RFC 3834 the first.
		const headers = { ...ownHeader, 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };
		if (recipe.kind === 'confirmation') {
			const mailbox = await mailboxById(this.desk.store, mail.mailboxId);
			const bodies = confirmationBodies(mail.recipient, mailbox, mail.token);
			return { mail, ...bodies, headers, attachments: [], copyToSent: 'never' };
		}
		const facts = once(this.facts, mail.messageId, () => notificationFacts(this.desk, mail.messageId));
		const bodies = await renderNotification(this.desk, mail, recipe, facts);
		const attachments = await this.attachments(recipe.attachments);
		return { mail, ...bodies, headers, attachments, copyToSent: 'never' };
	}

	private async attachments(sources: readonly AttachmentSource[]): Promise<AttachmentContent[]> {
		const byMail = Map.groupBy(sources, ({ inboundMailId }) => inboundMailId);
		const contents: AttachmentContent[] = [];
		for (const [id, parts] of byMail) {
			const indexes = parts.map(({ index }) => index);
			const read = () => this.read(id, indexes);
			contents.push(...(await once(this.files, `${id} ${indexes.join()}`, read)));
		}
		return contents;
	}

	private async read(inboundMailId: string, indexes: readonly number[]): Promise<AttachmentContent[]> {
		const { store, reader } = this.desk;
		return await reader.attachments(rawMailOf(store, await inboundMailById(store, inboundMailId)), indexes);
	}
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
	const making = known.get(key) ?? make();
	known.set(key, making);
	return making;
}
