import { beforeEach, describe, expect, it } from '@jest/globals';
import { deliverMail } from '../../helpdesk/desk/deliver-mail';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { MailSender, SendableMail } from '../../helpdesk/ports';
import { customerWrites, messageOf, notify, reasonOf } from '../support/answers';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const QUOTE = '<blockquote type="cite"><img src="cid:logo@staff.test">It does not print.</blockquote>';

describe('an answer with formatting', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let notification: OutboundMail;
	const sent: SendableMail[] = [];
	const sender: MailSender = {
		send: (mail) => {
			sent.push(mail);
			return Promise.resolve({ kind: 'sent', response: '250 OK' });
		},
	};

	beforeEach(async () => {
		sent.length = 0;
		desk = await testDesk();
		mailbox = await aMailbox(desk, { acceptsPlusAddresses: true });
		await aStaff(desk);
		const [mail] = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		if (!mail) throw new Error('There is no notification.');
		notification = mail;
	});

	it('leaves as text and as cleaned HTML, with the pictures that it shows and no others', async () => {
		const { outcome } = await arrive(
			desk,
			mailbox,
			answer(
				'Press *this*:',
				`<div onclick="x()">Press <b>this</b>: <img src="cid:photo@staff.test"></div>${QUOTE}`,
			),
		);
		const message = await messageOf(desk, outcome);
		expect(message.html).toBe('<div>Press <b>this</b>: <img src="cid:photo@staff.test" /></div>');
		const queued = await queueReply(desk, message.id);
		if ('paused' in queued) throw new Error(queued.paused);
		await deliverMail(desk, sender, queued.mail.id);
		expect(sent[0]?.text).toBe('Press *this*:\n');
		expect(sent[0]?.html).toBe(`<div>${message.html}</div>`);
		expect(sent[0]?.attachments.map(({ contentId }) => contentId)).toEqual(['photo@staff.test']);
	});

	it('shows a picture whose URL is written with escapes', async () => {
		const raw = answer('', '<img src="cid:photo%40staff.test">');
		const message = await messageOf(desk, (await arrive(desk, mailbox, raw)).outcome);
		const queued = await queueReply(desk, message.id);
		expect(queued).toMatchObject({ mail: { recipe: { attachments: [{ index: 0 }] } } });
	});

	it('may be a picture alone', async () => {
		const { outcome } = await arrive(desk, mailbox, answer('', '<img src="cid:photo@staff.test">'));
		expect(await reasonOf(desk, outcome)).toBe('staff-reply');
	});

	it.each([
		['text and HTML say the same', 'Reboot.', '<p>Reboot.</p>', 'Reboot.', '<p>Reboot.</p>'],
		['the HTML says less', 'Reboot. And more', '<p>Reboot.</p>', 'Reboot.', '<p>Reboot.</p>'],
		['the HTML says more', 'Reboot.', '<p>Reboot. And more</p>', 'Reboot.', ''],
		[
			'only the text names the address of a link',
			'See here <https://x.test/a>.',
			'<p>See <a href="https://x.test/a">here</a>.</p>',
			'See here <https://x.test/a>.',
			'<p>See <a href="https://x.test/a" rel="noopener noreferrer">here</a>.</p>',
		],
	])('takes what is sure when %s', async (_when, text, html, expectedText, expectedHtml) => {
		const message = await messageOf(desk, (await arrive(desk, mailbox, answer(text, html))).outcome);
		expect({ text: message.text, html: message.html }).toEqual({ text: expectedText, html: expectedHtml });
	});

	it('leaves as text alone when all of its HTML is marked as ours', async () => {
		const html = `<p title="[${notification.token}]">Reboot.</p>`;
		const message = await messageOf(desk, (await arrive(desk, mailbox, answer('Reboot.', html))).outcome);
		expect(message).toMatchObject({ text: 'Reboot.', html: '' });
	});

	it.each([
		['in a link', (token: string) => `<p>Reboot <a href="https://x.test/?a=${token}">.</a></p>`],
		[
			'in a link, encoded',
			(token: string) =>
				`<p>Reboot <a href="https://x.test/?a=%${token.charCodeAt(0).toString(16)}${token.slice(1)}">.</a></p>`,
		],
		[
			'as the name of a picture',
			(token: string) => `<p>Reboot. <img src="cid:x@y" alt="${token.toUpperCase()}"></p>`,
		],
	])('is held when the token stands %s', async (_where, html) => {
		const { outcome } = await arrive(desk, mailbox, answer('Reboot.', html(notification.token)));
		expect(await reasonOf(desk, outcome)).toBe('notification-in-reply');
	});

	function answer(text: string, html: string): Buffer {
		const picture = (id: string) => ['--rel', 'Content-Type: image/png', `Content-ID: <${id}>`, 'Content-Transfer-Encoding: base64', '', 'iVBORw==']; // prettier-ignore
		const part = (type: string, body: string) => [
			'--alt',
			`Content-Type: text/${type}; charset=utf-8`,
			'',
			body,
		];
		const lines = [
			`From: ${notification.recipient.address}`,
			`To: ${notification.replyTo?.address}`,
			`Subject: Re: ${notification.subject}`,
			`Message-ID: <${desk.ids.next()}@staff.test>`,
			`In-Reply-To: <${notification.messageIdHeader}>`,
			'MIME-Version: 1.0',
			'Content-Type: multipart/related; boundary=rel',
			'',
			...['--rel', 'Content-Type: multipart/alternative; boundary=alt', ''],
			...[...part('plain', text), ...part('html', html), '--alt--'],
			...[...picture('photo@staff.test'), ...picture('logo@staff.test'), '--rel--', ''],
		];
		return Buffer.from(lines.join('\r\n'));
	}
});
