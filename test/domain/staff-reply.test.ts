import { describe, expect, it } from '@jest/globals';
import type { Attachment } from '../../helpdesk/domain/mail';
import type { HtmlNode } from '../../helpdesk/domain/reply/html-tree';
import { type AnsweredNotification, cutStaffReply } from '../../helpdesk/domain/staff-reply';
import { aMail } from '../support/builders';
import { quoted } from '../support/raw-mail';

const MARK = 's0100b40000000000000000aaaaaaaaaaaaaaaa';
const OTHER = 's0100b40000000000000000bbbbbbbbbbbbbbbb';
const TODAYS = 's010mc40000000000000000bbbbbbbbbbbbbbbb';
const NOTIFICATION = `-- Reply above this line -- [${MARK}]\n\nCustomer: Frank\n\nIt does not print.`;

const PGP_MESSAGE = '-----BEGIN PGP MESSAGE-----';

const CLOSE = { kind: 'status', status: 'closed' };
const NOTE = { kind: 'note' };
const ROWS = ['Answered by: Kelly Ray', 'Attachments: contract-2026.pdf'];
const ANSWERED: AnsweredNotification = {
	token: MARK,
	isOfNote: false,
	customerNames: ['Frank Furter'],
	colleagueNames: ['John Miller', 'Kelly Ray'],
	staffName: 'John Miller',
	ownNames: ['support@acme.test', 'Acme Support'],
	texts: [NOTIFICATION, 'Assigned to: Kelly Ray', 'Tags: vip', 'Tags: 🔥', ...ROWS],
	said: [],
	notes: ['He is angry, be careful.'],
};

