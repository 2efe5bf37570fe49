import type { AddressHealth } from './domain/address-health';
import type { FailureReason } from './domain/bounce/failure-reason';
import type {
	Contact,
	Conversation,
	ConversationStatus,
	Message,
	MessageKind,
	MessageState,
} from './domain/conversation';
import type { Hold, HoldReason, HoldState, NewHold } from './domain/hold';
import type { SmtpClient } from './domain/forwarded-mail';
import type { InboundMail, InboundState, ThreadOutcome } from './domain/inbound-mail';
import type { Mail } from './domain/mail';
import type { ConnectionState, Mailbox, MailboxSettings, SentCopyPolicy } from './domain/mailbox';
import type { SentMail } from './domain/sending-limits';
import type { Waiting } from './domain/mailbox-health';
import type { Notice } from './domain/notice';
import type { HtmlNode } from './domain/reply/html-tree';
import type { ReceivingAddress } from './domain/receiving-address';
import type { OutboundMail, OutboundState, Push } from './domain/outbound-mail';
import type { SenderVerdict } from './domain/sender-check';
import type { Staff, StaffSettings } from './domain/staff';
import type { TokenKey } from './domain/token-key';

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
	/** A key for `mac`: 256 random bits. */
	newKey(): string;
}

/** A raw mail that is read part by part, so that a large one never stands in memory whole. */
export interface RawMail {
	/** Names the mail for good: the same id has the same bytes. */
	readonly id: string;
	readonly bytes: number;
	/** Its bytes in order, from the first each time; whoever gets a part may keep its memory. */
	parts(): AsyncIterable<Uint8Array>;
}

/** Reads raw mail. */
export interface MailReader {
	/** Gives what can be read of a mail; broken and hostile mail comes out with `isIncomplete`, never as a failure. */
	read(raw: RawMail): Promise<Mail>;
	/** Gives the bytes of attachments by `Attachment.index`; an index the mail lacks is left out. */
	attachments(raw: RawMail, indexes: readonly number[]): Promise<AttachmentContent[]>;
	/**
	 * Reads a mail that is attached to another, as `read` does; undefined when it cannot be got out. `attachments` finds its
	 * attachments in the outer mail.
	 */
	readAttached(raw: RawMail, index: number): Promise<Mail | undefined>;
}

/** What a mail says about its sender, and how it came. */
export interface SenderClaim {
	/** The only address in From. */
	readonly address: string;
	/** Of MAIL FROM; empty for the null reverse-path, undefined where nobody told it. */
	readonly returnPath: string | undefined;
	/** The client that brought it; undefined where nobody told, and where it had been forwarded. */
	readonly client: SmtpClient | undefined;
}

/** Finds out with the help of the DNS who sent a mail. */
export interface Authenticator {
	/** Tells whether From is genuine (RFC 9989); `none` where that cannot be told in some seconds, never a failure. */
	verdictOn(raw: RawMail, claim: SenderClaim): Promise<SenderVerdict>;
}

export interface AttachmentContent {
	readonly index: number;
	readonly filename: string;
	readonly contentType: string;
	/** Without angle brackets; empty when the part has none. */
	readonly contentId: string;
	readonly content: Uint8Array;
}

/** Reads and writes the HTML of mail. */
export interface Html {
	/** Gives the body as plain data, at most 200 elements deep; undefined when it is too large or too tangled. */
	parse(html: string): readonly HtmlNode[] | undefined;
	serialize(nodes: readonly HtmlNode[]): string;
	/** Gives what of it a mail may carry: no scripts, forms, ids, remote styles; empty when it cannot be read. */
	clean(html: string): string;
}

/** What stands above the body of a mail that leaves. */
export type MailHead = Pick<
	OutboundMail,
	'from' | 'replyTo' | 'recipient' | 'subject' | 'messageIdHeader' | 'inReplyTo' | 'references'
>;

