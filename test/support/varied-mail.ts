import { seeded, type Chance } from './seeded';

/** Gives a mail that differs with the seed, from such as every program writes to such as nobody should. */
export function variedMail(seed: number): Buffer {
	return new VariedMail(seeded(seed)).bytes();
}

const USUAL_ADDRESS = 'Frank <frank@x.test>';
const NAMES = [
	'Frank',
	'Frank R. Miller',
	'"Miller, Frank"',
	"O'Neil",
	'=?utf-8?Q?J=C3=BCrgen?=',
	'=?UTF-8?B?SsO8cmdlbg==?=',
	'=?utf-8?Q?J=C3=BC?= =?utf-8?Q?rgen?=',
	'"=?utf-8?B?SsO8cmdlbg==?="',
	'Frank =?utf-8?Q?M=C3=BC?=',
	'=?utf-8?Q?a?= =?utf-8?B?Yg==?=',
	'=?iso-8859-1?Q?J=FCrgen?=',
	'=?utf-8?Q?=3Ca=40b=2Etest=3E?=',
	'Frank (Sales)',
	String.raw`"Frank \"x\" M"`,
	'Frank  M',
	'"a@b.test"',
	'a@b.test',
	'.',
	'',
];
const ADDRESSES = [
	'frank@example.test',
	'a.b+c@x-y.example.test',
	'FRANK@Example.TEST',
	'a@xn--mller-kva.de',
	'.a@b.test',
	'a..b@c.test',
	'mailer-daemon@x.test',
	'=?utf-8?Q?a?=@b.test',
	'a@b.test.',
	'user',
	'a@[127.0.0.1]',
];
const SUBJECTS = [
	'Hello',
	'Re: [#12] Hello',
	'=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus?=',
	'=?UTF-8?B?R3LDvMOfZQ==?=',
	'=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=',
	'x=?utf-8?B?R3LDvMOfZQ==?= =?utf-8?B?R3LDvMOfZQ==?=',
	'folded\r\n\t\tover lines',
	'=?utf-8?Q?b?=c',
	'=?utf-8?Q?a?=  =?utf-8?B?Yg==?=',
	'=?utf-8?Q?a b?=',
	'=?utf-8?B?R3LDvMOfZQ?=',
	'=?koi8-r?B?8NLJ18XU?=',
	'=?utf-8?Q?=3D=3Futf-8=3FQ=3Fx=3F=3D?=',
	'=?utf-8?Q?=EF=BB=BFbom?=',
	'=?utf-8?Q?=FF?=',
	'=?utf-8?Q??=',
	'=?=',
	'Ü',
	'',
];
const OTHER_FIELDS = [
	'References: <a@x> <b@x>',
	'References: <a@x>\r\n\t<b@x>',
	'In-Reply-To: <a@x>',
	'Received: from a (b [192.0.2.1])\r\n\tby c; x',
	'References: <a@x>,<b@x>',
	'In-Reply-To: your mail of <a@x>',
	'X-Empty:',
	'Subject: twice',
	'Co=?ntent-Type: application/pdf',
	'X-Raw: ü',
	' X-Lead: a',
	'a broken line',
	'X-Blank:\r\n ',
];
const TEXTS = [
	'Hello\r\nworld',
	'Grüße\r\n',
	`${'long line '.repeat(30)}\r\nnext  \r\n-- \r\nsig`,
	'> quoted \r\n> more\r\n \r\nfrom',
	'ends with a space \r\n\r\n joins',
	'a =3D b',
	'--b1x\r\nno',
	'-- b1',
	'tab\t \r\nx',
	'x\u2028y',
	'\uFEFFbom',
	'\u001B$B',
	'a\r\rb',
	'a= \r\nb',
	'=C3=BC=',
	'\0nul',
	'\r\n',
	' ',
	'',
];
const PAGES = [
	'<p>Hi</p>',
	'<html><body><p>Grüße <a href="https://x.test">x</a></body></html>',
	'<img src="cid:img1@x">',
	'',
];
const CHARSETS = [
	'utf-8',
	'UTF-8',
	'"utf-8"',
	'us-ascii',
	'iso-8859-1',
	'windows-1252',
	'utf8',
	'gb2312',
	'x-nobody',
];
const ENCODINGS = [
	'8bit',
	'7bit',
	'quoted-printable',
	'base64',
	'Quoted-Printable',
	'binary',
	'8bit (x)',
	'x-y',
];
const TEXT_DISPOSITIONS = [
	'inline',
	'attachment',
	'attachment; filename=a.txt',
	'inline; filename="b.txt"',
	'form-data',
];
const FILE_TYPES = [
	'application/pdf; name="a.pdf"',
	'image/png; name=x.png',
	'image/png',
	'application/octet-stream',
	'text/calendar; method=REPLY; charset=utf-8',
	'application/zip; name="=?utf-8?Q?a=C3=BC.zip?="',
	'application/octet-stream; name="x.pdf"',
	"application/pdf; name*=utf-8''a%20b.pdf",
	'text/csv; name=a.csv',
	'message/delivery-status',
	'message/rfc822',
];
const FILE_DISPOSITIONS = [
	'attachment; filename="a b.pdf"',
	'inline; filename=x.png',
	'attachment;\r\n\tfilename="a/b.pdf"; size=12',
	'attachment; filename=" x.pdf "',
	'attachment; filename=""',
	"attachment; filename*=utf-8''a.pdf",
	'inline',
];
const MULTIPARTS = ['mixed', 'alternative', 'related', 'Mixed', 'signed', 'report', 'digest'];
const DAMAGE = [
	'',
	'\r\n',
	'\n',
	'\r',
	' ',
	'--',
	'=',
	'"',
	';',
	'\t',
	':',
	'<',
	'\0',
	'\r\n\r\n',
	'=?',
	'\u00FF',
];

