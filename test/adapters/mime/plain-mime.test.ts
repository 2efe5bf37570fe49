import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseAttachments, parseMail } from '../../../helpdesk/adapters/mime/parse-mail';
import { plainMime } from '../../../helpdesk/adapters/mime/plain-mime';
import { variedMail } from '../../support/varied-mail';

const RUNS = 6_000;

const FILE = Buffer.from(Array.from({ length: 30_000 }, (_, index) => (index * 7) % 256));
const TEXT = ['Content-Type: text/plain; charset=utf-8', '', 'See the file.'];
const PDF = [
	'Content-Type: application/pdf; name="a.pdf"',
	'Content-Transfer-Encoding: base64',
	'Content-Disposition: attachment; filename="a.pdf"',
	'',
	(FILE.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n'),
];

function mail(...lines: string[]): Buffer {
	return Buffer.from(['From: Frank <frank@x.test>', 'MIME-Version: 1.0', ...lines, ''].join('\r\n'));
}

function multipart(kind: string, parts: string[][], boundary = 'b1', declared = `"${boundary}"`): string[] {
	const body = parts.flatMap((part) => [`--${boundary}`, ...part]);
	return [
		`Content-Type: multipart/${kind}; boundary=${declared}`,
		'',
		'preamble',
		...body,
		`--${boundary}--`,
	];
}

// Only a mail that is given in one piece is looked at for being plain.
async function inPieces(raw: Buffer) {
	return await parseMail(() => [raw.subarray(0, 10), raw.subarray(10)]);
}

describe('plainMime', () => {
	const plain: [string, Buffer][] = [
		['a text', mail('Subject: Hi', 'Content-Type: text/plain', '', 'Hello')],
		['a text without a type', mail('', 'Hello')],
		['UTF-8 that is not encoded', mail(...TEXT.slice(0, 1), 'Content-Transfer-Encoding: 8bit', '', 'Grüße')],
		[
			'quoted-printable',
			mail(...TEXT.slice(0, 1), 'Content-Transfer-Encoding: quoted-printable', '', 'Gr=C3=BC=\r\n=C3=9Fe'),
		],
		['text in base64', mail(...TEXT.slice(0, 1), 'Content-Transfer-Encoding: base64', '', 'R3LDvMOfZQ==')],
		[
			'paragraphs over several lines',
			mail('Content-Type: text/plain; format=flowed', '', 'One \r\nparagraph.'),
		],
		[
			'encoded words',
			mail(
				'Subject: =?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=',
				'To: =?UTF-8?B?SsO8cmdlbg==?= <j@x.test>',
				'',
				'Hi',
			),
		],
		['a name with a comma', mail('To: "Miller, Frank" <f@x.test>, jane@x.test', '', 'Hi')],
		[
			'text and HTML',
			mail(...multipart('alternative', [TEXT, ['Content-Type: text/html', '', '<p>See.</p>']])),
		],
		['an attachment', mail(...multipart('mixed', [TEXT, PDF]))],
		[
			'one in a nested multipart',
			mail(...multipart('mixed', [multipart('related', [TEXT, PDF], 'inner'), PDF])),
		],
		[
			'bare line feeds',
			Buffer.from(
				mail(...multipart('mixed', [TEXT, PDF]))
					.toString()
					.replaceAll('\r\n', '\n'),
			),
		],
		['a folded header', mail(...multipart('mixed', [TEXT, PDF], 'b1', '"b1";\r\n\tcharset=utf-8'))],
	];
	it.each(plain)('reads %s as a parser does that is made for anything', async (_, raw) => {
		expect(plainMime(raw)).toBeDefined();
		expect(await parseMail(() => [raw])).toEqual(await inPieces(raw));
	});

	const odd: [string, Buffer][] = [
		['a raw 8-bit header', mail('Subject: Grüße', '', 'Hi')],
		['two subjects', mail('Subject: a', 'Subject: b', '', 'Hi')],
		['a comment in an address', mail('To: Frank (Sales) <f@x.test>', '', 'Hi')],
		['an encoded word in a charset that must be known', mail('Subject: =?koi8-r?B?8NLJ18XU?=', '', 'Hi')],
		['bytes that are not what the charset says', Buffer.from(mail(...TEXT, 'gr\u00FC').toString(), 'latin1')],
		['an attached mail', mail(...multipart('mixed', [TEXT, ['Content-Type: message/rfc822', '', ...PDF]]))],
		['a boundary that no header names', mail(...multipart('mixed', [TEXT, PDF], 'b1', '"other"'))],
		['a boundary that is the beginning of another', mail(...multipart('mixed', [TEXT, PDF], 'b12', '"b1"'))],
		['a mail that stops in the middle', mail(...multipart('mixed', [TEXT, PDF])).subarray(0, 20_000)],
		['a file that is not encoded', mail(...multipart('mixed', [['Content-Type: application/pdf', '', 'x']]))],
		[
			'a file name by RFC 2231',
			mail(
				...multipart('mixed', [TEXT, ["Content-Type: application/pdf; name*=utf-8''a.pdf", ...PDF.slice(1)]]),
			),
		],
		['a delivery report', mail('X-A: b', ...multipart('report', [TEXT, PDF]))],
		['a header without an end', Buffer.from('From: a@b.test\r\nSubject: x')],
		['nothing', Buffer.alloc(0)],
	];
	it.each(odd)('leaves %s to that parser', (_, raw) => {
		expect(plainMime(raw)).toBeUndefined();
	});

	it('tells how large an attachment is, whose bytes are there when they are asked for', async () => {
		const raw = mail(...multipart('mixed', [TEXT, PDF]));
		const { attachments } = await parseMail(() => [raw]);
		expect(attachments).toMatchObject([{ filename: 'a.pdf', contentType: 'application/pdf', bytes: 30_000 }]);
		const [file] = await parseAttachments(() => [raw], [attachments[0]?.index ?? -1]);
		expect(Buffer.compare(Buffer.from(file?.content ?? []), FILE)).toBe(0);
	});

	it('never reads a mail in another way, whatever was done to it', async () => {
		let found = 0;
		const property = fc.asyncProperty(fc.integer(), async (seed) => {
			const raw = variedMail(seed);
			if (!plainMime(raw)) return;
			found += 1;
			expect(await parseMail(() => [raw])).toEqual(await inPieces(raw));
		});
		await fc.assert(property, { numRuns: RUNS });
		expect(found).toBeGreaterThan(RUNS / 8);
	});
});
