import type { Contact, Conversation, ConversationStatus, Message, MessageState } from './domain/conversation';
import type { Hold } from './domain/hold';
import type { InboundMail, ThreadOutcome } from './domain/inbound-mail';
import type { Mail } from './domain/mail';
import type { ConnectionState, Mailbox, MailboxSettings } from './domain/mailbox';
import type { ReceivingAddress } from './domain/receiving-address';
import type { OutboundMail, OutboundState, Push } from './domain/outbound-mail';
import type { Staff, StaffSettings } from './domain/staff';

/** Tells the time. */
export interface Clock {
	now(): Date;
}

/** Makes ids: 16 characters, opaque, sortable by the time they were made. */
export interface Ids {
	next(): string;
}

/** Digests and HMACs, as text. */
export interface Crypto {
	/** SHA-256 in hexadecimal. */
	digest(text: string): string;
	/** 80 bits of HMAC-SHA256 in 16 base-32 digits (token.ts). */
	mac(key: string, text: string): string;
	/** 130 random bits in 26 base-32 digits. */
	randomToken(): string;
}

/** Reads raw mail. */
export interface MailReader {
	/** @throws HelpDeskError mail-unreadable */
	read(raw: Uint8Array): Promise<Mail>;
	/** Gives the bytes of attachments by `Attachment.index`; an index the mail lacks is left out. */
	attachments(raw: Uint8Array, indexes: readonly number[]): Promise<AttachmentContent[]>;
}

export interface AttachmentContent {
	readonly index: number;
	readonly filename: string;
	readonly contentType: string;
	readonly content: Uint8Array;
}

/** A mail that is ready to leave. */
export interface SendableMail {
	readonly mail: OutboundMail;
	readonly text: string;
	readonly html: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly attachments: readonly AttachmentContent[];
}

/** What became of a try to send. */
export type SendResult =
	| { readonly kind: 'sent'; readonly response: string }
	| { readonly kind: 'retry' | 'failed' | 'ambiguous' | 'paused'; readonly error: string };

/** Sends mail for one mailbox. */
export interface MailSender {
	/**
	 * Sends one mail.
	 *
	 * @param onTransmit - awaited before the first byte of the mail leaves; when it rejects, nothing leaves
	 */
	send(mail: SendableMail, onTransmit: () => Promise<void>): Promise<SendResult>;
}

/** Where IMAP reading stands in one folder. */
export interface FolderCursor {
	readonly folder: string;
	/** As a decimal number. */
	readonly uidValidity: string;
	readonly lastUid: number;
	/** Mail that arrived before is none of ours, even when UIDVALIDITY changes and the folder is read again. */
	readonly startedAt: Date;
	/** The newest mail of the folder when it had to be read again from its beginning; 0 when it never had. */
	readonly rescanUntilUid: number;
}

export interface MailboxStore {
	all(): Promise<Mailbox[]>;
	byId(id: string): Promise<Mailbox | undefined>;
	byAddress(address: string): Promise<Mailbox | undefined>;
	/** Mailboxes whose replies go to this one. */
	servedBy(masterInboxId: string): Promise<Mailbox[]>;
	insert(id: string, settings: MailboxSettings): Promise<void>;
	update(id: string, settings: MailboxSettings): Promise<void>;
	setConnection(id: string, state: ConnectionState, error: string): Promise<void>;
	cursor(id: string, folder: string): Promise<FolderCursor | undefined>;
	saveCursor(id: string, cursor: FolderCursor): Promise<void>;
}

export interface ReceivingAddressStore {
	/** Those of a mailbox, newest first. */
	ofMailbox(mailboxId: string): Promise<ReceivingAddress[]>;
	/** Gives those of these `addressKey`s, in no order, whether they are still good or not. */
	byAddressKeys(addressKeys: readonly string[]): Promise<ReceivingAddress[]>;
	/** Mailboxes that have one which is good now. */
	mailboxIds(now: Date): Promise<string[]>;
	insert(address: ReceivingAddress): Promise<void>;
	/** Ends the current one of a mailbox at that time. */
	expireCurrent(mailboxId: string, at: Date): Promise<void>;
}

