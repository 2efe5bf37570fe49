import type { FetchMessageObject, FetchQueryObject, ImapFlow } from 'imapflow';
import { HelpDeskError } from '../../domain/errors';
import type { FolderCursor } from '../../ports';
import { placeholder, tooLarge } from './placeholder';

/** One mail of a folder, with how it is named there for good. */
export interface FolderMail {
	readonly sourceKey: string;
	/** Its bytes: at hand, or part by part where it is large; each time from the first. */
	readonly raw: Uint8Array | AsyncIterable<Uint8Array>;
}

/** A part of what is new in a folder, and where reading stands behind it. */
export interface FolderBatch {
	readonly mails: readonly FolderMail[];
	readonly cursor: FolderCursor;
}

/** How a folder is read. */
export interface FolderOptions {
	readonly folder: string;
	/** Mail above this is not downloaded; its headers enter the desk in its place. */
	readonly maxBytes: number;
	/** Where the first reading begins; undefined: at the mail that arrives from now on. */
	readonly startAt: Date | undefined;
	/** Whether mail is flagged or moved later, so that the folder must be open for that. */
	readonly isChanged: boolean;
}

const FEW_MAILS = 5;
const MAX_BATCH_MAILS = 50;
// Without their bytes.
const MAX_LISTED_MAILS = 2_000;
const MAX_BATCH_BYTES = 8_000_000;
// Above this a mail is fetched in pieces, so that it never stands in memory whole.
const PIECE_BYTES = 1024 * 1024;
const FIRST_BYTES = 256 * 1024;
// One mail that the server cannot give must not keep all that comes after it waiting.
const MAX_REFUSALS = 3;

/**
 * Opens a folder for reading and gives where to start: at the cursor, or at the chosen date for a folder that was never
 * read. A changed UIDVALIDITY makes all UIDs new, so the folder is read again from its beginning (RFC 9051 §2.3.1.1); so
 * do UIDs that were given out before.
 */
export async function openFolder(
	client: ImapFlow,
	{ folder, startAt, isChanged }: FolderOptions,
	known: FolderCursor | undefined,
	now: Date,
): Promise<FolderCursor> {
	const opened = await client.mailboxOpen(folder, { readOnly: !isChanged }).catch((error: unknown) => {
		throw client.usable ? notOpened(folder, error) : error;
	});
	const uidNext = Number(opened.uidNext);
	const uidValidity = validityOf(String(opened.uidValidity), uidNext, known);
	if (known?.uidValidity === uidValidity) return known;
	// Some servers leave UIDNEXT out: then dates alone tell old mail from new.
	const newest = uidNext > 0 ? uidNext - 1 : Number.MAX_SAFE_INTEGER;
	if (known) return { ...known, uidValidity, lastUid: 0, rescanUntilUid: newest };
	if (startAt || !(uidNext > 0)) {
		return { folder, uidValidity, lastUid: 0, startedAt: startAt ?? now, rescanUntilUid: newest };
	}
	return { folder, uidValidity, lastUid: newest, startedAt: now, rescanUntilUid: 0 };
}

// A store that was restored from a backup may give UIDs out again that it gave out before, under a UIDVALIDITY that it had
// before: its mail is named as it never was.
function validityOf(served: string, uidNext: number, known: FolderCursor | undefined): string {
	if (!known) return served;
	const [base, time = '1'] = known.uidValidity.split('#');
	const isSame = base === served && !(uidNext > 0 && uidNext <= known.lastUid);
	return isSame ? known.uidValidity : `${served}#${Number(time) + 1}`;
}

function notOpened(folder: string, error: unknown): HelpDeskError {
	const { responseText, message } = error as { responseText?: string; message?: string };
	return unreachable(
		`The folder "${folder}" cannot be opened: ${responseText ?? message ?? 'no reason given'}`,
	);
}

/** How new mail is fetched. */
export interface FetchOptions extends Pick<FolderOptions, 'maxBytes'> {
	/** How many mails the server has just announced; of a few nobody asks first which they are. */
	readonly announced: number;
	/** How often the server did not give mail that it has, by source key; kept from one connection to the next. */
	readonly refusals: Map<string, number>;
}

