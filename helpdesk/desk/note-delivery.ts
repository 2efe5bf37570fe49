import { addressKey } from '../domain/address';
import type { Message } from '../domain/conversation';
import type { Mail } from '../domain/mail';
import { wayOf } from '../domain/mail-way';
import type { Mailbox } from '../domain/mailbox';
import { isOneOf } from '../domain/receiving-address';
import type { Threading } from './follow-route';

const DAY_MS = 24 * 3_600_000;
// Once may be chance; what keeps coming twice has two rules that forward it.
const MANY = 3;
const LOOK_BACK = 200;

/** Writes that a message reached us once more; mail that keeps coming by two ways is an event that names them (rule 6). */
export async function noteDelivery({ desk, mail, inbound }: Threading, message: Message): Promise<void> {
	const { store } = desk;
	await store.messages.addDelivery(message.id, inbound.id);
	const first =
		message.inboundMailId === undefined ? undefined : await store.inbound.byId(message.inboundMailId);
	const mailboxes = [first, inbound].map((each) => each && store.mailboxes.byId(each.mailboxId));
	const [firstMailbox, mailbox] = await Promise.all(mailboxes);
	if (!first || !firstMailbox || !mailbox) return;
	// Who writes to two of our addresses means both.
	if (firstMailbox.id !== mailbox.id && [firstMailbox, mailbox].every((each) => isAddressed(mail, each)))
		return;
	const ways = [wayOf(first, firstMailbox.address), wayOf(inbound, mailbox.address)].toSorted();
	if (ways[0] !== ways[1]) await noteSecondWay({ desk, message }, ways.join(' and '));
}

async function noteSecondWay(
	{ desk, message }: Pick<Threading, 'desk'> & { message: Message },
	ways: string,
): Promise<void> {
	const { store, clock } = desk;
	const now = clock.now();
	const { conversationId, id: messageId } = message;
	await store.recordEvent({ type: 'mail-came-twice', conversationId, messageId, data: { ways } }, now);
	const count = async (type: string, days: number) => {
		const since = new Date(now.getTime() - days * DAY_MS);
		const events = await store.eventsSince(type, since, LOOK_BACK);
		return events.filter(({ data }) => data?.ways === ways).length;
	};
	if ((await count('mail-came-twice', 7)) < MANY || (await count('duplicate-forwarding', 1)) > 0) return;
	await store.recordEvent({ type: 'duplicate-forwarding', data: { ways } }, now);
}

function isAddressed(mail: Mail, { address }: Mailbox): boolean {
	const keys = new Set([addressKey(address)]);
	return [...mail.to, ...mail.cc].some((each) => isOneOf(each.address, keys));
}
