import { addressKey, safeDisplayName, type Address } from './address';
import type { Mailbox } from './mailbox';
import { fillPlaceholders } from './placeholders';
import type { Staff } from './staff';

/** Why a mailbox may not receive another one's replies (rule 27). */
export type MasterInboxRefusal =
	'same-mailbox' | 'other-owner' | 'not-connected' | 'has-master-inbox-itself' | 'serves-as-master-inbox';

/** Each refusal as a sentence for people. */
export const MASTER_INBOX_ADVICE: Record<MasterInboxRefusal, string> = {
	'same-mailbox': 'A mailbox cannot be its own master inbox: choose another one, or none.',
	'other-owner': 'Both mailboxes must belong to the same owner: change the owner of one of them.',
	'not-connected':
		'The master inbox is not connected: its Mailbox Trigger must be running, so that replies are read.',
	'has-master-inbox-itself': 'The chosen mailbox has a master inbox itself: choose that one.',
	'serves-as-master-inbox':
		'This mailbox serves as master inbox of another one, so it cannot have one itself.',
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
): MasterInboxRefusal | undefined {
	if (addressKey(mailbox.address) === addressKey(master.address)) return 'same-mailbox';
	if (servesOthers) return 'serves-as-master-inbox';
	if (mailbox.owner !== master.owner) return 'other-owner';
	if (master.masterInboxId !== undefined) return 'has-master-inbox-itself';
	return master.connection === 'connected' ? undefined : 'not-connected';
}

/** Gives From and Reply-To of an answer; the staff member's own address is never part of it (rule 26). */
export function senderOf(mailbox: Mailbox, master: Mailbox | undefined, staff: Pick<Staff, 'name'>): Sender {
	return {
		from: { name: fromName(mailbox, staff), address: mailbox.address },
		replyTo: master && { name: safeDisplayName(mailbox.channelName), address: master.address },
	};
}

/** Gives the display name in From by the mailbox's setting. */
export function fromName(mailbox: Mailbox, staff: Pick<Staff, 'name'>): string {
	const channel = safeDisplayName(mailbox.channelName);
	const person = safeDisplayName(staff.name);
	switch (mailbox.fromNameStyle) {
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
