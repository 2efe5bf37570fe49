import { describe, expect, it } from '@jest/globals';
import { mailFingerprint } from '../../helpdesk/domain/fingerprint';
import { aMail, type MailParts } from '../support/builders';

describe('mailFingerprint', () => {
	it.each<[string, MailParts]>([
		['other lines', { text: 'It does\r\nnot   print.\n' }],
		['another case of From', { from: { name: 'F.', address: 'FRANK@customer.test' } }],
		['space around the subject', { subject: ' My printer ' }],
		['other headers', { headers: { received: 'by x' } }],
		['other HTML beside the same text', { html: '<p>rewritten</p>' }],
	])('is the same with %s', (_what, parts) => {
		expect(mailFingerprint(aMail(parts))).toBe(mailFingerprint(aMail()));
	});

	it.each<[string, MailParts]>([
		['another text', { text: 'It prints.' }],
		['another From', { from: { name: '', address: 'anna@customer.test' } }],
		['no From', { from: undefined }],
		['another date', { date: new Date('2026-11-22T09:00:01Z') }],
		['no date', { date: undefined }],
		['another subject', { subject: 'Your printer' }],
	])('differs with %s', (_what, parts) => {
		expect(mailFingerprint(aMail(parts))).not.toBe(mailFingerprint(aMail()));
	});

	it('goes by the HTML where there is no text', () => {
		const [one, two] = ['<p>a</p>', '<p>b</p>'].map((html) => mailFingerprint(aMail({ text: '', html })));
		expect(one).not.toBe(two);
	});
});
