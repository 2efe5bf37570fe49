import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { SmtpSender } from '../../helpdesk/adapters/smtp/smtp-sender';
import { deliverMail } from '../../helpdesk/desk/deliver-mail';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import { formatAddress } from '../../helpdesk/domain/address';
import { escapeHtml } from '../../helpdesk/domain/html';
import type { Mail } from '../../helpdesk/domain/mail';
import { ACCOUNTS, FRANK, JOHN, PASSWORD, SUPPORT } from '../support/acme';
import { answerTo, customerWrites, messageOf, notify } from '../support/answers';
import { browserBan, startBrowser } from '../support/browser';
import { startNpmMail, type NpmMail } from '../support/npm-mail';
import { readAttachments, readMail } from '../support/read-mail';
import { aMailbox, arrive, aStaff, testDesk } from '../support/test-desk';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '..', '..');
// `HELPDESK_REPLY_PICTURE=docs npm run e2e -- reply-picture` renews the pictures of an answer.
const FOLDER = join(ROOT, process.env.HELPDESK_REPLY_PICTURE ?? join('.build', 'reply'));
const SIGNATURE =
	'<table cellpadding="0" cellspacing="0" style="font-size:13px;color:#444"><tr><td style="border-left:3px solid #0b6bcb;padding-left:10px"><b style="color:#111">{staffName}</b><br>{channelName}<br><a href="mailto:{mailboxAddress}">{mailboxAddress}</a> · +1 555 0100</td></tr></table>';

const ban = browserBan();

(ban === undefined ? describe : describe.skip)(`an answer as the customer sees it ${ban ?? ''}`, () => {
	let browser: Browser;
	let server: NpmMail;
	let sender: SmtpSender;
	let raw: Buffer;
	let mail: Mail;

	beforeAll(async () => {
		browser = await startBrowser();
		server = await startNpmMail({ accounts: ACCOUNTS });
		const login = { user: SUPPORT, password: PASSWORD, allowsUnknownCertificate: false };
		sender = new SmtpSender({ host: '127.0.0.1', port: server.smtpPort, security: 'none', ...login });
		raw = await sentAnswer();
		mail = await readMail(raw);
		mkdirSync(join(FOLDER, 'images'), { recursive: true });
	});

	afterAll(async () => {
		sender?.close();
		await server?.stop();
		await browser?.close();
	});

	it('shows the words, the picture, the signature and the quote', async () => {
		const page = await browser.newPage({ viewport: { width: 760, height: 400 } });
		const asked: string[] = [];
		page.on('request', ({ url }) => asked.push(url()));
		await page.setContent(await framed());
		expect(
			await page
				.locator('main img')
				.evaluateAll((all) => all.map((each) => 'naturalWidth' in each && each.naturalWidth)),
		).toEqual([320]);
		expect(await page.locator('main blockquote').count()).toBe(3);
		expect(await page.locator('main').innerText()).toMatch(
			/small button[^]*John Miller\nAcme Support[^]*On .* wrote:/,
		);
		await page.screenshot({ path: join(FOLDER, 'images', 'reply.png'), fullPage: true });
		expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([]);
	});

	it('says the same as text', () => {
		const head = [`From: ${addressText(mail)}`, `Subject: ${mail.subject}`, ''].join('\n');
		writeFileSync(join(FOLDER, 'reply.txt'), `${head}\n${mail.text.trimEnd()}\n`);
		expect(mail.text).toMatch(/small button[^]*\n-- \nJohn Miller\nAcme Support\n[^]*wrote:\n> [^]*\n>> /);
		expect(mail.text.split('\n').filter((line) => /<\/?[a-z]+>/.test(line))).toEqual([]);
	});

	async function sentAnswer(): Promise<Buffer> {
		const desk = await testDesk();
		const mailbox = await aMailbox(desk, { address: SUPPORT, quote: 'all' });
		await aStaff(desk, { address: JOHN, signatureHtml: SIGNATURE });
		const from = `Frank Furter <${FRANK}>`;
		const first = await customerWrites(desk, mailbox, {
			from,
			text: 'Hello,\n\nmy printer does not print any more. Is it broken?\n\nFrank',
			html: '<p>Hello,</p><p>my printer does <b>not</b> print any more. Is it broken?</p><p>Frank</p>',
		});
		const send = async (about: typeof first, parts: Parameters<typeof answerTo>[1] | Buffer) => {
			const [notification] = await notify(desk, mailbox, about, 'new-conversation');
			const answer = Buffer.isBuffer(parts) ? parts : answerTo(notification, parts);
			const queued = await queueReply(
				desk,
				(await messageOf(desk, (await arrive(desk, mailbox, answer)).outcome)).id,
			);
			if ('paused' in queued) throw new Error(queued.paused);
			expect(await deliverMail(desk, sender, queued.mail.id)).toMatchObject({ state: 'sent' });
			return queued.mail;
		};
		const answer = await send(first, { text: 'Hello Frank,\n\nwhich lights are on?' });
		desk.wait(3_600_000);
		const second = await customerWrites(desk, mailbox, {
			from,
			text: 'Only the red one, next to the display.',
			inReplyTo: answer.messageIdHeader,
			references: [...answer.references, answer.messageIdHeader],
		});
		desk.wait(1_200_000);
		const [notification] = await notify(desk, mailbox, second, 'new-conversation');
		await send(second, answerWithPicture(notification?.messageIdHeader ?? '', await picture()));
		const sent = server.sent.at(-1);
		if (!sent) throw new Error('Nothing was sent.');
		return sent.raw;
	}

	async function picture(): Promise<Buffer> {
		const page = await browser.newPage({ viewport: { width: 320, height: 120 } });
		await page.setContent(
			'<body style="margin:0;background:#e8eef4;font:15px sans-serif"><div style="margin:24px;width:150px;height:72px;background:#333;border-radius:6px"></div><div style="position:absolute;left:200px;top:48px;width:22px;height:22px;border-radius:50%;background:#d33"></div><div style="position:absolute;left:232px;top:50px">press</div>',
		);
		const image = await page.screenshot();
		await page.close();
		return image;
	}

	async function framed(): Promise<string> {
		const rows = [
			['From', addressText(mail)],
			['To', mail.to.map(formatAddress).join(', ')],
			['Subject', mail.subject],
		].map(([name = '', value = '']) => `<div><span>${name}</span> ${escapeHtml(value)}</div>`);
		const style =
			'body{margin:0;font:15px Helvetica,Arial,sans-serif}header{background:#f3f5f7;padding:14px 22px;border-bottom:1px solid #ddd;line-height:1.6}header span{display:inline-block;width:70px;color:#777}main{padding:18px 22px;line-height:1.4}';
		return `<style>${style}</style><header>${rows.join('')}</header><main>${await withPictures()}</main>`;
	}

	async function withPictures(): Promise<string> {
		let { html } = mail;
		for (const { contentId, contentType, content } of await readAttachments(raw, [0])) {
			const data = `data:${contentType};base64,${Buffer.from(content).toString('base64')}`;
			html = html.replaceAll(`cid:${contentId}`, data);
		}
		return html;
	}
});

