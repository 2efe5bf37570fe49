import { describe, expect, it } from '@jest/globals';
import { automaticKind } from '../../helpdesk/domain/automatic-mail';
import type { Attachment } from '../../helpdesk/domain/mail';
import { aMail, type MailParts } from '../support/builders';

const MAILER = { name: '', address: 'MAILER-DAEMON@mx.test' };

describe('automaticKind', () => {
	it.each<[string, MailParts, string | undefined]>([
		['a delivery report', type('multipart/report; report-type=delivery-status; boundary=x'), 'bounce'],
		['a delivery report in capitals', type('Multipart/Report; Report-Type="DELIVERY-STATUS"'), 'bounce'],
		['a delivery status in a wrapper', { ...reporting('Action: failed'), from: MAILER }, 'bounce'],
		[
			'a delay',
			{ ...reporting('Final-Recipient: rfc822; a@b.test\nAction: delayed'), from: MAILER },
			'delay',
		],
		['a delivery', { ...reporting('Action: delivered\nStatus: 2.0.0'), from: MAILER }, 'delivery-receipt'],
		['a bounce that a person asks about', reporting('Action: failed'), undefined],
		['a read receipt', type('multipart/report; report-type=disposition-notification'), 'read-receipt'],
		['a disposition in a wrapper', part('message/disposition-notification'), 'read-receipt'],
		['a complaint', type('multipart/report; report-type=feedback-report'), 'complaint'],
		['another report', type('multipart/report; report-type=x-other'), undefined],
		['an accepted invitation', type('text/calendar; charset=utf-8; method=REPLY'), 'calendar-answer'],
		['an accepted invitation among parts', part('text/calendar; method=REPLY'), 'calendar-answer'],
		['a reaction in Gmail', part('text/vnd.google.email-reaction+json'), 'reaction'],
		['nothing but a reaction', type('text/vnd.google.email-reaction+json; charset=UTF-8'), 'reaction'],
		['an invitation', part('text/calendar; method=REQUEST'), undefined],
		['Auto-Submitted: auto-replied', { headers: { 'auto-submitted': 'auto-replied' } }, 'auto-reply'],
		[
			'Auto-Submitted with a parameter',
			{ headers: { 'auto-submitted': 'Auto-Replied; owner-email="a@b.test"' } },
			'auto-reply',
		],
		['Auto-Submitted: no', { headers: { 'auto-submitted': 'no' } }, undefined],
		['Precedence: auto_reply', { headers: { precedence: 'AUTO_REPLY' } }, 'auto-reply'],
		['Precedence: bulk', { headers: { precedence: 'bulk' } }, undefined],
		['X-Autoreply', { headers: { 'x-autoreply': 'yes' } }, 'auto-reply'],
		['X-Autorespond', { headers: { 'x-autorespond': 'My printer' } }, 'auto-reply'],
		['X-Auto-Response', { headers: { 'x-auto-response': '1' } }, 'auto-reply'],
		['X-Vacation', { headers: { 'x-vacation': 'yes' } }, 'auto-reply'],
		['X-Autoreply: no', { headers: { 'x-autoreply': 'no' } }, undefined],
		['a mailing list', { headers: { 'list-id': '<a.b.test>', precedence: 'list' } }, undefined],
		['an empty Return-Path alone', { headers: { 'return-path': '<>' } }, undefined],
		['a word about suppression', { headers: { 'x-auto-response-suppress': 'All' } }, undefined],
		['a person’s mail', {}, undefined],
	])('of %s', (_what, parts, kind) => expect(automaticKind(aMail(parts), true)).toBe(kind));

	it.each([
		['an answer', true, 'auto-reply'],
		['the first mail, as of a contact form', false, undefined],
	])('takes "auto-generated" for no person’s in %s', (_what, isAnswer, kind) => {
		const mail = aMail({ headers: { 'auto-submitted': 'auto-generated' } });
		expect(automaticKind(mail, isAnswer)).toBe(kind);
	});

	it.each(['x-zendesk-from-account-id', 'x-jira-fingerprint', 'x-servicenow-generated'])(
		'lets people of a customer answer through their own ticket system (%s), but nobody of staff',
		(name) => {
			const headers = { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All', [name]: '1' };
			expect(automaticKind(aMail({ headers }), true)).toBeUndefined();
			expect(automaticKind(aMail({ headers }), true, true)).toBe('auto-reply');
			const answered = { ...headers, 'auto-submitted': 'auto-replied' };
			expect(automaticKind(aMail({ headers: answered }), true)).toBe('auto-reply');
		},
	);
});

function type(body: string): MailParts {
	return { headers: { 'content-type': body } };
}

function reporting(fields: string): MailParts {
	return { report: { fields, returned: '' } };
}

function part(contentType: string): MailParts {
	const attachment: Attachment = {
		index: 0,
		filename: 'a',
		contentType,
		bytes: 1,
		contentId: '',
		isInline: false,
	};
	return { attachments: [attachment] };
}
