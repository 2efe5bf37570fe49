import { HelpDeskError } from '../domain/errors';
import { isFromFile, type InboundMail } from '../domain/inbound-mail';
import type { Desk, RawMail, Store } from '../ports';
import { releaseMails, type Workers } from './release-mails';
import { dueAt, endedAt } from './settlement';

/** Gives an inbound mail. @throws HelpDeskError inbound-mail-not-found */
export async function inboundMailById(store: Store, id: string): Promise<InboundMail> {
	const mail = await store.inbound.byId(id);
	if (mail) return mail;
	throw noInboundMail(id);
}

/** Gives the failure of naming a mail that is not there. */
export function noInboundMail(id: string): HelpDeskError {
	return new HelpDeskError('inbound-mail-not-found', `The desk has no inbound mail with the id "${id}".`);
}

/** Gives the bytes of an inbound mail, to be read part by part; none when they were pruned. */
export function rawMailOf(store: Store, { id, bytes }: Pick<InboundMail, 'id' | 'bytes'>): RawMail {
	return { id, bytes, parts: () => partsOf(store, id, bytes) };
}

async function* partsOf({ inbound }: Store, id: string, bytes: number): AsyncGenerator<Uint8Array> {
	let read = 0;
	for (let position = 0; read < bytes; position++) {
		const part = await inbound.part(id, position);
		if (!part) return;
		read += part.byteLength;
		yield part;
	}
}

/**
 * Gives a mail to a flow again, whatever became of it before. Threading and sending know what they did with it, and do
 * nothing twice.
 *
 * @param workers - mail that none of them works on any more is not in the works
 * @throws HelpDeskError inbound-mail-not-found, invalid-input
 */
export function reprocessMail(desk: Desk, id: string, workers: Workers): Promise<InboundMail> {
	return desk.store.transaction(async (tx) => {
		const { clock } = desk;
		const mail = await releasedMail({ ...desk, store: tx }, id, workers);
		if ((await tx.inbound.part(id, 0)) === undefined) {
			throw new HelpDeskError('invalid-input', `The raw bytes of the inbound mail ${id} were deleted.`);
		}
		await mustHaveTrigger(tx, mail);
		const now = clock.now();
		const again = { ...dueAt(now, { ...mail, attempts: 0, isAlone: true }), crashes: 0 };
		const isReset = await tx.inbound.settle(id, ['failed', 'quarantined', 'discarded', 'processed'], again);
		if (!isReset) {
			throw new HelpDeskError(
				'invalid-input',
				`The inbound mail ${id} is ${mail.state}: a flow gets it already.`,
			);
		}
		await tx.recordEvent({ type: 'mail-reprocessed', data: { inboundMailId: id } }, now);
		return await inboundMailById(tx, id);
	});
}

/**
 * Ends a mail that no flow shall get any more; its bytes are kept as those of other mail are.
 *
 * @param workers - mail that none of them works on any more is not in the works
 * @throws HelpDeskError inbound-mail-not-found, invalid-input
 */
export function discardMail(desk: Desk, id: string, workers: Workers): Promise<InboundMail> {
	return desk.store.transaction(async (tx) => {
		const mail = await releasedMail({ ...desk, store: tx }, id, workers);
		const now = desk.clock.now();
		const end = endedAt(now, 'discarded', mail);
		const isDiscarded = await tx.inbound.settle(id, ['received', 'failed', 'quarantined'], end);
		if (!isDiscarded) {
			throw new HelpDeskError(
				'invalid-input',
				`The inbound mail ${id} is ${mail.state} and cannot be discarded.`,
			);
		}
		await tx.recordEvent({ type: 'mail-discarded', data: { inboundMailId: id } }, now);
		return await inboundMailById(tx, id);
	});
}

// Nobody would ever give it to a flow.
async function mustHaveTrigger(
	{ mailboxes }: Store,
	{ id, mailboxId, sourceKey }: InboundMail,
): Promise<void> {
	const mailbox = await mailboxes.byId(mailboxId);
	if (!isFromFile(sourceKey) || mailbox?.connection !== 'unknown' || mailbox.forwardingAt) return;
	throw new HelpDeskError(
		'invalid-input',
		`The inbound mail ${id} came in a file, and no trigger works on mail of its mailbox: get it with Inbound Mail > Get, and give that file to Thread Conversation.`,
	);
}

// A run that was killed never said how it ended, and where the mail came in a file no trigger looks after it.
async function releasedMail(desk: Desk, id: string, workers: Workers): Promise<InboundMail> {
	const { mailboxId } = await inboundMailById(desk.store, id);
	await releaseMails(desk, mailboxId, workers);
	return await inboundMailById(desk.store, id);
}
