import type { Command } from '../domain/commands';
import type { Conversation, ConversationStatus } from '../domain/conversation';
import { staffNamed, type Staff } from '../domain/staff';
import { MAX_TAGS, type TagChange } from '../domain/tags';
import type { Desk, Store } from '../ports';
import { changeTags, tagsOf, tagsToChange } from './change-tags';
import { assignConversation, setConversationStatus } from './conversation-changes';

/** A command whose words were understood; `said` is what the desk writes down of it. */
export type Order = { readonly said: string } & (
	| { readonly kind: 'status'; readonly status: ConversationStatus }
	/** Undefined: to nobody. */
	| { readonly kind: 'assign'; readonly staffId: string | undefined }
	| ({ readonly kind: 'tag' } & TagChange)
);

/** Who gives the commands, and where. */
interface Giver {
	readonly staff: Staff;
	readonly conversation: Conversation;
}

/**
 * Gives what commands have the desk do.
 *
 * @returns undefined when one of them cannot be obeyed: then what follows may be for colleagues alone
 */
export async function ordersOf(
	store: Store,
	commands: readonly Command[],
	{ staff: author, conversation }: Giver,
): Promise<readonly Order[] | undefined> {
	const staff = await store.staff.all();
	const orders: Order[] = [];
	for (const command of commands) {
		if (command.kind === 'note') continue;
		const order = command.kind === 'assign' ? assignment(command.to, author, staff) : saidOf(command);
		if (!order) return undefined;
		orders.push(order);
	}
	return (await mayBeTagged(store, conversation, orders)) ? orders : undefined;
}

/** Obeys. */
export async function obey(desk: Desk, { id }: Conversation, orders: readonly Order[]): Promise<void> {
	for (const order of orders) {
		if (order.kind === 'status') await setConversationStatus(desk, id, order.status);
		else if (order.kind === 'assign') await assignConversation(desk, id, order.staffId);
		else await changeTags(desk, id, order);
	}
}

function assignment(to: string, author: Staff, staff: readonly Staff[]): Order | undefined {
	const assignee = to.toLowerCase() === 'me' ? author : staffNamed(to, staff);
	if (!assignee && to.toLowerCase() !== 'nobody') return undefined;
	return { kind: 'assign', staffId: assignee?.id, said: `Given to ${assignee?.name ?? 'nobody'}` };
}

function saidOf(command: Extract<Command, { readonly kind: 'status' | 'tag' }>): Order {
	if (command.kind === 'status') return { ...command, said: `Status: ${command.status}` };
	const { add, remove } = command;
	const said = [
		...(add.length > 0 ? [`Tagged: ${add.join(', ')}`] : []),
		...(remove.length > 0 ? [`Tags taken off: ${remove.join(', ')}`] : []),
	];
	return { ...command, said: said.join('\n') };
}

async function mayBeTagged(store: Store, { id }: Conversation, orders: readonly Order[]): Promise<boolean> {
	const changes = orders.filter((order) => order.kind === 'tag');
	let tags = changes.length > 0 ? await tagsOf(store, id) : [];
	return changes.every((change) => {
		const { add, remove } = tagsToChange(tags, change);
		tags = [...tags.filter((tag) => !remove.includes(tag)), ...add];
		return add.length === 0 || tags.length <= MAX_TAGS;
	});
}
