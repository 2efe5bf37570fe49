import { beforeEach, describe, expect, it } from '@jest/globals';
import { mailHtml } from '../../helpdesk/adapters/html/html';
import { changeTags } from '../../helpdesk/desk/change-tags';
import { deliverMail } from '../../helpdesk/desk/deliver-mail';
import { mergeConversations } from '../../helpdesk/desk/merge-conversations';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import { extractHtmlReply } from '../../helpdesk/domain/reply/html-reply';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { MailSender, SendableMail } from '../../helpdesk/ports';
import { answerTo, customerWrites, messageOf, notify } from '../support/answers';
import { LANGUAGES, type MailProgram, PLACEMENTS, type Typing } from '../support/mail-programs/mail-program';
import { PROGRAMS } from '../support/mail-programs/programs';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const QUESTIONS = [
	'Which cable do I need for the printer?',
	'And when will somebody come to repair the scanner?',
];
const MESSAGE = ['Hello,', '', QUESTIONS[0], '', QUESTIONS[1], '', 'Frank Furter'].join('\n');
const TYPED = ['You need the blue cable, part 4711.', 'Chris comes on Tuesday at ten.'];
const SIGNATURE = ['John Miller', 'Acme Staff Ltd, second floor', 'Tel. +44 20 7946 0000'];

describe('an answer to a notification', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let notification: OutboundMail | undefined;
	let seen: SendableMail | undefined;
	const sent: SendableMail[] = [];
	const sender: MailSender = {
		send: async (mail, onTransmit) => {
			await onTransmit();
			sent.push(mail);
			return { kind: 'sent', response: '250 OK' };
		},
	};

	beforeEach(async () => {
		sent.length = 0;
		desk = await testDesk();
		mailbox = await aMailbox(desk, { acceptsPlusAddresses: true });
		await aStaff(desk);
		const message = await customerWrites(desk, mailbox, { text: MESSAGE });
		await changeTags(desk, message.conversationId, { add: ['vip', 'printers'], remove: [] });
		[notification] = await notify(desk, mailbox, message);
		await changeTags(desk, message.conversationId, { add: ['later'], remove: ['vip'] });
		await deliverMail(desk, sender, notification?.id ?? '');
		seen = sent.pop();
	});

	describe.each(PROGRAMS)('written with $name, which $why', (program) => {
		it.each(
			LANGUAGES.flatMap((language) =>
				PLACEMENTS.flatMap((placement) =>
					[[], SIGNATURE].map((signature): [string, Typing] => [
						`${placement}-posted in ${language}${signature.length > 0 ? ' with a signature' : ''}`,
						{ typed: TYPED, placement, language, signature },
					]),
				),
			),
		)('brings the customer what was typed and nothing else: %s', async (_how, typing) => {
			const { text, html } = await relayed(program, typing);
			expect(wordsOf(text)).toBe(wordsOf(TYPED.join('\n')));
			expect(wordsOf(visible(html))).toBe(wordsOf(TYPED.join('\n')));
			expect(html).not.toMatch(/helpdesk|blockquote|Customer|@/);
		});
	});

	it.each(PROGRAMS)('brings no row of the conversation that it was merged into: $name', async (program) => {
		const other = await customerWrites(desk, mailbox, { subject: 'Again', text: 'Did you get my mail?' });
		await mergeConversations(desk, notification?.conversationId ?? '', other.conversationId);
		const { text, html } = await relayed(program, {
			typed: TYPED,
			placement: 'bottom',
			language: 'en',
			signature: [],
		});
		expect(wordsOf(text)).toBe(wordsOf(TYPED.join('\n')));
		expect(wordsOf(visible(html))).toBe(wordsOf(TYPED.join('\n')));
	});

	async function relayed(program: MailProgram, typing: Typing): Promise<SendableMail> {
		if (!seen) throw new Error('No notification was sent.');
		const { from, recipient, subject } = seen.mail;
		const received = { from, to: recipient, subject, text: seen.text, html: seen.html, questions: QUESTIONS };
		const { outcome } = await arrive(desk, mailbox, answerTo(notification, program.answer(received, typing)));
		const message = await messageOf(desk, outcome);
		const queued = await queueReply(desk, message.id);
		if ('paused' in queued) throw new Error(queued.paused);
		await deliverMail(desk, sender, queued.mail.id);
		const reply = sent.pop();
		if (!reply) throw new Error('No answer was sent.');
		return reply;
	}
});

function visible(html: string): string {
	return extractHtmlReply(mailHtml.parse(html) ?? []).reply;
}

function wordsOf(text: string): string {
	return text.trim().split(/\s+/).join(' ');
}
