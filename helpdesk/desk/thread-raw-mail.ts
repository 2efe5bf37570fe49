import { fileKey, type InboundMail, type ThreadOutcome } from '../domain/inbound-mail';
import { HelpDeskError } from '../domain/errors';
import type { Desk, Store } from '../ports';
import type { ThreadSettings } from './follow-route';
import { receiveMail } from './receive-mail';
import { settleMails } from './settle-mail';
import { dueAt } from './settlement';
import { threadMail } from './thread-mail';

const LEASE_MS = 120_000;

/** What became of an inbound mail. */
export interface ThreadedMail {
	readonly inboundMailId: string;
	readonly outcome: ThreadOutcome;
}

/**
 * Takes in a raw mail that some other trigger brought, and threads it. The same bytes again give the same outcome, so that
 * whoever runs a flow again brings mail through that failed, or that a run had which was killed.
 *
 * @throws HelpDeskError invalid-input
 */
export async function threadRawMail(
	desk: Desk,
	mailboxId: string,
	raw: Uint8Array,
	settings: ThreadSettings,
): Promise<ThreadedMail> {
	const text = new TextDecoder('latin1').decode(raw);
	// A mailbox file (mbox) puts a line of its own before the first field.
	if (!/^(?:From .*\r?\n)?[A-Za-z][\w-]*[ \t]*:/.test(text.slice(0, 1000))) {
		throw new HelpDeskError('invalid-input', 'The file is no raw mail: it does not begin with header lines.');
	}
	const sourceKey = fileKey(desk.crypto.digest(text));
	const now = desk.clock.now();
	const lease = { owner: 'thread-conversation', until: new Date(now.getTime() + LEASE_MS) };
	// Whoever runs this node is the flow of the mail: a trigger of the same mailbox must not start another one.
	const { id, isOurs } = await desk.store.transaction(async (tx) => {
		await receiveMail({ ...desk, store: tx }, mailboxId, [{ sourceKey, raw }]);
		const mail = await takenIn(tx, mailboxId, sourceKey);
		await tx.inbound.settle(mail.id, ['failed', 'quarantined'], dueAt(now, mail));
		const taken = await tx.inbound.offer([mail.id], lease, now);
		return { id: mail.id, isOurs: taken.length > 0 };
	});
	const outcome = await threadMail(desk, id, settings).catch(async (error: unknown) => {
		if (isOurs) await settleMails(desk, [id], { failure: String(error) });
		throw error;
	});
	await settleMails(desk, [id], { failure: undefined });
	return { inboundMailId: id, outcome };
}

async function takenIn(store: Store, mailboxId: string, sourceKey: string): Promise<InboundMail> {
	const mail = await store.inbound.bySourceKey(mailboxId, sourceKey);
	if (mail) return mail;
	throw new HelpDeskError('store-unavailable', 'The mail that was just taken in is not in the store.');
}
