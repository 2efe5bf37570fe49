import { beforeEach, describe, expect, it } from '@jest/globals';
import { changeTags } from '../../helpdesk/desk/change-tags';
import { assignConversation } from '../../helpdesk/desk/conversation-changes';
import { deliverMail } from '../../helpdesk/desk/deliver-mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { MailSender, SendableMail } from '../../helpdesk/ports';
import { answerTo, customerWrites, messageOf, notify, reasonOf } from '../support/answers';
import { newOutlook, outlookDesktop, outlookWeb, yahoo } from '../support/mail-programs/header-programs';
import { LANGUAGES, type Language, type MailProgram } from '../support/mail-programs/mail-program';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

interface How {
	readonly program: MailProgram;
	readonly parts: string;
	readonly language: Language;
}

const ABOVE = 'You need the blue cable, part 4711.';
const BELOW = 'Chris comes on Tuesday at ten to repair the scanner.';
const CLAUSE = 'This message is confidential. If you are not the intended recipient, please delete it.';

describe('an answer above and below a notification whose end is gone', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let notification: OutboundMail | undefined;
	let seen: SendableMail | undefined;
	const sender: MailSender = {
		send: async (mail, onTransmit) => {
			await onTransmit();
			seen = mail;
			return { kind: 'sent', response: '250 OK' };
		},
	};

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk, { acceptsPlusAddresses: true });
		const john = await aStaff(desk);
		const text = 'Hello,\n\nwhich cable do I need for the printer?\n\n-- \nFrank\nSent from my iPhone';
		const message = await customerWrites(desk, mailbox, { text });
		[notification] = await notify(desk, mailbox, message);
		await deliverMail(desk, sender, notification?.id ?? '');
		await changeTags(desk, message.conversationId, { add: ['later'], remove: [] });
		await assignConversation(desk, message.conversationId, john.id);
	});

	describe.each(
		[outlookDesktop, outlookWeb, newOutlook, yahoo].flatMap((program) => [
			{ program, parts: 'text and HTML' },
			{ program, parts: 'HTML alone' },
		]),
	)('written with $program.name in $parts', ({ program, parts }) => {
		const answered = (language: Language, below: string, above = ABOVE) =>
			answeredWith({ program, parts, language }, below, above);

		it.each(LANGUAGES)('is held, as part of it might be lost: %s', async (language) => {
			expect(await reasonOf(desk, (await answered(language, BELOW)).outcome)).toBe('answer-below-quote');
		});

		it.each(LANGUAGES)('is held with a command above: %s', async (language) => {
			const { outcome } = await answered(language, BELOW, '@close');
			expect(await reasonOf(desk, outcome)).toBe('answer-below-quote');
		});

		it.each(LANGUAGES)('leaves without what programs and servers put below: %s', async (language) => {
			for (const below of ['', 'John Miller\nAcme Staff Ltd, second floor on the left', CLAUSE]) {
				const { outcome } = await answered(language, below);
				expect(await messageOf(desk, outcome)).toMatchObject({ kind: 'staff', text: ABOVE });
			}
		});
	});

	async function answeredWith(how: How, below: string, above: string) {
		const { program, parts, language } = how;
		if (!seen) throw new Error('No notification was sent.');
		const { from, recipient, subject } = seen.mail;
		const text = seen.text.slice(0, seen.text.indexOf('You get this'));
		const html = seen.html.slice(0, seen.html.indexOf('<hr><div>You get this'));
		const received = { from, to: recipient, subject, text, html, questions: [] };
		const typing = { typed: [above], placement: 'top', language, signature: [] } as const;
		const answer = program.answer(received, typing);
		const lines = below.split('\n').map((line) => `<div>${line}</div>`);
		return await arrive(
			desk,
			mailbox,
			answerTo(notification, {
				text: parts === 'HTML alone' ? '' : `${answer.text}\n\n${below}`,
				html: (answer.html ?? '').replace('</body>', `<div><br></div>${lines.join('')}</body>`),
			}),
		);
	}
});