/** Gives all mail behind the cursor in batches, oldest first; flags stay as they are (PEEK). */
export async function* newMail(
	client: ImapFlow,
	start: FolderCursor,
	options: FetchOptions,
): AsyncGenerator<FolderBatch> {
	let cursor = start;
	for (const part of await partsBehind(client, start, options.announced)) {
		const { mails: waiting, newestUid } = await list(client, part, start);
		for (const batch of batches(waiting)) {
			const mails = await fetchMails(client, cursor, batch, options);
			cursor = { ...cursor, lastUid: batch.at(-1)?.uid ?? cursor.lastUid };
			yield { mails, cursor };
		}
		if (newestUid > cursor.lastUid) {
			cursor = { ...cursor, lastUid: newestUid };
			yield { mails: [], cursor };
		}
	}
}

/** Gives how all mail of a folder begins to be named, as long as its UIDVALIDITY stays. */
export function sourcePrefix({ folder, uidValidity }: Pick<FolderCursor, 'folder' | 'uidValidity'>): string {
	return `imap:${folder}:${uidValidity}:`;
}

/** Some of the mail behind the cursor. */
interface FolderPart {
	/** Its UIDs, as a sequence set (RFC 9051 §4.1.1). */
	readonly range: string;
	/** How many mails these are at least, as far as the server said. */
	readonly count: number;
	/** Whether the range has no end: then more may have come. */
	readonly isOpen: boolean;
}

interface Listed {
	readonly mails: readonly ListedMail[];
	readonly newestUid: number;
	/** How many mails the server listed, with those that are passed over. */
	readonly count: number;
}

interface ListedMail {
	readonly uid: number;
	readonly size: number;
	/** All of it, where it is small and came along. */
	readonly source: Uint8Array | undefined;
}

// In parts, so that the first mail need not wait until all are listed.
async function partsBehind(client: ImapFlow, cursor: FolderCursor, announced: number): Promise<FolderPart[]> {
	const { lastUid } = cursor;
	const range = `${lastUid + 1}:*`;
	if (announced > 0 && announced <= FEW_MAILS) {
		return [{ range, count: announced, isOpen: true }];
	}
	const uids = await uidsIn(client, range, lastUid);
	const parts: FolderPart[] = [];
	const size = isRescan(cursor) ? MAX_LISTED_MAILS : MAX_BATCH_MAILS;
	let first = lastUid + 1;
	for (let at = 0; at < uids.length; at += size) {
		const part = uids.slice(at, at + size);
		const last = part.at(-1) ?? first;
		// From where the part before ends: nothing is passed over because a search did not find it.
		parts.push({ range: `${first}:${last}`, count: part.length, isOpen: false });
		first = last + 1;
	}
	return parts;
}

async function uidsIn(client: ImapFlow, range: string, lastUid: number): Promise<number[]> {
	const found = await client.search({ uid: range }, { uid: true });
	mustBeUsable(client);
	if (!found) throw unreachable('The server did not say which mail is new in the folder.');
	// "N:*" names the last mail even when its UID is below N.
	return found.filter((uid) => uid > lastUid).toSorted((a, b) => a - b);
}

// Mail mostly comes whole with the list. Of a rescan most is passed over; and mail that the server does not give must at
// least be named, else it would be passed over, too.
async function list(
	client: ImapFlow,
	{ range, count, isOpen }: FolderPart,
	cursor: FolderCursor,
): Promise<Listed> {
	if (isRescan(cursor)) return await listBare(client, range, cursor);
	const source = { start: 0, maxLength: FIRST_BYTES };
	const listed = await unlessRefused(client, listWith(client, range, cursor, { source }));
	// UIDs mostly have no gaps where mail has just come.
	const least = isOpen && listed ? Math.max(count, listed.newestUid - cursor.lastUid) : count;
	return listed && listed.count >= least ? listed : await listBare(client, range, cursor);
}

