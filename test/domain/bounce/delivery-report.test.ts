import { describe, expect, it } from '@jest/globals';
import { deliveryReport } from '../../../helpdesk/domain/bounce/delivery-report';
import type { Mail } from '../../../helpdesk/domain/mail';
import { aMail, type MailParts } from '../../support/builders';

const REPORT = { 'content-type': 'multipart/report; report-type=delivery-status; boundary=x' };
const RETURNED =
	'Received: from desk.test\nMessage-ID: <hd.1@acme.test>\nTo: frank@customer.test\nSubject: Re: Printer';

describe('deliveryReport of the fields of RFC 3464', () => {
	it.each<[string, string, object]>([
		[
			'an unknown user',
			'Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; frank@customer.test\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 No such user here',
			{
				action: 'failed',
				recipient: 'frank@customer.test',
				status: '5.1.1',
				reason: 'user-unknown',
				isHard: true,
			},
		],
		[
			'a full mailbox, whose status is general',
			'Final-Recipient: rfc822;frank@customer.test\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 552 5.2.2 Over quota',
			{ status: '5.2.2', reason: 'mailbox-full', isHard: false },
		],
		[
			'spam, though the digit is 5',
			'Final-Recipient: rfc822; frank@customer.test\nAction: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 554 rejected as spam',
			{ reason: 'spam', isHard: false },
		],
		[
			'a delay',
			'Final-Recipient: rfc822; frank@customer.test\nAction: delayed\nStatus: 4.4.1',
			{ action: 'delayed', status: '4.4.1', isHard: false },
		],
		[
			'a delivery',
			'Final-Recipient: rfc822; frank@customer.test\nAction: relayed (to the next server)\nStatus: 2.1.5',
			{ action: 'delivered', status: '2.1.5' },
		],
		[
			'a host that is not found for now, which 4 says',
			'Final-Recipient: rfc822; frank@customer.test\nAction: failed\nStatus: 4.0.0\nDiagnostic-Code: smtp; Domain name not found',
			{ reason: 'host-unknown', isHard: false },
		],
		[
			'a folded diagnosis',
			'Final-Recipient: rfc822; frank@customer.test\nAction: failed\nDiagnostic-Code: smtp; 550\n 5.1.1 User\n unknown',
			{ status: '5.1.1', reason: 'user-unknown' },
		],
		[
			'an alias',
			'Original-Recipient: rfc822;frank@customer.test\nFinal-Recipient: rfc822;f.furter@inner.test\nAction: failed',
			{ recipient: 'f.furter@inner.test', originalRecipient: 'frank@customer.test', status: '5.0.0' },
		],
	])('tells of %s', (_what, fields, expected) => {
		const report = deliveryReport(aMail({ headers: REPORT, report: { fields, returned: RETURNED } }));
		expect(report?.statuses).toMatchObject([expected]);
		expect(report?.originalMessageIds).toEqual(['hd.1@acme.test']);
	});

	it('gives every recipient what happened to it, and calls a failure of one a failure', () => {
		const group = (name: string, action: string) =>
			`Final-Recipient: rfc822; ${name}@customer.test\nAction: ${action}\nStatus: ${action === 'failed' ? '5.1.1' : '4.4.7'}`;
		const fields = [group('anna', 'delayed'), group('bert', 'failed'), group('cora', 'delayed')].join('\n\n');
		const report = deliveryReport(aMail({ headers: REPORT, report: { fields, returned: '' } }));
		expect(report?.action).toBe('failed');
		expect(report?.statuses.map(({ recipient, action }) => [recipient, action])).toEqual([
			['anna@customer.test', 'delayed'],
			['bert@customer.test', 'failed'],
			['cora@customer.test', 'delayed'],
		]);
	});

	it('reads the fields of a report that another one wraps', () => {
		const returned = `Message-ID: <outer@mx.test>\n\nFinal-Recipient: rfc822; frank@customer.test\nAction: failed\nStatus: 5.1.1\n\n${RETURNED}`;
		const report = deliveryReport(fromServer({ subject: 'Returned mail', report: { fields: '', returned } }));
		expect(report).toMatchObject({ statuses: [{ status: '5.1.1' }] });
		expect(report?.originalMessageIds[0]).toBe('hd.1@acme.test');
	});
});

