import { describe, expect, it } from '@jest/globals';
import { isComplaint } from '../../helpdesk/domain/complaint';
import { aMail, type MailParts } from '../support/builders';

const RETURNED = { fields: '', returned: 'Subject: Re: Printer' };

describe('isComplaint', () => {
	it.each<[string, MailParts, boolean]>([
		[
			'a feedback report',
			{ headers: { 'content-type': 'multipart/report; report-type=feedback-report' } },
			true,
		],
		['its fields', { report: { fields: 'Feedback-Type: abuse\nVersion: 1', returned: '' } }, true],
		['Outlook’s form', { subject: 'complaint about message from 192.0.2.1', report: RETURNED }, true],
		['Amazon’s form', { text: '{"notificationType":"Complaint","complaint":{}}' }, true],
		[
			'a machine’s "unsubscribe"',
			{ subject: 'unsubscribe', headers: { 'auto-submitted': 'auto-replied' } },
			true,
		],
		['a person’s "unsubscribe"', { subject: 'unsubscribe' }, false],
		['a person’s complaint', { subject: 'Complaint about message from you' }, false],
		[
			'a delivery report',
			{ headers: { 'content-type': 'multipart/report; report-type=delivery-status' } },
			false,
		],
	])('of %s', (_what, parts, expected) => expect(isComplaint(aMail(parts))).toBe(expected));
});
