import { addressKey, domainOf, safeDisplayName, type Address } from '../domain/address';
import type { Contact, Conversation, Message } from '../domain/conversation';
import { HelpDeskError } from '../domain/errors';
import type { Mailbox } from '../domain/mailbox';
import type { AttachmentSource, OutboundMail } from '../domain/outbound-mail';
import type { TokenPurpose } from '../domain/token';
import type { Desk, Store } from '../ports';
import { issueToken } from './tokens';

/** What differs between the mails of the desk; identifiers and token are made for each. */
export interface MailDraft extends Pick<
	OutboundMail,
	'idempotencyKey' | 'staffId' | 'from' | 'recipient' | 'subject' | 'inReplyTo' | 'references' | 'recipe'
> {
	readonly purpose: TokenPurpose;
	/** The entry that it is, or tells of; undefined for mail about a staff member alone. */
	readonly message:
		(Pick<Message, 'id' | 'conversationId'> & Partial<Pick<Message, 'attachments'>>) | undefined;
	readonly mailbox: Mailbox;
	/** Gives where answers go when it is not From; gets the token. */
	readonly replyTo: (token: string) => Address | undefined;
	/** Until when it may be taken back. */
	readonly notBefore?: Date;
}

/** Makes a mail for the outbox: its Message-ID and its recipient stay as they are from here on (rules 28 and 30). */
export async function newOutboundMail(desk: Desk, draft: MailDraft): Promise<OutboundMail> {
	const { purpose, message, mailbox, replyTo, notBefore, recipient, ...mail } = draft;
	const id = desk.ids.next();
	const { conversationId, id: messageId } = message ?? { conversationId: '', id: '' };
	const claim = { conversationId, messageId, recipientKey: addressKey(recipient.address) };
	const token = await issueToken(desk, purpose, id, claim);
	return {
		...mail,
		id,
		conversationId,
		messageId,
		mailboxId: mailbox.id,
		token,
		replyTo: replyTo(token),
		recipient: { name: safeDisplayName(recipient.name), address: recipient.address },
		bodyDigest: bodyDigest(desk, draft),
		messageIdHeader: `hd.${token}@${domainOf(mailbox.address)}`,
		state: 'queued',
		attempts: 0,
		firstTriedAt: undefined,
		round: 0,
		leaseUntil: undefined,
		notBefore,
		error: '',
		createdAt: desk.clock.now(),
		sentAt: undefined,
	};
}

// Two answers without a word may still bring different files.
function bodyDigest({ crypto }: Desk, { recipe, message }: MailDraft): string {
	if (recipe.kind !== 'reply') return '';
	const leaving = new Set(recipe.attachments.map(({ index }) => index));
	const files = (message?.attachments ?? [])
		.filter(({ index }) => leaving.has(index))
		.map(({ filename, contentType, bytes }) => `\n${JSON.stringify([filename, contentType, bytes])}`);
	return crypto.digest([recipe.text, ...files].join(''));
}

/** Gives the customer of a conversation. @throws HelpDeskError invalid-input */
export async function contactOf(store: Store, { number, contactId }: Conversation): Promise<Contact> {
	const contact = await store.contacts.byId(contactId);
	if (contact) return contact;
	throw new HelpDeskError('invalid-input', `The conversation #${number} has no contact.`);
}

/** Names the attachments of a message in the raw mail that it came by. */
export function attachmentSources({ inboundMailId, attachments }: Message): AttachmentSource[] {
	return inboundMailId === undefined ? [] : attachments.map(({ index }) => ({ inboundMailId, index }));
}
