import { createHash } from 'node:crypto';
import type { ForwardedMail } from '../../domain/forwarded-mail';

/** A request as it came over HTTP, with nothing of its body read. */
export interface InboundRequest {
	/** By lower-case name. */
	readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
	readonly query: Readonly<Record<string, unknown>>;
	readonly body: AsyncIterable<Uint8Array>;
}

/** What a request brought: mail, or why it is not taken, in the words of HTTP. */
export type InboundPost = { readonly kind: 'mail'; readonly mail: ForwardedMail } | InboundRefusal;

export interface InboundRefusal {
	readonly kind: 'refused';
	readonly status: number;
	/** One sentence for the person who reads the provider's log. */
	readonly reason: string;
}

/** How requests are taken. */
export interface InboundRules {
	/** What the sender of the request must know. */
	readonly secret: string;
	/** The largest mail that is taken. */
	readonly maxBytes: number;
}

/** Refuses a request. */
export function refusal(status: number, reason: string): InboundRefusal {
	return { kind: 'refused', status, reason };
}

/** Refuses mail that is over the limit. */
export function tooLarge(maxBytes: number): InboundRefusal {
	return refusal(413, `The mail is larger than the ${Math.floor(maxBytes / 1_048_576)} MiB that are taken.`);
}

/** Gives the mail of a provider that has no id of its own for it: the same bytes to the same recipients are the same mail. */
export function mailOf(
	provider: string,
	raw: Uint8Array,
	returnPath: string,
	recipients: readonly string[],
): ForwardedMail {
	const hash = createHash('sha256').update(raw);
	for (const recipient of recipients.map((each) => each.toLowerCase()).toSorted())
		hash.update(`\0${recipient}`);
	return { sourceKey: `${provider}:${hash.digest('hex')}`, raw, envelope: { returnPath, recipients } };
}

/** Gives a header as one text; empty when there is none. */
export function headerOf({ headers }: Pick<InboundRequest, 'headers'>, name: string): string {
	const value = headers[name];
	return typeof value === 'string' ? value : (value?.join(', ') ?? '');
}

/** Gives the media type of a request in lower case, without parameters; empty when there is none. */
export function mediaTypeOf(request: Pick<InboundRequest, 'headers'>): string {
	return (headerOf(request, 'content-type').split(';')[0] ?? '').trim().toLowerCase();
}

/**
 * Gives the body, or undefined when it is larger. What is over the limit is read without being kept, so that the client
 * gets to see the answer, but not for ever.
 */
export async function bodyOf({ body }: InboundRequest, maxBytes: number): Promise<Buffer | undefined> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of body) {
		bytes += chunk.length;
		if (bytes <= maxBytes) chunks.push(chunk);
		else chunks.length = 0;
		if (bytes > 4 * maxBytes) break;
	}
	return bytes > maxBytes ? undefined : Buffer.concat(chunks);
}

/** Tells from its header whether a body is larger than the limit before any of it is read. */
export function announcesMoreThan(request: Pick<InboundRequest, 'headers'>, maxBytes: number): boolean {
	return Number(headerOf(request, 'content-length') || 0) > maxBytes;
}
