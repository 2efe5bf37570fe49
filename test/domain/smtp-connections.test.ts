import { describe, expect, it } from '@jest/globals';
import { connectionsTo } from '../../helpdesk/domain/smtp-connections';

describe('connectionsTo', () => {
	it.each([
		['smtp.office365.com', 3],
		['SMTP.Office365.com.', 3],
		['smtp-mail.outlook.com', 3],
		['smtp.partner.outlook.cn', 3],
		['smtp.office365.us', 3],
		['smtp.gmail.com', 5],
		['office365.acme.test', 5],
		['myoutlook.com', 5],
		['127.0.0.1', 5],
	])('%s: %d', (host, connections) => {
		expect(connectionsTo(host)).toBe(connections);
	});
});
