import { createHmac, randomBytes } from 'node:crypto';
import { rawMail } from './raw-mail';

/** A request as a provider's documentation describes it. */
export interface Payload {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Buffer;
}

/**
 * Gives a mail that breaks whatever is careless with bytes: all of 0x80 to 0xff in header and body, bare CR and LF, dots
 * at the beginning of lines, long lines, boundaries of others, percent signs and plus signs.
 *
 * @param mark - stands in Subject and Message-ID
 */
export function nastyMail(mark: string, to = 'support@acme.test'): Buffer {
	const high = Buffer.from(Array.from({ length: 128 }, (_, index) => 128 + index));
	const line = (text: string) => Buffer.from(`${text}\r\n`);
	return Buffer.concat([
		line('Return-Path: <frank@customer.test>'),
		line('From: "Frank Furter" <frank@customer.test>'),
		line(`To: ${to}`),
		Buffer.from('Subject: K\xf6ln '.concat(mark), 'latin1'),
		line(''),
		line(`Message-ID: <${mark}@customer.test>`),
		line('Date: Sun, 22 Nov 2026 09:00:00 +0000'),
		line('MIME-Version: 1.0'),
		line('Content-Type: text/plain; charset=iso-8859-1'),
		line('Content-Transfer-Encoding: 8bit'),
		line(''),
		high,
		line(''),
		Buffer.from('bare LF\nbare LF\n\nbare CR\rtabs\t and blanks  \r\n', 'latin1'),
		line('.'),
		line('..'),
		line('.dot'),
		line('...'),
		line('x'.repeat(5000)),
		line('100% a+b=c&d%41%zz'),
		line('------x'),
		line('--x--'),
		high,
		line(''),
		line('.'),
	]);
}

/** Gives a mail whose bytes are UTF-8, which JSON can carry as they are. */
export function utf8Mail(mark: string, to = 'support@acme.test'): Buffer {
	return rawMail({
		to,
		subject: mark,
		messageId: `${mark}@customer.test`,
		text: 'Köln, Ⓢ, 🖨, \u2028, "quoted" \\ and\ttabs\n.\n..\n'.concat('x'.repeat(5000)),
	});
}

/** What Mailgun posts to a URL that ends in "mime" (its manual, "Receiving messages via HTTP"). */
export function mailgunPayload(
	raw: Buffer,
	signingKey: string,
	parts: {
		readonly timestamp?: number;
		readonly token?: string;
		readonly recipient?: string;
		readonly without?: readonly string[];
		readonly encoding?: 'multipart' | 'urlencoded';
	} = {},
): Payload {
	const timestamp = String(parts.timestamp ?? Math.floor(Date.now() / 1000));
	const token = parts.token ?? randomBytes(25).toString('hex');
	const signature = createHmac('sha256', signingKey)
		.update(timestamp + token)
		.digest('hex');
	const fields: Record<string, string | Buffer> = {
		recipient: parts.recipient ?? 'support@acme.test',
		sender: 'frank@customer.test',
		from: 'Frank Furter <frank@customer.test>',
		subject: 'My printer',
		'body-mime': raw,
		timestamp,
		token,
		signature,
	};
	for (const name of parts.without ?? []) delete fields[name];
	return parts.encoding === 'urlencoded' ? urlEncoded(fields) : multipart(fields);
}

/** What SendGrid's Inbound Parse posts with "POST the raw, full MIME message" (its page "Inbound Email Parse Webhook"). */
export function sendgridPayload(raw: Buffer, recipient = 'support@acme.test'): Payload {
	return multipart({
		dkim: '{@customer.test : pass}',
		email: raw,
		to: recipient,
		from: 'Frank Furter <frank@customer.test>',
		sender_ip: '192.0.2.1',
		spam_report: 'Spam detection software, running on the system "mx.example", has NOT identified…',
		spam_score: '0.1',
		subject: 'My printer',
		envelope: JSON.stringify({ to: [recipient], from: 'frank@customer.test' }),
		charsets: JSON.stringify({ to: 'UTF-8', from: 'UTF-8', subject: 'UTF-8' }),
		SPF: 'pass',
	});
}

/** What Postmark posts with "Include raw email content in JSON payload" (its page "Inbound webhook"). */
export function postmarkPayload(raw: Buffer, messageId: string, recipient = 'support@acme.test'): Payload {
	const full = (address: string) => ({ Email: address, Name: '', MailboxHash: '' });
	const json = {
		FromName: 'Frank Furter',
		MessageStream: 'inbound',
		From: 'frank@customer.test',
		FromFull: { ...full('frank@customer.test'), Name: 'Frank Furter' },
		To: recipient,
		ToFull: [full(recipient)],
		Cc: '',
		CcFull: [],
		Bcc: '',
		BccFull: [],
		OriginalRecipient: recipient,
		Subject: 'My printer',
		MessageID: messageId,
		ReplyTo: '',
		MailboxHash: '',
		Date: 'Sun, 22 Nov 2026 09:00:00 +0000',
		TextBody: 'It does not print.',
		HtmlBody: '',
		StrippedTextReply: '',
		Tag: '',
		Headers: [{ Name: 'X-Spam-Status', Value: 'No' }],
		Attachments: [],
		RawEmail: raw.toString('utf8'),
	};
	return { headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(json)) };
}

function multipart(fields: Readonly<Record<string, string | Buffer>>): Payload {
	const boundary = 'xYzZY';
	const parts = Object.entries(fields).map(([name, content]) =>
		Buffer.concat([
			Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
			Buffer.from(content),
			Buffer.from('\r\n'),
		]),
	);
	return {
		headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
		body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
	};
}

function urlEncoded(fields: Readonly<Record<string, string | Buffer>>): Payload {
	const pairs = Object.entries(fields).map(
		([name, content]) => `${name}=${percentEncoded(Buffer.from(content))}`,
	);
	return {
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
		body: Buffer.from(pairs.join('&')),
	};
}

function percentEncoded(bytes: Buffer): string {
	return [...bytes]
		.map((byte) => (byte === 0x20 ? '+' : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`))
		.join('');
}
