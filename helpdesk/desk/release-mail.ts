import type { Address } from '../domain/address';
import type { Conversation } from '../domain/conversation';
import { HelpDeskError } from '../domain/errors';
import { staffForward } from '../domain/forwarded/staff-forward';
import {
	HOLD_ADVICE,
	isForward,
	type Hold,
	type HoldReason,
	type ReleaseKind,
	usualRelease,
} from '../domain/hold';
import type { ThreadOutcome } from '../domain/inbound-mail';
import type { OutboundMail } from '../domain/outbound-mail';
import { mayAnswerFrom, type Staff } from '../domain/staff';
import { isLeak } from '../domain/staff-reply';
import { customerOf } from '../domain/threading';
import { lockedConversation } from './conversation-changes';
import { followRoute, type Threading } from './follow-route';
import { checkStaffToken, tokensOf } from './tokens';
import { unfitFiles } from './unfit-files';
import { answeredNotification, typedByStaff, type StaffAnswer, type StaffWords } from './typed-by-staff';
import { writeStaffWords } from './write-staff-words';

/** What a person decides about held mail. */
export interface Release {
	/** Undefined: what mail held for its reason mostly is. */
	readonly as: ReleaseKind | undefined;
	/** Who decides; the author of an answer whose sender is not on the staff. */
	readonly by: Staff | undefined;
	/** What is written instead of what the staff member typed; undefined: what they typed. */
	readonly text: string | undefined;
	readonly withAttachments: boolean;
	/** Where it belongs, when the desk does not know or is wrong. */
	readonly conversationId: string | undefined;
	/** Who wrote it, when the mail does not say. */
	readonly customer: Address | undefined;
}

/** Writes held mail into a conversation; nothing that must not reach a customer passes (rule 21). */
export async function writeReleased(
	threading: Threading,
	hold: Hold,
	release: Release,
): Promise<ThreadOutcome> {
	const kind = release.as ?? usualRelease(hold.reason);
	const conversation = await conversationOf(threading, hold, release);
	if (kind === 'customer' || kind === 'new-conversation')
		return await writeCustomersMail(threading, { hold, release, kind, conversation });
	if (!conversation)
		throw new HelpDeskError(
			'invalid-input',
			'The mail names no conversation: choose the one that it belongs to.',
		);
	const staff = await authorOf(threading, release);
	const { mail } = threading;
	const known = mail.from && mayAnswerFrom(staff, mail.from.address);
	const own: Threading = {
		...threading,
		mail: {
			...mail,
			...(!known && { from: { name: staff.name, address: staff.address } }),
			...(!release.withAttachments && { attachments: [] }),
		},
	};
	const token = await genuineToken(threading);
	// Who names the conversation knows whose it is.
	if (kind === 'answer' && token?.isForAnotherCustomer && release.conversationId === undefined)
		throw refusal('another-customer');
	const notification = token?.notification;
	const answer = { staff, conversation, notification, isNote: kind === 'note' };
	return await writeStaffWords(own, answer, await wordsOf(own, answer, release.text));
}

/** Gives the notification that a mail answers, whether that may still be answered or not. */
export async function notificationOf(threading: Threading): Promise<OutboundMail | undefined> {
	return (await genuineToken(threading))?.notification;
}

async function genuineToken({ desk, mail }: Threading) {
	const token = await checkStaffToken(desk, mail, tokensOf(mail));
	return token && token.status !== 'invalid' ? token : undefined;
}

async function conversationOf(
	{ desk }: Threading,
	hold: Hold,
	{ conversationId }: Release,
): Promise<Conversation | undefined> {
	const id = conversationId ?? hold.conversationId;
	return id === undefined ? undefined : await lockedConversation(desk.store, id);
}

interface CustomersMail {
	readonly hold: Hold;
	readonly release: Release;
	readonly kind: 'customer' | 'new-conversation';
	readonly conversation: Conversation | undefined;
}

async function writeCustomersMail(
	threading: Threading,
	{ hold, release, kind, conversation }: CustomersMail,
): Promise<ThreadOutcome> {
	const { desk, mail, ownKeys, attached } = threading;
	const isForwarded = isForward(hold.reason);
	// Who forwarded the mail did not write it.
	const customer = release.customer ?? (isForwarded ? undefined : customerOf(mail, ownKeys));
	if (!customer)
		throw new HelpDeskError(
			'invalid-input',
			'The mail does not say which customer wrote it: pass their address.',
		);
	const forwardedBy = isForwarded ? await desk.store.staff.byAddress(mail.from?.address ?? '') : undefined;
	const original = isForwarded ? { ...staffForward(mail, attached).original, from: customer } : mail;
	const theirs = { ...threading, mail: original, ...(forwardedBy && { forwardedBy }) };
	if (kind === 'new-conversation' || !conversation)
		return await followRoute(theirs, {
			kind: 'new-conversation',
			customer,
			linkedTo: conversation,
			why: 'released',
		});
	const isParticipant = await desk.store.conversations.isParticipant(conversation.id, customer.address);
	return await followRoute(theirs, {
		kind: 'customer-reply',
		customer,
		conversation,
		isNewParticipant: !isParticipant,
		why: 'released',
	});
}

async function authorOf({ desk, mail }: Threading, { by }: Release): Promise<Staff> {
	const sender = mail.hasSeveralAuthors
		? undefined
		: await desk.store.staff.byAddress(mail.from?.address ?? '');
	const author = sender?.isActive ? sender : by;
	if (author) return author;
	throw new HelpDeskError(
		'invalid-input',
		'The sender of the mail is not on the staff: choose the staff member who answers.',
	);
}

async function wordsOf(
	threading: Threading,
	answer: StaffAnswer,
	edited: string | undefined,
): Promise<StaffWords> {
	const words =
		edited === undefined
			? await typedByStaff(threading, answer)
			: await editedWords(threading, answer, edited);
	if ('hold' in words) throw refusal(words.hold);
	if (words.kind !== 'answer') return words;
	const unfit = await unfitFiles(threading, answer.notification?.token);
	if (unfit) throw refusal(unfit);
	return words;
}

async function editedWords(
	threading: Threading,
	answer: StaffAnswer,
	text: string,
): Promise<StaffWords | { readonly hold: HoldReason }> {
	const words = { orders: [], text, html: '' };
	if (answer.isNote) return { ...words, kind: 'note' };
	const isUnfit = isLeak(text, await answeredNotification(threading, answer));
	return isUnfit ? { hold: 'notification-in-reply' } : { ...words, kind: 'answer' };
}

function refusal(reason: HoldReason): HelpDeskError {
	return new HelpDeskError(
		'release-refused',
		`The answer would be held again (${reason}). ${HOLD_ADVICE[reason]}`,
	);
}
