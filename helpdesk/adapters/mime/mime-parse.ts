import { once } from 'node:events';
import type { Readable } from 'node:stream';
import {
	MailParser,
	type AddressObject,
	type Attachment,
	type AttachmentStream,
	type Headers,
} from 'mailparser';
import { leftOutBytes } from './light-mime';

/** An attachment as mailparser saw it go by. */
export type ParsedPart = Pick<
	Attachment,
	'filename' | 'contentType' | 'headers' | 'size' | 'contentId' | 'contentDisposition' | 'related'
> & { readonly content: Buffer | undefined };

/** What mailparser found in a mail. */
export interface ParsedMime {
	readonly headers: Headers;
	readonly headerLines: ReadonlyArray<{ readonly key: string; readonly line: string }>;
	readonly text: string;
	readonly html: string;
	readonly parts: readonly ParsedPart[];
}

/** Bytes of a mail in order. */
export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

// mailparser's own conversions reject whole mails with deep HTML; ours runs on a part of it, after the parse.
const OPTIONS = {
	skipHtmlToText: true,
	skipTextToHtml: true,
	skipTextLinks: true,
	skipImageLinks: true,
	keepDeliveryStatus: true,
};

/**
 * Parses MIME as it streams by, so that memory holds what is asked for and no more.
 *
 * @param wants - which attachments to keep, by their index; of the others only the description is kept
 * @throws whatever mailparser fails with
 */
export async function parseMime(bytes: Bytes, wants: (index: number) => boolean): Promise<ParsedMime> {
	const parser = new MailParser(OPTIONS);
	const found = collect(parser, wants);
	await feed(parser, bytes, found);
	return await found;
}

// Ends when the parser has, also early, when it failed: then nobody wants the rest of the bytes.
async function feed(parser: MailParser, bytes: Bytes, found: Promise<unknown>): Promise<void> {
	const over = found.then(
		() => undefined,
		() => undefined,
	);
	for await (const part of bytes) {
		if (parser.writableNeedDrain) await Promise.race([once(parser, 'drain').catch(() => undefined), over]);
		if (parser.destroyed) return;
		parser.write(Buffer.from(part.buffer, part.byteOffset, part.byteLength));
	}
	parser.end();
	await over;
}

function collect(parser: MailParser, wants: (index: number) => boolean): Promise<ParsedMime> {
	const { promise, resolve, reject } = Promise.withResolvers<ParsedMime>();
	const parts: ParsedPart[] = [];
	let headers: Headers = new Map();
	let body = { text: '', html: '' };
	parser.on('headers', (found: Headers) => {
		headers = found;
	});
	parser.on('data', (data: AttachmentStream | { type: 'text'; text?: string; html?: string | false }) => {
		if (data.type === 'text') {
			body = { text: data.text ?? '', html: data.html || '' };
			return;
		}
		const index = parts.length;
		parts.push(data as unknown as ParsedPart);
		drain(data.content as Readable, wants(index)).then((content) => {
			const part = { ...(data as unknown as ParsedPart), content };
			parts[index] = { ...part, size: leftOutBytes(data.headers) ?? part.size };
			data.release();
		}, reject);
	});
	parser.on('error', (error: unknown) => {
		parser.destroy();
		reject(error);
	});
	parser.on('end', () => {
		const { headerLines } = parser as unknown as { headerLines: ParsedMime['headerLines'] | false };
		resolve({ headers, headerLines: headerLines || [], ...body, parts });
	});
	return promise;
}

async function drain(content: Readable, isWanted: boolean): Promise<Buffer | undefined> {
	const chunks: Buffer[] = [];
	content.on('data', (chunk: Buffer) => isWanted && chunks.push(chunk));
	await once(content, 'end');
	return isWanted ? Buffer.concat(chunks) : undefined;
}

/** Gives the addresses of a header field that may stand there several times. */
export function addressObjects(headers: Headers, name: string): AddressObject[] {
	const field = headers.get(name) as AddressObject | AddressObject[] | undefined;
	return [field ?? []].flat();
}
