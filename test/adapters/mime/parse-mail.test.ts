import { describe, expect, it } from '@jest/globals';
import { readAttachments as attachments, readMail as read } from '../../support/read-mail';

describe('read', () => {
	it('gives every part of a plain mail', async () => {
		const mail = await read(
			raw([
				'Return-Path: <frank@customer.test>',
				'From: "Furter, Frank" <Frank@Customer.test>',
				'Reply-To: office@customer.test',
				'To: Acme <support@acme.test>, sales@acme.test',
				'Cc: =?utf-8?Q?J=C3=B6rg?= <joerg@customer.test>',
				'Subject: My printer',
				'Date: Sun, 22 Nov 2026 10:00:00 +0100',
				'Message-ID: <a@customer.test>',
				'In-Reply-To: <b@acme.test>',
				'References: <c@acme.test>\r\n <b@acme.test>',
				'',
				'It does not print.',
			]),
		);
		expect(mail).toMatchObject({
			from: { name: 'Furter, Frank', address: 'Frank@Customer.test' },
			replyTo: [{ name: '', address: 'office@customer.test' }],
			to: [
				{ name: 'Acme', address: 'support@acme.test' },
				{ name: '', address: 'sales@acme.test' },
			],
			cc: [{ name: 'Jörg', address: 'joerg@customer.test' }],
			subject: 'My printer',
			date: new Date('2026-11-22T09:00:00Z'),
			messageId: 'a@customer.test',
			inReplyTo: ['b@acme.test'],
			references: ['c@acme.test', 'b@acme.test'],
			html: '',
			attachments: [],
		});
		expect(mail.text.trim()).toBe('It does not print.');
		expect(mail.headers.get('return-path')).toEqual(['<frank@customer.test>']);
	});

	it.each<[string, string[], object]>([
		['no identifiers', [], { messageId: '', inReplyTo: [], references: [] }],
		[
			'identifiers between commas and words',
			['In-Reply-To: Your message of Sunday <a@b.test>', 'References: <a@b.test>,<c@d.test> , <e@f.test>'],
			{ inReplyTo: ['a@b.test'], references: ['a@b.test', 'c@d.test', 'e@f.test'] },
		],
		[
			'two fields of References',
			['References: <a@b.test>', 'References: <c@d.test>'],
			{ references: ['a@b.test', 'c@d.test'] },
		],
		['an identifier on the next line', ['Message-ID:\r\n <a@b.test>'], { messageId: 'a@b.test' }],
		['an identifier without brackets', ['Message-ID: a@b.test'], { messageId: '' }],
		['a space amid an identifier', ['Message-ID: <a @b.test>'], { messageId: '' }],
	])('reads %s', async (_what, fields, expected) => {
		expect(await read(raw([...fields, 'From: a@b.test', '', 'x']))).toMatchObject(expected);
	});

	it.each<[string, string, string, Buffer]>([
		['UTF-8', 'utf-8', 'Grüße 🖨', Buffer.from('Grüße 🖨')],
		['Latin 1', 'iso-8859-1', 'Grüße', Buffer.from('Grüße', 'latin1')],
		['Windows’ quotes', 'windows-1252', '“Grüße”', Buffer.from([0x93, 0x47, 0x72, 0xfc, 0xdf, 0x65, 0x94])],
		['Shift-JIS', 'shift_jis', 'こんにちは', Buffer.from('82b182f182c982bf82cd', 'hex')],
	])('reads 8-bit text in %s', async (_name, charset, text, bytes) => {
		const head = raw([
			'From: a@b.test',
			`Content-Type: text/plain; charset=${charset}`,
			'Content-Transfer-Encoding: 8bit',
			'',
			'',
		]);
		expect((await read(Buffer.concat([head, bytes]))).text.trim()).toBe(text);
	});

	it.each([
		['a charset that nobody knows', 'Content-Type: text/plain; charset=x-none'],
		['no charset', 'Content-Type: text/plain'],
		['a broken type', 'Content-Type: ;;;'],
		['half a type', 'Content-Type: text'],
	])('keeps the body of a mail with %s', async (_what, field) => {
		expect((await read(raw(['From: a@b.test', field, '', 'It does not print.']))).text).toContain(
			'It does not print.',
		);
	});

	it.each([
		['two From fields', ['From: john@staff.test', 'From: evil@x.test'], true],
		['two people in From', ['From: john@staff.test, evil@x.test'], true],
		['one person', ['From: john@staff.test'], false],
	])('tells whether several people may have written: %s', async (_what, lines, several) => {
		expect((await read(raw([...lines, '', 'Hello']))).hasSeveralAuthors).toBe(several);
	});

	it('passes over identifiers and addresses that are too long for a header line or an index', async () => {
		const long = 'x'.repeat(8000);
		const lines = [`Message-ID: <${long}@x.test>`, `References: <${long}> <a@x.test>`, `Cc: ${long}@x.test`];
		expect(await read(raw(['From: frank@customer.test', ...lines, '', 'Hello']))).toMatchObject({
			messageId: '',
			references: ['a@x.test'],
			cc: [],
			from: { address: 'frank@customer.test' },
		});
	});

	it('reads names in 8-bit UTF-8, folded fields and repeated ones', async () => {
		const mail = await read(
			raw(['From: Jörg <a@b.test>', 'Received: one\r\n\ttwo', 'Received: three', '', 'x']),
		);
		expect(mail.from?.name).toBe('Jörg');
		expect(mail.headers.get('received')).toEqual(['one\ttwo', 'three']);
	});

	it.each([
		['no From', [], undefined],
		['an empty From', ['From: <>'], undefined],
		['a group', ['From: Friends: anna@b.test, bert@b.test;'], { name: '', address: 'anna@b.test' }],
		['words only', ['From: undisclosed sender'], undefined],
	])('reads From of a mail with %s', async (_what, fields, from) => {
		expect((await read(raw([...fields, 'To: x@y.test', '', 'x']))).from).toEqual(from);
	});

	it('turns HTML into text where there is no text', async () => {
		const html =
			'<p>Good day,</p><p>it <b>does not</b> print.<br>See <a href="https://x.test/a">this</a>.</p><script>no()</script><style>p{}</style><img src="cid:a" alt="logo">';
		const mail = await read(raw(['From: a@b.test', 'Content-Type: text/html; charset=utf-8', '', html]));
		expect(mail.text.trim()).toBe('Good day,\n\nit does not print.\nSee this [https://x.test/a].');
		expect(mail.html.trim()).toBe(html);
	});

	const PICTURE = ['Content-Type: image/jpeg; name=a.jpg', 'Content-Transfer-Encoding: base64', '', 'AAAA'];
	const HTML = ['Content-Type: text/html; charset=utf-8', '', '<p>The <b>toner</b> is empty.</p>'];
	const PLAIN = ['Content-Type: text/plain; charset=utf-8', '', 'Sent from my <phone>'];

	it.each([
		['HTML above a picture and text below it', [HTML, PICTURE, PLAIN]],
		['text above a picture and HTML below it', [PLAIN, PICTURE, HTML]],
		['HTML to which a list adds its text', [HTML, PLAIN]],
	])('gives both as text and as HTML of a mail with %s', async (_what, parts) => {
		for (const subtype of ['mixed', 'related']) {
			const { text, html } = await read(multipart(subtype, ...parts));
			expect(text).toContain('The toner is empty.');
			expect(text).toContain('Sent from my <phone>');
			expect(html).toContain('<p>The <b>toner</b> is empty.</p>');
			expect(html).toContain('Sent from my &lt;phone&gt;');
		}
	});

	it('gives HTML as text below whose empty alternative a gateway wrote a line', async () => {
		const empty = ['Content-Type: text/plain', '', ''];
		const inner = multipart('alternative', empty, HTML)
			.toString()
			.replaceAll('--x', '--y')
			.replace('=x', '=y');
		const { text, html } = await read(multipart('mixed', inner.split('\r\n').slice(2), PLAIN));
		expect(text).toMatch(/The toner is empty\.\s+Sent from my <phone>/);
		expect(html).toContain('Sent from my &lt;phone&gt;');
	});

	it('says once what a mail says in text and HTML that it does not call alternatives', async () => {
		const plain = ['Content-Type: text/plain; charset=utf-8', '', 'The toner is empty.'];
		const { text, html } = await read(multipart('mixed', plain, HTML));
		expect(text.trim()).toBe('The toner is empty.');
		expect(html.trim()).toBe('<p>The <b>toner</b> is empty.</p>');
	});

	it('keeps a line of text whose words the HTML above it has, too', async () => {
		const plain = ['Content-Type: text/plain; charset=utf-8', '', 'Empty is the toner.'];
		const more = ['Content-Type: text/html; charset=utf-8', '', '<p>The toner is empty, you said?</p>'];
		const { text, html } = await read(multipart('mixed', more, PICTURE, plain));
		expect(text).toMatch(/The toner is empty, you said\?\s+Empty is the toner\./);
		expect(html).toContain('Empty is the toner.');
	});

	it('prefers the text of two alternatives', async () => {
		const mail = await read(
			multipart(
				'alternative',
				['Content-Type: text/plain', '', 'as text'],
				['Content-Type: text/html', '', '<p>as HTML</p>'],
			),
		);
		expect(mail.text.trim()).toBe('as text');
		expect(mail.html).toContain('<p>as HTML</p>');
		expect(mail.attachments).toEqual([]);
	});

	it('takes HTML that is too deep for a text, and keeps it', async () => {
		const html = `${'<div>'.repeat(20_000)}deep${'</div>'.repeat(20_000)}`;
		const mail = await read(raw(['From: a@b.test', 'Content-Type: text/html', '', html]));
		expect(mail.html).toContain('deep');
	});

	it('lists attachments in their order, with what finds them again', async () => {
		const mail = await read(
			multipart(
				'mixed',
				['Content-Type: text/plain', '', 'see below'],
				[
					'Content-Type: application/pdf; name=a.pdf',
					'Content-Disposition: attachment; filename=a.pdf',
					'',
					'one',
				],
				['Content-Type: text/csv', 'Content-Disposition: attachment; filename="b.csv"', '', 'four'],
			),
		);
		expect(mail.attachments).toEqual([
			{
				index: 0,
				filename: 'a.pdf',
				contentType: 'application/pdf',
				bytes: 3,
				contentId: '',
				isInline: false,
			},
			{ index: 1, filename: 'b.csv', contentType: 'text/csv', bytes: 4, contentId: '', isInline: false },
		]);
	});

	it.each([
		['folders', 'filename="../../etc/passwd"', '_.._etc_passwd'],
		['Windows’ folders', 'filename="C:\\\\temp\\\\a.exe"', 'C:_temp_a.exe'],
		['a leading dot', 'filename=".htaccess"', 'htaccess'],
		['RFC 2231', "filename*=utf-8''%C3%9Cbersicht%0A.pdf", 'Übersicht_.pdf'],
		['RFC 2047', 'filename="=?utf-8?Q?=C3=9Cbersicht.pdf?="', 'Übersicht.pdf'],
		['no name', '', 'attachment-1'],
		['dots only', 'filename="..."', 'attachment-1'],
		['a very long name', `filename="${'a'.repeat(500)}"`, 'a'.repeat(200)],
	])('makes a file name safe: %s', async (_what, parameter, filename) => {
		const mail = await read(
			multipart(
				'mixed',
				['Content-Type: text/plain', '', 'x'],
				['Content-Type: application/octet-stream', `Content-Disposition: attachment; ${parameter}`, '', 'y'],
			),
		);
		expect(mail.attachments.map((attachment) => attachment.filename)).toEqual([filename]);
	});

	it('knows an image of the HTML from an attachment', async () => {
		const mail = await read(
			multipart(
				'related',
				['Content-Type: text/html', '', '<img src="cid:logo@b.test">'],
				[
					'Content-Type: image/png; name=logo.png',
					'Content-ID: <logo@b.test>',
					'Content-Transfer-Encoding: base64',
					'',
					'aGk=',
				],
			),
		);
		expect(mail.attachments).toMatchObject([
			{ filename: 'logo.png', contentId: 'logo@b.test', isInline: true, bytes: 2 },
		]);
		expect(mail.html).toContain('cid:logo@b.test');
	});

	it.each([
		['a file that is attached', 'application/pdf', 'attachment', false],
		['a file that is called inline', 'application/pdf', 'inline', false],
		['a picture that is attached', 'image/png', 'attachment', false],
		['a picture that went with a quote', 'image/png', 'inline', true],
	])(
		'takes what stands beside the HTML’s own pictures for what it is: %s',
		async (_what, type, how, isInline) => {
			const file = [
				`Content-Type: ${type}; name=a`,
				`Content-Disposition: ${how}`,
				'Content-ID: <a@b.test>',
				'',
				'x',
			];
			const mail = await read(multipart('related', ['Content-Type: text/html', '', '<p>Hello</p>'], file));
			expect(mail.attachments).toMatchObject([{ filename: 'a', isInline }]);
		},
	);

	it.each([
		['a file for an attachment', '', false],
		['an image that the HTML shows for a part of it', 'Content-ID: <i@b.test>', true],
		['an image that the HTML shows by an escaped URL for a part of it', 'Content-ID: <i+1@b.test>', true],
		['an image that the HTML does not show for an attachment', 'Content-ID: <other@b.test>', false],
	])('takes %s, though Apple Mail calls all of them inline', async (_what, field, isInline) => {
		const mail = await read(
			multipart(
				'mixed',
				['Content-Type: text/html', '', '<img src="cid:i@b.test"><img src="cid:i%2B1@b.test">'],
				[
					'Content-Type: image/png; name=a.png',
					'Content-Disposition: inline; filename=a.png',
					...[field].filter(Boolean),
					'',
					'x',
				],
			),
		);
		expect(mail.attachments).toMatchObject([{ filename: 'a.png', isInline }]);
	});

	it('tells a calendar answer from an invitation', async () => {
		const calendar = (method: string) =>
			multipart(
				'alternative',
				['Content-Type: text/plain', '', 'Accepted'],
				[`Content-Type: text/calendar; charset=utf-8; method=${method}`, '', 'BEGIN:VCALENDAR'],
			);
		expect((await read(calendar('REPLY'))).attachments).toMatchObject([
			{ contentType: 'text/calendar; method=REPLY' },
		]);
		expect((await read(calendar('REQUEST'))).attachments).toMatchObject([
			{ contentType: 'text/calendar; method=REQUEST' },
		]);
	});

	it('keeps the delivery status of a bounce as an attachment', async () => {
		const mail = await read(
			multipart(
				'report; report-type=delivery-status',
				['Content-Type: text/plain', '', 'It did not arrive.'],
				['Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.test\r\n\r\nAction: failed'],
				['Content-Type: message/rfc822', '', 'Subject: My printer\r\n\r\nx'],
			),
		);
		expect(mail.attachments.map(({ contentType }) => contentType)).toContain('message/delivery-status');
		expect(mail.text.trim()).toBe('It did not arrive.');
		expect(mail.headers.get('content-type')?.[0]).toContain('report-type=delivery-status');
	});

	it('leaves no NUL in what the desk keeps as text: PostgreSQL takes none', async () => {
		const mail = await read(
			multipart(
				'mixed',
				['Content-Type: text/plain', '', 'a\0b'],
				['Content-Type: text/html', '', '<p>a\0b</p>'],
				[
					'Content-Type: text/x\0y; name="a\0b"',
					'Content-ID: <a\0b>',
					'Content-Disposition: attachment',
					'',
					'x',
				],
				['From: "a\0b" <a\0@b.test>', 'Subject: =?utf-8?Q?a=00b?=', 'Message-ID: <a\0b@c.test>', 'X-A: \0'],
			),
		);
		const { headers, ...rest } = mail;
		expect(JSON.stringify([rest, [...headers]])).not.toContain('\\u0000');
		expect(mail.text).toContain('a');
	});

	it.each<[string, Buffer, object]>([
		[
			'raw 8-bit fields',
			Buffer.from('From: J\xf6rg <a@b.test>\r\nSubject: Gr\xfc\xdfe\r\n\r\nx', 'latin1'),
			{ subject: 'Grüße', from: { name: 'Jörg', address: 'a@b.test' } },
		],
		[
			'raw JIS in a field',
			Buffer.from('Subject: \x1b$B$3$s$K$A$O\x1b(B\r\n\r\nx', 'latin1'),
			{ subject: 'こんにちは' },
		],
		[
			'a text that lies about its charset',
			Buffer.from('Content-Type: text/plain; charset=utf-8\r\n\r\nGr\xfc\xdfe', 'latin1'),
			{ text: 'Grüße' },
		],
		[
			'white space behind boundaries',
			raw([...typed('multipart/mixed; boundary=x'), '--x  ', '', 'one', '--x\t', '', 'two', '--x-- ', '']),
			{ text: 'one\ntwo' },
		],
		[
			'parts that nothing divides',
			raw([...typed('multipart/mixed; boundary=x'), 'Hello', '']),
			{ text: 'Hello\n' },
		],
		[
			'parts divided by another boundary',
			raw([
				...typed('multipart/mixed; boundary=x'),
				'--y',
				'Content-Type: text/plain',
				'',
				'Hello',
				'--y--',
				'',
			]),
			{ text: 'Hello' },
		],
		[
			'a boundary without its semicolon',
			raw([...typed('multipart/mixed boundary=x'), '--x', '', 'Hello', '--x--', '']),
			{ text: 'Hello' },
		],
		[
			'a disposition that nobody knows',
			raw(['Content-Type: text/html', 'Content-Disposition: odd', '', '<p>Hello</p>']),
			{ html: '<p>Hello</p>', attachments: [] },
		],
	])('reads %s', async (_what, bytes, expected) => expect(await read(bytes)).toMatchObject(expected));

	it.each([
		['that says it is part of the text', 'message/rfc822', 'Content-Disposition: inline'],
		['that is attached', 'message/rfc822', 'Content-Disposition: attachment'],
	])('keeps a mail in a mail %s apart', async (_what, type, disposition) => {
		const inner = ['From: c@d.test', 'Subject: Inner', 'Message-ID: <inner@d.test>', '', 'not mine'];
		const mail = await read(
			multipart(
				'mixed',
				['Content-Type: text/plain', '', 'mine'],
				[`Content-Type: ${type}`, disposition, '', ...inner],
			),
		);
		expect(mail.text.trim()).toBe('mine');
		expect(mail.attachments).toMatchObject([{ filename: 'attachment-1.eml', contentType: 'message/rfc822' }]);
		expect(mail.report?.returned).toContain('Message-ID: <inner@d.test>');
	});

	it('reads the mails of a digest as attachments', async () => {
		const mail = await read(
			multipart('digest', ['', 'Subject: One', '', 'x'], ['', 'Subject: Two', '', 'y']),
		);
		expect(mail.attachments.map(({ contentType }) => contentType)).toEqual([
			'message/rfc822',
			'message/rfc822',
		]);
	});

	it('gives what a mail server reports, and of other mail nothing', async () => {
		const mail = await read(
			multipart(
				'report; report-type=delivery-status',
				['Content-Type: text/plain', '', 'It did not arrive.'],
				['Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.test\r\n\r\nAction: failed'],
				['Content-Type: text/rfc822-headers', '', 'Message-ID: <a@b.test>'],
			),
		);
		expect(mail.report).toEqual({
			fields: 'Reporting-MTA: dns; mx.test\n\nAction: failed',
			returned: 'Message-ID: <a@b.test>',
		});
		expect((await read(raw(['From: a@b.test', '', 'x']))).report).toBeUndefined();
	});

	it('keeps no more of what a server returns than tells which mail it is', async () => {
		const long = ['Content-Type: message/rfc822', '', `Subject: x\r\n\r\n${'0123456789\r\n'.repeat(50_000)}`];
		const { report } = await read(multipart('mixed', ['Content-Type: text/plain', '', 'x'], long));
		expect(report?.returned.length).toBeLessThanOrEqual(64_000);
		expect(report?.returned).toMatch(/^Subject: x/);
	});

	it.each<[string, Buffer]>([
		['nothing', Buffer.alloc(0)],
		['a body without fields', raw(['', 'x'])],
		['fields without a body', raw(['From: a@b.test'])],
		['no line that is a field', raw(['These are', 'the minutes', '', 'x'])],
		['random bytes', Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * index * 31) % 256))],
		['a boundary that never comes', raw(['Content-Type: multipart/mixed; boundary=x', '', 'preamble'])],
		['no boundary at all', raw(['Content-Type: multipart/mixed', '', '--x', '', 'y'])],
		['base64 that is none', raw(['Content-Transfer-Encoding: base64', '', '%%%=???'])],
		[
			'bad escapes',
			raw([
				'Subject: =?utf-8?Q?=ZZ?= =?x?B?!?=',
				'Content-Transfer-Encoding: quoted-printable',
				'',
				'=ZZ=\r\n=4',
			]),
		],
		['parts in parts in parts', nested(60)],
		[
			'a part whose type is broken',
			multipart('mixed', ['Content-Type: ;;;', 'Content-Disposition: attachment', '', 'x']),
		],
		['a date that is none', raw(['Date: the day after', '', 'x'])],
		['an address of 100,000 characters', raw([`From: ${'a'.repeat(100_000)}@b.test`, '', 'x'])],
	])('never throws: %s', async (_what, bytes) => {
		const mail = await read(bytes);
		expect(typeof mail.text).toBe('string');
		expect(mail.date === undefined || !Number.isNaN(mail.date.getTime())).toBe(true);
	});

	it('keeps the words of a mail whose structure is broken', async () => {
		const broken = raw([
			'From: a@b.test',
			'Content-Type: multipart/mixed; boundary=x',
			'',
			'--x',
			'Content-Type: text/plain',
			'',
			'the words',
		]);
		expect((await read(broken)).text).toContain('the words');
	});
});

