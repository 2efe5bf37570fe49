import { conversationById } from '../../../helpdesk/desk/conversation-changes';
import { messageJson } from '../../shared/views';
import { conversationId, conversationLocator, locatorOf } from '../locators';
import { limitFields, limitOf, type Resource } from '../operation';

export const message: Resource = {
	name: 'Message',
	value: 'message',
	operations: [
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get the message history',
			description: 'Get the messages of a conversation, oldest first',
			fields: [conversationLocator, ...limitFields],
			run: async ({ store }, context, itemIndex) => {
				const id = await conversationId(store, locatorOf(context, 'conversation', itemIndex));
				const { number } = await conversationById(store, id);
				const history = await store.messages.history(id, limitOf(context, itemIndex));
				return history.map((entry) => ({
					conversationId: id,
					conversationNumber: number,
					...messageJson(entry),
				}));
			},
		},
	],
};
