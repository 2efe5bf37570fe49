import { addressKey, type Address } from './address';
import { automaticKind } from './automatic-mail';
import type { Conversation } from './conversation';
import { copiedSender } from './forwarded/copied-addresses';
import { isForwardedByHand } from './forwarded/staff-forward';
import type { HoldReason } from './hold';
import type { NotForPeople, ThreadedBy } from './inbound-mail';
import { header, type Mail } from './mail';
import type { OutboundMail } from './outbound-mail';
import { isOwnMail } from './own-mail';
import { isOneOf } from './receiving-address';
import { mayAnswerFrom, type Staff } from './staff';
import { isForwardSubject, isNotificationSubject } from './subject';

/** A staff token of the mail after its check, with the notification that carried it. */
export type TokenCheck =
	| { readonly status: 'invalid' }
	| {
			readonly status: 'valid' | 'expired';
			readonly notification: OutboundMail;
			readonly conversation: Conversation;
			/** Undefined when the person was removed. */
			readonly staff: Staff | undefined;
			/** When a colleague last answered in the conversation. */
			readonly colleagueAnsweredAt: Date | undefined;
			/** Whether the notification was about another customer's mail than that of the conversation now. */
			readonly isForAnotherCustomer: boolean;
			/** False when other tokens of the mail belong to other conversations. */
			readonly namesOneConversation: boolean;
			/** False for a new mail to an address that once stood in a Reply-To. */
			readonly isAnswer: boolean;
	  };

/** An answer to the question whether an address is a staff member's. */
export interface ConfirmationAnswer {
	/** The staff member whose address it confirms; undefined when it proves nothing. */
	readonly confirms: Staff | undefined;
}

/** All that the desk knows of a mail before it decides where it goes. */
export interface ThreadFacts {
	readonly mail: Mail;
	readonly deskId: string;
	/** `addressKey` of every mailbox of the desk. */
	readonly ownKeys: ReadonlySet<string>;
	/** Whether the same mail was taken in before, by this way or another (rule 5). */
	readonly isDuplicate: boolean;
	readonly staffToken: TokenCheck | undefined;
	/** Conversation of the mail that In-Reply-To or References name, merged ones followed. */
	readonly referenced: Conversation | undefined;
	/** Whether that was found by a token that we gave to the customer. */
	readonly hasCustomerToken: boolean;
	/** The staff member that From belongs to. */
	readonly staffSender: Staff | undefined;
	/** Whether somebody else may have written the mail than From says, by the mailbox's settings. */
	readonly isSenderInDoubt: boolean;
	/** Undefined unless the mail answers one that asked whether an address is a staff member's. */
	readonly confirmation: ConfirmationAnswer | undefined;
	/** Whether the customer of the mail took part in the referenced conversation before. */
	readonly isParticipant: boolean;
	/** Whether the mail is addressed to the customer of the referenced conversation. */
	readonly isToCustomer: boolean;
	/** A conversation of the same customer whose mail names this one, which had not come yet (rule 13). */
	readonly awaitedBy: Conversation | undefined;
	/** A recent conversation of the same customer with this subject, where subjects may join mail (rule 10). */
	readonly sameSubject: Conversation | undefined;
	/** Closed conversations are opened again until they were closed so long ago; undefined: always. */
	readonly reopenUntilMs: number | undefined;
	readonly now: Date;
}

/** Mail that a staff member wrote beyond doubt. */
export interface StaffAuthor {
	readonly staff: Staff;
	/** What it answers, where that is known. */
	readonly notification: OutboundMail | undefined;
}

/** An answer to a notification that perhaps somebody else wrote than the staff member who got it. */
export interface AnswerInDoubt {
	readonly staff: Staff;
	readonly notification: OutboundMail;
}

