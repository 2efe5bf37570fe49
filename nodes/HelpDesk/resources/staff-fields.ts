import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { DEFAULT_PREFERENCES } from '../../../helpdesk/domain/notification-preference';
import { fromNameOptions } from './from-name-options';
import { signatureFields } from './signature-fields';

const EVENT_OPTIONS: INodePropertyOptions[] = [
	{
		name: 'A Colleague Answered or Noted, Conversation Is Mine or I Wrote in It',
		value: 'staff-replied-mine',
	},
	{ name: 'A Colleague Answered or Noted, Conversation Is Somebody Else’s', value: 'staff-replied-others' },
	{ name: 'A Colleague Answered or Noted, Conversation Was Nobody’s', value: 'staff-replied-unassigned' },
	{ name: 'A Customer Answered, Conversation Is Mine', value: 'customer-replied-mine' },
	{ name: 'A Customer Answered, Conversation Is Nobody’s', value: 'customer-replied-unassigned' },
	{ name: 'A Customer Answered, Conversation Is Somebody Else’s', value: 'customer-replied-others' },
	{ name: 'Assigned to Me', value: 'assigned-to-me' },
	{ name: 'New Conversation', value: 'new-conversation' },
];

export const settingFields: INodeProperties = {
	displayName: 'Settings',
	name: 'settings',
	type: 'collection',
	placeholder: 'Add setting',
	default: {},
	options: [
		{
			displayName: 'Active',
			name: 'isActive',
			type: 'boolean',
			default: true,
			description: 'Whether the person may answer and hears of anything',
		},
		{
			displayName: 'Away',
			name: 'isAway',
			type: 'boolean',
			default: false,
			description: 'Whether the person is left out when conversations are given away',
		},
		{
			displayName: 'Desktop Target',
			name: 'desktopTarget',
			type: 'string',
			default: '',
			description: 'Where desktop notifications go, in the words of the service that shows them',
		},
		{
			displayName: 'From Name',
			name: 'fromNameStyle',
			type: 'options',
			options: [
				{ name: 'As the Mailbox Has It', value: 'mailbox' },
				...fromNameOptions('As written at the mailbox'),
			],
			default: 'mailbox',
			description: 'The name in From of the person’s answers to customers',
		},
		{
			displayName: 'Mobile Target',
			name: 'mobileTarget',
			type: 'string',
			default: '',
			placeholder: 'https://ntfy.sh/a-topic-nobody-guesses',
			description: 'Where mobile notifications go; the template posts to this address as ntfy expects it',
		},
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'John Miller',
			description: 'What customers read as the sender’s name',
		},
		{
			displayName: 'Notify by Desktop',
			name: 'desktop',
			type: 'multiOptions',
			options: EVENT_OPTIONS,
			default: [],
			description: 'What the person hears of on the desktop',
		},
		{
			displayName: 'Notify by E-Mail',
			name: 'email',
			type: 'multiOptions',
			options: EVENT_OPTIONS,
			default: [...DEFAULT_PREFERENCES.email],
			description: 'What the person hears of by e-mail',
		},
		{
			displayName: 'Notify by Mobile',
			name: 'mobile',
			type: 'multiOptions',
			options: EVENT_OPTIONS,
			default: [],
			description: 'What the person hears of on the phone',
		},
		{
			displayName: 'Other Addresses',
			name: 'alternateAddresses',
			type: 'string',
			default: '',
			placeholder: 'john@home.example, j.miller@example.com',
			description:
				'Further addresses the person may answer from, separated by commas. The person is asked at each new one by mail whether it is theirs; when they answer that mail, it counts. Until then answers from there are held.',
		},
		{
			displayName: 'Other Addresses Are Confirmed',
			name: 'areAddressesConfirmed',
			type: 'boolean',
			default: false,
			description:
				'Whether you know that the other addresses are the person’s, so that nobody needs to be asked',
		},
		...signatureFields('Stands below the person’s answers to customers'),
	],
};

export const nameField: INodeProperties = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'John Miller',
	description: 'What customers read as the sender’s name',
};

export const addressField: INodeProperties = {
	displayName: 'Address',
	name: 'address',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'john@example.com',
	description: 'Where notifications go and answers come from',
};

export const unconfirmedField: INodeProperties = {
	displayName: 'Other Address',
	name: 'unconfirmedAddress',
	type: 'string',
	default: '',
	placeholder: 'john@home.example',
	description: 'Where to ask again. Empty: at every other address of the person that is not confirmed.',
};

/** The settings besides the name, which new staff members need anyway. */
export const otherFields: INodeProperties = {
	...settingFields,
	options: settingFields.options?.filter(({ name }) => name !== 'name') as INodeProperties[],
};
