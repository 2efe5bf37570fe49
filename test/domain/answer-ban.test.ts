import { describe, expect, it } from '@jest/globals';
import { answerBan, type AnswerBan } from '../../helpdesk/domain/answer-ban';
import { aMail, type MailParts } from '../support/builders';

const OURS = new Set(['support@acme.test']);

describe('answerBan', () => {
	it.each<[AnswerBan | undefined, string, MailParts]>([
		[undefined, 'a person wrote', {}],
		['no-address', 'nobody is named', { from: undefined }],
		['null-return-path', 'the return path is null', { headers: { 'return-path': '<>' } }],
		['own-address', 'we wrote', { from: { name: '', address: 'Support@acme.test' } }],
		['auto-submitted', 'a machine says so', { headers: { 'auto-submitted': 'auto-generated' } }],
		['auto-submitted', 'the subject is that of a responder', { subject: 'Out of office: x' }],
		[undefined, 'Auto-Submitted says no', { headers: { 'auto-submitted': 'no' } }],
		[
			'suppressed',
			'Exchange asks for none',
			{ headers: { 'x-auto-response-suppress': 'DR, OOF, AutoReply' } },
		],
		[undefined, 'Exchange wants no receipts', { headers: { 'x-auto-response-suppress': 'DR, RN' } }],
		['mailing-list', 'a list distributes it', { headers: { 'list-id': '<a.b.test>' } }],
		['mailing-list', 'it goes to many', { headers: { precedence: 'Bulk' } }],
		['robot', 'nobody reads the address', { from: { name: 'Shop', address: 'no-reply@shop.test' } }],
	])('is %s when %s', (ban, _when, parts) => expect(answerBan(aMail(parts), OURS)).toBe(ban));
});
