import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { changeTags } from '../../../helpdesk/desk/change-tags';
import { tagsIn, type TagChange } from '../../../helpdesk/domain/tags';
import type { Desk } from '../../../helpdesk/ports';
import { conversationView } from '../../shared/views';
import { conversationId, conversationLocator, locatorOf } from '../locators';
import type { Operation } from '../operation';

const tagsField: INodeProperties = {
	displayName: 'Tags',
	name: 'tags',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'billing, urgent',
	description:
		'Tags separated by commas, or a list from an expression; upper case counts as lower case, and blanks become "-"',
};

/** The filter that chooses conversations by their tags. */
export const tagsFilter: INodeProperties = {
	...tagsField,
	required: false,
	description: 'Tags separated by commas; a conversation must have all of them',
};

export const addTags: Operation = {
	name: 'Add Tags',
	value: 'addTags',
	action: 'Add tags to a conversation',
	description: 'Put tags on a conversation, which staff see and customers never do',
	fields: [conversationLocator, tagsField],
	run: async (desk, context, itemIndex) =>
		await changed(desk, context, itemIndex, { add: tagsFieldOf(context, itemIndex), remove: [] }),
};

export const removeTags: Operation = {
	name: 'Remove Tags',
	value: 'removeTags',
	action: 'Remove tags from a conversation',
	description: 'Take tags off a conversation; those it does not have are left out',
	fields: [conversationLocator, tagsField],
	run: async (desk, context, itemIndex) =>
		await changed(desk, context, itemIndex, { add: [], remove: tagsFieldOf(context, itemIndex) }),
};

/** Reads tags that were written as one text or given as a list. */
export function tagsOfField(value: unknown): readonly string[] {
	return tagsIn(Array.isArray(value) ? value.map(String).join(',') : String(value ?? ''));
}

function tagsFieldOf(context: IExecuteFunctions, itemIndex: number): readonly string[] {
	return tagsOfField(context.getNodeParameter('tags', itemIndex));
}

async function changed(desk: Desk, context: IExecuteFunctions, itemIndex: number, change: TagChange) {
	const id = await conversationId(desk.store, locatorOf(context, conversationLocator, itemIndex));
	const conversation = await changeTags(desk, id, change);
	return [await conversationView(desk.store, conversation.id)];
}
