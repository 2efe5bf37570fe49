import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

const SECURITY = [
	{ name: 'None', value: 'none', description: 'Unencrypted: only for a server on the same machine' },
	{ name: 'STARTTLS', value: 'starttls', description: 'Starts unencrypted and must switch to TLS' },
	{ name: 'TLS', value: 'tls', description: 'Encrypted from the first byte' },
];

export class HelpDeskMailboxApi implements ICredentialType {
	name = 'helpDeskMailboxApi';

	displayName = 'Help Desk Mailbox API';

	icon: Icon = { light: 'file:helpDeskMailbox.svg', dark: 'file:helpDeskMailbox.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-helpdesk/n8n-nodes-helpdesk#set-up-a-mailbox';

	properties: INodeProperties[] = [
		{
			displayName: 'Address',
			name: 'address',
			type: 'string',
			placeholder: 'support@example.com',
			default: '',
			required: true,
			description: 'The address customers write to and get answers from',
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			placeholder: 'support@example.com',
			default: '',
			description: 'The login name at the mail server. Leave empty when it is the address.',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Where the account has two-step verification, an app password made for n8n',
		},
		{
			displayName: 'IMAP Host',
			name: 'imapHost',
			type: 'string',
			placeholder: 'imap.example.com',
			default: '',
			required: true,
			description: 'The server that mail is read from',
		},
		{ displayName: 'IMAP Port', name: 'imapPort', type: 'number', default: 993 },
		{
			displayName: 'IMAP Security',
			name: 'imapSecurity',
			type: 'options',
			options: SECURITY,
			default: 'tls',
		},
		{
			displayName: 'SMTP Host',
			name: 'smtpHost',
			type: 'string',
			placeholder: 'smtp.example.com',
			default: '',
			required: true,
			description: 'The server that mail is sent through',
		},
		{ displayName: 'SMTP Port', name: 'smtpPort', type: 'number', default: 465 },
		{
			displayName: 'SMTP Security',
			name: 'smtpSecurity',
			type: 'options',
			options: SECURITY,
			default: 'tls',
		},
		{
			displayName: 'Use the Same Login for SMTP',
			name: 'smtpSameLogin',
			type: 'boolean',
			default: true,
		},
		{
			displayName: 'SMTP User',
			name: 'smtpUser',
			type: 'string',
			default: '',
			displayOptions: { show: { smtpSameLogin: [false] } },
			description: 'Leave empty when the server takes mail without a login',
		},
		{
			displayName: 'SMTP Password',
			name: 'smtpPassword',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { smtpSameLogin: [false] } },
		},
		{
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'ignoreSslIssues',
			type: 'boolean',
			default: false,
			description: 'Whether to connect although nobody vouches for the certificate of the server',
		},
	];
}
