import type { INodeProperties } from 'n8n-workflow';
import { ofMailboxField } from '../locators';
import { HOLD_ADVICE, HOLD_REASONS, type HoldReason } from '../../../helpdesk/domain/hold';

export const holdIdField: INodeProperties = {
	displayName: 'Hold ID',
	name: 'holdId',
	type: 'string',
	default: '={{ $json.hold.id }}',
	required: true,
	description: 'The held mail, as the output Held of Thread Conversation or Get Many names it',
};

export const byField: INodeProperties = {
	displayName: 'Decided By',
	name: 'by',
	type: 'string',
	default: '',
	placeholder: 'john@example.com',
	description:
		'Address of the staff member who decides, kept with the mail. They are the author of an answer whose sender is not on the staff.',
};

export const holdFilters: INodeProperties[] = [
	{
		displayName: 'State',
		name: 'state',
		type: 'options',
		options: [
			{ name: 'Any', value: 'any' },
			{ name: 'Discarded', value: 'discarded', description: 'Somebody decided that it goes nowhere' },
			{ name: 'Open', value: 'open', description: 'Waits for a person' },
			{ name: 'Released', value: 'released', description: 'Somebody let it go on' },
		],
		default: 'open',
		description: 'Where the held mails stand',
	},
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'options',
		options: [
			{ name: 'Any', value: 'any' },
			...HOLD_REASONS.map((value) => ({
				name: titleOf(value),
				value,
				description: HOLD_ADVICE[value],
			})).toSorted((a, b) => a.name.localeCompare(b.name)),
		],
		default: 'any',
		description: 'Why the mails are held',
	},
	ofMailboxField('Only mail that came to this mailbox. Empty: to any.'),
];

export const releaseFields: INodeProperties[] = [
	{
		displayName:
			'Nothing is sent by this node: pass an answer, an item whose outcome is staff-reply, on to Resolve Master Inbox and Send Reply, as the output Staff Reply of Thread Conversation is.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	holdIdField,
	{
		displayName: 'Release As',
		name: 'as',
		type: 'options',
		options: [
			{
				name: 'Answer to the Customer',
				value: 'answer',
				description: 'What the staff member wrote; it is checked again for parts of notifications and notes',
			},
			{
				name: 'Internal Note',
				value: 'note',
				description: 'Colleagues can read it; the customer never sees it',
			},
			{ name: 'Mail of a Customer', value: 'customer', description: 'Joins the conversation' },
			{
				name: 'New Conversation',
				value: 'new-conversation',
				description: 'Mail of a customer about something new',
			},
			{
				name: 'What Fits the Reason',
				value: 'usual',
				description:
					'A new conversation for mail without sender and forwarded mail, else an answer to the customer',
			},
		],
		default: 'usual',
		description: 'What the mail is',
	},
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		displayOptions: { show: { as: ['answer', 'note', 'usual'] } },
		description:
			'What is written instead of what the staff member typed, without formatting; commands in it are not obeyed. Empty: what they typed.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Conversation ID',
				name: 'conversationId',
				type: 'string',
				default: '',
				description: 'The conversation that the mail belongs to, when the hold names none or the wrong one',
			},
			{
				displayName: 'Customer Address',
				name: 'customerAddress',
				type: 'string',
				default: '',
				placeholder: 'frank@example.com',
				description:
					'Who wrote the mail, when it does not say; needed for mail that a staff member forwarded',
			},
			{
				displayName: 'Customer Name',
				name: 'customerName',
				type: 'string',
				default: '',
				description: 'The name that goes with the customer address',
			},
			{
				displayName: 'Send Attachments',
				name: 'sendAttachments',
				type: 'boolean',
				default: true,
				description: 'Whether the attachments of the mail go along with the answer',
			},
		],
	},
	byField,
];

function titleOf(reason: HoldReason): string {
	return reason.replace(/(?:^|-)([a-z])/g, (part, letter: string) =>
		part.replace('-', ' ').replace(letter, letter.toUpperCase()),
	);
}
