import { addressKey, safeDisplayName, type Address } from './address';
import type { Mailbox } from './mailbox';
import { connectionOf } from './mailbox-health';
import { fillPlaceholders } from './placeholders';
import type { Staff } from './staff';

/** Why a mailbox may not receive another one's replies (rule 27). */
export type MasterInboxRefusal =
	| 'same-mailbox'
	| 'other-owner'
	| 'not-connected'
	| 'has-master-inbox-itself'
	| 'serves-as-master-inbox'
	| 'removed';

/** Each refusal as a sentence for people. */
export const MASTER_INBOX_ADVICE: Record<MasterInboxRefusal, string> = {
	'same-mailbox': 'A mailbox cannot be its own master inbox: choose another one, or none.',
	'other-owner': 'Both mailboxes must belong to the same owner: change the owner of one of them.',
	'not-connected':
		'The master inbox is not connected: its Mailbox Trigger or Forwarding Trigger must be running, so that replies are read.',
	'has-master-inbox-itself': 'The chosen mailbox has a master inbox itself: choose that one.',
	'serves-as-master-inbox':
		'This mailbox serves as master inbox of another one, so it cannot have one itself.',
	removed: 'The mailbox was removed from the desk: create it again, or choose another one.',
};

/** How an answer leaves: who it is from and where answers to it go. */
export interface Sender {
	readonly from: Address;
	/** Undefined when answers go to From. */
	readonly replyTo: Address | undefined;
}

/**
 * Tells why `master` may not receive the replies to what `mailbox` sends (rule 27).
 *
 * @param servesOthers - whether some mailbox already has `mailbox` as its master inbox
 */
export function masterInboxRefusal(
	mailbox: Pick<Mailbox, 'address' | 'owner'>,
	master: Mailbox,
	servesOthers: boolean,
	now: Date,
): MasterInboxRefusal | undefined {
	if (addressKey(mailbox.address) === addressKey(master.address)) return 'same-mailbox';
	if (servesOthers) return 'serves-as-master-inbox';
	if (master.removedAt) return 'removed';
	if (ownerKey(mailbox) !== ownerKey(master)) return 'other-owner';
	if (master.masterInboxId !== undefined) return 'has-master-inbox-itself';
	return connectionOf(master, now) === 'connected' ? undefined : 'not-connected';
}

/** Gives the form by which two owners of mailboxes are compared. */
export function ownerKey({ owner }: Pick<Mailbox, 'owner'>): string {
	return owner.trim().toLowerCase();
}

/** Gives From and Reply-To of an answer; the staff member's own address is never part of it (rule 26). */
export function senderOf(mailbox: Mailbox, master: Mailbox | undefined, staff: NamedStaff): Sender {
	return {
		from: { name: fromName(mailbox, staff), address: mailbox.address },
		replyTo: master && { name: safeDisplayName(mailbox.channelName), address: master.address },
	};
}

type NamedStaff = Pick<Staff, 'name'> & Partial<Pick<Staff, 'fromNameStyle'>>;

/** Gives the display name in From as the person wants it, else as the mailbox has it. */
export function fromName(mailbox: Mailbox, staff: NamedStaff): string {
	const channel = safeDisplayName(mailbox.channelName);
	const person = safeDisplayName(staff.name);
	switch (staff.fromNameStyle ?? mailbox.fromNameStyle) {
		case 'channel':
			return channel;
		case 'staff':
			return person || channel;
		case 'staff-via-channel':
			return person && channel ? `${person} via ${channel}` : person || channel;
		case 'template':
			return (
				safeDisplayName(fillPlaceholders(mailbox.fromNameTemplate, placeholdersOf(mailbox, staff))) || channel
			);
	}
}

/** Gives what the placeholders stand for in mail that this person sends from this mailbox. */
export function placeholdersOf(
	mailbox: Pick<Mailbox, 'channelName' | 'address'>,
	staff: Pick<Staff, 'name'>,
) {
	return { staffName: staff.name, channelName: mailbox.channelName, mailboxAddress: mailbox.address };
}