class VariedMail {
	private boundaries = 0;

	constructor(private readonly chance: Chance) {}

	bytes(): Buffer {
		const body = this.isSo(0.6) ? this.multipart(0) : this.text(this.isSo(0.7) ? 'plain' : 'html');
		const text = [...this.header(), ...body, ''].join('\r\n');
		const raw = Buffer.from(
			this.isSo(0.25) ? text.replaceAll('\r\n', '\n') : text,
			this.isSo(0.03) ? 'latin1' : 'utf8',
		);
		return this.isSo(0.3) ? this.damaged(raw) : raw;
	}

	private header(): string[] {
		return [
			this.field('From', this.isSo(0.2) ? this.addresses() : USUAL_ADDRESS),
			this.field('To', this.isSo(0.3) ? this.addresses() : 'support@desk.test'),
			...(this.isSo(0.2) ? [this.field('Cc', this.addresses())] : []),
			...(this.isSo(0.1) ? [this.field('Reply-To', this.addresses())] : []),
			this.field('Subject', this.mostlyFirst(SUBJECTS)),
			'Date: Mon, 1 Jan 2026 10:00:00 +0000',
			'Message-ID: <1@x>',
			...(this.isSo(0.4) ? [this.mostlyFirst(OTHER_FIELDS)] : []),
			'MIME-Version: 1.0',
		];
	}

	private addresses(): string {
		const one = () => {
			const address = this.mostlyFirst(ADDRESSES);
			return this.isSo(0.2) ? address : `${this.mostlyFirst(NAMES)} <${address}>`;
		};
		return [one(), ...(this.isSo(0.4) ? [one()] : [])].join(
			this.mostlyFirst([', ', ',\r\n ', ' , ', ',,', '; ']),
		);
	}

	private text(kind: 'plain' | 'html'): string[] {
		const said = this.mostlyFirst(kind === 'html' ? PAGES : TEXTS);
		const flowed = this.isSo(0.15) ? `; format=flowed${this.isSo(0.3) ? '; delsp=yes' : ''}` : '';
		const charset = this.isSo(0.9)
			? `;${this.mostlyFirst([' ', '\r\n\t', ''])}charset=${this.mostlyFirst(CHARSETS)}`
			: '';
		const encoding = this.mostlyFirst(ENCODINGS);
		return [
			...(kind === 'html' || this.isSo(0.9)
				? [this.field('Content-Type', `text/${kind}${charset}${flowed}`)]
				: []),
			...(this.isSo(0.9) ? [this.field('Content-Transfer-Encoding', encoding)] : []),
			...(this.isSo(0.05) ? [`Content-Disposition: ${this.mostlyFirst(TEXT_DISPOSITIONS)}`] : []),
			'',
			this.isSo(0.05) ? said : encoded(said, encoding),
		];
	}

