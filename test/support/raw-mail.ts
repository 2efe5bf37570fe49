/** What a test says of a mail; the rest is made up. */
export interface RawMailParts {
	readonly from?: string;
	readonly to?: string;
	readonly cc?: string;
	readonly subject?: string;
	readonly text?: string;
	/** Sent beside the text, as multipart/alternative. */
	readonly html?: string;
	readonly messageId?: string;
	readonly inReplyTo?: string;
	readonly references?: readonly string[];
	/** Whole header lines. */
	readonly headers?: readonly string[];
}

let count = 0;

/** Writes a mail as it comes over the wire: CRLF, UTF-8, a text part and perhaps an HTML part. */
export function rawMail(parts: RawMailParts = {}): Buffer {
	count += 1;
	const { from = 'Frank Furter <frank@customer.test>', to = 'support@acme.test', references = [] } = parts;
	const lines = [
		`From: ${from}`,
		`To: ${to}`,
		...(parts.cc ? [`Cc: ${parts.cc}`] : []),
		`Subject: ${parts.subject ?? 'My printer'}`,
		`Date: ${new Date(1_800_000_000_000 + count * 1000).toUTCString().replace('GMT', '+0000')}`,
		`Message-ID: <${parts.messageId ?? `mail-${count}-${process.pid}@customer.test`}>`,
		...(parts.inReplyTo ? [`In-Reply-To: <${parts.inReplyTo}>`] : []),
		...(references.length > 0 ? [`References: ${references.map((id) => `<${id}>`).join('\r\n ')}`] : []),
		'MIME-Version: 1.0',
		...(parts.headers ?? []),
		...bodyLines(parts),
	];
	return Buffer.from(lines.join('\r\n'));
}

function bodyLines({ text = 'It does not print.', html }: RawMailParts): string[] {
	const plain = bodyPart('text/plain', text);
	if (html === undefined) return plain;
	const boundary = 'alternative-bodies';
	return [
		`Content-Type: multipart/alternative; boundary=${boundary}`,
		'',
		`--${boundary}`,
		...plain,
		`--${boundary}`,
		...bodyPart('text/html', html),
		`--${boundary}--`,
		'',
	];
}

function bodyPart(type: string, body: string): string[] {
	const encoding = ['Content-Transfer-Encoding: 8bit', '', body.replace(/\r?\n/g, '\r\n'), ''];
	return [`Content-Type: ${type}; charset=utf-8`, ...encoding];
}

/** Quotes a text as mail programs do under what was typed. */
export function quoted(text: string): string {
	return text
		.split(/\r?\n/)
		.map((line) => `> ${line}`)
		.join('\n');
}
