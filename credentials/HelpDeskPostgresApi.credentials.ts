import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class HelpDeskPostgresApi implements ICredentialType {
	name = 'helpDeskPostgresApi';

	displayName = 'Help Desk PostgreSQL API';

	icon: Icon = { light: 'file:helpDeskPostgres.svg', dark: 'file:helpDeskPostgres.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-helpdesk/n8n-nodes-helpdesk#where-the-desk-keeps-its-data';

	properties: INodeProperties[] = [
		{ displayName: 'Host', name: 'host', type: 'string', default: 'localhost', required: true },
		{ displayName: 'Port', name: 'port', type: 'number', default: 5432 },
		{
			displayName: 'Database',
			name: 'database',
			type: 'string',
			default: 'helpdesk',
			required: true,
			description: 'A database of its own: the desk makes its tables there',
		},
		{ displayName: 'User', name: 'user', type: 'string', default: 'helpdesk', required: true },
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
		},
		{
			displayName: 'SSL',
			name: 'ssl',
			type: 'options',
			options: [
				{ name: 'Disable', value: 'disable', description: 'Unencrypted' },
				{ name: 'Require', value: 'require', description: 'Encrypted, whoever issued the certificate' },
				{
					name: 'Verify',
					value: 'verify',
					description: 'Encrypted, with a certificate that a known authority issued',
				},
			],
			default: 'disable',
		},
	];
}
