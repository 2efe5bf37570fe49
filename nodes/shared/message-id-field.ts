import type { INodeProperties } from 'n8n-workflow';

/** Gives the field that names a message; by itself it takes that of the item. */
export function messageIdField(description: string): INodeProperties {
	return {
		displayName: 'Message ID',
		name: 'messageId',
		type: 'string',
		default: '={{ $json.message.id }}',
		required: true,
		description,
	};
}
