/** A mail that is legal enough to arrive and built to hurt who reads it. */
export interface HostileMail {
	/** What is hostile about it. */
	readonly name: string;
	/** Nothing else has this subject. */
	readonly subject: string;
	/** Builds it: the same bytes each time, CRLF, some of them 25 MB. */
	raw(): Buffer;
}

const MEGABYTE = 1 << 20;
const CRLF = '\r\n';

/** Each kind of hostile mail once, with the sizes that a help desk has to live with. */
export const HOSTILE_MAILS: readonly HostileMail[] = [
	hostile('50,000 MIME parts', (head) => manyParts(head, 50_000)),
	hostile('10,000 nested multiparts', (head) => nestedMultiparts(head, 10_000)),
	hostile('a header line of 5 MB', (head) => [
		...head,
		`X-Long: ${'x'.repeat(5 * MEGABYTE)}`,
		...plainText('Short.'),
	]),
	hostile('a subject of 5 MB', (head) => [
		...head.map((line) => (line.startsWith('Subject: ') ? `${line} ${'long '.repeat(MEGABYTE)}` : line)),
		...plainText('Short.'),
	]),
	hostile('100,000 addresses in To', (head) => [
		...head.filter((line) => !line.startsWith('To: ')),
		`To: ${manyAddresses(100_000)}`,
		...plainText('To everybody.'),
	]),
	hostile('100,000 References', (head) => [
		...head,
		`References: ${range(100_000, (index) => `<reference-${index}@hostile.test>`).join(`${CRLF} `)}`,
		...plainText('An old thread.'),
	]),
	hostile('NUL bytes in head and body', (head) => [
		...head,
		'X-Nul: a\0b',
		...plainText('Before\0after. \0\0\0 End.'),
	]),
	hostile('a mail of 25 MB', (head) => withAttachment(head, 'big.bin', ofSize(18 * MEGABYTE))),
	hostile('an attachment of 25 MB', (head) => withAttachment(head, 'big.bin', ofSize(25 * MEGABYTE))),
	hostile('unknown charsets', unknownCharsets),
	hostile('winmail.dat', (head) => withAttachment(head, 'winmail.dat', tnef(), 'application/ms-tnef')),
	hostile('message/rfc822 50 deep', (head) => nestedMessages(head, 50)),
	hostile('10 MB of text', (head) => [...head, ...plainText(lines(10 * MEGABYTE))]),
	hostile('10 MB of quoted text', (head) => [...head, ...plainText(lines(10 * MEGABYTE, '> > > '))]),
	hostile('10 MB of nested div', (head) => {
		const depth = Math.floor((10 * MEGABYTE) / '<div></div>'.length);
		return [...head, ...html(`${'<div>'.repeat(depth)}Deep.${'</div>'.repeat(depth)}`)];
	}),
	hostile('1 MB without a newline', (head) => [...head, ...plainText('a.'.repeat(MEGABYTE / 2))]),
	hostile('1 MB of unclosed comments and tags', (head) => [
		...head,
		...html('<!--<a href="<b '.repeat(MEGABYTE / 16)),
	]),
	hostile('250 kB of end tags that fit nothing', (head) => [
		...head,
		...html('<i>'.repeat(900) + '</b>'.repeat(62_000)),
	]),
	hostile('250 kB of text flowed into one line', (head) => [
		...head,
		'Content-Type: text/plain; charset=utf-8; format=flowed',
		'',
		...range(64_000, () => 'a '),
	]),
	hostile('encoded words without end', (head) => [
		...head,
		`X-Words: ${'=?utf-8?B?w6TDpMOk?= '.repeat(100_000)}`,
		...plainText('Words.'),
	]),
	hostile('broken base64 and an open boundary', brokenBase64),
	hostile('no blank line, no body', (head) => head),
];

/** Builds a mail with one binary attachment; base64 makes it a third larger than that. */
export function mailWithAttachment(subject: string, attachmentBytes: number): Buffer {
	const head = headOf(subject, subject);
	return rawOf(withAttachment(head, 'attachment.bin', ofSize(attachmentBytes)));
}

function hostile(name: string, build: (head: readonly string[]) => readonly string[]): HostileMail {
	const subject = `Hostile: ${name}`;
	return { name, subject, raw: () => rawOf(build(headOf(name, subject))) };
}

function rawOf(allLines: readonly string[]): Buffer {
	return Buffer.from(allLines.join(CRLF) + CRLF, 'latin1');
}

function headOf(name: string, subject: string): string[] {
	return [
		'From: Mallory <mallory@hostile.test>',
		'To: support@acme.test',
		`Subject: ${subject}`,
		'Date: Sun, 22 Nov 2026 09:00:00 +0000',
		`Message-ID: <${name.replace(/[^a-z0-9]+/gi, '-')}@hostile.test>`,
		'MIME-Version: 1.0',
	];
}

function plainText(body: string): string[] {
	return ['Content-Type: text/plain; charset=us-ascii', '', body];
}

function html(body: string): string[] {
	return ['Content-Type: text/html; charset=us-ascii', '', body];
}

function manyParts(head: readonly string[], count: number): string[] {
	const parts = range(count, (index) => `--part${CRLF}Content-Type: text/plain${CRLF}${CRLF}Part ${index}.`);
	return [...head, 'Content-Type: multipart/mixed; boundary=part', '', ...parts, '--part--'];
}