/** A mail that is ready to leave. */
export interface SendableMail {
	readonly mail: MailHead;
	readonly text: string;
	readonly html: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly attachments: readonly AttachmentContent[];
	/** Whether a copy of it belongs into the Sent folder. */
	readonly copyToSent: SentCopyPolicy;
}

/** What became of a try to send. */
export type SendResult =
	| {
			readonly kind: 'sent';
			readonly response: string;
			/** The mail as it left, for who files a copy. */
			readonly raw?: Uint8Array;
	  }
	| { readonly kind: 'retry' | 'failed' | 'ambiguous' | 'paused'; readonly error: string }
	/** Is not to be sent any more, which is no failure. */
	| { readonly kind: 'canceled'; readonly error: string }
	/** Waits for its turn, which is no failure. */
	| { readonly kind: 'postponed'; readonly error: string; readonly until: Date }
	/** Would be part of a loop (rule 32). */
	| { readonly kind: 'stopped'; readonly error: string; readonly reason: string };

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
	/** As a decimal number; with "#" and a count behind it where UIDs began anew. */
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
	/** Mailboxes whose replies go to this one; without those that were removed. */
	servedBy(masterInboxId: string): Promise<Mailbox[]>;
	insert(id: string, settings: MailboxSettings): Promise<void>;
	update(id: string, settings: MailboxSettings): Promise<void>;
	/** Takes the mailbox out of the desk, or, without a time, back into it. */
	setRemoved(id: string, removedAt: Date | undefined): Promise<void>;
	setConnection(id: string, state: ConnectionState, error: string, now: Date): Promise<void>;
	/** Writes that the mailbox was looked through just now. */
	markFetched(id: string, now: Date): Promise<void>;
	/** Writes that a trigger takes what is forwarded, and since when, or, without that, that it does not any more. */
	markForwarding(id: string, since: Date | undefined, now: Date): Promise<void>;
	cursor(id: string, folder: string): Promise<FolderCursor | undefined>;
	saveCursor(id: string, cursor: FolderCursor): Promise<void>;
}

export interface ReceivingAddressStore {
	/** Those of a mailbox, newest first. */
	ofMailbox(mailboxId: string): Promise<ReceivingAddress[]>;
	/** Gives those of these `addressKey`s, in no order, whether they are still good or not. */
	byAddressKeys(addressKeys: readonly string[]): Promise<ReceivingAddress[]>;
	/** Mailboxes of the desk that have one which is good now. */
	mailboxIds(now: Date): Promise<string[]>;
	insert(address: ReceivingAddress): Promise<void>;
	/** Ends the current one of a mailbox at that time. */
	expireCurrent(mailboxId: string, at: Date): Promise<void>;
}

export interface SeenSignatureStore {
	/** Remembers a provider's signature; false when it was seen before. Those whose time is over are forgotten. */
	insertOnce(signature: string, forgetAt: Date, now: Date): Promise<boolean>;
}

