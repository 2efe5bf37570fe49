import { describe, expect, it } from '@jest/globals';
import { isOwnMail } from '../../helpdesk/domain/own-mail';
import { aMail } from '../support/builders';

describe('isOwnMail', () => {
	it.each<[string, Record<string, string>, boolean]>([
		['carries the desk’s id', { 'x-help-desk': ' desk-1 ' }, true],
		['carries another desk’s id', { 'x-help-desk': 'desk-2' }, false],
		['carries none', {}, false],
	])('tells whether this desk sent a mail that %s', (_what, headers, isOwn) => {
		expect(isOwnMail(aMail({ headers }), 'desk-1')).toBe(isOwn);
	});
});
