import { tellingFields } from '../../domain/header-fields';

const MEGABYTE = 1_048_576;

/** Gives the mail that stands for one over the size limit: its headers, and a text that says so (rule 3). */
export function placeholder(headers: Buffer | undefined, size: number, maxBytes: number): Uint8Array {
	const kept = tellingFields(headers?.toString('latin1') ?? '');
	const limit = `the limit of ${Math.round(maxBytes / MEGABYTE)} MB`;
	const body = `[This mail of ${Math.round(size / MEGABYTE)} MB is over ${limit}. It is still in the mailbox.]`;
	return Buffer.from([...kept, 'Content-Type: text/plain', '', body, ''].join('\r\n'), 'latin1');
}
