import { beforeEach, describe, expect, it } from '@jest/globals';
import { deliverMail } from '../../helpdesk/desk/deliver-mail';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import { updateMailbox } from '../../helpdesk/desk/save-mailbox';
import type { Message } from '../../helpdesk/domain/conversation';
import type { Mailbox, QuotePolicy } from '../../helpdesk/domain/mailbox';
import { extractReply } from '../../helpdesk/domain/reply/reply-extraction';
import type { SendableMail } from '../../helpdesk/ports';
import { answerTo, customerWrites, messageOf, notify } from '../support/answers';
import type { RawMailParts } from '../support/raw-mail';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const FRANK = 'Frank Furter <frank@customer.test>';

let desk: TestDesk;
let mailbox: Mailbox;

beforeEach(async () => {
	desk = await testDesk();
	mailbox = await aMailbox(desk, { quote: 'all' });
	await aStaff(desk, { signature: 'John' });
});

describe('the conversation below an answer', () => {
	it('is quoted as mail programs do, the newest first, each inside the one after it', async () => {
		const first = await write({ text: 'It does not print.\nNot at all.' });
		await answered(first, 'Reboot.');
		const second = await write({ text: 'I did.\n\n-- \nFrank', ...inThread(first) });
		const mail = await answered(second, 'Then buy a new one.');
		expect(mail.text).toBe(
			[
				'Then buy a new one.',
				'',
				'-- ',
				'John',
				'',
				'On Sun, 22 Nov 2026 at 09:00 UTC, Frank Furter wrote:',
				'> I did.',
				'>',
				'> On Sun, 22 Nov 2026 at 09:00 UTC, John Miller via Acme Support wrote:',
				'>> Reboot.',
				'>>',
				'>> On Sun, 22 Nov 2026 at 09:00 UTC, Frank Furter wrote:',
				'>>> It does not print.',
				'>>> Not at all.',
				'',
			].join('\n'),
		);
		expect(mail.html.match(/<blockquote type="cite"/g)).toHaveLength(3);
		expect(mail.html).toMatch(
			/class="signature"[^]*<blockquote[^]*I did[^]*<blockquote[^]*Reboot[^]*<blockquote/,
		);
		expect(extractReply(mail).reply.trim()).toBe('Then buy a new one.');
	});

	it.each<[QuotePolicy, string[]]>([
		['none', []],
		['last', ['I did.']],
		['all', ['I did.', 'Reboot.', 'It does not print.']],
	])('is %s of it as the mailbox wants it', async (quote, expected) => {
		mailbox = await updateMailbox(desk, mailbox.id, { quote });
		const first = await write({ text: 'It does not print.' });
		await answered(first, 'Reboot.');
		const mail = await answered(await write({ text: 'I did.', ...inThread(first) }), 'Bye.');
		for (const body of [mail.text, mail.html]) {
			const words = ['I did.', 'Reboot.', 'It does not print.'];
			expect(words.filter((each) => body.includes(each))).toEqual(expected);
		}
	});

	it.each<[string, Partial<Message>]>([
		['a note', { kind: 'note' }],
		['an entry of the desk', { kind: 'system' }],
		['automatic mail', { kind: 'automatic' }],
		['an answer that was not sent', { kind: 'staff', state: 'canceled' }],
		['mail of somebody else', { from: { name: 'Eve', address: 'eve@else.test' } }],
		[
			'a part of a notification',
			{ text: 'SECRET\nAnswer this mail: what you write above the first line goes' },
		],
	])('holds not %s', async (_what, parts) => {
		const first = await write({ text: 'It does not print.' });
		const id = desk.ids.next();
		await desk.store.messages.insert(
			{ ...first, text: 'SECRET', ...parts, id, inboundMailId: undefined },
			id,
		);
		const mail = await answered(await write({ text: 'And now?', ...inThread(first) }), 'Hello.');
		expect(mail.text).toMatch(/> And now\?[^]*>> It does not print\./);
		expect(`${mail.text}${mail.html}`).not.toContain('SECRET');
	});

	it('holds an answer that was sent', async () => {
		const first = await write({ text: 'It does not print.' });
		const id = desk.ids.next();
		const parts = { kind: 'staff', state: 'sent', text: 'SENT' } as const;
		await desk.store.messages.insert({ ...first, ...parts, id, inboundMailId: undefined }, id);
		const mail = await answered(await write({ text: 'And now?', ...inThread(first) }), 'Hello.');
		expect(mail.text).toContain('>> SENT');
	});

	it.each([
		['as it is', (token: string) => `See [${token}]`],
		[
			'broken by an invisible space',
			(token: string) => `See [${token.slice(0, 20)}\u200b${token.slice(20)}]`,
		],
	])('holds nothing with a token, %s', async (_how, textWith) => {
		const first = await write({ text: 'It does not print.' });
		const [notification] = await notify(desk, mailbox, first);
		const text = textWith(notification?.token ?? '');
		const { outcome } = await arrive(desk, mailbox, { from: FRANK, text, ...inThread(first) });
		const mail = await answered(await messageOf(desk, outcome), 'Hello.');
		expect(mail.text).not.toContain('See [');
		expect(mail.html).not.toContain(notification?.token ?? '');
	});

	it('keeps the formatting of what the customer typed, without scripts and pictures', async () => {
		const first = await write({
			text: 'It does not print at all.',
			html: '<div onclick="x()">It does <b>not</b> print at all.<img src="cid:a@b.test"><script>x()</script></div>',
		});
		const { html } = await answered(first, 'Hello.');
		expect(html).toContain('It does <b>not</b> print at all.');
		expect(html).not.toMatch(/onclick|cid:|script/);
	});

	it('takes the text where the HTML says something else', async () => {
		const first = await write({
			text: 'It does not print.',
			html: '<p>It does not print. <b>And more</b></p>',
		});
		const { html } = await answered(first, 'Hello.');
		expect(html).toContain('It does not print.');
		expect(html).not.toContain('And more');
	});

	it('is capped, the oldest first; a long mail is shortened', async () => {
		const first = await write({ text: 'The oldest.' });
		const second = await write({ text: `Long ${'x y '.repeat(20_000)}`, ...inThread(first) });
		const { text, html } = await answered(second, 'Hello.');
		expect(text).toMatch(/> Long x y .* …\n$/);
		expect(text).not.toContain('The oldest.');
		expect(Math.max(text.length, html.length)).toBeLessThan(35_000);
	});

	it('counts for nothing when the same words come again', async () => {
		const first = await write({ text: 'It does not print.' });
		const one = await queued(await staffAnswer(first, 'Reboot.'));
		const two = await queued(
			await staffAnswer(await write({ text: 'More.', ...inThread(first) }), 'Reboot.'),
		);
		expect(two.bodyDigest).toBe(one.bodyDigest);
	});
});

function write(parts: RawMailParts): Promise<Message> {
	return customerWrites(desk, mailbox, { from: FRANK, ...parts });
}

function inThread({ messageId }: Message): RawMailParts {
	return { inReplyTo: messageId, references: [messageId] };
}

async function staffAnswer(to: Message, text: string): Promise<Message> {
	const [notification] = await notify(desk, mailbox, to);
	return await messageOf(desk, (await arrive(desk, mailbox, answerTo(notification, { text }))).outcome);
}

async function queued({ id }: Message) {
	const reply = await queueReply(desk, id);
	if ('paused' in reply) throw new Error(reply.paused);
	return reply.mail;
}

async function answered(to: Message, text: string): Promise<SendableMail> {
	const sent: SendableMail[] = [];
	const { id } = await queued(await staffAnswer(to, text));
	const send = async (mail: SendableMail) => {
		sent.push(mail);
		return { kind: 'sent', response: '250' } as const;
	};
	await deliverMail(desk, { send }, id);
	if (!sent[0]) throw new Error('Nothing was sent.');
	return sent[0];
}
