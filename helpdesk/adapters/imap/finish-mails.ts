import type { ImapFlow } from 'imapflow';

/** What is done on the server with a mail whose flow is through. */
export type AfterProcessing =
	| { readonly kind: 'nothing' }
	| { readonly kind: 'seen' }
	| { readonly kind: 'move'; readonly folder: string };

/** A mail of the ledger that came from the open folder. */
export interface FinishedMail {
	readonly id: string;
	readonly sourceKey: string;
}

/**
 * Flags or moves mail of the open folder; what is no longer there needs nothing.
 *
 * @returns why the server did not do it; undefined when all is done
 */
export async function finishMails(
	client: ImapFlow,
	after: AfterProcessing,
	mails: readonly FinishedMail[],
): Promise<string | undefined> {
	const uids = mails.map(({ sourceKey }) => sourceKey.slice(sourceKey.lastIndexOf(':') + 1)).join(',');
	if (after.kind === 'move') return await moveMails(client, uids, after.folder);
	if (after.kind === 'nothing' || (await client.messageFlagsAdd(uids, ['\\Seen'], { uid: true })))
		return undefined;
	return 'The server did not mark processed mail as read.';
}

async function moveMails(client: ImapFlow, uids: string, folder: string): Promise<string | undefined> {
	// imapflow resolves false, not rejects, when a command fails.
	const there = await client.search({ uid: uids }, { uid: true });
	if (!there) return 'The server did not say which processed mail is still in the folder.';
	if (there.length === 0) return undefined;
	const move = () => moveTo(client, there.join(','), folder);
	if (await move()) return undefined;
	await client.mailboxCreate(folder).catch(() => undefined);
	return (await move()) ? undefined : `Processed mail could not be moved to the folder "${folder}".`;
}

async function moveTo(client: ImapFlow, uids: string, folder: string): Promise<boolean> {
	const byUid = { uid: true };
	const removesByUid = ['MOVE', 'UIDPLUS'].some((extension) => client.capabilities.has(extension));
	if (removesByUid) return Boolean(await client.messageMove(uids, folder, byUid));
	// EXPUNGE would take with it what other people marked as deleted, perhaps before the desk had it: so it stays marked.
	if (!(await client.messageCopy(uids, folder, byUid))) return false;
	return await client.messageFlagsAdd(uids, ['\\Deleted'], byUid);
}
