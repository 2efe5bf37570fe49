import { beforeAll, describe, expect, it } from '@jest/globals';
import { mailHtml } from '../../helpdesk/adapters/html/html';
import { tagsOf } from '../../helpdesk/desk/change-tags';
import { deliverMail } from '../../helpdesk/desk/deliver-mail';
import type { ThreadOutcome } from '../../helpdesk/domain/inbound-mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { extractHtmlReply } from '../../helpdesk/domain/reply/html-reply';
import type { MailSender, SendableMail } from '../../helpdesk/ports';
import { answerTo, customerWrites, messageOf, notify, reasonOf } from '../support/answers';
import { LANGUAGES, type MailProgram, type Typing } from '../support/mail-programs/mail-program';
import { PROGRAMS } from '../support/mail-programs/programs';
import { mutt } from '../support/mail-programs/quoting-programs';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const ANSWER = 'You need the blue cable, part 4711.';
const SIGNATURE = ['John Miller', 'Acme Staff Ltd, second floor'];

describe.each(PROGRAMS)('commands typed in $name', (program) => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	const sent: SendableMail[] = [];
	const sender: MailSender = {
		send: (mail) => {
			sent.push(mail);
			return Promise.resolve({ kind: 'sent', response: '250 OK' });
		},
	};

	beforeAll(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk, { acceptsPlusAddresses: true });
		await aStaff(desk);
	});

	const ways = LANGUAGES.flatMap((language) =>
		[[], SIGNATURE].map((signature): [string, Omit<Typing, 'typed'>] => [
			`${language}${signature.length > 0 ? ', with a signature' : ''}`,
			{ placement: 'top', language, signature },
		]),
	);

	it.each(ways)('are obeyed, and nothing of them reaches the customer: %s', async (_how, typing) => {
		const outcome = await answered(program, {
			...typing,
			typed: ['@pending', '@assign me', '@tag cable, urgent', ANSWER],
		});
		const message = await messageOf(desk, outcome);
		expect(message).toMatchObject({ kind: 'staff', text: ANSWER });
		const shown = message.html && extractHtmlReply(mailHtml.parse(message.html) ?? []).reply;
		expect(shown).toBe(program === mutt ? '' : ANSWER);
		expect(await desk.store.conversations.byId(message.conversationId)).toMatchObject({
			status: 'pending',
			assigneeId: message.staffId,
		});
		expect(await tagsOf(desk.store, message.conversationId)).toEqual(['cable', 'urgent']);
	});

	it.each(ways)('make a note: %s', async (_how, typing) => {
		const outcome = await answered(program, { ...typing, typed: ['@note', 'He is angry.'] });
		expect(await reasonOf(desk, outcome)).toBe('note');
		expect(await messageOf(desk, outcome)).toMatchObject({ kind: 'note', text: 'He is angry.' });
	});

	it.each(ways)('are held when mistyped: %s', async (_how, typing) => {
		const outcome = await answered(program, { ...typing, typed: ['@nite he is angry', ANSWER] });
		expect(await reasonOf(desk, outcome)).toBe('unknown-command');
	});

	async function answered(with_: MailProgram, typing: Typing): Promise<ThreadOutcome> {
		const [notification] = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		await deliverMail(desk, sender, notification?.id ?? '');
		const seen = sent.pop();
		if (!seen) throw new Error('No notification was sent.');
		const { from, recipient, subject } = seen.mail;
		const received = { from, to: recipient, subject, text: seen.text, html: seen.html, questions: [] };
		const written = with_.answer(received, typing);
		return (await arrive(desk, mailbox, answerTo(notification, written))).outcome;
	}
});