export interface SeenSignatureStore {
	/** Remembers a provider's signature; false when it was seen before. Those whose time is over are forgotten. */
	insertOnce(signature: string, forgetAt: Date, now: Date): Promise<boolean>;
}

export interface StaffStore {
	all(): Promise<Staff[]>;
	byId(id: string): Promise<Staff | undefined>;
	/** By any address that the person may answer from. */
	byAddress(address: string): Promise<Staff | undefined>;
	insert(id: string, settings: StaffSettings): Promise<void>;
	update(id: string, settings: StaffSettings): Promise<void>;
}

export interface InboundStore {
	/** @returns false when the mailbox already has mail of this source key */
	insert(
		mail: Pick<InboundMail, 'id' | 'mailboxId' | 'sourceKey' | 'receivedAt'>,
		raw: Uint8Array,
	): Promise<boolean>;
	byId(id: string): Promise<InboundMail | undefined>;
	bySourceKey(mailboxId: string, sourceKey: string): Promise<InboundMail | undefined>;
	raw(id: string): Promise<Uint8Array | undefined>;
	/** Takes mail that is due for a flow and marks it offered, oldest first; the count goes up. */
	offer(mailboxId: string, limit: number, now: Date): Promise<InboundMail[]>;
	/** Gives the oldest mail that is due, and leaves it as it is. */
	peekDue(mailboxId: string, now: Date): Promise<InboundMail | undefined>;
	/**
	 * Makes mail due again that was offered and has no outcome: the process that worked on it is gone.
	 *
	 * @param except - ids of mail that this process still works on
	 */
	releaseOffered(mailboxId: string, except: readonly string[], now: Date): Promise<void>;
	settle(id: string, settlement: InboundSettlement): Promise<void>;
	/** Locks the mail until the transaction ends and gives what threading made of it before. */
	lockOutcome(id: string): Promise<ThreadOutcome | undefined>;
	saveOutcome(id: string, outcome: ThreadOutcome): Promise<void>;
}

export interface InboundSettlement {
	readonly state: 'processed' | 'failed' | 'quarantined';
	readonly error: string;
	readonly nextAttemptAt: Date | undefined;
}

export interface ConversationStore {
	byId(id: string): Promise<Conversation | undefined>;
	byNumber(number: number): Promise<Conversation | undefined>;
	/** Gives the conversation and keeps others from changing it until the transaction ends. */
	lock(id: string): Promise<Conversation | undefined>;
	list(filter: ConversationFilter): Promise<Conversation[]>;
	insert(conversation: Omit<Conversation, 'number'>): Promise<number>;
	setStatus(id: string, status: ConversationStatus, now: Date): Promise<void>;
	assign(id: string, staffId: string | undefined, now: Date): Promise<void>;
	touch(id: string, now: Date): Promise<void>;
	/** Open and pending conversations by assignee. */
	loads(): Promise<ReadonlyMap<string, number>>;
	addParticipant(conversationId: string, address: string): Promise<void>;
	isParticipant(conversationId: string, address: string): Promise<boolean>;
}

export interface ConversationFilter {
	readonly status?: ConversationStatus;
	/** Null: assigned to nobody. */
	readonly assigneeId?: string | null;
	readonly mailboxId?: string;
	readonly contactAddress?: string;
	readonly limit: number;
}

export interface ContactStore {
	byId(id: string): Promise<Contact | undefined>;
	byAddress(address: string): Promise<Contact | undefined>;
	insert(contact: Contact): Promise<void>;
}