// A server that cannot tell the size of one mail refuses the whole range: the halves without that mail are listed all the same.
async function listBare(client: ImapFlow, range: string, cursor: FolderCursor): Promise<Listed> {
	const listed = await unlessRefused(client, listWith(client, range, cursor, {}));
	if (listed) return listed;
	const uids = await uidsIn(client, range, cursor.lastUid);
	const [uid = cursor.lastUid] = uids;
	if (uids.length < 2) {
		const mails = uids.map((each) => ({ uid: each, size: 0, source: undefined }));
		return { mails, newestUid: uid, count: uids.length };
	}
	const half = uids.length >> 1;
	const before = await listBare(client, `${uid}:${uids[half - 1]}`, cursor);
	const behind = await listBare(client, `${uids[half]}:${uids.at(-1)}`, cursor);
	return {
		mails: [...before.mails, ...behind.mails],
		newestUid: Math.max(before.newestUid, behind.newestUid),
		count: before.count + behind.count,
	};
}

async function unlessRefused<T>(client: ImapFlow, work: Promise<T>): Promise<T | undefined> {
	return await work.catch((error: unknown) => (client.usable ? undefined : Promise.reject(error)));
}

function isRescan({ lastUid, rescanUntilUid }: FolderCursor): boolean {
	return rescanUntilUid > lastUid;
}

async function listWith(
	client: ImapFlow,
	range: string,
	{ lastUid, startedAt, rescanUntilUid }: FolderCursor,
	more: FetchQueryObject,
): Promise<Listed> {
	const mails: ListedMail[] = [];
	let newestUid = lastUid;
	let count = 0;
	const query = { uid: true, size: true, internalDate: true, ...more };
	for await (const mail of client.fetch(range, query, { uid: true })) {
		if (!(mail.uid > lastUid) || !isAnswer(mail)) continue;
		count += 1;
		newestUid = Math.max(newestUid, mail.uid);
		// Only a rescan meets mail that the desk passed over before; what is moved in later may be as old as it likes.
		if (mail.uid <= rescanUntilUid && arrivedBefore(mail, startedAt)) continue;
		const { source, size = 0 } = mail;
		const isWhole = source !== undefined && size > 0 && source.byteLength === size && size < FIRST_BYTES;
		mails.push({ uid: mail.uid, size, source: isWhole ? source : undefined });
	}
	mustBeUsable(client);
	return { mails: mails.toSorted((a, b) => a.uid - b.uid), newestUid, count };
}

// While mail is fetched servers also tell of flags that somebody changes, of any mail of the folder (RFC 9051 §7.5.2): to
// take that for an answer would move the cursor past mail that was never read.
function isAnswer({ size, internalDate }: FetchMessageObject): boolean {
	return size !== undefined || internalDate !== undefined;
}

// Two minutes of grace for clocks that differ.
function arrivedBefore({ internalDate }: FetchMessageObject, startedAt: Date): boolean {
	return internalDate !== undefined && new Date(internalDate).getTime() < startedAt.getTime() - 120_000;
}

function* batches(mails: readonly ListedMail[]): Generator<ListedMail[]> {
	let batch: ListedMail[] = [];
	let bytes = 0;
	for (const mail of mails) {
		const size = Math.min(mail.size, PIECE_BYTES);
		if (batch.length > 0 && (batch.length >= MAX_BATCH_MAILS || bytes + size > MAX_BATCH_BYTES)) {
			yield batch;
			batch = [];
			bytes = 0;
		}
		batch.push(mail);
		bytes += size;
	}
	if (batch.length > 0) yield batch;
}