/** Where a mail goes, and why. */
export type Route =
	| {
			readonly kind: 'not-for-people';
			readonly why: NotForPeople;
			readonly conversation: Conversation | undefined;
	  }
	| { readonly kind: 'address-confirmed'; readonly staff: Staff; readonly address: string }
	| {
			readonly kind: 'held';
			readonly reason: HoldReason;
			readonly conversation: Conversation | undefined;
			/** What the one is warned of in whose name it came (rule 18). */
			readonly inDoubt?: AnswerInDoubt;
			/** Who is told that the mail waits. */
			readonly author?: StaffAuthor;
	  }
	| {
			readonly kind: 'staff-reply';
			readonly staff: Staff;
			readonly conversation: Conversation;
			readonly notification: OutboundMail;
			/** What came before the answer (rule 22); what becomes of the answer then is the team's choice. */
			readonly collision: HoldReason | undefined;
			/** Whether the answer would go to another customer than the one whose mail was answered. */
			readonly isForAnotherCustomer: boolean;
	  }
	| { readonly kind: 'forwarded'; readonly staff: Staff }
	| {
			readonly kind: 'direct-answer';
			/** Undefined when it came from the address of a mailbox, which anybody on the staff may use. */
			readonly staff: Staff | undefined;
			readonly conversation: Conversation;
	  }
	| {
			readonly kind: 'customer-reply';
			readonly customer: Address;
			readonly conversation: Conversation;
			readonly isNewParticipant: boolean;
			readonly why: ThreadedBy;
	  }
	| {
			readonly kind: 'new-conversation';
			readonly customer: Address;
			readonly linkedTo: Conversation | undefined;
			readonly why: ThreadedBy;
	  };

/** Where a mail goes that is none which staff forwarded. */
export type DirectRoute = Exclude<Route, { kind: 'forwarded' }>;

/** Decides where a mail goes (rules 9 to 22, in their order); says nothing about the cut of a staff reply. */
export function routeOf(facts: ThreadFacts): Route {
	const { mail, staffToken, referenced } = facts;
	const conversation = (staffToken?.status !== 'invalid' && staffToken?.conversation) || referenced;
	const notForPeople = (why: NotForPeople): Route => ({ kind: 'not-for-people', why, conversation });
	const author = staffAuthor(facts);
	const held = (reason: HoldReason): Route => ({
		kind: 'held',
		reason,
		conversation,
		...(author && { author }),
	});

	if (isOwnMail(mail, facts.deskId)) return notForPeople('own-mail');
	if (facts.isDuplicate) return notForPeople('duplicate');
	const isAnswer = mail.inReplyTo.length > 0 || conversation !== undefined;
	const isStaffs = facts.staffSender !== undefined || staffToken !== undefined;
	const automatic = automaticKind(mail, isAnswer, isStaffs);
	if (automatic) return notForPeople(automatic);

	const customer = customerOf(mail, facts.ownKeys);
	if (!customer) return directAnswer(facts, undefined) ?? held('no-sender');
	if (facts.confirmation)
		return confirmationRoute(facts, facts.confirmation) ?? held('confirmation-unproved');
	// A colleague may have been in Cc before they joined the staff: who answers a notification answers as staff.
	const isStaffAnswer = facts.staffSender && staffToken && staffToken.status !== 'invalid';
	if (facts.isParticipant && referenced && !isStaffAnswer)
		return knownCustomerRoute(facts, customer, referenced, foundBy(facts));
	if (staffToken && (staffToken.status !== 'invalid' || facts.staffSender))
		return staffRoute(facts, staffToken, held);
	// Some mail programs keep nothing of a notification but its subject.
	if (facts.staffSender && isNotificationSubject(mail.subject)) return held('staff-without-token');
	if (facts.staffSender && isForwardedByHand(mail)) return forwardRoute(facts, facts.staffSender, held);
	if (facts.staffSender && referenced)
		return directAnswer(facts, facts.staffSender) ?? held('staff-without-token');
	return strangerRoute(facts, customer);
}

/**
 * Decides where a mail goes that a staff member forwarded by hand (rule 8), as if it had come by itself.
 *
 * @param facts - of the mail that was forwarded
 */
export function routeOfForwarded(facts: ThreadFacts): DirectRoute {
	const { mail, referenced, staffToken, ownKeys } = facts;
	const held = (reason: HoldReason): DirectRoute => ({ kind: 'held', reason, conversation: referenced });
	if (!mail.from?.address) return held('forward-without-sender');
	const customer = customerOf(mail, ownKeys);
	const isOurs = !customer || isOneOf(customer.address, ownKeys);
	const isStaffs = facts.staffSender !== undefined || (staffToken && staffToken.status !== 'invalid');
	if (isOurs || isStaffs || isOwnMail(mail, facts.deskId)) return held('forwarded-by-staff');
	if (facts.isParticipant && referenced)
		return knownCustomerRoute(facts, customer, referenced, foundBy(facts));
	return strangerRoute(facts, customer);
}

