import { PLACEHOLDER_HEADER } from '../../domain/own-mail';
import { tellingFields } from '../../domain/header-fields';

const MEGABYTE = 1_048_576;

/** Says that a mail is over the size limit. */
export function tooLarge(size: number, maxBytes: number): string {
	const limit = `the limit of ${Math.round(maxBytes / MEGABYTE)} MB`;
	return `This mail of ${Math.round(size / MEGABYTE)} MB is over ${limit}.`;
}

/** Gives the mail that stands for one that is not read: its headers, and a text that says why (rule 3). */
export function placeholder(headers: Buffer | undefined, why: string): Uint8Array {
	const kept = tellingFields(headers?.toString('latin1') ?? '');
	const body = `[${why} It is still in the mailbox.]`;
	return Buffer.from(
		[...kept, `${PLACEHOLDER_HEADER}: yes`, 'Content-Type: text/plain', '', body, ''].join('\r\n'),
		'latin1',
	);
}
