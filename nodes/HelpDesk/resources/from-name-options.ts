import type { INodePropertyOptions } from 'n8n-workflow';

/**
 * Gives the ways of writing the name in From, as the editor offers them.
 *
 * @param template - what it says of the one that is a template
 */
export function fromNameOptions(template: string): INodePropertyOptions[] {
	return [
		{ name: 'Channel', value: 'channel', description: 'Acme Support' },
		{ name: 'Staff Member', value: 'staff', description: 'John Miller' },
		{
			name: 'Staff Member via Channel',
			value: 'staff-via-channel',
			description: 'John Miller via Acme Support',
		},
		{ name: 'Template', value: 'template', description: template },
	];
}