describe('deliveryReport of plain text', () => {
	it.each<[string, string, string, object]>([
		[
			'qmail',
			'failure notice',
			"Hi. This is the qmail-send program at mx.test.\nI'm afraid I wasn't able to deliver your message.\n\n<frank@customer.test>:\nRemote host said: 550 no such user\n\n--- Below this line is a copy of the message.\n\n",
			{ recipient: 'frank@customer.test', status: '5.0.0', isHard: true },
		],
		[
			'Exim',
			'Mail delivery failed: returning message to sender',
			'This message was created automatically by mail delivery software.\n\n  frank@customer.test\n    host mx.customer.test [192.0.2.1]: 552 5.2.2 mailbox is full\n\n------ This is a copy of the message, including all the headers. ------\n\n',
			{ recipient: 'frank@customer.test', status: '5.2.2', reason: 'mailbox-full', isHard: false },
		],
		[
			'a server that gives up after days',
			'Returned mail: Cannot send message for 5 days',
			'   ----- Transcript of session follows -----\n<frank@customer.test>... Deferred: Connection timed out\n   ----- Unsent message follows -----\n',
			{ action: 'failed', recipient: 'frank@customer.test', reason: 'expired', isHard: false },
		],
		[
			'a warning',
			'Warning: message 1ab delayed 24 hours',
			'A message that you sent has not yet been delivered to:\n\n  frank@customer.test\n\nNo action is required on your part. Delivery attempts will continue.\n',
			{ action: 'delayed', recipient: 'frank@customer.test', isHard: false },
		],
		[
			'Japanese',
			'メールエラー通知',
			'次のあて先へのメッセージはエラーのため送信できませんでした。\n<frank@customer.test>: 550 User unknown\n\n',
			{ action: 'failed', recipient: 'frank@customer.test', isHard: true },
		],
		[
			'German',
			'Unzustellbar: Drucker',
			'Ihre Nachricht wurde nicht zugestellt.\n\nfrank@customer.test\nEmpfänger unbekannt\n\n',
			{ action: 'failed', recipient: 'frank@customer.test', isHard: true },
		],
	])('tells of %s', (_what, subject, text, expected) => {
		const report = deliveryReport(fromServer({ subject, text: `${text}${RETURNED}\n\nReboot.` }));
		expect(report?.statuses).toMatchObject([expected]);
		expect(report?.originalMessageIds).toEqual(['hd.1@acme.test']);
	});

	it('takes what is refused after the whole mail was sent for a filter, not for an unknown user', () => {
		const text = (command: string) =>
			`<frank@customer.test>: host mx.customer.test said: 550 Unknown user (in reply to ${command} command)`;
		const hardness = (command: string) =>
			deliveryReport(fromServer({ subject: 'Undelivered Mail', text: text(command) }))?.statuses[0]?.isHard;
		expect([hardness('RCPT TO'), hardness('end of DATA')]).toEqual([true, false]);
	});

	it('finds recipients of X-Failed-Recipients where the text names none', () => {
		const mail = fromServer({
			subject: 'Delivery Status Notification (Failure)',
			text: 'It was not delivered.',
		});
		const headers = new Map([
			...mail.headers,
			['x-failed-recipients', [' frank@customer.test, anna@b.test']],
		]);
		expect(deliveryReport({ ...mail, headers })?.statuses.map(({ recipient }) => recipient)).toEqual([
			'frank@customer.test',
			'anna@b.test',
		]);
	});

	it('knows a postmaster’s report, also when it says that a machine wrote it', () => {
		const from = { name: 'Postmaster', address: 'postmaster@mx.test' };
		const text = 'Your mail could not be delivered.\n<frank@customer.test>: 550 User unknown';
		const parts = {
			from,
			subject: 'Undeliverable: Re: Printer',
			text,
			report: { fields: '', returned: RETURNED },
		};
		for (const submitted of ['', 'auto-generated', 'auto-replied']) {
			const headers = { 'return-path': '<postmaster@mx.test>', 'auto-submitted': submitted };
			expect(deliveryReport(aMail({ ...parts, headers }))?.action).toBe('failed');
		}
	});

	it('falls back on what the returned mail says', () => {
		const text = `Your mail could not be delivered.\n\n${RETURNED}`;
		expect(deliveryReport(fromServer({ subject: 'Undelivered Mail', text }))).toMatchObject({
			statuses: [{ recipient: 'frank@customer.test', status: '5.0.0' }],
			originalMessageIds: ['hd.1@acme.test'],
		});
	});
});

