import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import {
	assignConversation,
	assignToLeastBusy,
	setConversationStatus,
} from '../../../helpdesk/desk/conversation-changes';
import { mergeConversations } from '../../../helpdesk/desk/merge-conversations';
import { CONVERSATION_STATUSES, type ConversationStatus } from '../../../helpdesk/domain/conversation';
import { HelpDeskError } from '../../../helpdesk/domain/errors';
import type { ConversationFilter, Store } from '../../../helpdesk/ports';
import { choiceOf, given, textOf, timeOf } from '../../shared/parameters';
import { conversationView, conversationsView } from '../../shared/views';
import {
	conversationId,
	conversationLocator,
	locatorOf,
	mailboxId,
	staffId,
	staffLocator,
} from '../locators';
import { limitFields, limitOf, type Resource } from '../operation';
import { addTags, removeTags, tagsFilter, tagsOfField } from './conversation-tags';

const STATUS_OPTIONS = CONVERSATION_STATUSES.map((value) => ({
	name: value.charAt(0).toUpperCase() + value.slice(1),
	value,
})).toSorted((a, b) => a.name.localeCompare(b.name));

const statusField: INodeProperties = {
	displayName: 'Status',
	name: 'status',
	type: 'options',
	options: STATUS_OPTIONS,
	default: 'open',
};

const ASSIGN_TO = ['leastBusy', 'staff', 'nobody'] as const;

const intoLocator: INodeProperties = {
	...conversationLocator,
	displayName: 'Into',
	name: 'into',
	description: 'The conversation that gets the messages and goes on',
};

const changedBeforeField: INodeProperties = {
	displayName: 'Changed Before',
	name: 'changedBefore',
	type: 'dateTime',
	default: '',
	description:
		'Only conversations in which nothing has happened since: no mail, note, tag, assignment or change of status. For those that rest for a week: <code>{{ $now.minus({ days: 7 }) }}</code>.',
};

const filterFields: INodeProperties[] = [
	{
		displayName: 'Assignee',
		name: 'assignee',
		type: 'string',
		default: '',
		placeholder: 'john@example.com',
		description: 'Address of the staff member who has it; write "nobody" for conversations that nobody has',
	},
	changedBeforeField,
	{
		displayName: 'Customer',
		name: 'contact',
		type: 'string',
		default: '',
		placeholder: 'frank@example.com',
		description: 'Address of the customer',
	},
	{
		displayName: 'Mailbox',
		name: 'mailbox',
		type: 'string',
		default: '',
		placeholder: 'support@example.com',
		description: 'Address of the mailbox it belongs to',
	},
	statusField,
	tagsFilter,
];

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: filterFields,
};

export const conversation: Resource = {
	name: 'Conversation',
	value: 'conversation',
	defaultOperation: 'assign',
	operations: [
		addTags,
		{
			name: 'Assign',
			value: 'assign',
			action: 'Assign a conversation',
			description: 'Give a conversation to a staff member',
			fields: [
				conversationLocator,
				{
					displayName: 'Assign To',
					name: 'assignTo',
					type: 'options',
					options: [
						{ name: 'A Staff Member', value: 'staff' },
						{ name: 'Nobody', value: 'nobody', description: 'Take it from whoever has it' },
						{
							name: 'Whoever Has the Fewest',
							value: 'leastBusy',
							description:
								'The active staff member with the fewest open conversations, unless somebody has it already',
						},
					],
					default: 'leastBusy',
				},
				{ ...staffLocator, displayOptions: { show: { assignTo: ['staff'] } } },
			],
			run: async (desk, context, itemIndex) => {
				const id = await conversationId(desk.store, locatorOf(context, conversationLocator, itemIndex));
				const to = choiceOf(context.getNodeParameter('assignTo', itemIndex), ASSIGN_TO, 'Assign To');
				const assignee =
					to === 'staff' ? await staffId(desk.store, locatorOf(context, staffLocator, itemIndex)) : undefined;
				const assigned =
					to === 'leastBusy'
						? await assignToLeastBusy(desk, id)
						: await assignConversation(desk, id, assignee);
				return [await conversationView(desk.store, assigned.id)];
			},
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get a conversation',
			description: 'Get one conversation with its customer and mailbox',
			fields: [conversationLocator],
			run: async ({ store }, context, itemIndex) => {
				const id = await conversationId(store, locatorOf(context, conversationLocator, itemIndex));
				return [await conversationView(store, id)];
			},
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many conversations',
			description: 'Get conversations, the one that changed last first',
			fields: [...limitFields, filters],
			run: async ({ store }, context, itemIndex) => {
				const filter = await filterOf(store, context, itemIndex);
				return await conversationsView(store, await store.conversations.list(filter));
			},
		},
		{
			name: 'Merge',
			value: 'merge',
			action: 'Merge two conversations',
			description:
				'Put all messages of one conversation into another; answers to either go there from then on',
			fields: [
				{ ...conversationLocator, description: 'The conversation whose messages move; it is closed' },
				intoLocator,
			],
			run: async (desk, context, itemIndex) => {
				const from = await conversationId(desk.store, locatorOf(context, conversationLocator, itemIndex));
				const into = await conversationId(desk.store, locatorOf(context, intoLocator, itemIndex));
				const { id } = await mergeConversations(desk, from, into);
				return [await conversationView(desk.store, id)];
			},
		},
		removeTags,
		{
			name: 'Set Status',
			value: 'setStatus',
			action: 'Set the status of a conversation',
			description: 'Make a conversation open, pending, closed or spam',
			fields: [conversationLocator, { ...statusField, default: 'closed' }],
			run: async (desk, context, itemIndex) => {
				const id = await conversationId(desk.store, locatorOf(context, conversationLocator, itemIndex));
				const status = statusOf(context.getNodeParameter('status', itemIndex));
				const changed = await setConversationStatus(desk, id, status);
				return [await conversationView(desk.store, changed.id)];
			},
		},
	],
};

function statusOf(value: unknown): ConversationStatus {
	return choiceOf(value, CONVERSATION_STATUSES, 'Status');
}

async function filterOf(
	store: Store,
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<ConversationFilter> {
	const chosen = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const status = 'status' in chosen ? { status: statusOf(chosen.status) } : {};
	// Without what an expression failed to give, everything would be found.
	const open = filterFields.find(({ name }) => name in chosen && (chosen[name] ?? null) === null);
	if (open) given('', open, itemIndex);
	const [contactAddress, mailbox, assignee] = [chosen.contact, chosen.mailbox, chosen.assignee].map(textOf);
	return {
		limit: limitOf(context, itemIndex),
		...status,
		...(chosen.tags ? { tags: tagsOfField(chosen.tags) } : {}),
		...(contactAddress ? { contactAddress } : {}),
		...(mailbox ? { mailboxId: await mailboxId(store, { mode: 'address', value: mailbox }) } : {}),
		...(assignee ? { assigneeId: await assigneeOf(store, assignee) } : {}),
		...(textOf(chosen.changedBefore) ? { changedBefore: changedBeforeOf(chosen, context) } : {}),
	};
}

async function assigneeOf(store: Store, assignee: string): Promise<string | null> {
	if (assignee.toLowerCase() === 'nobody') return null;
	return await staffId(store, { mode: 'address', value: assignee });
}

function changedBeforeOf({ changedBefore }: IDataObject, context: IExecuteFunctions): Date {
	const time = timeOf(changedBefore, context.getTimezone());
	if (time) return time;
	throw new HelpDeskError(
		'invalid-input',
		`Changed Before cannot be "${textOf(changedBefore)}": use a date.`,
	);
}