	private file(): string[] {
		const content = Buffer.from(Array.from({ length: this.below(300) }, () => this.below(256)));
		const base64 = lines(content.toString('base64'));
		return [
			this.field('Content-Type', this.mostlyFirst(FILE_TYPES)),
			`Content-Transfer-Encoding: ${this.isSo(0.05) ? '7bit' : 'base64'}`,
			...(this.isSo(0.7) ? [this.field('Content-Disposition', this.mostlyFirst(FILE_DISPOSITIONS))] : []),
			...(this.isSo(0.3) ? [`Content-ID: ${this.mostlyFirst(['<img1@x>', 'img1@x', '< img1@x >'])}`] : []),
			'',
			this.mostlyFirst([base64, `${base64}\r\n`, base64.replaceAll('=', ''), `${base64}\r\nwords`]),
		];
	}

	private multipart(depth: number): string[] {
		this.boundaries += 1;
		const boundary = this.mostlyFirst([
			`b${this.boundaries}`,
			`=_${this.boundaries}`,
			`a b${this.boundaries}`,
			'b',
			'b1',
		]);
		const kind = this.mostlyFirst(MULTIPARTS);
		const parts = Array.from({ length: 1 + this.below(3) }, (_, index) => {
			if (depth < 3 && this.isSo(0.2)) return this.multipart(depth + 1);
			if (kind === 'alternative') return this.text(index === 0 ? 'plain' : 'html');
			return this.isSo(0.5) ? this.text(this.isSo(0.5) ? 'plain' : 'html') : this.file();
		});
		return [
			this.field('Content-Type', `multipart/${kind}; boundary="${boundary}"`),
			'',
			...(this.isSo(0.1) ? ['This is a mail in several parts.'] : []),
			...parts.flatMap((part) => [
				`--${boundary}${this.padding()}`,
				...part,
				...(this.isSo(0.2) ? [''] : []),
			]),
			...(this.isSo(0.04) ? [] : [`--${boundary}--${this.padding()}`]),
			...(this.isSo(0.1) ? [this.mostlyFirst(['', 'epilogue', `--${boundary}`])] : []),
		];
	}

	private field(name: string, value: string): string {
		const written = this.isSo(0.2) ? name.toLowerCase() : name;
		return `${written}:${this.mostlyFirst([' ', '', '\r\n ', '\t', '  '])}${value}`;
	}

	private padding(): string {
		return this.isSo(0.03) ? ' ' : '';
	}

	private damaged(raw: Buffer): Buffer {
		const at = this.below(raw.byteLength);
		const inserted = Buffer.from(DAMAGE[this.below(DAMAGE.length)] ?? '', 'latin1');
		return Buffer.concat([raw.subarray(0, at), inserted, raw.subarray(at + this.below(6))]);
	}

	// What stands first is what most mail has.
	private mostlyFirst(values: readonly string[]): string {
		return values[Math.floor(values.length * this.chance() ** 3)] ?? '';
	}

	private isSo(share: number): boolean {
		return this.chance() < share;
	}

	private below(limit: number): number {
		return Math.floor(this.chance() * limit);
	}
}

function encoded(text: string, encoding: string): string {
	if (encoding === 'base64') return lines(Buffer.from(text).toString('base64'));
	if (!/^quoted-printable$/i.test(encoding)) return text;
	const escaped = Buffer.from(text)
		.toString('latin1')
		.replace(
			/[^\t\r\n -<>-~]/g,
			(byte) => `=${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
		);
	return escaped.replace(/.{70}/g, '$&=\r\n');
}

function lines(base64: string): string {
	return base64.replace(/.{76}(?=.)/g, '$&\r\n');
}
