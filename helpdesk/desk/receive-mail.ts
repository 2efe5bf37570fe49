import type { Envelope } from '../domain/forwarded-mail';
import type { Desk, FolderCursor } from '../ports';

/** Raw mail as a mailbox gives it. */
export interface ReceivedMail {
	/** Names the mail within its mailbox for good. */
	readonly sourceKey: string;
	readonly raw: Uint8Array;
	/** What SMTP carried, where it is known. */
	readonly envelope?: Envelope;
}

/**
 * Commits raw mail and moves the folder's cursor behind it, in one transaction (rules 1 and 2).
 *
 * @returns how many of the mails were new
 */
export function receiveMail(
	{ store, clock, ids }: Desk,
	mailboxId: string,
	mails: readonly ReceivedMail[],
	cursor?: FolderCursor,
): Promise<number> {
	return store.transaction(async (tx) => {
		let added = 0;
		for (const { sourceKey, raw } of mails) {
			const mail = { id: ids.next(), mailboxId, sourceKey, receivedAt: clock.now() };
			if (await tx.inbound.insert(mail, raw)) added += 1;
		}
		if (cursor) await tx.mailboxes.saveCursor(mailboxId, cursor);
		return added;
	});
}