// Rule 17: From alone says who wrote, and it must be the one the token was given to.
function staffAuthor({
	mail,
	staffToken,
	staffSender,
	isSenderInDoubt,
}: ThreadFacts): StaffAuthor | undefined {
	const answered = staffToken?.status === 'invalid' ? undefined : staffToken;
	const staff = answered ? answered.staff : staffSender;
	const isTheirs = mail.from && !mail.hasSeveralAuthors && staff && mayAnswerFrom(staff, mail.from.address);
	return isTheirs && !isSenderInDoubt ? { staff, notification: answered?.notification } : undefined;
}

// Rule 17: only whoever reads mail at the address can say whose it is.
function confirmationRoute(
	{ mail, isSenderInDoubt }: ThreadFacts,
	{ confirms }: ConfirmationAnswer,
): Route | undefined {
	if (!confirms || !mail.from || isSenderInDoubt) return undefined;
	return { kind: 'address-confirmed', staff: confirms, address: mail.from.address };
}

// Rule 12: what was called spam stays so, and what was closed long ago stays closed.
function knownCustomerRoute(
	facts: ThreadFacts,
	customer: Address,
	conversation: Conversation,
	why: ThreadedBy,
): DirectRoute {
	if (conversation.status === 'spam') return { kind: 'not-for-people', why: 'spam', conversation };
	if (isClosedForGood(conversation, facts)) return newConversation(customer, 'closed-before', conversation);
	return { kind: 'customer-reply', customer, conversation, isNewParticipant: false, why };
}

function foundBy({ hasCustomerToken }: ThreadFacts): ThreadedBy {
	return hasCustomerToken ? 'token' : 'reference';
}

function strangerRoute(facts: ThreadFacts, customer: Address): DirectRoute {
	const { referenced, hasCustomerToken } = facts;
	if (!referenced) {
		const { awaitedBy, sameSubject } = facts;
		if (awaitedBy) return knownCustomerRoute(facts, customer, awaitedBy, 'arrived-before');
		if (sameSubject) return knownCustomerRoute(facts, customer, sameSubject, 'subject');
		return newConversation(customer, 'names-none');
	}
	if (referenced.status === 'spam') return newConversation(customer, 'spam-before');
	if (!hasCustomerToken) return newConversation(customer, 'stranger', referenced);
	if (isClosedForGood(referenced, facts)) return newConversation(customer, 'closed-before', referenced);
	return { kind: 'customer-reply', customer, conversation: referenced, isNewParticipant: true, why: 'token' };
}

function isClosedForGood(
	{ status, closedAt }: Conversation,
	{ reopenUntilMs, now }: Pick<ThreadFacts, 'reopenUntilMs' | 'now'>,
): boolean {
	if (status !== 'closed' || reopenUntilMs === undefined || !closedAt) return false;
	return now.getTime() - closedAt.getTime() >= reopenUntilMs;
}

function newConversation(customer: Address, why: ThreadedBy, linkedTo?: Conversation): DirectRoute {
	return { kind: 'new-conversation', customer, linkedTo, why };
}

// Whoever may answer from an address may forward from it.
function forwardRoute(facts: ThreadFacts, staff: Staff, held: (reason: HoldReason) => Route): Route {
	const { from, hasSeveralAuthors } = facts.mail;
	if (!from || hasSeveralAuthors || !mayAnswerFrom(staff, from.address)) return held('forwarded-by-staff');
	if (facts.isSenderInDoubt) return held('sender-not-authenticated');
	return isOnlyInCc(facts) ? held('not-addressed-to-us') : { kind: 'forwarded', staff };
}

// Who writes from there reads nothing there: contact forms say in Reply-To who wrote.
const READ_BY_NOBODY =
	/^(?:no-?_?reply|do-?_?not-?_?reply|wordpress|www-?data|apache|nobody|web-?form|contact-?form|form-?mail)(?:\+.{0,64})?@/i;

/**
 * Gives the customer of a mail (rule 7): From, or what a forwarder or contact form says where From is ours, that of the
 * list that distributes the mail, or one that nobody reads.
 *
 * @param ownKeys - `addressKey` of the desk's mailboxes
 */