export interface TokenKeyStore {
	/** In ascending order of their numbers, as they stand now, whoever changed them. */
	all(): Promise<readonly TokenKey[]>;
	insert(key: TokenKey): Promise<void>;
	revoke(numbers: readonly number[], now: Date): Promise<void>;
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
	/**
	 * Writes that the mail was received; its bytes are those that `addPart` gave the id.
	 *
	 * @returns false when the mailbox already has mail of this source key
	 */
	insert(mail: NewInboundMail): Promise<boolean>;
	bySourceKey(mailboxId: string, sourceKey: string): Promise<InboundMail | undefined>;
	byId(id: string): Promise<InboundMail | undefined>;
	/** In no order; those that are not there are left out. */
	byIds(ids: readonly string[]): Promise<InboundMail[]>;
	/** Newest first. */
	list(filter: InboundFilter): Promise<InboundMail[]>;
	/** Writes bytes of a mail; before the mail itself is written they count as a download under way. */
	addPart(id: string, position: number, content: Uint8Array): Promise<void>;
	/** Gives the bytes at a position from 0; undefined behind the last, and for mail whose bytes were pruned. */
	part(id: string, position: number): Promise<Uint8Array | undefined>;
	/** Notes that bytes of a mail are being written before the mail itself is. */
	startDownload(id: string, now: Date): Promise<void>;
	/** Ends a download whose mail was written. */
	endDownload(id: string): Promise<void>;
	/** Deletes the bytes of a download that came to nothing. */
	dropDownload(id: string): Promise<void>;
	/** Deletes the bytes of downloads begun before then, whose process is gone. */
	dropDownloadsBefore(then: Date): Promise<void>;
	/** Gives mail whose time has come, oldest first, and leaves it as it is. */
	due(mailboxId: string, limit: number, now: Date): Promise<InboundMail[]>;
	/** Gives the thread keys of mail that is offered to any flow; nobody else is given them until the transaction ends. */
	offeredKeys(mailboxId: string): Promise<ReadonlySet<string>>;
	/** Takes those of the mails that are still due for a flow and marks them offered; the count goes up. */
	offer(ids: readonly string[], lease: InboundLease, now: Date): Promise<InboundMail[]>;
	/** Gives who has mail of the mailbox in the works. */
	owners(mailboxId: string): Promise<string[]>;
	renewLease(owner: string, ids: readonly string[], until: Date): Promise<void>;
	/**
	 * Makes mail due again that was offered and has no outcome: its lease is over, or its owner is gone.
	 *
	 * @returns ids of mail that was put aside instead, because that happened too often
	 */
	releaseOffered(
		mailboxId: string,
		gone: readonly string[],
		except: readonly string[],
		now: Date,
	): Promise<string[]>;
	/** Writes how a try ended; only mail in one of the states `from` is touched. @returns whether it was */
	settle(id: string, from: readonly InboundState[], settlement: InboundSettlement): Promise<boolean>;
	/** Writes that a flow went through with mails it was offered, but not with those whose failure it noted. @returns ids of the first */
	settleProcessed(ids: readonly string[], isUnfinished: boolean, now: Date): Promise<string[]>;
	/** Writes what went wrong with a mail in a run that goes on all the same. */
	noteFailure(id: string, error: string): Promise<void>;
	/** Gives processed mail of a source that still waits for what is to be done with it on its server. */
	unfinished(mailboxId: string, sourcePrefix: string, limit: number): Promise<InboundMail[]>;
	markFinished(ids: readonly string[]): Promise<void>;
	/** Deletes the bytes of a mailbox's mail that was processed or discarded before then. @returns of how many */
	pruneBefore(mailboxId: string, then: Date, limit: number): Promise<number>;
	backlog(mailboxId: string): Promise<Backlog>;
	/** Locks mails until the transaction ends and gives what threading made of them before, by id. */
	lockOutcomes(ids: readonly string[]): Promise<ReadonlyMap<string, ThreadOutcome>>;
	saveOutcome(id: string, outcome: ThreadOutcome): Promise<void>;
}

export type NewInboundMail = Pick<
	InboundMail,
	'id' | 'mailboxId' | 'sourceKey' | 'envelope' | 'bytes' | 'threadKeys' | 'receivedAt'
>;

/** Who works on mail that was offered, and until when it is theirs. */
export interface InboundLease {
	readonly owner: string;
	readonly until: Date;
}

export interface InboundFilter {
	readonly state?: InboundState;
	readonly mailboxId?: string;
	readonly limit: number;
}

export interface InboundSettlement {
	readonly state: InboundState;
	readonly error: string;
	readonly attempts: number;
	readonly isAlone: boolean;
	readonly nextAttemptAt: Date | undefined;
	/** When the mail came to its end; undefined while it has none. */
	readonly settledAt: Date | undefined;
	/** Whether something is left to do with it on its server. */
	readonly isUnfinished: boolean;
	/** How often n8n ended while it worked on the mail, where that is to be counted anew. */
	readonly crashes?: number;
}

/** What of a mailbox's mail has no outcome yet. */
export interface Backlog extends Waiting {
	readonly lastReceivedAt: Date | undefined;
}

