import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

const SECURITY = [
	{ name: 'None', value: 'none', description: 'Unencrypted: only for a server on the same machine' },
	{ name: 'STARTTLS', value: 'starttls', description: 'Starts unencrypted and must switch to TLS' },
	{ name: 'TLS', value: 'tls', description: 'Encrypted from the first byte' },
];
const CUSTOM = { show: { customServers: [true] } };

/** A mailbox at Gmail or Google Workspace, read and sent from with a Google sign-in. */
export class HelpDeskGoogleOAuth2Api implements ICredentialType {
	name = 'helpDeskGoogleOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Help Desk Google OAuth2 API';

	icon: Icon = { light: 'file:helpDeskGoogle.svg', dark: 'file:helpDeskGoogle.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-helpdesk/n8n-nodes-helpdesk/blob/main/docs/oauth2.md#google';

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
			displayName: 'Other User or Servers',
			name: 'customServers',
			type: 'boolean',
			default: false,
			description:
				'Whether the mailbox has another user name than its address, or other servers than Google’s own',
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			placeholder: 'support@example.com',
			default: '',
			displayOptions: CUSTOM,
			description: 'The login name at the mail servers. Leave empty when it is the address.',
		},
		{
			displayName: 'IMAP Host',
			name: 'imapHost',
			type: 'string',
			default: 'imap.gmail.com',
			required: true,
			displayOptions: CUSTOM,
			description: 'The server that mail is read from',
		},
		{ displayName: 'IMAP Port', name: 'imapPort', type: 'number', default: 993, displayOptions: CUSTOM },
		{
			displayName: 'IMAP Security',
			name: 'imapSecurity',
			type: 'options',
			options: SECURITY,
			default: 'tls',
			displayOptions: CUSTOM,
		},
		{
			displayName: 'SMTP Host',
			name: 'smtpHost',
			type: 'string',
			default: 'smtp.gmail.com',
			required: true,
			displayOptions: CUSTOM,
			description: 'The server that mail is sent through',
		},
		{ displayName: 'SMTP Port', name: 'smtpPort', type: 'number', default: 465, displayOptions: CUSTOM },
		{
			displayName: 'SMTP Security',
			name: 'smtpSecurity',
			type: 'options',
			options: SECURITY,
			default: 'tls',
			displayOptions: CUSTOM,
		},
		{
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'ignoreSslIssues',
			type: 'boolean',
			default: false,
			displayOptions: CUSTOM,
			description: 'Whether to connect although nobody vouches for the certificate of the mail servers',
		},
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: 'https://accounts.google.com/o/oauth2/v2/auth',
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: 'https://oauth2.googleapis.com/token',
		},
		{ displayName: 'Scope', name: 'scope', type: 'hidden', default: 'https://mail.google.com/' },
		{
			// Google gives a refresh token only to who asks for offline access, and again only with consent.
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: 'access_type=offline&prompt=consent',
		},
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
	];
}