export function customerOf(mail: Mail, ownKeys: ReadonlySet<string>): Address | undefined {
	const candidates = [mail.from, ...originalSenders(mail), ...mail.replyTo].filter(
		(candidate) => candidate?.address && !ownKeys.has(addressKey(candidate.address)),
	);
	const lists = listKeys(mail);
	const isReal = ({ address }: Address) => !lists.has(addressKey(address)) && !READ_BY_NOBODY.test(address);
	return candidates.find((candidate) => candidate && isReal(candidate)) ?? candidates[0];
}

// Lists write their own address into From where DMARC forbids the author's (RFC 7960 §4.1.3).
function listKeys(mail: Mail): ReadonlySet<string> {
	const posted = header(mail, 'list-post').matchAll(/<mailto:([^<>?\s]{1,320})/gi);
	const [, named = ''] = /^list ([^\s;]{1,320})/i.exec(header(mail, 'mailing-list')) ?? [];
	return new Set([...[...posted].map(([, address = '']) => address), named].map(addressKey));
}

function originalSenders(mail: Mail): Address[] {
	return ['x-original-from', 'x-original-sender'].flatMap((name) => {
		const sender = copiedSender(header(mail, name).slice(0, 1000));
		if (!sender?.address) return [];
		// Encoded words (RFC 2047) are decoded in the fields of mail programs only.
		return [{ ...sender, name: sender.name.includes('=?') ? '' : sender.name }];
	});
}

function staffRoute(facts: ThreadFacts, token: TokenCheck, held: (reason: HoldReason) => Route): Route {
	const { mail } = facts;
	if (token.status === 'invalid') return held('token-invalid');
	const { staff, conversation, notification } = token;
	const inDoubt = (reason: HoldReason): Route => ({
		kind: 'held',
		reason,
		conversation,
		...(staff && { inDoubt: { staff, notification } }),
	});
	// Rule 17.
	if (!staff || !mail.from || mail.hasSeveralAuthors || !mayAnswerFrom(staff, mail.from.address))
		return inDoubt('sender-not-recipient');
	if (facts.isSenderInDoubt) return inDoubt('sender-not-authenticated');
	if (token.status === 'expired') return held('token-expired');
	if (!token.namesOneConversation) return held('several-conversations');
	if (!token.isAnswer) return held('not-an-answer');
	if (isForwardSubject(mail.subject) || isOnlyInCc(facts)) return held('not-addressed-to-us');
	const { isForAnotherCustomer } = token;
	const collision = collisionOf(token, staff);
	return { kind: 'staff-reply', staff, conversation, notification, collision, isForAnotherCustomer };
}

// Rule 25: the customer has it already. A mailbox has no staff member of its own, so its address alone must do.
function directAnswer(facts: ThreadFacts, staff: Staff | undefined): DirectRoute | undefined {
	const { mail, referenced: conversation, ownKeys, staffToken, isToCustomer } = facts;
	if (!conversation || !mail.from || mail.hasSeveralAuthors || staffToken) return undefined;
	if (!isToCustomer || facts.isSenderInDoubt || isForwardSubject(mail.subject)) return undefined;
	const { address } = mail.from;
	const isOurs = staff ? mayAnswerFrom(staff, address) : ownKeys.has(addressKey(address));
	return isOurs ? { kind: 'direct-answer', staff, conversation } : undefined;
}

// Rule 20. One plus-part may be ours, another one the mailbox's own.
function isOnlyInCc({ mail, ownKeys }: ThreadFacts): boolean {
	const isOurs = ({ address }: Address) => isOneOf(address, ownKeys);
	return !mail.to.some(isOurs) && mail.cc.some(isOurs);
}

// Rule 22.
function collisionOf(
	token: Exclude<TokenCheck, { status: 'invalid' }>,
	staff: Staff,
): HoldReason | undefined {
	const { conversation, notification, colleagueAnsweredAt } = token;
	const leftAt = notification.createdAt;
	const { status, closedAt } = conversation;
	// Whoever was told of it when it was closed already knows that.
	const wasClosed = status === 'closed' && (closedAt === undefined || closedAt >= leftAt);
	if (wasClosed || status === 'spam') return 'conversation-closed';
	if (colleagueAnsweredAt !== undefined && colleagueAnsweredAt > leftAt) return 'colleague-answered';
	const wasGivenAway = conversation.assignedAt !== undefined && conversation.assignedAt > leftAt;
	const isSomebodyElses = conversation.assigneeId !== undefined && conversation.assigneeId !== staff.id;
	return wasGivenAway && isSomebodyElses ? 'assigned-elsewhere' : undefined;
}