function nestedMultiparts(head: readonly string[], depth: number): string[] {
	const open = (index: number) =>
		`Content-Type: multipart/mixed; boundary=b${index}${CRLF}${CRLF}--b${index}`;
	const close = range(depth, (index) => `--b${depth - 1 - index}--`);
	return [...head, ...range(depth, open), ...plainText('The core.'), ...close];
}

function nestedMessages(head: readonly string[], depth: number): string[] {
	const open = (index: number) => [
		'Content-Type: message/rfc822',
		'',
		...headOf(`inner-${index}`, `Inner ${index}`),
	];
	return [...head, ...range(depth, open).flat(), ...plainText('The innermost.')];
}

function manyAddresses(count: number): string {
	const addresses = range(count, (index) => `"Person ${index}" <person-${index}@hostile.test>`);
	return ['support@acme.test', ...addresses].join(`,${CRLF} `);
}

function withAttachment(
	head: readonly string[],
	fileName: string,
	content: Buffer,
	type = 'application/octet-stream',
): string[] {
	const text = ['--mixed', ...plainText('See the attachment.')];
	const file = [
		'--mixed',
		`Content-Type: ${type}; name="${fileName}"`,
		'Content-Transfer-Encoding: base64',
		`Content-Disposition: attachment; filename="${fileName}"`,
		'',
		base64Lines(content),
	];
	return [...head, 'Content-Type: multipart/mixed; boundary=mixed', '', ...text, ...file, '--mixed--'];
}

function base64Lines(content: Buffer): string {
	// 57 bytes become a line of 76 characters (RFC 2045 §6.8).
	return content.toString('base64').replace(/.{76}/g, `$&${CRLF}`);
}

function ofSize(bytes: number): Buffer {
	const content = Buffer.alloc(bytes);
	for (let index = 0; index < bytes; index += 4)
		content.writeUInt32LE(Math.imul(index + 1, 2_654_435_761) >>> 0, index);
	return content;
}

function unknownCharsets(head: readonly string[]): string[] {
	const part = (type: string, charset: string) => [
		'--alternative',
		`Content-Type: ${type}; charset="${charset}"`,
		'Content-Transfer-Encoding: 8bit',
		'',
		'Gr\xfc\xdfe aus \x80 \xff\xfe',
	];
	return [
		...head,
		'Content-Type: multipart/alternative; boundary=alternative',
		'X-Encoded: =?x-klingon-1?Q?Qapla=FF?=',
		'',
		...part('text/plain', 'x-klingon-1'),
		...part('text/html', 'utf-99; drop table'),
		'--alternative--',
	];
}

function brokenBase64(head: readonly string[]): string[] {
	return [
		...head,
		'Content-Type: multipart/mixed; boundary="open',
		'',
		'--open',
		'Content-Type: text/plain; charset=utf-8',
		'Content-Transfer-Encoding: base64',
		'',
		'SGVsbG8*&^%$#@!gd29ybGQ===A',
		'--open',
		'Content-Disposition: attachment; filename="../../../../etc/passwd"',
	];
}

function lines(bytes: number, prefix = ''): string {
	const line = (index: number) =>
		`${prefix}Line ${String(index).padStart(7, '0')} of a very long mail about nothing at all.`;
	const count = Math.ceil(bytes / (line(0).length + CRLF.length));
	return range(count, line).join(CRLF);
}

/** What Outlook sends as winmail.dat: a TNEF stream with subject, body and an attached file (MS-OXTNEF §2.1.3). */
function tnef(): Buffer {
	const message = 1;
	const attachment = 2;
	const rendering = Buffer.alloc(14);
	rendering.writeUInt16LE(1, 0);
	rendering.writeUInt32LE(0xffff_ffff, 2);
	const signature = Buffer.from([0x78, 0x9f, 0x3e, 0x22, 0x01, 0x00]);
	return Buffer.concat([
		signature,
		tnefAttribute(message, 0x0008_9006, Buffer.from([0, 0, 1, 0])),
		tnefAttribute(message, 0x0006_9007, Buffer.from([0xe4, 0x04, 0, 0, 0, 0, 0, 0])),
		tnefAttribute(message, 0x0007_8008, Buffer.from('IPM.Microsoft Mail.Note\0', 'latin1')),
		tnefAttribute(message, 0x0001_8004, Buffer.from('The subject inside\0', 'latin1')),
		tnefAttribute(message, 0x0002_800c, Buffer.from('The body inside.\0', 'latin1')),
		tnefAttribute(attachment, 0x0006_9002, rendering),
		tnefAttribute(attachment, 0x0001_8010, Buffer.from('report.txt\0', 'latin1')),
		tnefAttribute(attachment, 0x0006_800f, Buffer.from('What the attached file says.\r\n', 'latin1')),
	]);
}

function tnefAttribute(level: number, id: number, data: Buffer): Buffer {
	const frame = Buffer.alloc(9);
	frame.writeUInt8(level, 0);
	frame.writeUInt32LE(id, 1);
	frame.writeUInt32LE(data.byteLength, 5);
	const checksum = Buffer.alloc(2);
	checksum.writeUInt16LE(data.reduce((sum, byte) => (sum + byte) & 0xffff, 0));
	return Buffer.concat([frame, data, checksum]);
}

function range<T>(count: number, value: (index: number) => T): T[] {
	return Array.from({ length: count }, (_, index) => value(index));
}