async function fetchMails(
	client: ImapFlow,
	cursor: FolderCursor,
	batch: readonly ListedMail[],
	{ maxBytes, refusals }: FetchOptions,
): Promise<FolderMail[]> {
	const small = batch.filter(({ size, source }) => !source && size <= PIECE_BYTES && size <= maxBytes);
	const sources = await fetchSources(client, small);
	const mails: FolderMail[] = [];
	for (const { uid, size, source: listed } of batch) {
		const sourceKey = `${sourcePrefix(cursor)}${uid}`;
		const source = size <= maxBytes ? (listed ?? sources.get(uid)) : undefined;
		const refused = refusals.get(sourceKey) ?? 0;
		if (source?.byteLength) mails.push({ sourceKey, raw: source });
		else if (size > maxBytes)
			mails.push({ sourceKey, raw: await placeholderOf(client, uid, tooLarge(size, maxBytes)) });
		// Somebody may have deleted it since it was listed.
		else if (!(await isThere(client, uid))) continue;
		else if (refused >= MAX_REFUSALS)
			mails.push({
				sourceKey,
				raw: await placeholderOf(client, uid, 'The mail server did not give this mail.'),
			});
		else {
			const refuse = () => refusals.set(sourceKey, refused + 1);
			if (size > PIECE_BYTES) mails.push({ sourceKey, raw: pieces(client, uid, refuse) });
			else {
				refuse();
				throw notGiven(uid);
			}
		}
	}
	return mails;
}

async function fetchSources(
	client: ImapFlow,
	mails: readonly ListedMail[],
): Promise<Map<number, Uint8Array>> {
	const sources = new Map<number, Uint8Array>();
	if (mails.length === 0) return sources;
	const range = mails.map(({ uid }) => uid).join(',');
	try {
		for await (const { uid, source } of client.fetch(range, { uid: true, source: true }, { uid: true })) {
			if (source) sources.set(uid, source);
		}
	} catch (error) {
		if (!client.usable) await Promise.reject(error);
		// One of them may be to blame: then the others come alone.
		for (const { uid } of mails) {
			const mail = await fetchAlone(client, uid, { source: true }).catch(() => undefined);
			if (mail?.source) sources.set(uid, mail.source);
		}
	}
	mustBeUsable(client);
	return sources;
}

async function* pieces(client: ImapFlow, uid: number, onRefusal: () => void): AsyncGenerator<Uint8Array> {
	for (let start = 0; ; start += PIECE_BYTES) {
		const source = await pieceOf(client, uid, start).catch((error: unknown) => {
			onRefusal();
			throw error;
		});
		if (source.byteLength > 0) yield source;
		if (source.byteLength < PIECE_BYTES) return;
	}
}

async function pieceOf(client: ImapFlow, uid: number, start: number): Promise<Uint8Array> {
	const mail = await fetchAlone(client, uid, { source: { start, maxLength: PIECE_BYTES } });
	// The next look at the folder no longer lists what was deleted in the middle of this.
	if (!mail) throw unreachable(`The mail ${uid} was deleted while it was being read.`);
	// Behind the last byte some servers give nothing, and some an empty text.
	const source = 'source' in mail ? mail.source || new Uint8Array() : undefined;
	if (!source || (start === 0 && source.byteLength === 0)) throw notGiven(uid);
	return source;
}

async function placeholderOf(client: ImapFlow, uid: number, why: string): Promise<Uint8Array> {
	const mail = await fetchAlone(client, uid, { headers: true }).catch(() => undefined);
	mustBeUsable(client);
	return placeholder(mail?.headers, why);
}

async function isThere(client: ImapFlow, uid: number): Promise<boolean> {
	return (await fetchAlone(client, uid, {})) !== undefined;
}

// imapflow's fetchOne takes whatever the server tells first for the answer, be it of another mail.
async function fetchAlone(
	client: ImapFlow,
	uid: number,
	query: FetchQueryObject,
): Promise<FetchMessageObject | undefined> {
	let found: FetchMessageObject | undefined;
	for await (const mail of client.fetch(String(uid), { uid: true, ...query }, { uid: true })) {
		if (mail.uid === uid) found = { ...found, ...mail };
	}
	mustBeUsable(client);
	return found;
}

// imapflow says the same for "no such mail" and for "the connection is gone".
function mustBeUsable(client: ImapFlow): void {
	if (!client.usable) throw unreachable('The connection ended while mail was being read.');
}

function notGiven(uid: number): HelpDeskError {
	return unreachable(`The server did not give mail ${uid} of the folder.`);
}

function unreachable(message: string): HelpDeskError {
	return new HelpDeskError('mailbox-unreachable', message);
}
