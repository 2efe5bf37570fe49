import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { dkimVerify, type DKIMResult } from 'mailauth';
import type { RawMail } from '../../ports';
import type { Lookup } from './dns-answers';

/** What the signatures of a mail say (RFC 6376). */
export interface Signatures {
	/** Domains that signed the mail as it is. */
	readonly passed: readonly string[];
	/** Domains whose keys could not be had, so that nobody knows. */
	readonly unknown: readonly string[];
	/** Addresses in From, as the signatures cover it; of all its fields where it stands there several times. */
	readonly from: readonly string[];
}

// A header that takes longer to read, or a signature for every day of the week, is nothing a mail program writes.
const MAX_HEADER_BYTES = 128 * 1024;
const MAX_HEADER_LINES = 2000;
const MAX_SIGNATURES = 8;
// As little as keeps the event loop free.
const CHUNK_BYTES = 32 * 1024;
const END_OF_HEADER = /\r?\n\r?\n/;

/**
 * Verifies the DKIM signatures of a mail, which is read part by part. Strictly by the RFC: no SHA-1, no key below 1024 bits
 * (RFC 8301), none that its owner only tests; a signature that leaves an end of the body out (l=) counts as none.
 *
 * @param signal - when the time to read the mail is over
 * @returns undefined when the header is too large or too tangled to be looked at, the mail takes too long, or it is gone
 */
export async function signaturesOf(
	raw: RawMail,
	resolve: Lookup,
	signal: AbortSignal,
): Promise<Signatures | undefined> {
	const parts = raw.parts()[Symbol.asyncIterator]();
	const head = await headOf(parts);
	if (!head || isTangled(head)) return undefined;
	const bytes = Readable.from(chunksOf(head, parts, signal), { objectMode: false });
	const verified = await dkimVerify(bytes, { resolver: resolve, strict: true }).catch(
		async (error: unknown) => (signal.aborted ? undefined : await Promise.reject(error as Error)),
	);
	if (!verified) return undefined;
	const { results, headerFrom, fromFields } = verified;
	return {
		passed: results.filter(isPassed).flatMap(({ signingDomain = [] }) => signingDomain),
		unknown: results.filter(isUnknown).flatMap(({ signingDomain = [] }) => signingDomain),
		from: fromFields === 1 ? headerFrom : [],
	};
}

function isPassed({ status }: DKIMResult): boolean {
	return status.result === 'pass' && !status.testing && !status.underSized;
}

function isUnknown({ status }: DKIMResult): boolean {
	return status.result === 'temperror';
}

/** Gives the bytes up to the end of the header, or some more; undefined when it does not end in time. */
async function headOf(parts: AsyncIterator<Uint8Array>): Promise<Buffer | undefined> {
	let head = Buffer.alloc(0);
	while (head.length <= MAX_HEADER_BYTES) {
		const part = await parts.next();
		if (part.done === true) return undefined;
		head = Buffer.concat([head, part.value]);
		if (END_OF_HEADER.test(startOf(head))) return head;
	}
	return undefined;
}

function isTangled(head: Buffer): boolean {
	const [header = ''] = startOf(head).split(END_OF_HEADER, 1);
	const lines = header.split('\n').length;
	const signatures = header.match(/^(?:dkim-signature|arc-message-signature)\s*:/gim)?.length ?? 0;
	return lines > MAX_HEADER_LINES || signatures > MAX_SIGNATURES;
}

function startOf(head: Buffer): string {
	return head.toString('latin1', 0, MAX_HEADER_BYTES);
}

async function* chunksOf(
	head: Uint8Array,
	parts: AsyncIterator<Uint8Array>,
	signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
	for (let part = head; ;) {
		for (let at = 0; at < part.byteLength; at += CHUNK_BYTES) {
			// Other work of the process gets its turn; a mail that takes too long is given up.
			await nextTurn(undefined, { signal });
			yield part.subarray(at, at + CHUNK_BYTES);
		}
		const next = await parts.next();
		if (next.done === true) return;
		part = next.value;
	}
}
