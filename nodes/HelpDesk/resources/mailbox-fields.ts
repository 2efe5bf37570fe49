import type { INodeProperties } from 'n8n-workflow';
import { fromNameOptions } from './from-name-options';
import { signatureFields } from './signature-fields';

export const addressField: INodeProperties = {
	displayName: 'Address',
	name: 'address',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'support@example.com',
	description: 'The address customers write to',
};

export const settingFields: INodeProperties = {
	displayName: 'Settings',
	name: 'settings',
	type: 'collection',
	placeholder: 'Add setting',
	default: {},
	options: [
		{
			displayName: 'Accepts Plus Addresses',
			name: 'acceptsPlusAddresses',
			type: 'boolean',
			default: false,
			description:
				'Whether mail to address+anything@ arrives in this mailbox. Answers to notifications are then recognised even by mail programs that drop everything else.',
		},
		{
			displayName: 'Channel Name',
			name: 'channelName',
			type: 'string',
			default: '',
			placeholder: 'Acme Support',
			description: 'What customers read as the sender’s name',
		},
		{
			displayName: 'Check Senders Ourselves',
			name: 'checksSenders',
			type: 'boolean',
			default: false,
			description:
				'Whether the desk checks DKIM, SPF and DMARC of what comes from staff where no trusted server told the result, as behind mail servers that write no Authentication-Results or leave out their name there (Microsoft 365). It asks the DNS. With Strict, the mail server of the staff must sign with DKIM, also within the organisation.',
		},
		{
			displayName: 'Copy to Sent Folder',
			name: 'copyToSent',
			type: 'options',
			options: [
				{ name: 'Always', value: 'always' },
				{
					name: 'Automatic',
					value: 'auto',
					description: 'Unless the provider files what is sent by itself, as Gmail and Office 365 do',
				},
				{ name: 'Never', value: 'never' },
			],
			default: 'auto',
			description: 'Whether answers that were sent are put into the Sent folder of the mailbox by IMAP',
		},
		{
			displayName: 'From Name',
			name: 'fromNameStyle',
			type: 'options',
			options: fromNameOptions('As written under From Name Template'),
			default: 'staff-via-channel',
			description: 'The name in From of answers to customers',
		},
		{
			displayName: 'From Name Template',
			name: 'fromNameTemplate',
			type: 'string',
			default: '',
			placeholder: '{staffName} | {channelName}',
			description:
				'Used when From Name is Template: {staffName}, {channelName} and {mailboxAddress} are replaced by the name of the staff member, the channel’s name and the mailbox’s address',
		},
		{
			displayName: 'Mails per Minute',
			name: 'mailsPerMinute',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description:
				'How many mails may leave this mailbox within a minute; more wait for Deliver Due Mail. 0: as many as there are.',
		},
		{
			displayName: 'Master Inbox Address',
			name: 'masterInbox',
			type: 'string',
			default: '',
			placeholder: 'replies@example.com',
			description:
				'The mailbox of the desk that receives the answers to what this one sends; write "none" for this mailbox itself',
		},
		{
			displayName: 'Owner',
			name: 'owner',
			type: 'string',
			default: '',
			description:
				'Whom the mailbox belongs to; only mailboxes of one owner can have each other as master inbox',
		},
		{
			displayName: 'Quoted Conversation',
			name: 'quote',
			type: 'options',
			options: [
				{ name: 'All', value: 'all', description: 'What customer and staff wrote, the newest first' },
				{ name: 'Last Mail', value: 'last', description: 'The mail of the customer that is answered' },
				{ name: 'None', value: 'none' },
			],
			default: 'none',
			description: 'What stands below an answer; notes and automatic mail never do',
		},
		{
			displayName: 'Sender Check',
			name: 'senderCheck',
			type: 'options',
			options: [
				{
					name: 'Normal',
					value: 'normal',
					description:
						'Hold what a trusted server or the desk found to be forged; take what neither knows about',
				},
				{ name: 'Strict', value: 'strict', description: 'Hold all that did not pass DMARC' },
				{
					name: 'Token Only',
					value: 'token-only',
					description: 'Believe From, as long as the token of the notification fits it',
				},
			],
			default: 'normal',
			description:
				'What must be known of a mail before it counts as a staff member’s answer; the address in From and the token must fit in any case',
		},
		...signatureFields('Stands below answers of staff who have no signature of their own'),
		{
			displayName: 'Trusted Servers',
			name: 'trustedServers',
			type: 'string',
			default: '',
			placeholder: 'mx.example.com',
			description:
				'The servers whose Authentication-Results are believed: the name that stands first in this header field of mail you received, such as mx.google.com; several with commas. Only name a server that removes fields of this name from mail it gets. Empty: no server is believed.',
		},
	],
};
