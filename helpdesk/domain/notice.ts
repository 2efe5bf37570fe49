import { formatAddress, isAddress, safeDisplayName, type Address } from './address';
import { HOLD_ADVICE, type HoldReason } from './hold';
import type { Mailbox } from './mailbox';
import { oneLine } from './subject';

const MAX_TITLE = 200;

/** Mail of the desk to one of its people that belongs to no conversation. */
export interface Notice {
	readonly id: string;
	/** The mailbox it leaves from. */
	readonly mailboxId: string;
	readonly recipient: Address;
	readonly subject: string;
	readonly text: string;
	readonly createdAt: Date;
}

/** Who changes something, and by which right. */
export interface Actor {
	/** The owner text of the person's mailboxes, or the name of the admin. */
	readonly name: string;
	readonly isAdmin: boolean;
}

/** A mailbox that got another master inbox, none, or lost it. */
export interface MasterInboxChange {
	readonly mailbox: Pick<Mailbox, 'address' | 'channelName'>;
	/** Addresses; empty for none. */
	readonly before: string;
	readonly after: string;
	readonly actor: Actor;
}

/** Tells an owner that an admin changed where the answers to their mailbox go (rule 27). */
export function masterInboxNotice({ mailbox, before, after, actor }: MasterInboxChange) {
	const box = formatAddress({ name: safeDisplayName(mailbox.channelName), address: mailbox.address });
	const nobody = 'the mailbox itself';
	return {
		subject: `Master inbox of ${mailbox.address} changed`,
		text: [
			`An admin (${safeDisplayName(actor.name) || 'no name given'}) changed where answers to mail from your mailbox ${box} go.`,
			'',
			`Before: ${before || nobody}`,
			`Now: ${after || nobody}`,
			'',
			'You can set it back with Help Desk > Mailbox > Set Master Inbox.',
			'',
		].join('\n'),
	};
}

/** Tells a staff member that mail which they wrote, and which belongs to no conversation, is held. */
export function holdNotice(subject: string, reason: HoldReason) {
	const title = oneLine(subject).slice(0, MAX_TITLE) || '(no subject)';
	return {
		subject: `Held: ${title}`,
		text: [
			`The help desk holds your mail "${title}", and did nothing else with it.`,
			'',
			HOLD_ADVICE[reason],
			'',
			'It can be released or discarded with Help Desk > Held Mail. Do not answer this mail: it is part of no conversation.',
			'',
		].join('\n'),
	};
}

/** Tells an owner that an answer did not arrive whose author is not there any more (rule 30). */
export function failureNotice(conversationNumber: number, text: string) {
	return {
		subject: `An answer in #${conversationNumber} was not delivered`,
		text: [
			text,
			'',
			`Whoever wrote it is not active any more, and nobody else is assigned to the conversation #${conversationNumber}.`,
			'',
		].join('\n'),
	};
}

/**
 * Gives where the owner of a mailbox is told something.
 *
 * @param staff - whoever may be meant
 * @param owner - a staff member's address or name, or any address
 */
export function ownerAddress(
	owner: string,
	staff: readonly { readonly name: string; readonly address: string; readonly isActive: boolean }[],
): Address | undefined {
	const key = owner.trim().toLowerCase();
	if (key === '') return undefined;
	const known = staff.filter(({ isActive, name, address }) =>
		[name, address].some((each) => isActive && each.trim().toLowerCase() === key),
	);
	const [only] = known;
	// Two people of one name: neither may read what is meant for the other.
	if (only && known.length === 1) return { name: safeDisplayName(only.name), address: only.address };
	return isAddress(owner.trim()) ? { name: '', address: owner.trim() } : undefined;
}
