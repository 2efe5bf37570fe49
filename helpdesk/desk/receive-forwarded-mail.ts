import type { ForwardedMail } from '../domain/forwarded-mail';
import { recipientFieldsOfRaw } from '../domain/recipients';
import type { Desk } from '../ports';
import { mailboxOfReceivingAddress, mailboxOfRecipient } from './mailbox-of-recipients';
import { receiveMail } from './receive-mail';

/** What became of mail that was handed over. */
export type Reception =
	| { readonly kind: 'received'; readonly mailboxIds: readonly string[] }
	/** The signature was used before; nothing was kept. */
	| { readonly kind: 'replayed' };

/**
 * Commits mail that a provider handed over, to the mailboxes it was sent to; mail to none of ours goes to the
 * trigger's own mailbox, because who handed it over was known.
 */
export function receiveForwardedMail(
	desk: Desk,
	ownMailboxId: string,
	mail: ForwardedMail,
): Promise<Reception> {
	const { sourceKey, raw, envelope, signature } = mail;
	return desk.store.transaction(async (tx): Promise<Reception> => {
		const inside = { ...desk, store: tx };
		// In the same transaction: mail that could not be kept may come again with the same signature.
		const isNew =
			!signature || (await tx.seenSignatures.insertOnce(signature.id, signature.forgetAt, desk.clock.now()));
		if (!isNew) return { kind: 'replayed' };
		const routes = await routesOf(inside, ownMailboxId, mail);
		for (const [mailboxId, recipients] of routes) {
			const received = { sourceKey, raw, envelope: { ...envelope, recipients } };
			await receiveMail(inside, mailboxId, [received]);
		}
		return { kind: 'received', mailboxIds: [...routes.keys()] };
	});
}

async function routesOf(
	desk: Desk,
	ownMailboxId: string,
	{ raw, envelope }: ForwardedMail,
): Promise<ReadonlyMap<string, readonly string[]>> {
	const routes = new Map<string, string[]>();
	for (const recipient of envelope.recipients) {
		const mailboxId = await mailboxOfRecipient(desk, recipient);
		if (mailboxId !== undefined) routes.set(mailboxId, [...(routes.get(mailboxId) ?? []), recipient]);
	}
	if (routes.size > 0) return routes;
	const named = await mailboxOfReceivingAddress(desk, recipientFieldsOfRaw(raw));
	return new Map([[named ?? ownMailboxId, envelope.recipients]]);
}
