import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changeTags } from '../../helpdesk/desk/change-tags';
import { deliverMail } from '../../helpdesk/desk/deliver-mail';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { findTokens } from '../../helpdesk/domain/token';
import type { MailSender, SendableMail } from '../../helpdesk/ports';
import { answerTo, customerWrites, notify } from '../support/answers';
import { LANGUAGES, PLACEMENTS, type ReceivedMail } from '../support/mail-programs/mail-program';
import { PROGRAMS } from '../support/mail-programs/programs';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const QUESTIONS = ['Which cable do I need?', 'When will somebody come?'];
const NOTE = 'Beware: he never pays his bills in time.';
const OTHER = 'My contract 4711-0815 is confidential, says Grace of another company.';
const FRAME = [
	'replyabovethisline',
	'yougetthisbecause',
	'whatyouwriteabovethefirstline',
	'assignedto',
	'tagsdifficult',
];

/** What relays, gateways and people do to a quote; each takes a text or an HTML body. */
const MANGLINGS: Readonly<Record<string, (body: string) => string>> = {
	'signs lost': (body) => body.replace(/^(?:> ?|&gt; ?)+/gm, ''),
	'signs doubled': (body) => body.replace(/^>/gm, '>>'),
	'bars for signs': (body) => body.replace(/^> /gm, '| '),
	rewrapped: (body) => body.replace(/([^\n]{30}[^\n ]*) /g, '$1\n'),
	'joined to one line': (body) => body.replace(/\n> ?/g, ' '),
	'no elements': (body) => body.replace(/<[^>]*>/g, '\n'),
	'no blockquotes': (body) => body.replace(/<\/?blockquote[^>]*>/g, ''),
	'no attributes': (body) => body.replace(/<(\w+) [^>]*>/g, '<$1>'),
	'marker line gone': (body) => body.replace(/^.*Reply above this line.*$/gm, ''),
	'marker element gone': (body) => body.replace(/<div [^>]*helpdesk-[^>]*>[^<]*<\/div>/, ''),
	'token gone': (body) => body.replace(/s[0-9a-z]{38}/gi, '…'),
	'token split': (body) => body.replace(/(s[0-9a-z]{18})([0-9a-z]{20})/gi, '$1 $2'),
	'token in capitals': (body) => body.replace(/s[0-9a-z]{38}/gi, (token) => token.toUpperCase()),
	'attribution gone': (body) => body.replace(/^.*(?:wrote|schrieb|écrit|escribió).*$/gm, ''),
	'a comment with all of it': (body) => `<!-- ${body} -->${body}`,
	'upside down': (body) => body.split('\n').toReversed().join('\n'),
	'first half lost': (body) => body.slice(body.length / 2),
	'second half lost': (body) => body.slice(0, body.length / 2),
	'soft hyphens': (body) => body.replace(/(Reply|Customer|Assigned|Tags)/g, '$1\u00ad'),
	'words in bold': (body) => body.replace(/(Reply|Customer|Assigned|Tags)/g, '*$1*'),
	'typed twice': (body) => `${body}\n\n${body}`,
};

