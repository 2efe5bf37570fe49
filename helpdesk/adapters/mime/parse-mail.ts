import type { Headers } from 'mailparser';
import type { Address } from '../../domain/address';
import { picturesOf } from '../../domain/content-id';
import { tellingFields } from '../../domain/header-fields';
import type { Attachment, Mail } from '../../domain/mail';
import { PLACEHOLDER_HEADER } from '../../domain/own-mail';
import type { AttachmentContent } from '../../ports';
import { safeFilename } from './attachment-name';
import { textOfBody } from './joined-bodies';
import { headOf } from './mail-head';
import { plainMime } from './plain-mime';
import { reportOf } from './report-parts';
import { storable } from './storable';
import { addressObjects, parseMime, type Bytes, type ParsedMime, type ParsedPart } from './mime-parse';

// Longer ones fit neither a header line of an answer (RFC 5322 §2.1.1) nor an index of PostgreSQL.
const MAX_IDENTIFIER = 500;
// RFC 5321 §4.5.3.1: 64 octets, an @ and 255.
const MAX_ADDRESS = 320;
// What goes beyond is not for people; the raw mail has it all.
const MAX_BODY = 500_000;
const MAX_ADDRESSES = 200;
const MAX_PARTS = 300;
const MAX_FIELD = 20_000;
const MAX_FIELDS = 400;
const MAX_SUBJECT = 2_000;

/** Said in place of a body that cannot be read. */
export const UNREADABLE_TEXT =
	'[The text of this mail could not be read: its structure is broken or too large. The raw mail is kept by the desk.]';

/**
 * Reads a mail. One that cannot be read whole is read from its first part, and if that fails too, from its header: no
 * broken mail is ever thrown away (rule 4).
 *
 * @param bytes - gives the bytes from the first each time
 */
export async function parseMail(bytes: () => Bytes): Promise<Mail> {
	const plain = plainOf(bytes());
	if (plain) return mailOf(plain);
	const parsed = await parseMime(bytes, () => false).catch(() => undefined);
	return parsed ? mailOf(parsed) : await parseHead(await headOf(bytes()));
}

// Only of a mail that is whole at hand: of others the structure is not known before the end.
function plainOf(bytes: Bytes): ParsedMime | undefined {
	const [whole, ...others] = Array.isArray(bytes) ? (bytes as Uint8Array[]) : [];
	if (!whole || others.length > 0) return undefined;
	return plainMime(Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength));
}

/** Reads what the first bytes of a mail tell of it. */
export async function parseHead(head: Uint8Array): Promise<Mail> {
	const parsed =
		(await parseMime(
			() => [head],
			() => false,
		).catch(() => undefined)) ??
		(await parseMime(
			() => [cleanHeader(head)],
			() => false,
		).catch(() => undefined));
	const mail = mailOf(parsed ?? { headers: new Map(), headerLines: [], text: '', html: '', parts: [] });
	return { ...mail, text: mail.text.trim() ? mail.text : UNREADABLE_TEXT, isIncomplete: true };
}

/** Gives the bytes of attachments; of a mail that cannot be read whole those that its beginning has. */
export async function parseAttachments(
	bytes: () => Bytes,
	indexes: readonly number[],
): Promise<AttachmentContent[]> {
	const wants = (index: number) => indexes.includes(index);
	const parsed =
		(await parseMime(bytes, wants).catch(() => undefined)) ?? (await parseMimeHead(bytes, wants));
	return indexes.flatMap((index) => {
		const { filename, contentType = '', contentId, content } = parsed?.parts[index] ?? {};
		if (!content) return [];
		const name = safeFilename(filename, index, contentType);
		return [{ index, filename: name, contentType, contentId: bareContentId(contentId), content }];
	});
}

async function parseMimeHead(
	bytes: () => Bytes,
	wants: (index: number) => boolean,
): Promise<ParsedMime | undefined> {
	const head = await headOf(bytes());
	return await parseMime(() => [head], wants).catch(() => undefined);
}