describe('deliveryReport of other mail is undefined:', () => {
	const BOUNCE = `Sorry, we were unable to deliver your message.\n<frank@customer.test>: 550 User unknown\n\n`;

	it.each<[string, MailParts]>([
		['a person', {}],
		[
			'an answer that quotes a bounce',
			{ inReplyTo: ['x@mx.test'], subject: 'Re: Undelivered Mail', text: BOUNCE },
		],
		['a person who pastes one', { subject: 'Your server', text: `I got this:\n${BOUNCE}${RETURNED}` }],
		[
			'a person who attaches one',
			{ subject: 'Undelivered mail', text: 'What is this?', report: { fields: '', returned: RETURNED } },
		],
		[
			'a postmaster who complains',
			{
				from: { name: 'Postmaster', address: 'postmaster@customer.test' },
				subject: 'Mail delivery problem',
				text: 'Since yesterday our mail could not be delivered to you. Can you look?',
				headers: { 'return-path': '<postmaster@customer.test>' },
			},
		],
		[
			'an alarm',
			{
				from: { name: 'System Administrator', address: 'root@web1.customer.test' },
				subject: 'Warning: disk almost full',
				text: '/dev/sda1 is 95 % full.',
			},
		],
		[
			'a shop',
			{
				from: { name: 'Shop', address: 'mailer@shop.test' },
				subject: 'Échec de paiement',
				text: 'Le client a abandonné.',
			},
		],
		[
			'a postmaster who writes',
			{ from: { name: 'Tom', address: 'postmaster@customer.test' }, text: 'Can you call me?' },
		],
		['an empty Return-Path', { headers: { 'return-path': '<>' } }],
		[
			'a vacation answer',
			{
				headers: { 'return-path': '<>', 'auto-submitted': 'auto-replied' },
				subject: 'Away',
				text: 'I am away. I read no mail.',
			},
		],
		[
			'a read receipt',
			{ headers: { 'content-type': 'multipart/report; report-type=disposition-notification' } },
		],
	])('%s', (_what, parts) => expect(deliveryReport(aMail(parts))).toBeUndefined());
});

it('deliveryReport takes no time for a long and hostile text', () => {
	const text = [
		'undeliverable '.repeat(5_000),
		'a@'.repeat(20_000),
		'4.4.4.4 '.repeat(10_000),
		' ('.repeat(20_000),
	].join('\n');
	const started = performance.now();
	deliveryReport(
		fromServer({ subject: 'Undelivered Mail '.repeat(100), text, report: { fields: text, returned: text } }),
	);
	expect(performance.now() - started).toBeLessThan(1_500);
});

function fromServer(parts: MailParts): Mail {
	const from = { name: 'Mail Delivery System', address: 'MAILER-DAEMON@mx.test' };
	return aMail({ from, headers: { 'return-path': '<>' }, ...parts });
}
