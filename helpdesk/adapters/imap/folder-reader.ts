import type { FetchMessageObject, ImapFlow } from 'imapflow';
import { HelpDeskError } from '../../domain/errors';
import type { FolderCursor } from '../../ports';

/** One mail of a folder, with how it is named there for good. */
export interface FolderMail {
	readonly sourceKey: string;
	readonly raw: Uint8Array;
}

/** A part of what is new in a folder, and where reading stands behind it. */
export interface FolderBatch {
	readonly mails: readonly FolderMail[];
	readonly cursor: FolderCursor;
}

const MAX_BATCH_MAILS = 50;
const MAX_BATCH_BYTES = 10_000_000;
/** Mail above this is not downloaded; its headers enter the desk in its place. */
const MAX_MAIL_BYTES = 25 * 1024 * 1024;
const KEPT_HEADERS =
	/^(?:from|to|cc|subject|date|message-id|in-reply-to|references|reply-to|auto-submitted|delivered-to|return-path):/i;

/**
 * Opens a folder for reading and gives where to start: at the cursor, or at "now" for a folder that was never read. A
 * changed UIDVALIDITY makes all UIDs new, so the folder is read again from its beginning (RFC 9051 §2.3.1.1).
 */
export async function openFolder(
	client: ImapFlow,
	folder: string,
	known: FolderCursor | undefined,
	now: Date,
): Promise<FolderCursor> {
	const opened = await client.mailboxOpen(folder, { readOnly: true });
	const uidValidity = String(opened.uidValidity);
	if (known?.uidValidity === uidValidity) return known;
	const uidNext = Number(opened.uidNext);
	// Some servers leave UIDNEXT out: then dates alone tell old mail from new.
	if (!known && !(uidNext > 0)) {
		return { folder, uidValidity, lastUid: 0, startedAt: now, rescanUntilUid: Number.MAX_SAFE_INTEGER };
	}
	const newest = uidNext > 0 ? uidNext - 1 : Number.MAX_SAFE_INTEGER;
	if (known) return { ...known, uidValidity, lastUid: 0, rescanUntilUid: newest };
	return { folder, uidValidity, lastUid: newest, startedAt: now, rescanUntilUid: 0 };
}

/** Gives all mail behind the cursor in batches, oldest first; flags stay as they are (PEEK). */
export async function* newMail(client: ImapFlow, start: FolderCursor): AsyncGenerator<FolderBatch> {
	const { mails: waiting, newestUid } = await listBehind(client, start);
	let cursor = start;
	for (const batch of batches(waiting)) {
		const mails: FolderMail[] = [];
		for (const { uid, size } of batch) {
			const raw = await download(client, uid, size);
			// Somebody deleted it since it was listed.
			if (raw) mails.push({ sourceKey: `imap:${cursor.folder}:${cursor.uidValidity}:${uid}`, raw });
		}
		cursor = { ...cursor, lastUid: batch.at(-1)?.uid ?? cursor.lastUid };
		yield { mails, cursor };
	}
	if (newestUid > cursor.lastUid) yield { mails: [], cursor: { ...cursor, lastUid: newestUid } };
}

interface ListedMail {
	readonly uid: number;
	readonly size: number;
}

async function listBehind(client: ImapFlow, { lastUid, startedAt, rescanUntilUid }: FolderCursor) {
	const mails: ListedMail[] = [];
	let newestUid = lastUid;
	const range = `${lastUid + 1}:*`;
	for await (const mail of client.fetch(
		range,
		{ uid: true, size: true, internalDate: true },
		{ uid: true },
	)) {
		// "N:*" names the last mail even when its UID is below N.
		if (mail.uid <= lastUid) continue;
		newestUid = Math.max(newestUid, mail.uid);
		// Only a rescan meets mail that the desk passed over before; what is moved in later may be as old as it likes.
		if (mail.uid <= rescanUntilUid && arrivedBefore(mail, startedAt)) continue;
		mails.push({ uid: mail.uid, size: mail.size ?? 0 });
	}
	return { mails: mails.toSorted((a, b) => a.uid - b.uid), newestUid };
}

// Two minutes of grace for clocks that differ.
function arrivedBefore({ internalDate }: FetchMessageObject, startedAt: Date): boolean {
	return internalDate !== undefined && new Date(internalDate).getTime() < startedAt.getTime() - 120_000;
}

function* batches(mails: readonly ListedMail[]): Generator<ListedMail[]> {
	let batch: ListedMail[] = [];
	let bytes = 0;
	for (const mail of mails) {
		if (batch.length > 0 && (batch.length >= MAX_BATCH_MAILS || bytes + mail.size > MAX_BATCH_BYTES)) {
			yield batch;
			batch = [];
			bytes = 0;
		}
		batch.push(mail);
		bytes += mail.size;
	}
	if (batch.length > 0) yield batch;
}

async function download(client: ImapFlow, uid: number, size: number): Promise<Uint8Array | undefined> {
	const isTooLarge = size > MAX_MAIL_BYTES;
	const query = isTooLarge ? { uid: true, headers: true } : { uid: true, source: true };
	const mail = await client.fetchOne(String(uid), query, { uid: true });
	if (!mail) {
		// imapflow says the same both for "no such mail" and for "the connection is gone".
		if (client.usable) return undefined;
		throw new HelpDeskError('mailbox-unreachable', 'The connection ended while mail was being read.');
	}
	return isTooLarge ? placeholder(mail.headers, size) : mail.source;
}

function placeholder(headers: Buffer | undefined, size: number): Uint8Array {
	const fields = (headers ?? Buffer.alloc(0)).toString('latin1').split(/\r\n(?![ \t])/);
	const kept = fields.filter((field) => KEPT_HEADERS.test(field));
	const megabytes = Math.round(size / 1_048_576);
	const body = `[This mail of ${megabytes} MB is over the limit of 25 MB. It is still in the mailbox.]`;
	return Buffer.from([...kept, 'Content-Type: text/plain', '', body, ''].join('\r\n'), 'latin1');
}
