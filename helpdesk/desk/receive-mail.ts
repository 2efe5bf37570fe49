import type { Envelope } from '../domain/forwarded-mail';
import { threadKeysOf } from '../domain/thread-keys';
import type { Desk, FolderCursor, NewInboundMail, Store } from '../ports';

/** Raw mail as a mailbox gives it. */
export interface ReceivedMail {
	/** Names the mail within its mailbox for good. */
	readonly sourceKey: string;
	/** Its bytes: at hand, or part by part where it is large. */
	readonly raw: Uint8Array | AsyncIterable<Uint8Array>;
	/** What SMTP carried, where it is known. */
	readonly envelope?: Envelope;
}

// Headers are mostly shorter than the first, and hardly ever longer than the second.
const USUAL_HEAD_BYTES = 8 * 1024;
const MAX_HEAD_BYTES = 64 * 1024;
// Of more than that none is about to be read at once.
const FEW_MAILS = 5;

/**
 * Commits raw mail and moves the folder's cursor behind it, in one transaction (rules 1 and 2). Mail that comes part by
 * part is written as it comes, and counts from that transaction on.
 *
 * @param whenSeen - hears how many of the mails were new when flows see them; they are safe when this resolves
 * @returns how many of the mails were new
 */
export async function receiveMail(
	desk: Desk,
	mailboxId: string,
	mails: readonly ReceivedMail[],
	cursor?: FolderCursor,
	whenSeen?: (added: number) => void,
): Promise<number> {
	const { store } = desk;
	const downloads: NewInboundMail[] = [];
	for (const mail of mails) {
		const { raw, sourceKey } = mail;
		if (raw instanceof Uint8Array || (await store.inbound.bySourceKey(mailboxId, sourceKey))) continue;
		downloads.push(await download(desk, mailboxId, mail, raw));
	}
	const whole = mails.flatMap((mail) => {
		const { raw } = mail;
		return raw instanceof Uint8Array
			? [{ raw, inbound: inboundOf(desk, mailboxId, mail, raw, raw.byteLength) }]
			: [];
	});
	const commit = async (tx: Store) => {
		let added = 0;
		for (const mail of downloads) {
			const isNew = await tx.inbound.insert(mail);
			if (isNew) await tx.inbound.endDownload(mail.id);
			else await tx.inbound.dropDownload(mail.id);
			if (isNew) added += 1;
		}
		for (const { raw, inbound } of whole) {
			if (!(await tx.inbound.insert(inbound))) continue;
			await tx.inbound.addPart(inbound.id, 0, raw);
			added += 1;
		}
		if (cursor) await tx.mailboxes.saveCursor(mailboxId, cursor);
		return added;
	};
	return await store.transaction(commit, (added) => {
		// A flow is about to ask for it: it is read while the disk is waited for.
		if (whole.length <= FEW_MAILS) for (const { raw, inbound } of whole) readAhead(desk, inbound, raw);
		whenSeen?.(added);
	});
}

function readAhead({ reader }: Desk, { id, bytes }: NewInboundMail, raw: Uint8Array): void {
	// A copy, because whoever gets a part may keep its memory.
	const parts = async function* () {
		yield new Uint8Array(raw);
	};
	reader.read({ id, bytes, parts }).catch(() => undefined);
}

async function download(
	desk: Desk,
	mailboxId: string,
	mail: ReceivedMail,
	parts: AsyncIterable<Uint8Array>,
): Promise<NewInboundMail> {
	const { store, clock, ids } = desk;
	const id = ids.next();
	await store.inbound.startDownload(id, clock.now());
	let head: Uint8Array | undefined;
	let position = 0;
	let bytes = 0;
	try {
		for await (const part of parts) {
			head ??= part.slice(0, MAX_HEAD_BYTES);
			await store.inbound.addPart(id, position, part);
			position += 1;
			bytes += part.byteLength;
		}
	} catch (error) {
		// A store that is away now forgets the download later, with those of processes that are gone.
		await store.inbound.dropDownload(id).catch(() => undefined);
		return await Promise.reject(error);
	}
	return { ...inboundOf(desk, mailboxId, mail, head ?? new Uint8Array(), bytes), id };
}

function inboundOf(
	{ clock, ids }: Desk,
	mailboxId: string,
	{ sourceKey, envelope }: ReceivedMail,
	head: Uint8Array,
	bytes: number,
): NewInboundMail {
	const threadKeys = threadKeysOf(headerText(head));
	return { id: ids.next(), mailboxId, sourceKey, envelope, bytes, threadKeys, receivedAt: clock.now() };
}

function headerText(head: Uint8Array): string {
	const decoder = new TextDecoder('latin1');
	const text = decoder.decode(head.subarray(0, USUAL_HEAD_BYTES));
	return /\r?\n\r?\n/.test(text) ? text : decoder.decode(head.subarray(0, MAX_HEAD_BYTES));
}