describe('an answer to a notification', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	const sent: SendableMail[] = [];
	const sender: MailSender = {
		send: async (mail, onTransmit) => {
			await onTransmit();
			sent.push(mail);
			return { kind: 'sent', response: '250 OK' };
		},
	};

	beforeAll(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk, { acceptsPlusAddresses: true });
		await aStaff(desk);
	});

	it('never carries token, marker, frame, note or another customer’s words, however it was mangled', async () => {
		const outcomes = { sent: 0, held: 0 };
		await fc.assert(
			fc.asyncProperty(
				fc.record({
					program: fc.constantFrom(...PROGRAMS),
					language: fc.constantFrom(...LANGUAGES),
					placement: fc.constantFrom(...PLACEMENTS),
					typed: fc.constantFrom(
						'Take the blue one.',
						'Yes',
						'On Monday we will come.\n\nFrom: 9:00\nTo: 10:00',
						'> quoted\nnot quoted',
					),
					textManglings: fc.uniqueArray(fc.constantFrom(...Object.keys(MANGLINGS)), { maxLength: 3 }),
					htmlManglings: fc.uniqueArray(fc.constantFrom(...Object.keys(MANGLINGS)), { maxLength: 3 }),
					parts: fc.constantFrom('both', 'text', 'html'),
					pasted: fc.constantFrom('', '', '', NOTE, `${OTHER}\n\nYou get this because you may answer.`),
				}),
				async ({ program, language, placement, typed, textManglings, htmlManglings, parts, pasted }) => {
					const { notification, received } = await aNotification();
					const typing = {
						typed: [pasted === '' ? typed : `${typed}\n\n${pasted}`, 'Fine.'],
						placement,
						language,
						signature: [],
					};
					const answer = program.answer(received, typing);
					const text = mangled(parts === 'html' ? '' : answer.text, textManglings);
					const html =
						parts === 'text' || answer.html === undefined ? undefined : mangled(answer.html, htmlManglings);
					const reply = await relayed(answerTo(notification, { text, ...(html !== undefined && { html }) }));
					outcomes[reply ? 'sent' : 'held']++;
					if (reply) expectNoLeak(reply, notification.token);
				},
			),
			{ numRuns: 400, seed: 20261122 },
		);
		// Holding everything would leak nothing either.
		expect(outcomes.sent).toBeGreaterThan(100);
		expect(outcomes.held).toBeGreaterThan(20);
	}, 120_000);

	async function aNotification() {
		// Else the limits on mail to one person would hold it back.
		desk.wait(24 * 3_600_000);
		const message = await customerWrites(desk, mailbox, {
			from: `Frank Furter <frank${++conversations}@customer.test>`,
			text: ['Hello,', '', QUESTIONS[0], '', QUESTIONS[1], '', 'Frank'].join('\n'),
		});
		await noteDown(message.conversationId);
		await changeTags(desk, message.conversationId, { add: ['difficult'], remove: [] });
		const [notification] = await notify(desk, mailbox, message);
		if (!notification) throw new Error('There is no notification.');
		await deliverMail(desk, sender, notification.id);
		const seen = sent.pop();
		if (!seen) throw new Error('No notification was sent.');
		const { from, recipient, subject } = notification;
		const received: ReceivedMail = {
			from,
			to: recipient,
			subject,
			text: seen.text,
			html: seen.html,
			questions: QUESTIONS,
		};
		return { notification, received };
	}

	let conversations = 0;

	async function noteDown(conversationId: string): Promise<void> {
		const [first] = await desk.store.messages.history(conversationId, 1);
		if (!first) throw new Error('There is no message.');
		const id = desk.ids.next();
		await desk.store.messages.insert({ ...first, id, kind: 'note', text: NOTE, messageId: `${id}@note` }, id);
	}

	async function relayed(answer: Parameters<typeof arrive>[2]): Promise<SendableMail | undefined> {
		const { outcome } = await arrive(desk, mailbox, answer);
		if (outcome.kind !== 'staff-reply') return undefined;
		const queued = await queueReply(desk, outcome.messageId);
		if ('paused' in queued) throw new Error(queued.paused);
		await deliverMail(desk, sender, queued.mail.id);
		return sent.pop();
	}
});

function mangled(body: string, names: readonly string[]): string {
	return names.reduce((text, name) => MANGLINGS[name]?.(text) ?? text, body);
}

function expectNoLeak({ text, html }: SendableMail, token: string): void {
	for (const body of [text, html, html.replace(/<[^>]*>/g, '')]) {
		const letters = body.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
		expect(findTokens(body)).toEqual([]);
		expect(letters).not.toContain(token);
		expect(letters).not.toContain('beware');
		expect(letters).not.toContain('difficult');
		expect(letters).not.toContain('confidential');
		for (const phrase of FRAME) expect(letters).not.toContain(phrase);
	}
	expect(html).not.toMatch(/<!--|helpdesk/);
}
