import type { INodeProperties } from 'n8n-workflow';

const FROM_ANOTHER_NODE = "<code>{{ $('Thread Conversation').item.json.message.id }}</code>";

/** Gives the field that names a message; by itself it takes that of the item. */
export function messageIdField(description: string): INodeProperties {
	return {
		displayName: 'Message ID',
		name: 'messageId',
		type: 'string',
		default: '={{ $json.message.id }}',
		required: true,
		description: `${description}. Where a node between leaves no message in the item: ${FROM_ANOTHER_NODE}.`,
	};
}
