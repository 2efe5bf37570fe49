import { describe, expect, it } from '@jest/globals';
import { withoutAttachments } from '../../../helpdesk/adapters/mime/light-mime';
import { parseAttachments, parseMail } from '../../../helpdesk/adapters/mime/parse-mail';

const FILE = Buffer.from(Array.from({ length: 30_000 }, (_, index) => (index * 7) % 256));
const BASE64 = (FILE.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n');

function mixed(parts: string[][], boundary = 'b1', declared = `"${boundary}"`): Buffer {
	const head = ['From: a@b.test', 'MIME-Version: 1.0', `Content-Type: multipart/mixed; boundary=${declared}`];
	const body = parts.flatMap((part) => [`--${boundary}`, ...part]);
	return Buffer.from([...head, '', 'preamble', ...body, `--${boundary}--`, ''].join('\r\n'));
}

const TEXT = ['Content-Type: text/plain', '', 'See the file.'];
const PDF = [
	'Content-Type: application/pdf; name="a.pdf"',
	'Content-Transfer-Encoding: base64',
	'Content-Disposition: attachment; filename="a.pdf"',
	'',
	BASE64,
];

function length(pieces: readonly Uint8Array[]): number {
	return pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

describe('withoutAttachments', () => {
	const light: [string, Buffer][] = [
		['an attachment', mixed([TEXT, PDF])],
		['several of them', mixed([PDF, TEXT, PDF])],
		[
			'one in a nested multipart',
			mixed([
				[
					'Content-Type: multipart/related; boundary=inner',
					'',
					'--inner',
					...TEXT,
					'--inner',
					...PDF,
					'--inner--',
				],
			]),
		],
		['one of a mail with bare line feeds', Buffer.from(mixed([TEXT, PDF]).toString().replace(/\r\n/g, '\n'))],
		['one behind a folded header', mixed([TEXT, PDF], 'b1', '"b1";\r\n\tcharset=utf-8')],
	];
	it.each(light)('leaves out the content of %s, and the mail reads the same', async (_, raw) => {
		const pieces = withoutAttachments(raw);
		expect(length(pieces)).toBeLessThan(2_500);
		const mail = await parseMail(() => [raw]);
		expect(mail).toEqual(await parseMail(() => [raw.subarray(0, 500), raw.subarray(500)]));
		expect(mail.attachments.every(({ bytes }) => bytes === FILE.byteLength)).toBe(true);
		expect([...mail.headers.keys()].some((name) => name.startsWith('x-left-out'))).toBe(false);
		const [attachment] = mail.attachments;
		const [content] = await parseAttachments(() => [raw], [attachment?.index ?? -1]);
		expect(Buffer.compare(Buffer.from(content?.content ?? []), FILE)).toBe(0);
	});

	const whole: [string, Buffer][] = [
		['text in base64', mixed([['Content-Type: text/plain', ...PDF.slice(1)]])],
		['an attached mail', mixed([['Content-Type: message/rfc822', '', ...PDF]])],
		['a boundary that no header names', mixed([TEXT, PDF], 'b1', '"other"')],
		['a boundary that is the beginning of another', mixed([TEXT, PDF], 'b12', '"b1"')],
		['a mail that stops in the middle', mixed([TEXT, PDF]).subarray(0, 20_000)],
		['MIME pasted into a text', mixed([[...TEXT, '', '--pasted', ...PDF, '--pasted--']])],
		[
			'a file that is not encoded',
			mixed([['Content-Type: application/octet-stream', '', 'x'.repeat(9_000)]]),
		],
	];
	it.each(whole)('leaves nothing out of %s', (_, raw) => {
		expect(length(withoutAttachments(raw))).toBe(raw.byteLength);
	});
});
