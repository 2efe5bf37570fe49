import { convert } from 'html-to-text';
import { simpleParser, type AddressObject, type ParsedMail } from 'mailparser';
import type { Address } from '../../domain/address';
import { HelpDeskError } from '../../domain/errors';
import type { Attachment, Mail } from '../../domain/mail';
import type { AttachmentContent, MailReader } from '../../ports';

// mailparser's own conversions reject whole mails with deep HTML; ours runs on a part of it, after the parse.
const PARSE_OPTIONS = {
	skipHtmlToText: true,
	skipTextToHtml: true,
	skipTextLinks: true,
	skipImageLinks: true,
	keepDeliveryStatus: true,
};
// Longer ones fit neither a header line of an answer (RFC 5322 §2.1.1) nor an index of PostgreSQL.
const MAX_IDENTIFIER = 500;
// RFC 5321 §4.5.3.1: 64 octets, an @ and 255.
const MAX_ADDRESS = 320;
const MAX_HTML_TO_TEXT = 256_000;

/** Reads mail with mailparser. */
export const mailparserReader: MailReader = { read, attachments };

async function read(raw: Uint8Array): Promise<Mail> {
	const parsed = await parse(raw);
	const headers = headersOf(parsed);
	const authors = addresses(parsed.from);
	const html = storable(parsed.html || '');
	const text = storable(parsed.text ?? '');
	return {
		messageId: identifiers(headers, 'message-id')[0] ?? '',
		inReplyTo: identifiers(headers, 'in-reply-to'),
		references: identifiers(headers, 'references'),
		date: parsed.date,
		from: authors[0],
		hasSeveralAuthors: authors.length > 1 || (headers.get('from')?.length ?? 0) > 1,
		replyTo: addresses(parsed.replyTo),
		to: addresses(parsed.to),
		cc: addresses(parsed.cc),
		subject: storable(parsed.subject ?? ''),
		text: text.trim() ? text : textOf(html),
		html,
		headers,
		attachments: parsed.attachments.map(
			(
				{ filename, contentType, headers: partHeaders, size, contentId, contentDisposition, related },
				index,
			): Attachment => ({
				index,
				filename: safeFilename(filename, index),
				contentType: storable(partTypeOf(contentType, partHeaders.get('content-type'))),
				bytes: size,
				contentId: storable((contentId ?? '').replace(/^<|>$/g, '')),
				isInline: related || (contentDisposition === 'inline' && isShownIn(html, contentId)),
			}),
		),
	};
}

async function attachments(raw: Uint8Array, indexes: readonly number[]): Promise<AttachmentContent[]> {
	const parsed = await parse(raw);
	return indexes.flatMap((index) => {
		const part = parsed.attachments[index];
		if (!part) return [];
		return [
			{
				index,
				filename: safeFilename(part.filename, index),
				contentType: part.contentType,
				content: part.content,
			},
		];
	});
}

function parse(raw: Uint8Array): Promise<ParsedMail> {
	const source = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
	return simpleParser(source, PARSE_OPTIONS).catch((cause: unknown) => {
		throw new HelpDeskError(
			'mail-unreadable',
			'The mail could not be read: its structure is beyond repair.',
			{
				cause,
			},
		);
	});
}

function headersOf(parsed: ParsedMail): Map<string, string[]> {
	const headers = new Map<string, string[]>();
	for (const { key, line } of parsed.headerLines) {
		const body = storable(line)
			.slice(line.indexOf(':') + 1)
			.replace(/\r?\n(?=[ \t])/g, '')
			.trim();
		headers.set(key, [...(headers.get(key) ?? []), body]);
	}
	return headers;
}

// From the header itself: mailparser gets comma-separated References and free-text In-Reply-To wrong.
function identifiers(headers: ReadonlyMap<string, readonly string[]>, name: string): string[] {
	const body = (headers.get(name) ?? []).join(' ').slice(0, 100_000);
	const ids = [...body.matchAll(/<([^<>\s]+)>/g)].map(([, id = '']) => id);
	return ids.filter(({ length }) => length <= MAX_IDENTIFIER);
}

function addresses(field: AddressObject | AddressObject[] | undefined): Address[] {
	return [field ?? []]
		.flat()
		.flatMap(({ value }) => value)
		.flatMap((entry) => entry.group ?? [entry])
		.filter(({ address }) => address && address.length <= MAX_ADDRESS)
		.map(({ name, address }) => ({ name: storable(name ?? ''), address: storable(address ?? '') }));
}

// PostgreSQL keeps no NUL in text, and RFC 5322 §4 knows it as obsolete only.
function storable(text: string): string {
	return text.replaceAll('\0', '');
}

// Apple Mail gives every attachment the disposition "inline"; only what the HTML names is part of it (RFC 2392).
function isShownIn(html: string, contentId: string | undefined): boolean {
	return contentId !== undefined && html.includes(`cid:${contentId.replace(/^<|>$/g, '')}`);
}

function textOf(html: string): string {
	if (html === '') return '';
	try {
		return convert(html.slice(0, MAX_HTML_TO_TEXT), {
			wordwrap: false,
			limits: { maxInputLength: MAX_HTML_TO_TEXT, maxDepth: 100, maxChildNodes: 10_000 },
			selectors: [
				{ selector: 'img', format: 'skip' },
				{ selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
			],
		});
	} catch {
		// The HTML stays with the mail; a body that cannot be turned into text must not lose it.
		return '';
	}
}

// A parameter such as method=REPLY tells a calendar answer from an attached calendar.
function partTypeOf(contentType: string, header: unknown): string {
	const params =
		typeof header === 'object' && header !== null && 'params' in header ? header.params : undefined;
	const method =
		typeof params === 'object' && params !== null && 'method' in params ? String(params.method) : '';
	return method ? `${contentType}; method=${method}` : contentType;
}

function safeFilename(filename: string | undefined, index: number): string {
	const name = (filename ?? '')
		.replace(/[\p{Cc}/\\]+/gu, '_')
		.replace(/^\.+/, '')
		.trim();
	return name.slice(0, 200) || `attachment-${index + 1}`;
}
