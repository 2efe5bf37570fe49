import { describe, expect, it } from '@jest/globals';
import { wayOf } from '../../helpdesk/domain/mail-way';

describe('wayOf', () => {
	it.each([
		['imap:INBOX:7:12', 'support@acme.test by IMAP (INBOX)'],
		['raw:abc', 'support@acme.test by HTTP'],
		['mailgun:abc', 'support@acme.test by Mailgun'],
		['lmtp:abc', 'support@acme.test by LMTP'],
		['file:abc', 'support@acme.test by another trigger'],
	])('of %s is %s', (sourceKey, way) => {
		expect(wayOf({ sourceKey }, 'support@acme.test')).toBe(way);
	});
});
