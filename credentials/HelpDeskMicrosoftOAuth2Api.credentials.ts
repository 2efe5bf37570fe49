import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

const SECURITY = [
	{ name: 'None', value: 'none', description: 'Unencrypted: only for a server on the same machine' },
	{ name: 'STARTTLS', value: 'starttls', description: 'Starts unencrypted and must switch to TLS' },
	{ name: 'TLS', value: 'tls', description: 'Encrypted from the first byte' },
];
const CUSTOM = { show: { customServers: [true] } };

/** A mailbox at Microsoft 365 or Outlook.com, read and sent from with a Microsoft sign-in. */
export class HelpDeskMicrosoftOAuth2Api implements ICredentialType {
	name = 'helpDeskMicrosoftOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Help Desk Microsoft OAuth2 API';

	icon: Icon = { light: 'file:helpDeskMicrosoft.svg', dark: 'file:helpDeskMicrosoft.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-helpdesk/n8n-nodes-helpdesk/blob/main/docs/oauth2.md#microsoft-365';

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
			displayName: 'Tenant',
			name: 'tenant',
			type: 'string',
			placeholder: 'example.onmicrosoft.com',
			default: 'common',
			required: true,
			description:
				'The directory (tenant) ID or domain of your organisation. <code>common</code> is for app registrations that admit accounts of any organisation.',
		},
		{
			displayName: 'Other User or Servers',
			name: 'customServers',
			type: 'boolean',
			default: false,
			description:
				'Whether the mailbox has another user name than its address, or other servers than Microsoft’s own',
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
			default: 'outlook.office365.com',
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
			default: 'smtp.office365.com',
			required: true,
			displayOptions: CUSTOM,
			description: 'The server that mail is sent through',
		},
		{ displayName: 'SMTP Port', name: 'smtpPort', type: 'number', default: 587, displayOptions: CUSTOM },
		{
			displayName: 'SMTP Security',
			name: 'smtpSecurity',
			type: 'options',
			options: SECURITY,
			default: 'starttls',
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
			default: '=https://login.microsoftonline.com/{{$self["tenant"]}}/oauth2/v2.0/authorize',
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: '=https://login.microsoftonline.com/{{$self["tenant"]}}/oauth2/v2.0/token',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default:
				'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access',
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: 'response_mode=query&prompt=select_account',
		},
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
	];
}
