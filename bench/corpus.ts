import { seeded, type Chance } from '../test/support/seeded';

const CRLF = '\r\n';
const WORDS =
	'the printer does not print since monday please help order invoice number delivery account password reset question about refund thanks regards customer service urgent again tried everything manual error screen blue'.split(
		' ',
	);

/** Builds the mails of a support mailbox: the same each time, about 40 KB each on average, no two alike. */
export function* realisticMails(to: string, count: number): Generator<Buffer> {
	const chance = seeded(42);
	for (let index = 0; index < count; index++) yield mail(to, index, chance);
}

function mail(to: string, index: number, chance: Chance): Buffer {
	const kind = chance();
	const head = [
		`From: Customer ${index} <customer-${index % 700}@customer.test>`,
		`To: ${to}`,
		`Subject: Question ${index}: ${prose(chance, 40).trim()}`,
		`Date: ${new Date(1_795_000_000_000 + index * 1000).toUTCString().replace('GMT', '+0000')}`,
		`Message-ID: <bench-${index}.${to}>`,
		'X-Mailer: Bench 1.0',
		'MIME-Version: 1.0',
	];
	return Buffer.from([...head, ...body(kind, chance), ''].join(CRLF), 'latin1');
}

// Of ten mails four are plain text, three both, one HTML alone, two with an attachment.
function body(kind: number, chance: Chance): string[] {
	if (kind < 0.4) return text(chance, between(chance, 1_000, 6_000));
	if (kind < 0.7)
		return multipart('alternative', text(chance, 3_000), html(chance, between(chance, 5_000, 40_000)));
	if (kind < 0.8) return html(chance, between(chance, 20_000, 80_000));
	return multipart('mixed', text(chance, 2_000), attachment(chance, between(chance, 40_000, 150_000)));
}

function text(chance: Chance, bytes: number): string[] {
	return [
		'Content-Type: text/plain; charset=utf-8',
		'Content-Transfer-Encoding: 8bit',
		'',
		prose(chance, bytes),
	];
}

function html(chance: Chance, bytes: number): string[] {
	const rows = Array.from(
		{ length: Math.ceil(bytes / 500) },
		() => `<tr><td style="padding:4px;font-family:Arial">${prose(chance, 400)}</td></tr>`,
	);
	const page = `<html><head><style>td{color:#333}</style></head><body><table>${rows.join(CRLF)}</table></body></html>`;
	return ['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', page];
}

function attachment(chance: Chance, bytes: number): string[] {
	const content = Buffer.from(Array.from({ length: bytes }, () => Math.floor(chance() * 256)));
	return [
		'Content-Type: application/pdf; name="scan.pdf"',
		'Content-Transfer-Encoding: base64',
		'Content-Disposition: attachment; filename="scan.pdf"',
		'',
		content.toString('base64').replace(/.{76}/g, `$&${CRLF}`),
	];
}

function multipart(kind: string, ...parts: readonly string[][]): string[] {
	const inner = parts.flatMap((part) => ['--bench', ...part]);
	return [`Content-Type: multipart/${kind}; boundary=bench`, '', ...inner, '--bench--'];
}

function prose(chance: Chance, bytes: number): string {
	let line = '';
	const lines: string[] = [];
	for (let length = 0; length < bytes;) {
		const word = WORDS[Math.floor(chance() * WORDS.length)] ?? '';
		length += word.length + 1;
		line += `${word} `;
		if (line.length < 70) continue;
		lines.push(line.trimEnd());
		line = '';
	}
	return [...lines, line.trimEnd()].join(CRLF);
}

function between(chance: Chance, least: number, most: number): number {
	return Math.floor(least + chance() * (most - least));
}
