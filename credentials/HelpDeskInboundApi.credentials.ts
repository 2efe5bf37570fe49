import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class HelpDeskInboundApi implements ICredentialType {
	name = 'helpDeskInboundApi';

	displayName = 'Help Desk Inbound API';

	icon: Icon = { light: 'file:helpDeskInbound.svg', dark: 'file:helpDeskInbound.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-helpdesk/n8n-nodes-helpdesk/blob/main/docs/forwarding.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Secret',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'For raw mail, Cloudflare, SendGrid and Postmark: what the sender must know. It goes into the header X-Help-Desk-Secret, as Bearer, as the password of the URL or as ?secret= in the URL.',
		},
		{
			displayName: 'Mailgun Signing Key',
			name: 'signingSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'For Mailgun: its “HTTP webhook signing key”',
		},
		{
			displayName: 'TLS Certificate',
			name: 'tlsCertificate',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE-----',
			description:
				'For SMTP and LMTP: the certificate with its chain in PEM; without it there is no STARTTLS',
		},
		{
			displayName: 'TLS Private Key',
			name: 'tlsPrivateKey',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			placeholder: '-----BEGIN PRIVATE KEY-----',
			description: 'For SMTP and LMTP: the private key of the certificate in PEM, without a passphrase',
		},
	];
}
