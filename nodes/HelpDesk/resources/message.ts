import type { INodeProperties } from 'n8n-workflow';
import { addNote } from '../../../helpdesk/desk/add-note';
import { conversationById } from '../../../helpdesk/desk/conversation-changes';
import { splitConversation } from '../../../helpdesk/desk/split-conversation';
import { messageById } from '../../../helpdesk/desk/resolve-sender';
import { attachmentFiles } from '../../shared/attachment-files';
import { optionalText, requiredText } from '../../shared/parameters';
import { conversationView, messageJson, messageView } from '../../shared/views';
import { conversationId, conversationLocator, locatorOf, staffId } from '../locators';
import { limitFields, limitOf, type Resource } from '../operation';

const textField: INodeProperties = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	required: true,
	description: 'What the note says',
};

// Get Many gives the messages themselves, other nodes items about one.
const ID_OF_ITEM = '={{ $json.message?.id ?? $json.id }}';

const idField: INodeProperties = {
	displayName: 'Message ID',
	name: 'messageId',
	type: 'string',
	default: ID_OF_ITEM,
	required: true,
	placeholder: '06f3w0k9h2m4n8pq',
	description: 'The message, as Thread Conversation or Get Many names it',
};

const idsField: INodeProperties = {
	displayName: 'Message IDs',
	name: 'messageIds',
	type: 'string',
	default: ID_OF_ITEM,
	required: true,
	placeholder: '06f3w0k9h2m4n8pq, 06f3w0k9h2m4n8pr',
	description:
		'The messages that move, as Thread Conversation or Get Many names them, separated by commas; all of one conversation',
};

export const message: Resource = {
	name: 'Message',
	value: 'message',
	operations: [
		{
			name: 'Add Note',
			value: 'addNote',
			action: 'Add a note to a conversation',
			description:
				'Write an internal note, which no customer ever sees; connect Notify Staff to tell colleagues',
			fields: [
				conversationLocator,
				textField,
				{
					displayName: 'Author',
					name: 'author',
					type: 'string',
					default: '',
					placeholder: 'john@example.com',
					description: 'Address of the staff member who writes it. Empty: the desk itself.',
				},
			],
			run: async (desk, context, itemIndex) => {
				const { store } = desk;
				const id = await conversationId(store, locatorOf(context, conversationLocator, itemIndex));
				const author = optionalText(context, 'author', itemIndex);
				const by = author ? await staffId(store, { mode: 'address', value: author }) : undefined;
				const text = requiredText(context, textField, itemIndex);
				const view = await messageView(store, await addNote(desk, id, by, text));
				return [{ ...view, occasion: 'noted' }];
			},
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get a message',
			description: 'Get one message with its conversation, and its attachments as files',
			fields: [idField],
			run: async ({ store }, context, itemIndex) => {
				const message = await messageById(store, requiredText(context, idField, itemIndex));
				return [await messageView(store, message)];
			},
			files: async (desk, context, itemIndex) => {
				const id = requiredText(context, idField, itemIndex);
				return await attachmentFiles(desk, context, await messageById(desk.store, id));
			},
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get the message history',
			description:
				'Get the messages of a conversation, oldest first; of the one that it was merged into, if it was',
			fields: [conversationLocator, ...limitFields],
			run: async ({ store }, context, itemIndex) => {
				const named = await conversationId(store, locatorOf(context, conversationLocator, itemIndex));
				const { id, number } =
					(await store.conversations.current(named)) ?? (await conversationById(store, named));
				const history = await store.messages.history(id, limitOf(context, itemIndex));
				return history.map((entry) => ({
					conversationId: id,
					conversationNumber: number,
					...messageJson(entry),
				}));
			},
		},
		{
			name: 'Split Off',
			value: 'split',
			action: 'Move messages to a new conversation',
			description: 'Take messages out of their conversation into a new one, which is linked to it',
			fields: [idsField],
			run: async (desk, context, itemIndex) => {
				const ids = requiredText(context, idsField, itemIndex)
					.split(',')
					.map((id) => id.trim())
					.filter((id) => id !== '');
				const { id } = await splitConversation(desk, ids);
				return [await conversationView(desk.store, id)];
			},
		},
	],
};