export interface ConversationStore {
	byId(id: string): Promise<Conversation | undefined>;
	/** In no order; those that are not there are left out. */
	byIds(ids: readonly string[]): Promise<Conversation[]>;
	byNumber(number: number): Promise<Conversation | undefined>;
	/** Gives the conversation, or the one at the end of the chain when it was merged (rule 12). */
	current(id: string): Promise<Conversation | undefined>;
	/** Gives what `current` gives and keeps others from changing it until the transaction ends. */
	lock(id: string): Promise<Conversation | undefined>;
	list(filter: ConversationFilter): Promise<Conversation[]>;
	/**
	 * Gives what a person may mean by a text: the conversation of a number, with or without #, and those of a customer's
	 * address, or else with the text in the subject or in the customer's name or address. Of these the 50,000 that changed
	 * last are looked through, the last first; upper case counts as lower case.
	 */
	search(text: string, limit: number): Promise<Conversation[]>;
	insert(conversation: NewConversation): Promise<number>;
	setStatus(id: string, status: ConversationStatus, now: Date): Promise<void>;
	assign(id: string, staffId: string | undefined, now: Date): Promise<void>;
	touch(id: string, now: Date): Promise<void>;
	/** Moves all messages, held mail and participants of one conversation into another, and closes it. */
	merge(fromId: string, intoId: string, now: Date): Promise<void>;
	/** Remembers that mail of the conversation names mail that has not come yet. */
	await(conversationId: string, identifiers: readonly string[], now: Date): Promise<void>;
	/** Gives the conversations that wait for the mail with this Message-ID, merged ones followed, longest waiting first. */
	awaiting(identifier: string): Promise<Conversation[]>;
	endAwaiting(identifier: string): Promise<void>;
	/** Notes that one conversation came from another, unless it is known to come from one. */
	link(id: string, toId: string): Promise<void>;
	unlink(id: string): Promise<void>;
	/** Gives a contact's conversations in a mailbox that changed since then, the newest change first. */
	recentOf(contactAddress: string, mailboxId: string, since: Date, limit: number): Promise<Conversation[]>;
	/** Open and pending conversations by assignee. */
	loads(): Promise<ReadonlyMap<string, number>>;
	addParticipant(conversationId: string, address: string): Promise<void>;
	/** Has all who take part in one conversation take part in another. */
	copyParticipants(fromId: string, toId: string): Promise<void>;
	isParticipant(conversationId: string, address: string): Promise<boolean>;
}

export type NewConversation = Omit<Conversation, 'number' | 'mergedIntoId' | 'closedAt'>;

export interface ConversationFilter {
	readonly status?: ConversationStatus;
	/** Null: assigned to nobody. */
	readonly assigneeId?: string | null;
	readonly mailboxId?: string;
	readonly contactAddress?: string;
	/** All of these. */
	readonly tags?: readonly string[];
	/** Only those that did not change since; undefined: all. */
	readonly changedBefore?: Date;
	readonly limit: number;
}

