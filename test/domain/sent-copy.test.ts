import { describe, expect, it } from '@jest/globals';
import { mayCopyToSent } from '../../helpdesk/domain/sent-copy';

describe('mayCopyToSent', () => {
	it.each([
		['auto', 'smtp.example.com', true],
		['auto', 'smtp.gmail.com', false],
		['auto', 'SMTP.Office365.com.', false],
		['auto', 'smtp-mail.outlook.com', false],
		['auto', 'notgmail.com', true],
		['auto', 'gmail.com.example.org', true],
		['auto', 'smtp-relay.gmail.com', true],
		['auto', 'acme-com.mail.protection.outlook.com', true],
		['always', 'smtp.gmail.com', true],
		['never', 'smtp.example.com', false],
	] as const)('with the policy %s and the server %s: %s', (policy, host, expected) => {
		expect(mayCopyToSent(policy, host)).toBe(expected);
	});
});