describe('attachments', () => {
	it('gives the bytes of those asked for, in the order asked for', async () => {
		const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
		const mail = multipart(
			'mixed',
			['Content-Type: text/plain', '', 'x'],
			['Content-Type: text/csv; name=a.csv', 'Content-Disposition: attachment', '', 'one'],
			[
				'Content-Type: image/png; name="../b.png"',
				'Content-Transfer-Encoding: base64',
				'Content-Disposition: attachment',
				'',
				bytes.toString('base64'),
			],
		);
		const found = await attachments(mail, [1, 0, 7]);
		expect(found.map(({ index, filename, contentType }) => [index, filename, contentType])).toEqual([
			[1, '_b.png', 'image/png'],
			[0, 'a.csv', 'text/csv'],
		]);
		expect(Buffer.from(found[0]?.content ?? []).equals(bytes)).toBe(true);
		expect(await attachments(mail, [])).toEqual([]);
	});
});

function raw(lines: readonly string[]): Buffer {
	return Buffer.from(lines.join('\r\n'));
}

function typed(type: string): string[] {
	return ['From: a@b.test', `Content-Type: ${type}`, ''];
}

/** A mail of parts; a part without an empty line adds its fields to the mail itself. */
function multipart(subtype: string, ...parts: readonly (readonly string[])[]): Buffer {
	const fields = parts.filter((part) => !part.includes('')).flat();
	const bodies = parts.filter((part) => part.includes('')).flatMap((part) => ['--x', ...part]);
	const type = `Content-Type: multipart/${subtype}; boundary=x`;
	const from = fields.some((field) => field.startsWith('From:')) ? [] : ['From: a@b.test'];
	return raw([...from, ...fields, 'MIME-Version: 1.0', type, '', ...bodies, '--x--', '']);
}

function nested(depth: number): Buffer {
	const open = Array.from({ length: depth }, (_, level) => [
		`Content-Type: multipart/mixed; boundary=b${level}`,
		'',
		`--b${level}`,
	]);
	return raw(['From: a@b.test', ...open.flat(), 'Content-Type: text/plain', '', 'deep']);
}
