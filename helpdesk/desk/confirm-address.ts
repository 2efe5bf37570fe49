import { addressKey, safeDisplayName } from '../domain/address';
import type { Conversation } from '../domain/conversation';
import type { Mail } from '../domain/mail';
import type { OutboundMail } from '../domain/outbound-mail';
import { isUnconfirmed, type Staff } from '../domain/staff';
import { isTokenExpired, type TokenParts } from '../domain/token';
import type { Desk } from '../ports';
import { plusAddress } from './new-notice';
import { newOutboundMail } from './new-outbound-mail';
import { mailboxById } from './save-mailbox';
import { updateStaff } from './save-staff';
import { mailOfToken } from './tokens';

const DAY_MS = 24 * 3_600_000;
const MAX_ASKED = 1000;

/**
 * Asks at an address whether it is the staff member's, once in 24 hours; an answer from there confirms it (rule 17).
 *
 * @param address - as it is on file, not yet confirmed
 * @param notification - that was answered from there
 */
export async function askToConfirm(
	desk: Desk,
	staff: Staff,
	{
		address,
		notification,
		conversation,
	}: {
		readonly address: string;
		readonly notification: OutboundMail;
		readonly conversation: Conversation;
	},
): Promise<void> {
	const { store, clock } = desk;
	const now = clock.now();
	const key = addressKey(address);
	const asked = await store.eventsSince('address-asked', new Date(now.getTime() - DAY_MS), MAX_ASKED);
	if (asked.some(({ data }) => data?.address === key)) return;
	const mailbox = await mailboxById(store, conversation.mailboxId);
	const name = safeDisplayName(mailbox.channelName);
	const mail = await newOutboundMail(desk, {
		idempotencyKey: `confirmation:${key}:${now.toISOString().slice(0, 10)}`,
		purpose: 'confirm',
		message: { id: notification.messageId, conversationId: conversation.id },
		mailbox,
		staffId: staff.id,
		from: { name, address: mailbox.address },
		replyTo: (token) => plusAddress(mailbox, token),
		recipient: { name: staff.name, address },
		subject: `Is this an address of yours? (${name})`,
		inReplyTo: '',
		references: [],
		recipe: { kind: 'confirmation', attachments: [] },
	});
	const { id } = await store.outbound.insertOnce(mail);
	await store.recordEvent(
		{ type: 'address-asked', data: { staffId: staff.id, address: key, outboundMailId: id } },
		now,
	);
}

/** Gives the staff member whose address a mail confirms: it carries the token that went there, and comes from there. */
export async function confirmingStaff(
	desk: Desk,
	{ from, hasSeveralAuthors }: Mail,
	tokens: readonly TokenParts[],
): Promise<Staff | undefined> {
	if (!from || hasSeveralAuthors) return undefined;
	for (const token of tokens) {
		if (token.purpose !== 'confirm' || isTokenExpired(token, desk.clock.now())) continue;
		const mail = await mailOfToken(desk, token);
		if (
			mail?.recipe.kind !== 'confirmation' ||
			addressKey(mail.recipient.address) !== addressKey(from.address)
		)
			continue;
		const staff = await desk.store.staff.byId(mail.staffId);
		if (staff?.isActive && isUnconfirmed(staff, from.address)) return staff;
	}
	return undefined;
}

/** Takes the staff member's answers from this address from now on. */
export async function confirmAddress(desk: Desk, staff: Staff, address: string): Promise<void> {
	const key = addressKey(address);
	const unconfirmedAddresses = staff.unconfirmedAddresses.filter((other) => addressKey(other) !== key);
	await updateStaff(desk, staff.id, { unconfirmedAddresses });
	await desk.store.recordEvent(
		{ type: 'address-confirmed', data: { staffId: staff.id, address: key } },
		desk.clock.now(),
	);
}
