import { describe, expect, it } from '@jest/globals';
import { mailboxLogin, postgresLogin } from '../../nodes/shared/logins';

const ADDRESS = 'support@acme.test';
const DATA = {
	address: ` ${ADDRESS}`,
	user: '',
	password: ' secret ',
	imapHost: 'imap.acme.test ',
	imapPort: 993,
	smtpHost: '\tsmtp.acme.test',
	smtpPort: 465,
};

describe('mailboxLogin', () => {
	it('takes hosts and users without the blanks around them, and passwords as they are', () => {
		const other = { user: 'boss ', smtpSameLogin: false, smtpUser: ' relay', smtpPassword: 'pass ' };
		expect(mailboxLogin({ ...DATA, ...other })).toMatchObject({
			address: ADDRESS,
			imap: { host: 'imap.acme.test', user: 'boss', password: ' secret ' },
			smtp: { host: 'smtp.acme.test', user: 'relay', password: 'pass ' },
		});
	});

	it('takes the address for a user that is left empty', () => {
		expect(mailboxLogin({ ...DATA, user: ' ' })).toMatchObject({
			imap: { user: ADDRESS },
			smtp: { user: ADDRESS },
		});
	});
});

describe('postgresLogin', () => {
	it('takes all but the password without the blanks around it', () => {
		const data = {
			host: ' db.acme.test',
			port: 5432,
			database: 'desk ',
			user: 'n8n\n',
			password: ' secret ',
		};
		expect(postgresLogin(data)).toMatchObject({
			host: 'db.acme.test',
			database: 'desk',
			user: 'n8n',
			password: ' secret ',
		});
	});
});