export interface MessageStore {
	byId(id: string): Promise<Message | undefined>;
	/** Oldest first. */
	history(conversationId: string, limit: number): Promise<Message[]>;
	/** @param duplicateKey - digest by which the same mail is known when it comes again */
	insert(message: Message, duplicateKey: string): Promise<void>;
	byDuplicateKey(duplicateKey: string): Promise<Message | undefined>;
	addDelivery(messageId: string, inboundMailId: string): Promise<void>;
	setState(id: string, state: MessageState): Promise<void>;
	/** Gives ids of answers from a mailbox that wait for its master inbox, oldest first. */
	paused(mailboxId: string, limit: number): Promise<string[]>;
	/** Conversations of the messages with these RFC 5322 Message-IDs, in the order of the identifiers. */
	conversationsOf(messageIds: readonly string[]): Promise<string[]>;
	lastStaffAnswerAt(conversationId: string, exceptStaffId: string): Promise<Date | undefined>;
}

export interface HoldStore {
	insert(hold: Hold): Promise<void>;
	byId(id: string): Promise<Hold | undefined>;
}

export interface OutboundStore {
	/** Writes the mail as queued unless one of that idempotency key exists; gives the one that is there. */
	insertOnce(mail: OutboundMail): Promise<OutboundMail>;
	byId(id: string): Promise<OutboundMail | undefined>;
	byIdempotencyKey(key: string): Promise<OutboundMail | undefined>;
	/** Gives ids of mail whose time has come, oldest first; mail still queued counts when it was written before `queuedBefore`. */
	due(mailboxId: string, queuedBefore: Date, now: Date, limit: number): Promise<string[]>;
	/** Takes the mail for sending until the lease ends; undefined when it is not due or somebody else has it. */
	claim(id: string, claim: OutboundClaim, now: Date): Promise<OutboundMail | undefined>;
	/** Writes that the first byte is about to leave; false when the claim is no longer ours. */
	startTransmission(id: string, claim: OutboundClaim): Promise<boolean>;
	/**
	 * Writes how the mail stands and ends its claim.
	 *
	 * @param claimId - when given, nothing is written unless this claim still holds the mail
	 * @returns whether it was written
	 */
	setState(id: string, change: OutboundChange, claimId?: string): Promise<boolean>;
}

export interface OutboundClaim {
	readonly claimId: string;
	readonly leaseUntil: Date;
}

export interface OutboundChange {
	readonly state: OutboundState;
	readonly error?: string;
	readonly nextAttemptAt?: Date;
	readonly sentAt?: Date;
}

export interface PushStore {
	/** Writes the notification for this attempt of the inbound mail; false when it was handed to a flow before. */
	insertOnce(push: Push, attempt: number): Promise<boolean>;
}

/** A change of the desk, written in the transaction that makes it. */
export interface DeskEvent {
	readonly type: string;
	readonly conversationId?: string;
	readonly messageId?: string;
	readonly data?: Readonly<Record<string, string | number | boolean>>;
}

export interface Store {
	readonly deskId: string;
	/** HMAC keys of tokens by number; the highest number signs. */
	readonly tokenKeys: ReadonlyMap<number, string>;
	readonly mailboxes: MailboxStore;
	readonly staff: StaffStore;
	readonly receivingAddresses: ReceivingAddressStore;
	readonly seenSignatures: SeenSignatureStore;
	readonly inbound: InboundStore;
	readonly conversations: ConversationStore;
	readonly contacts: ContactStore;
	readonly messages: MessageStore;
	readonly holds: HoldStore;
	readonly outbound: OutboundStore;
	readonly pushes: PushStore;
	recordEvent(event: DeskEvent, now: Date): Promise<void>;
	/** Runs the work in one transaction; all of it happens or nothing. Inside, use only the store that is passed. */
	transaction<T>(work: (store: Store) => Promise<T>): Promise<T>;
	close(): Promise<void>;
}

/** What acts work with. */
export interface Desk {
	readonly store: Store;
	readonly clock: Clock;
	readonly ids: Ids;
	readonly crypto: Crypto;
	readonly reader: MailReader;
}
