import { describe, expect, it } from '@jest/globals';
import { isAutomaticReply } from '../../helpdesk/domain/automatic-reply';
import { aMail, type MailParts } from '../support/builders';

describe('isAutomaticReply', () => {
	it.each<[string, MailParts, boolean]>([
		['Auto-Submitted: auto-replied', { headers: { 'auto-submitted': 'auto-replied (vacation)' } }, true],
		['Auto-Submitted: auto-generated', { headers: { 'auto-submitted': 'auto-generated' } }, false],
		[
			'Auto-Submitted: no, whatever the subject',
			{ subject: 'Out of office: x', headers: { 'auto-submitted': 'no' } },
			false,
		],
		['X-Autoreply', { headers: { 'x-autoreply': 'yes' } }, true],
		['Precedence: auto_reply', { headers: { precedence: 'auto_reply' } }, true],
		['Precedence: bulk', { headers: { precedence: 'bulk' } }, false],
		['"Automatic reply: …"', { subject: 'Automatic reply: My printer' }, true],
		['"Out of office"', { subject: 'Out of Office' }, true],
		['"Abwesenheitsnotiz: …"', { subject: 'Abwesenheitsnotiz: Drucker' }, true],
		['"Réponse automatique : …"', { subject: 'Réponse automatique : imprimante' }, true],
		['"自動返信：…"', { subject: '自動返信：プリンター' }, true],
		['an answer to such mail', { subject: 'Re: Automatic reply: My printer' }, false],
		['a question about one', { subject: 'Automatic reply does not work' }, false],
		['an order', { subject: 'Out of office supplies' }, false],
		[
			'a list that distributes one',
			{ subject: 'Out of office', headers: { 'list-id': '<a.b.test>' } },
			false,
		],
		['a person', {}, false],
	])('of %s', (_what, parts, expected) => expect(isAutomaticReply(aMail(parts))).toBe(expected));
});