describe('cutStaffReply', () => {
	it('gives what was typed', () => {
		expect(cut(`Reboot.\n\nOn Sunday, Acme Support wrote:\n${quoted(NOTIFICATION)}`)).toEqual(
			anAnswer('Reboot.'),
		);
	});

	it('takes the armour off what was signed in the clear, whatever the HTML says', () => {
		const signed = (text: string) =>
			`-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n${text}\n-----BEGIN PGP SIGNATURE-----\n\niQIz\n-----END PGP SIGNATURE-----\n`;
		const text = signed(`Reboot.\n\n- -- \nJohn\n\nOn Sunday, Acme Support wrote:\n${quoted(NOTIFICATION)}`);
		expect(cut(text)).toEqual(anAnswer('Reboot.'));
		const body = [div('-----BEGIN PGP SIGNED MESSAGE-----'), div('Reboot.')];
		expect(cutStaffReply(aMail({ text, html: '<html>' }), body, ANSWERED)).toEqual(anAnswer('Reboot.'));
	});

	it('leaves a mail of the customer alone that was signed in the clear and is quoted without a sign', () => {
		const signed = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nIt does not print.\n-----BEGIN PGP SIGNATURE-----\n\niQIz\n=abcd\n-----END PGP SIGNATURE-----`;
		const quote = NOTIFICATION.replace('It does not print.', signed);
		const text = `Reboot.\n\nOn Sunday, Acme Support wrote:\n${quote}\n`;
		const answered = { ...ANSWERED, texts: [quote], said: [signed] };
		const body = [div('Reboot.')];
		const words = cutStaffReply(aMail({ text, html: '<html>' }), body, answered);
		expect(words).toMatchObject({ kind: 'answer', text: 'Reboot.', html: body });
	});

	it('takes off what our own mail server put on top, from text and HTML', () => {
		const banner = 'You don’t often get email from john@staff.test. Learn why this is important';
		const from = { name: 'John', address: 'john@staff.test' };
		const text = `${banner}\n\nReboot.\n\n${'On Sunday, Acme Support wrote:'}\n${quoted(NOTIFICATION)}`;
		expect(cutStaffReply(aMail({ from, text }), undefined, ANSWERED)).toEqual(anAnswer('Reboot.'));
		const words = cutStaffReply(
			aMail({ from, text, html: '<html>' }),
			[div(banner), div('Reboot.')],
			ANSWERED,
		);
		expect('html' in words && words.html && shownText(words.html)).toBe('Reboot.');
	});

	it('takes no notice of encryption in the quote', () => {
		const quote = quoted(`${NOTIFICATION}\n${PGP_MESSAGE}\n\nwcFMA0`);
		expect(cut(`Reboot.\n\nOn Sunday, Acme Support wrote:\n${quote}`)).toEqual(anAnswer('Reboot.'));
	});

	const QUOTE = `On Sunday, Acme Support wrote:\n${quoted(NOTIFICATION)}`;

	it.each([
		[
			'in English',
			'Acme Ltd is registered in England and Wales, company number 0471.\n\nThis e-mail and any files are\nconfidential. If you are not the intended recipient, delete it.',
		],
		['in German', 'Acme GmbH, Sitz der Gesellschaft: Berlin\nAmtsgericht Berlin, HRB 0471'],
	])('leaves out what a mail server puts below the quote %s', (_language, footer) => {
		expect(cut(`Reboot.\n\n${QUOTE}\n\n${footer}`)).toEqual(anAnswer('Reboot.'));
		expect(cut(`${QUOTE}\n\nReboot.\n\n${footer}`)).toEqual(anAnswer('Reboot.'));
	});

	it.each(['John Miller\nAcme Ltd, London', 'Please excuse my typos.', ''])(
		'leaves out what stands below the line of a phone: %s',
		(below) =>
			expect(cut(`Reboot.\n\nSent from my iPhone\n${below}\n\n${QUOTE}`)).toEqual(anAnswer('Reboot.')),
	);

	it.each(['Before printing this page, fill in paper.', 'The code is confidential, the recipient has it.'])(
		'keeps what was typed below the quote: %s',
		(typed) => expect(cut(`${QUOTE}\n\n${typed}`)).toEqual(anAnswer(typed)),
	);

	it.each([
		['nothing is left', quoted(NOTIFICATION), 'empty-reply'],
		['nothing was sent', '', 'empty-reply'],
		['the marker is left', `Reboot.\n\n*Reply  above this\u00a0line*`, 'notification-in-reply'],
		[
			'the reason of the notification is left',
			'Yes.\n*You get this*\nbecause you want to',
			'notification-in-reply',
		],
		[
			'rows of the notification are left',
			'Yes.\n| *Customer:* Frank\n| Assigned to: nobody',
			'notification-in-reply',
		],
		['the row of the assignee is left', 'Yes.\n*Assigned to*  Kelly Ray', 'notification-in-reply'],
		['the row of the tags is left', 'Yes.\n*Tags*: VIP', 'notification-in-reply'],
		['two rows with tags are left', 'Yes.\nCustomer: Bo\nTags: x', 'notification-in-reply'],
		['another token is left', `Reboot.\nsee ${OTHER.toUpperCase()}`, 'notification-in-reply'],
		['a token with blanks is left', `Reboot.\nsee ${[...TODAYS].join(' ')}`, 'notification-in-reply'],
		['a mistyped note comes first', '@nite he is angry', 'unknown-command'],
		['a colleague is spoken to first', '@Kelly: he is angry', 'unknown-command'],
		['a command comes with other words', '@close the window', 'unknown-command'],
		['a command stands further down', 'Hello,\n@note he is angry', 'unknown-command'],
		['a mistyped note stands further down', 'Hello,\n@nite he is angry', 'unknown-command'],
		['a colleague is spoken to further down', 'Hello,\n@Kelly: he is angry', 'unknown-command'],
		[
			'a header was pasted in',
			`The maker says:\n\nFrom: Maker <help@maker.test>\nSubject: Part\nDate: Mon, 5 May 2025 10:00\n\nWe are out of stock.\n\nOn Sunday, Acme Support <support@acme.test> wrote:\n${quoted(NOTIFICATION)}`,
			'answer-below-quote',
		],
		[
			'somebody went on below the line of their phone',
			`Yes.\n\nSent from my iPhone\n\nBring the old cable, too, please.\n\n${QUOTE}`,
			'answer-below-quote',
		],
		['a note stands behind a bullet', 'Hello,\n• @note he is angry', 'unknown-command'],
		['a note stands behind a number', 'Hello,\n1. @note he is angry', 'unknown-command'],
		['a note stands behind words', 'Hello. (@Note: he is angry)', 'unknown-command'],
		['a note stands behind @ and a blank', '@ note he is angry', 'unknown-command'],
		['all of it is encrypted', `${PGP_MESSAGE}\n\nwcFMA0\n=abcd`, 'encrypted-answer'],
		['part of it is encrypted', `Hello,\n\n${PGP_MESSAGE}\n\nwcFMA0\n=abcd`, 'encrypted-answer'],
		['a note is empty', '@note', 'empty-reply'],
		['a note repeats the marker', '@note\nReply above this line', 'notification-in-reply'],
	])('holds when %s', (_when, text, hold) => expect(cut(text)).toEqual({ hold }));

	it.each([
		['an address first', 'a@b.test is the address.'],
		['tags of its own', 'Tags: as many as you like.'],
		['one word of the frame', 'Customer: that is you.'],
		['an @ alone', '@ noon we call you.'],
		['an @word later', 'Write to our\n@acme account.'],
		['the customer’s name', '@Frank: see below.'],
		['addresses with such a word', 'Write to me@note.test, or see @note.berlin and acme.test/@note.'],
		['who looks after it', 'Your case is assigned to Kelly Ray now.'],
		['who answered', 'It was answered by Kelly Ray before.'],
		['a file of the customer', 'I have read your attachments (contract-2026.pdf).'],
		['a checksum', `It is\n${'1f2c90c1a0b4d5e6'.repeat(4)}`],
		['a row of numbers', 'Your packs: 4910234567, 4910234568, 4910234569, 4910234570'],
		['a postscript below the name', 'Reboot.\n\nBest regards\nJohn Miller\n\nP.S. The toner is on its way.'],
		['a postscript in Spanish', 'Reinicie.\n\nJohn Miller\n\nPD: el tóner está en camino.'],
	])('takes %s for text', (_what, text) => expect(cut(text)).toEqual(anAnswer(text)));

	it.each([
		['an answer', '@close\n\nReboot.', { ...anAnswer('Reboot.'), commands: [CLOSE] }],
		['a note', '@note\n@close\nHe is angry.', { ...aNote('He is angry.'), commands: [NOTE, CLOSE] }],
		[
			'a note with an invisible sign',
			'@\u200bnote he is angry',
			{ ...aNote('he is angry'), commands: [NOTE] },
		],
		['a note on one line', '@note he is angry', { ...aNote('he is angry'), commands: [NOTE] }],
		['a note to a colleague', '@note\n@kelly look', { ...aNote('@kelly look'), commands: [NOTE] }],
		['commands alone', '@close', { ...anAnswer(''), kind: 'commands', commands: [CLOSE] }],
	])('takes the commands off %s', (_what, text, words) => expect(cut(text)).toEqual(words));

	it('takes the answer to a note’s notification for a note, whatever it repeats of notes', () => {
		const answered = { ...ANSWERED, isOfNote: true };
		const mail = aMail({ text: 'I know: He is angry, be careful.' });
		expect(cutStaffReply(mail, undefined, answered)).toEqual(aNote('I know: He is angry, be careful.'));
	});

	it.each<[string, string, HtmlNode[], string | undefined]>([
		['in an element', '@close\nReboot.', [div('@close'), div('Reboot.')], 'Reboot.'],
		['in one element', '@close\nReboot.', [div('@close', 'br', 'Reboot.')], 'Reboot.'],
		['in bold', '*@close*\n\nReboot.', [div('b:@close'), div('Reboot.')], 'Reboot.'],
		['on other lines', '@close\nReboot.', [div('@close Reboot.')], undefined],
	])('takes the lines of commands off the HTML, too: %s', (_where, text, body, left) => {
		const words = cutStaffReply(aMail({ text, html: '<html>' }), body, ANSWERED);
		expect(words).toMatchObject({ kind: 'answer', text: 'Reboot.', commands: [CLOSE] });
		expect('html' in words && words.html && shownText(words.html)).toBe(left);
	});

	it('takes an answer that is a file only, but not one that is a logo or a signature only', () => {
		expect(cut('', [file(false)])).toEqual(anAnswer(''));
		expect(cut('', [file(true)])).toEqual({ hold: 'empty-reply' });
		expect(cut('', [{ ...file(false), filename: 'smime.p7s' }])).toEqual({ hold: 'empty-reply' });
	});
});

function cut(text: string, attachments: readonly Attachment[] = []) {
	return cutStaffReply(aMail({ text, attachments }), undefined, ANSWERED);
}

function anAnswer(text: string) {
	return { kind: 'answer', commands: [], text, html: undefined };
}

function aNote(text: string) {
	return { ...anAnswer(text), kind: 'note' };
}

function div(...children: string[]): HtmlNode {
	return element('div', children.map(child));
}

function child(text: string): HtmlNode {
	if (text === 'br') return element('br', []);
	return text.startsWith('b:') ? element('b', [{ text: text.slice(2) }]) : { text };
}

function element(tag: string, children: HtmlNode[]): HtmlNode {
	return { tag, attributes: {}, children };
}

function shownText(nodes: readonly HtmlNode[]): string {
	return nodes.map((node) => ('tag' in node ? shownText(node.children) : node.text)).join('');
}

function file(isInline: boolean): Attachment {
	return { index: 0, filename: 'a.png', contentType: 'image/png', bytes: 1, contentId: '', isInline };
}
