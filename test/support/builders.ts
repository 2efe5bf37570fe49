import type { Contact, Conversation, Message } from '../../helpdesk/domain/conversation';
import type { Mail } from '../../helpdesk/domain/mail';
import { newMailboxSettings, type Mailbox } from '../../helpdesk/domain/mailbox';
import { DEFAULT_PREFERENCES } from '../../helpdesk/domain/notification-preference';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { Staff } from '../../helpdesk/domain/staff';

/** The time at which everything of the builders happened. */
export const NOW = new Date('2026-11-22T09:00:00Z');

const MARK = 'c0100b40000000000000000aaaaaaaaaaaaaaaa';

/** What a test says of a mail; headers as pairs. */
export type MailParts = Partial<Omit<Mail, 'headers'>> & { readonly headers?: Record<string, string> };

export function aMail({ headers = {}, ...parts }: MailParts = {}): Mail {
	return {
		messageId: 'mail-1@customer.test',
		inReplyTo: [],
		references: [],
		date: NOW,
		from: { name: 'Frank Furter', address: 'frank@customer.test' },
		hasSeveralAuthors: false,
		replyTo: [],
		to: [{ name: '', address: 'support@acme.test' }],
		cc: [],
		subject: 'My printer',
		text: 'It does not print.',
		html: '',
		headers: new Map(Object.entries(headers).map(([name, body]) => [name, [body]])),
		attachments: [],
		report: undefined,
		isIncomplete: false,
		...parts,
	};
}

export function aContact(parts: Partial<Contact> = {}): Contact {
	return { id: 'contact-1', name: 'Frank Furter', address: 'frank@customer.test', ...parts };
}

export function aConversation(parts: Partial<Conversation> = {}): Conversation {
	return {
		id: 'conversation-1',
		number: 1,
		mailboxId: 'mailbox-1',
		contactId: 'contact-1',
		subject: 'My printer',
		status: 'open',
		assigneeId: undefined,
		assignedAt: undefined,
		linkedToId: undefined,
		mergedIntoId: undefined,
		closedAt: undefined,
		createdAt: NOW,
		updatedAt: NOW,
		...parts,
	};
}

export function aMessage(parts: Partial<Message> = {}): Message {
	return {
		id: 'message-1',
		conversationId: 'conversation-1',
		kind: 'customer',
		state: 'received',
		from: { name: 'Frank Furter', address: 'frank@customer.test' },
		staffId: undefined,
		subject: 'My printer',
		text: 'It does not print.',
		fullText: 'It does not print.',
		html: '',
		messageId: 'mail-1@customer.test',
		references: [],
		inboundMailId: undefined,
		attachments: [],
		isNewParticipant: false,
		hasReusedMessageId: false,
		createdAt: NOW,
		...parts,
	};
}

export function aStaffMember(parts: Partial<Staff> = {}): Staff {
	return {
		id: 'john',
		name: 'John Miller',
		address: 'john@acme-staff.test',
		alternateAddresses: [],
		unconfirmedAddresses: [],
		isActive: true,
		isAway: false,
		signature: '',
		signatureHtml: '',
		fromNameStyle: undefined,
		preferences: DEFAULT_PREFERENCES,
		desktopTarget: '',
		mobileTarget: '',
		...parts,
	};
}

export function aSupportMailbox(parts: Partial<Mailbox> = {}): Mailbox {
	return {
		...newMailboxSettings('support@acme.test', 'Acme Support'),
		id: 'mailbox-1',
		connection: 'connected',
		connectionError: '',
		connectionSince: NOW,
		fetchedAt: NOW,
		forwardingSince: undefined,
		forwardingAt: undefined,
		removedAt: undefined,
		...parts,
	};
}

export function anOutboundMail(parts: Partial<OutboundMail> = {}): OutboundMail {
	return {
		id: 'outbound-1',
		idempotencyKey: 'reply:message-1',
		conversationId: 'conversation-1',
		messageId: 'message-1',
		mailboxId: 'mailbox-1',
		staffId: 'john',
		token: MARK,
		from: { name: 'John Miller via Acme Support', address: 'support@acme.test' },
		replyTo: undefined,
		recipient: { name: 'Frank Furter', address: 'frank@customer.test' },
		bodyDigest: '',
		subject: 'Re: My printer',
		messageIdHeader: 'hd.1@acme.test',
		inReplyTo: 'mail-1@customer.test',
		references: ['mail-1@customer.test'],
		recipe: { kind: 'reply', text: 'Reboot.\n', html: '<div>Reboot.</div>', attachments: [] },
		state: 'queued',
		attempts: 0,
		firstTriedAt: undefined,
		round: 0,
		leaseUntil: undefined,
		notBefore: undefined,
		error: '',
		createdAt: NOW,
		sentAt: undefined,
		...parts,
	};
}