function mailOf(parsed: ParsedMime): Mail {
	const headers = headersOf(parsed);
	const authors = addresses(parsed.headers, 'from');
	const html = storable(parsed.html);
	const text = storable(parsed.text);
	const isInHtml = picturesOf(html);
	return {
		messageId: identifiers(headers, 'message-id')[0] ?? '',
		inReplyTo: identifiers(headers, 'in-reply-to'),
		references: identifiers(headers, 'references'),
		date: dateOf(headers.get('date')?.[0]),
		from: authors[0],
		hasSeveralAuthors: authors.length > 1 || (headers.get('from')?.length ?? 0) > 1,
		replyTo: addresses(parsed.headers, 'reply-to'),
		to: addresses(parsed.headers, 'to'),
		cc: addresses(parsed.headers, 'cc'),
		subject: storable(String(parsed.headers.get('subject') ?? '')).slice(0, MAX_SUBJECT),
		text: (text.trim() ? text : textOfBody(html)).slice(0, MAX_BODY),
		html: html.slice(0, MAX_BODY),
		headers,
		attachments: parsed.parts.slice(0, MAX_PARTS).map((part, index) => attachmentOf(part, index, isInHtml)),
		report: reportOf(parsed.parts),
		isIncomplete:
			text.length > MAX_BODY ||
			html.length > MAX_BODY ||
			parsed.parts.length > MAX_PARTS ||
			headers.has(PLACEHOLDER_HEADER.toLowerCase()),
	};
}

function attachmentOf(part: ParsedPart, index: number, isInHtml: (contentId: string) => boolean): Attachment {
	const { filename, contentType, headers, size, contentId, contentDisposition, related } = part;
	const isNamed = contentId !== undefined && isInHtml(bareContentId(contentId));
	return {
		index,
		filename: safeFilename(filename, index, contentType),
		contentType: storable(partTypeOf(contentType, headers.get('content-type'))),
		bytes: size,
		contentId: bareContentId(contentId),
		// Apple Mail gives every attachment the disposition "inline", others put them beside the pictures: what the HTML does
		// not name is no part of it (RFC 2392), but for pictures whose place in it went with a quote.
		isInline: related
			? isNamed || (contentDisposition !== 'attachment' && /^image\//i.test(contentType))
			: contentDisposition === 'inline' && isNamed,
	};
}

function headersOf({ headerLines }: ParsedMime): Map<string, string[]> {
	const headers = new Map<string, string[]>();
	for (const { key, line } of headerLines.slice(0, MAX_FIELDS)) {
		const body = storable(textOfField(line.slice(0, MAX_FIELD)))
			.slice(line.indexOf(':') + 1)
			.replace(/\r?\n(?=[ \t])/g, '')
			.trim();
		headers.set(key, [...(headers.get(key) ?? []), body]);
	}
	return headers;
}

// mailparser gives bytes as they are, one a character; what else was raw is UTF-8 by now.
function textOfField(line: string): string {
	return /[\x80-\xff]/.test(line) ? Buffer.from(line, 'latin1').toString() : line;
}

// From the header itself: mailparser gets comma-separated References and free-text In-Reply-To wrong.
function identifiers(headers: ReadonlyMap<string, readonly string[]>, name: string): string[] {
	const body = (headers.get(name) ?? []).join(' ');
	const ids = [...body.matchAll(/<([^<>\s]+)>/g)].map(([, id = '']) => id);
	return ids.filter(({ length }) => length <= MAX_IDENTIFIER);
}

// mailparser gives "now" for a date that it cannot read, and then a mail that comes twice is never the same.
function dateOf(field: string | undefined): Date | undefined {
	const date = new Date(field ?? '');
	return Number.isNaN(date.getTime()) ? undefined : date;
}

function addresses(headers: Headers, name: string): Address[] {
	return addressObjects(headers, name)
		.flatMap(({ value }) => value)
		.slice(0, MAX_ADDRESSES)
		.flatMap((entry) => entry.group ?? [entry])
		.filter(({ address }) => address && address.length <= MAX_ADDRESS)
		.slice(0, MAX_ADDRESSES)
		.map(({ name: person, address }) => ({
			name: storable(person ?? '').slice(0, MAX_SUBJECT),
			address: storable(address ?? ''),
		}));
}

function bareContentId(contentId: string | undefined): string {
	return storable((contentId ?? '').replace(/^<|>$/g, ''));
}

// A parameter such as method=REPLY tells a calendar answer from an attached calendar.
function partTypeOf(contentType: string, header: unknown): string {
	const params =
		typeof header === 'object' && header !== null && 'params' in header ? header.params : undefined;
	const method =
		typeof params === 'object' && params !== null && 'method' in params ? String(params.method) : '';
	return method ? `${contentType}; method=${method}` : contentType;
}

// Keeps the fields that say what a mail is, each cut to a length that any parser takes.
function cleanHeader(head: Uint8Array): Uint8Array {
	const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
	const kept = tellingFields(text).map((field) => field.slice(0, 2_000));
	return Buffer.from(`${kept.slice(0, 50).join('\r\n')}\r\n\r\n`, 'latin1');
}