/** The tags of conversations, as `tagsIn` writes them. */
export interface TagStore {
	/** Gives each of these conversations its tags in alphabetical order. */
	of(conversationIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
	add(conversationId: string, tags: readonly string[]): Promise<void>;
	remove(conversationId: string, tags: readonly string[]): Promise<void>;
}

export interface ContactStore {
	byId(id: string): Promise<Contact | undefined>;
	/** In no order; those that are not there are left out. */
	byIds(ids: readonly string[]): Promise<Contact[]>;
	byAddress(address: string): Promise<Contact | undefined>;
	insert(contact: Contact): Promise<void>;
}

export interface MessageStore {
	byId(id: string): Promise<Message | undefined>;
	/** In no order; those that are not there are left out. */
	byIds(ids: readonly string[]): Promise<Message[]>;
	/** Tells whether a mail with this RFC 5322 Message-ID was received before. */
	hasMessageId(messageId: string): Promise<boolean>;
	/** Oldest first. */
	history(conversationId: string, limit: number): Promise<Message[]>;
	/** Gives the entries of its conversation that came before a message, newest first; of certain kinds, or of all. */
	before(message: Message, limit: number, kinds?: readonly MessageKind[]): Promise<Message[]>;
	/** Gives the newest entry of a kind. */
	lastOfKind(conversationId: string, kind: MessageKind): Promise<Message | undefined>;
	/** @param duplicateKey - digest by which the same mail is known when it comes again */
	insert(message: Message, duplicateKey: string): Promise<void>;
	byDuplicateKey(duplicateKey: string): Promise<Message | undefined>;
	addDelivery(messageId: string, inboundMailId: string): Promise<void>;
	setState(id: string, state: MessageState): Promise<void>;
	moveTo(ids: readonly string[], conversationId: string): Promise<void>;
	/** Gives ids of answers from a mailbox that wait for its master inbox, oldest first; none to a suppressed address. */
	paused(mailboxId: string, limit: number): Promise<string[]>;
	/** Gives the conversations of messages by RFC 5322 Message-ID, in the order of the identifiers; the first 200 of them. */
	conversationsOf(messageIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
	lastStaffAnswerAt(conversationId: string, exceptStaffId: string): Promise<Date | undefined>;
}

export interface HoldStore {
	insert(hold: NewHold): Promise<void>;
	byId(id: string): Promise<Hold | undefined>;
	/** Newest first. */
	list(filter: HoldFilter): Promise<Hold[]>;
	/** Ends a hold that is open; false when somebody did before. */
	settle(id: string, settlement: HoldSettlement): Promise<boolean>;
	/** Writes what a hold became. */
	setMessage(id: string, messageId: string): Promise<void>;
}

export interface HoldFilter {
	readonly state?: HoldState;
	readonly reason?: HoldReason;
	/** The mailbox that the mail came to. */
	readonly mailboxId?: string;
	readonly limit: number;
}

export interface HoldSettlement {
	readonly state: Exclude<HoldState, 'open'>;
	readonly at: Date;
	readonly by: string | undefined;
}

export interface OutboundStore {
	/** Writes the mail as queued unless one of that idempotency key exists; gives the one that is there. */
	insertOnce(mail: OutboundMail): Promise<OutboundMail>;
	byId(id: string): Promise<OutboundMail | undefined>;
	byIdempotencyKey(key: string): Promise<OutboundMail | undefined>;
	/** Gives the newest mail to an address that is about a staff member alone, whatever became of it. */
	lastAboutStaff(address: string): Promise<OutboundMail | undefined>;
	/** Those that left with one of these Message-IDs, in no order. */
	byMessageIdHeaders(ids: readonly string[]): Promise<OutboundMail[]>;
	/**
	 * Gives ids of mail whose time has come, oldest first and paused mail last; mail still queued counts when it was
	 * written before `queuedBefore`, paused mail unless its address is suppressed.
	 */
	due(mailboxId: string, queuedBefore: Date, now: Date, limit: number): Promise<string[]>;
	/** Takes the mail for sending until the lease ends; undefined when it is not due or somebody else has it. */
	claim(id: string, claim: OutboundClaim, now: Date): Promise<OutboundMail | undefined>;
	/** Counts what left a mail's mailbox since then or is leaving before it. */
	sentByMailbox(mail: OutboundMail, since: Date): Promise<number>;
	/** Gives what left to a mail's recipient since then or is leaving before it. */
	sentToRecipient(mail: OutboundMail, since: Date): Promise<SentMail[]>;
	/** Newest first. */
	list(filter: OutboundFilter): Promise<OutboundMail[]>;
	/**
	 * Writes a state over one of the states `from`, for a person; false when the mail stands otherwise. What is queued
	 * again begins its next round, with no attempt.
	 */
	change(id: string, from: readonly OutboundState[], to: OutboundState): Promise<boolean>;
	/** Gives the claims that are held on mail of a mailbox. */
	claims(mailboxId: string): Promise<string[]>;
	/** Ends the leases of claims whose holder is gone. */
	endLeases(claimIds: readonly string[], now: Date): Promise<void>;
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

export interface OutboundFilter {
	readonly state?: OutboundState;
	readonly mailboxId?: string;
	readonly limit: number;
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
	/** The try does not count, as nothing was tried. */
	readonly isUncounted?: boolean;
}

/** Mail that came back from an address. */
export interface AddressFailure extends Pick<AddressHealth, 'address' | 'messageId'> {
	readonly isHard: boolean;
	readonly reason: FailureReason;
	readonly diagnosis: string;
}

export interface AddressHealthStore {
	/** Undefined while nothing came back from it. */
	byAddress(address: string): Promise<AddressHealth | undefined>;
	/** Suppresses the address from now on, or counts; what passes changes nothing of an address that is suppressed. */
	recordFailure(failure: AddressFailure, now: Date): Promise<void>;
	/** Forgets what came back from it. */
	forget(address: string): Promise<void>;
}

/** Mail of the desk to one of its people that belongs to no conversation. */
export interface NoticeStore {
	insert(notice: Notice): Promise<void>;
	/**
	 * Takes the oldest that a mailbox has to send: nobody else gets it, and it is not sent again unless it is put back.
	 *
	 * @param afterId - only one that is younger than this one; empty for any
	 * @returns undefined when there is none
	 */
	take(mailboxId: string, afterId: string): Promise<Notice | undefined>;
	settle(id: string, state: 'queued' | 'sent' | 'failed', error: string): Promise<void>;
}

export interface PushStore {
	/** Writes the notification for this attempt of the inbound mail; false when it was handed to a flow before. */
	insertOnce(push: Push, attempt: number): Promise<boolean>;
}

/** A change of the desk, written in the transaction that makes it. */
export interface DeskEvent {
	readonly type: string;
	/** Absent or empty, as `messageId`, for what happened in no conversation. */
	readonly conversationId?: string;
	readonly messageId?: string;
	readonly data?: Readonly<Record<string, string | number | boolean>>;
}

export interface Store {
	readonly deskId: string;
	readonly tokenKeys: TokenKeyStore;
	readonly mailboxes: MailboxStore;
	readonly staff: StaffStore;
	readonly receivingAddresses: ReceivingAddressStore;
	readonly seenSignatures: SeenSignatureStore;
	readonly inbound: InboundStore;
	readonly conversations: ConversationStore;
	readonly tags: TagStore;
	readonly contacts: ContactStore;
	readonly messages: MessageStore;
	readonly holds: HoldStore;
	readonly outbound: OutboundStore;
	readonly addresses: AddressHealthStore;
	readonly pushes: PushStore;
	readonly notices: NoticeStore;
	recordEvent(event: DeskEvent, now: Date): Promise<void>;
	/** Gives the newest events of a type since then, newest first. */
	eventsSince(type: string, then: Date, limit: number): Promise<DeskEvent[]>;
	/**
	 * Runs the work in one transaction; all of it happens or nothing, and it is on the disk when this resolves. Inside, use
	 * only the store that is passed.
	 *
	 * @param whenSeen - hears of the result when others see it, which is a little sooner. What it begins may be forgotten in
	 *   a power failure together with the transaction; any other transaction that is safe makes this one so, too. Inside
	 *   another transaction nobody hears, as nobody sees it yet
	 */
	transaction<T>(work: (store: Store) => Promise<T>, whenSeen?: (result: T) => void): Promise<T>;
	/**
	 * Runs work in one transaction that a power failure may undo as long as no other has followed: for what the desk would
	 * do again by itself, and then in the same way. It is quicker, because nobody waits for the disk.
	 */
	repeatable<T>(work: (store: Store) => Promise<T>): Promise<T>;
	close(): Promise<void>;
}

/** What acts work with. */
export interface Desk {
	readonly store: Store;
	readonly clock: Clock;
	readonly ids: Ids;
	readonly crypto: Crypto;
	readonly reader: MailReader;
	readonly authenticator: Authenticator;
	readonly html: Html;
	/** Names this process among all that ever work on the desk. */
	readonly owner: string;
}
