import { describe, expect, it } from '@jest/globals';
import { parseForwarded } from '../../../helpdesk/domain/forwarded/parse-forwarded';

const RULER = '---------- Forwarded message ---------';
const FIELDS = [
	'From: Maja Lind <maja@lind.example>',
	'Date: Mon, 3 Nov 2025 15:51:00 +0100',
	'Subject: Parcel 4711',
	'To: desk@acme.example',
];
const COPY = [...FIELDS, '', 'Where is it?'];

function parse(subject: string, ...lines: readonly string[]) {
	return parseForwarded({ subject, text: lines.join('\n') });
}

describe('parseForwarded', () => {
	it('gives every part of a forwarded mail', () => {
		const fields = [...FIELDS, 'Cc: Ole <ole@vik.example>', 'Reply-To: Shop <shop@lind.example>'];
		const lines = ['Please answer her.', '', RULER, ...fields, '', 'Where is it?', '', 'Maja'];
		expect(parse('Fwd: Parcel 4711', ...lines)).toEqual({
			from: { name: 'Maja Lind', address: 'maja@lind.example' },
			replyTo: [{ name: 'Shop', address: 'shop@lind.example' }],
			to: [{ name: '', address: 'desk@acme.example' }],
			cc: [{ name: 'Ole', address: 'ole@vik.example' }],
			subject: 'Parcel 4711',
			date: 'Mon, 3 Nov 2025 15:51:00 +0100',
			messageId: '',
			body: 'Where is it?\n\nMaja',
			message: 'Please answer her.',
		});
	});

	it.each([
		['the Message-ID that some copy', 'messageId', ['Message-ID: <a.1@lind.example>'], 'a.1@lind.example'],
		['a subject of a colon more', 'subject', [], 'Parcel 4711'],
	])('gives %s', (_, part, more, expected) => {
		expect(parse('', RULER, ...more, ...COPY)).toMatchObject({ [part]: expected });
	});

	it.each([
		['line ends of Windows', [RULER, ...COPY].join('\r\n')],
		['no-break spaces and zero-width signs', [RULER, ...COPY].join('\n').replaceAll(': ', ':\u00a0\u200b')],
		['quote signs without a space', [RULER, ...COPY].map((line) => `>${line}`).join('\n')],
		['quote signs twice', [RULER, ...COPY].map((line) => `> > ${line}`).join('\n')],
		['a ruler of other signs', ['=== Forwarded message ===', ...COPY].join('\n')],
		['a blank line behind the ruler', [RULER, '', ...COPY].join('\n')],
	])('sees through %s', (_, text) => {
		expect(parseForwarded({ subject: 'Parcel', text })).toMatchObject({
			from: { address: 'maja@lind.example' },
			subject: 'Parcel 4711',
			body: 'Where is it?',
			message: '',
		});
	});

	it.each([
		['Maja Lind <maja@lind.example>', 'Maja Lind', 'maja@lind.example'],
		['"Lind, Maja" <maja@lind.example>', 'Lind, Maja', 'maja@lind.example'],
		['Lind, Maja <maja@lind.example>', 'Lind, Maja', 'maja@lind.example'],
		["'Maja Lind' via Shop <maja@lind.example>", "Maja Lind' via Shop", 'maja@lind.example'],
		['Maja Lind [mailto:maja@lind.example]', 'Maja Lind', 'maja@lind.example'],
		['Maja Lind [maja@lind.example]', 'Maja Lind', 'maja@lind.example'],
		['Maja Lind <maja@lind.example<mailto:maja@lind.example>>', 'Maja Lind', 'maja@lind.example'],
		['Maja Lind<mailto:maja@lind.example> <maja@lind.example>', 'Maja Lind', 'maja@lind.example'],
		['Maja Lind <[maja@lind.example](mailto:maja@lind.example)>', 'Maja Lind', 'maja@lind.example'],
		['maja@lind.example (Maja Lind)', 'Maja Lind', 'maja@lind.example'],
		['Maja Lind (maja@lind.example)', 'Maja Lind', 'maja@lind.example'],
		['*Maja Lind* <maja@lind.example>', 'Maja Lind', 'maja@lind.example'],
		['maja@lind.example <maja@lind.example>', '', 'maja@lind.example'],
		['<mailto:maja@lind.example>', '', 'maja@lind.example'],
		["'maja@lind.example'", '', 'maja@lind.example'],
		['Maja Lind <maja@lind.example> on behalf of shop@lind.example', 'Maja Lind', 'maja@lind.example'],
		[
			'Maja Lind <maja@lind.example> im Auftrag von Shop <shop@lind.example>',
			'Maja Lind',
			'maja@lind.example',
		],
		["Maja O'Lind <maja.o'lind@lind.example>", "Maja O'Lind", "maja.o'lind@lind.example"],
		['Maja Lind', 'Maja Lind', ''],
	])('reads the sender of From: %s', (from, name, address) => {
		const fields = COPY.map((line) => (line.startsWith('From:') ? `From: ${from}` : line));
		expect(parse('Fwd: x', RULER, ...fields)?.from).toEqual({ name, address });
	});

	it.each([
		['desk@acme.example, ole@vik.example', ['desk@acme.example', 'ole@vik.example']],
		['Desk <desk@acme.example>; Vik, Ole <ole@vik.example>;', ['Desk', 'Vik, Ole']],
		['Berg, Eva <eva@berg.example>, Vik, Ole <ole@vik.example>', ['Berg, Eva', 'Vik, Ole']],
		['"Desk; all" <desk@acme.example>, Ole <ole@vik.example>', ['Desk; all', 'Ole']],
		['Eva Berg; Ole Vik', ['Eva Berg', 'Ole Vik']],
	])('reads the recipients of To: %s', (to, expected) => {
		const fields = COPY.map((line) => (line.startsWith('To:') ? `To: ${to}` : line));
		const found = parse('Fwd: x', RULER, ...fields)?.to ?? [];
		expect(found.map(({ name, address }) => name || address)).toEqual(expected);
	});

	it('takes the outermost of mails in one another', () => {
		const inner = [
			'----- Original Message -----',
			'From: Eva <eva@berg.example>',
			...FIELDS.slice(1),
			'',
			'Old',
		];
		const found = parse('Fwd: x', 'See below', '', RULER, ...COPY, '', RULER, ...inner);
		expect(found).toMatchObject({ from: { name: 'Maja Lind' }, message: 'See below' });
		expect(found?.body).toContain('eva@berg.example');
	});

	it.each([
		['an answer', 'Re: Parcel', ['Thanks!', '', '-----Original Message-----', ...COPY]],
		['an answer of Outlook', 'AW: Parcel', ['Thanks!', '', '________________________________', ...COPY]],
		[
			'a Finnish answer',
			'VS: Parcel',
			['Kiitos!', '', ...COPY.map((line) => line.replace('From', 'Lähettäjä'))],
		],
		['an answer to a forwarded mail', 'Re: Fwd: Parcel', ['Thanks!', '', RULER, ...COPY]],
		[
			'an answer whose subject was edited',
			'Parcel 4712',
			['Thanks!', '', '-----Original Message-----', ...COPY],
		],
		['a quote', '', ['Yes.', '', 'On 3 Nov 2025, at 15:51, Maja <maja@lind.example> wrote:', '> Is it?']],
		[
			'a quote with a forwarded mail in it',
			'',
			[
				'Yes.',
				'',
				'On 3 Nov 2025, at 15:51, Eva <eva@berg.example> wrote:',
				...[RULER, ...COPY].map((line) => `> ${line}`),
			],
		],
		[
			'a mail about forwarding',
			'Question',
			['I have forwarded this message:', '', 'it is about the parcel.'],
		],
		['a wish', 'Flight', ['From: London', 'To: Paris', 'Thanks']],
		['a form', 'Contact form', ['Name: Maja', 'Email: maja@lind.example', 'Subject: Parcel', 'Where is it?']],
		['an empty mail', '', ['']],
	])('sees no forward in %s', (_, subject, lines) => {
		expect(parse(subject, ...lines)).toBeUndefined();
	});

	it('gives an empty sender for a forward that names none', () => {
		const nobody = { name: '', address: '' };
		expect(parse('Fwd: Parcel', 'Look')).toMatchObject({ from: nobody, subject: 'Parcel', body: 'Look' });
		expect(parse('Parcel', RULER, '', 'Look')).toMatchObject({
			from: nobody,
			subject: 'Parcel',
			body: 'Look',
		});
	});

	it('keeps what is empty empty', () => {
		const found = parse('Fwd:', RULER, FIELDS[0] ?? '', FIELDS[1] ?? '', 'Subject:', FIELDS[3] ?? '', '', '');
		expect(found).toMatchObject({ from: { name: 'Maja Lind' }, subject: '', body: '', message: '' });
	});

	it.each([
		['rulers', `${'-'.repeat(80)} forwarded message ${'-'.repeat(80)}\n`],
		['fields', 'From: a@b.example\n'],
		['half headers', 'From: London\nfolded\nfolded\n'],
		['colons on one line', `--- forwarded message --- ${'a to:'.repeat(30)}\n`],
		['colons', 'From:'],
		['quote signs', '>'],
		['spaced quote signs', '> '],
		['addresses', 'a@b.example, '],
		['brackets', '<[('],
		['quotation marks', 'To: """\n'],
		['intros', 'On 3 Nov 2025, at 15:51, Eva <eva@berg.example>\n'],
		['spaces', ' '],
	])('is quick with many %s', (_, unit) => {
		const text = `From: x\nTo: ${unit.repeat(Math.ceil(1_000_000 / unit.length))}`;
		const started = performance.now();
		parseForwarded({ subject: 'Fwd: x', text });
		parseForwarded({ subject: unit.repeat(50_000), text: text.slice(8) });
		expect(performance.now() - started).toBeLessThan(2_000);
	});
});