function addressText({ from }: Mail): string {
	return from ? formatAddress(from) : '';
}

function answerWithPicture(inReplyTo: string, image: Buffer): Buffer {
	const html =
		'<div>Hello Frank,</div><div><br></div><div>then it only waits for paper. Please press the <b>small button</b> here:</div><div><br></div><div><img src="cid:button@staff.test" alt="The red light and the button"></div><div><br></div><div>Two more things:</div><ul><li>put in <i>A4</i> paper,</li><li>close the lid.</li></ul><div>Best wishes</div>';
	const text =
		'Hello Frank,\n\nthen it only waits for paper. Please press the small button here:\n\nTwo more things:\n\n* put in A4 paper,\n* close the lid.\n\nBest wishes';
	return Buffer.from(
		[
			`From: John Miller <${JOHN}>`,
			`To: ${SUPPORT}`,
			'Subject: Re: My printer',
			'Message-ID: <picture@staff.test>',
			`In-Reply-To: <${inReplyTo}>`,
			'MIME-Version: 1.0',
			'Content-Type: multipart/related; boundary=outer',
			'',
			'--outer',
			'Content-Type: multipart/alternative; boundary=inner',
			'',
			'--inner',
			'Content-Type: text/plain; charset=utf-8',
			'',
			...text.split('\n'),
			'--inner',
			'Content-Type: text/html; charset=utf-8',
			'',
			html,
			'--inner--',
			'--outer',
			'Content-Type: image/png; name=button.png',
			'Content-Transfer-Encoding: base64',
			'Content-ID: <button@staff.test>',
			'Content-Disposition: inline; filename=button.png',
			'',
			...(image.toString('base64').match(/.{1,76}/g) ?? []),
			'--outer--',
			'',
		].join('\r\n'),
	);
}
