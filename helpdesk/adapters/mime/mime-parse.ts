import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { AddressObject, Attachment, AttachmentStream, Headers, MailParser } from 'mailparser';
import { lenientParser } from './lenient-parser';

/** An attachment as mailparser saw it go by. */
export type ParsedPart = Pick<
	Attachment,
	'filename' | 'contentType' | 'headers' | 'size' | 'contentId' | 'contentDisposition' | 'related'
> & {
	readonly content: Buffer | undefined;
	/** The first bytes, of a part in which a mail server reports. */
	readonly beginning: Buffer | undefined;
};

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

// The parts of RFC 3464, 5965, 6522 and 6533.
const REPORT_PART =
	/^(?:message\/(?:global-)?(?:delivery-status|feedback-report|rfc822|headers|global)|message\/global|message\/partial|text\/rfc822-headers?)$/;
const MAX_REPORT_PART = 32 * 1024;

/**
 * Parses MIME as it streams by, so that memory holds what is asked for and no more. A structure that shows nothing is
 * looked through again, so that no broken mail comes out empty (rule 4).
 *
 * @param bytes - gives the bytes from the first each time
 * @param wants - which attachments to keep, by their index; of the others only the description is kept
 * @throws whatever mailparser fails with
 */
export async function parseMime(bytes: () => Bytes, wants: (index: number) => boolean): Promise<ParsedMime> {
	const parsed = await parseOnce(bytes(), wants, undefined);
	if (!isEmpty(parsed) || !isMultipart(parsed.headers)) return parsed;
	const { headers, headerLines } = parsed;
	const asText = await parseOnce(bytes(), wants, 'text/plain');
	const boundary = boundaryOf(asText.text);
	const type = `multipart/mixed; boundary="${boundary}"`;
	const inParts = boundary ? await parseOnce(bytes(), wants, type) : asText;
	return { ...(isEmpty(inParts) ? asText : inParts), headers, headerLines };
}

function isEmpty({ text, html, parts }: ParsedMime): boolean {
	return !text.trim() && !html.trim() && parts.length === 0;
}

function isMultipart(headers: Headers): boolean {
	const type = headers.get('content-type');
	return typeof type === 'object' && 'value' in type && /^multipart\//i.test(String(type.value));
}

// A relay may have written another boundary into the header than the parts have.
function boundaryOf(text: string): string | undefined {
	return /^--([^\s"\\]{1,70})[ \t]*\ncontent-[a-z-]{2,30}:/im.exec(text)?.[1];
}

async function parseOnce(
	bytes: Bytes,
	wants: (index: number) => boolean,
	rootType: string | undefined,
): Promise<ParsedMime> {
	const parser = lenientParser(rootType);
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
		const part = data as unknown as ParsedPart;
		// mailparser gives false for a type that it cannot read.
		const contentType = part.contentType || 'application/octet-stream';
		parts.push(part);
		const isReport = isReportPart(contentType.toLowerCase(), headers);
		const maxBytes = wants(index) ? Infinity : isReport ? MAX_REPORT_PART : 0;
		drain(data.content as Readable, maxBytes).then((bytes) => {
			const content = wants(index) ? bytes : undefined;
			const beginning = isReport ? bytes.subarray(0, MAX_REPORT_PART) : undefined;
			parts[index] = { ...part, contentType, content, beginning };
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

// Some servers attach the header that they return as plain text.
function isReportPart(contentType: string, headers: Headers): boolean {
	if (REPORT_PART.test(contentType)) return true;
	return (
		contentType === 'text/plain' &&
		/mailer-daemon|postmaster/i.test(JSON.stringify(headers.get('from') ?? ''))
	);
}

async function drain(content: Readable, maxBytes: number): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let length = 0;
	content.on('data', (chunk: Buffer) => {
		if (length < maxBytes) chunks.push(chunk);
		length += chunk.length;
	});
	await once(content, 'end');
	return Buffer.concat(chunks);
}

/** Gives the addresses of a header field that may stand there several times. */
export function addressObjects(headers: Headers, name: string): AddressObject[] {
	const field = headers.get(name) as AddressObject | AddressObject[] | undefined;
	return [field ?? []].flat();
}
