import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';
import { HelpDeskError } from '../../helpdesk/domain/errors';
import type { Store } from '../../helpdesk/ports';
import { openDesk } from '../shared/open-desk';
import { given, optionalText, textOf, type NamedField } from '../shared/parameters';

const LIST_LIMIT = 100;

interface LocatorTexts {
	readonly displayName: string;
	readonly name: string;
	readonly description: string;
	readonly searchMethod: keyof typeof listSearch;
	/** The way of naming the thing that people know by heart. */
	readonly byName: { readonly displayName: string; readonly mode: string; readonly placeholder: string };
}

/** Gives a resource locator: from the list, by what people know by heart, or by id. */
export function locator({
	displayName,
	name,
	description,
	searchMethod,
	byName,
}: LocatorTexts): INodeProperties {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: searchMethod, searchable: true },
			},
			{ displayName: byName.displayName, name: byName.mode, type: 'string', placeholder: byName.placeholder },
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: '06f3w0k9h2m4n8pq' },
		],
	};
}

export const conversationLocator = locator({
	displayName: 'Conversation',
	name: 'conversation',
	description: 'The conversation to work with',
	searchMethod: 'searchConversations',
	byName: { displayName: 'By Number', mode: 'number', placeholder: '42' },
});

export const mailboxLocator = locator({
	displayName: 'Mailbox',
	name: 'mailbox',
	description: 'The mailbox to work with',
	searchMethod: 'searchMailboxes',
	byName: { displayName: 'By Address', mode: 'address', placeholder: 'support@example.com' },
});

export const staffLocator = locator({
	displayName: 'Staff Member',
	name: 'staff',
	description: 'The staff member to work with',
	searchMethod: 'searchStaff',
	byName: { displayName: 'By Address', mode: 'address', placeholder: 'john@example.com' },
});

interface Locator {
	readonly mode: string;
	readonly value: string;
}

/** Reads a locator parameter. @throws HelpDeskError invalid-input when it names nothing */
export function locatorOf(context: IExecuteFunctions, field: NamedField, itemIndex: number): Locator {
	const { mode, value } = context.getNodeParameter(field.name, itemIndex) as { mode: string; value: unknown };
	return { mode, value: given(textOf(value), field, itemIndex) };
}

/** Gives the id of the conversation that a locator names. @throws HelpDeskError conversation-not-found */
export async function conversationId(store: Store, { mode, value }: Locator): Promise<string> {
	if (mode !== 'number') return value;
	const conversation = await store.conversations.byNumber(Number(value.replace(/^#/, '')));
	if (!conversation)
		throw new HelpDeskError(
			'conversation-not-found',
			`The desk has no conversation #${value.replace(/^#/, '')}.`,
		);
	return conversation.id;
}

/** Gives the id of the mailbox that a locator names. @throws HelpDeskError mailbox-not-found */
export async function mailboxId(store: Store, { mode, value }: Locator): Promise<string> {
	if (mode !== 'address') return value;
	const mailbox = await store.mailboxes.byAddress(value);
	if (!mailbox) throw new HelpDeskError('mailbox-not-found', `The desk has no mailbox ${value}.`);
	return mailbox.id;
}

/** Chooses the mail of one mailbox, or of all. */
export function ofMailboxField(description: string): INodeProperties {
	return {
		displayName: 'Mailbox Address',
		name: 'mailboxAddress',
		type: 'string',
		default: '',
		placeholder: 'support@example.com',
		description,
	};
}

/** Reads the field of `ofMailboxField`; empty: all mailboxes. @throws HelpDeskError mailbox-not-found */
export async function ofMailbox(
	store: Store,
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<{ readonly mailboxId?: string }> {
	const value = optionalText(context, 'mailboxAddress', itemIndex);
	return value === '' ? {} : { mailboxId: await mailboxId(store, { mode: 'address', value }) };
}

/** Gives the id of the staff member that a locator names. @throws HelpDeskError staff-not-found */
export async function staffId(store: Store, { mode, value }: Locator): Promise<string> {
	if (mode !== 'address') return value;
	const staff = await store.staff.byAddress(value);
	if (!staff)
		throw new HelpDeskError('staff-not-found', `The desk has no staff member with the address ${value}.`);
	return staff.id;
}

/** What the editor calls to fill the lists. */
export const listSearch = {
	async searchConversations(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const { store } = await openDesk(this);
		const conversations = filter?.trim()
			? await store.conversations.search(filter, LIST_LIMIT)
			: await store.conversations.list({ limit: LIST_LIMIT });
		return {
			results: conversations.map(({ id, number, subject }) => ({ name: `#${number} ${subject}`, value: id })),
		};
	},
	async searchMailboxes(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const { store } = await openDesk(this);
		const mailboxes = await store.mailboxes.all();
		return found(
			mailboxes
				.filter(({ removedAt }) => !removedAt)
				.map(({ id, address, channelName }) => ({ name: `${channelName} (${address})`, value: id })),
			filter,
		);
	},
	async searchStaff(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const { store } = await openDesk(this);
		const staff = await store.staff.all();
		return found(
			staff.map(({ id, name, address }) => ({ name: `${name} (${address})`, value: id })),
			filter,
		);
	},
};

function found(results: { name: string; value: string }[], filter = ''): INodeListSearchResult {
	const wanted = filter.toLowerCase();
	return { results: results.filter(({ name }) => name.toLowerCase().includes(wanted)) };
}
