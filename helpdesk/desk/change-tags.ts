import type { Conversation } from '../domain/conversation';
import { HelpDeskError } from '../domain/errors';
import { MAX_TAGS, type TagChange, tagProblem } from '../domain/tags';
import type { Desk, Store } from '../ports';
import { conversationById, lockedConversation } from './conversation-changes';

/** Gives the tags of a conversation in alphabetical order. */
export async function tagsOf({ tags }: Store, conversationId: string): Promise<readonly string[]> {
	return (await tags.of([conversationId])).get(conversationId) ?? [];
}

/** Gives what is to be added and taken off so that the change is done; tags that are there, or gone, are left out. */
export function tagsToChange(tags: readonly string[], { add, remove }: TagChange): TagChange {
	return {
		add: add.filter((tag) => !tags.includes(tag) && !remove.includes(tag)),
		remove: tags.filter((tag) => remove.includes(tag)),
	};
}

/**
 * Puts tags on a conversation and takes others off.
 *
 * @param change - tags as `tagsIn` gives them; one that is in both is taken off
 * @returns the conversation that one is part of now
 * @throws HelpDeskError conversation-not-found, invalid-input
 */
export function changeTags({ store, clock }: Desk, id: string, change: TagChange): Promise<Conversation> {
	return store.transaction(async (tx) => {
		const conversation = await lockedConversation(tx, id);
		const before = await tagsOf(tx, conversation.id);
		const { add, remove } = tagsToChange(before, change);
		if (add.length + remove.length === 0) return conversation;
		const problem = add.map(tagProblem).find((each) => each !== undefined);
		if (problem !== undefined) throw new HelpDeskError('invalid-input', problem);
		if (add.length > 0 && before.length + add.length - remove.length > MAX_TAGS) {
			throw new HelpDeskError(
				'invalid-input',
				`Conversation #${conversation.number} would have more than ${MAX_TAGS} tags: take some off first.`,
			);
		}
		const now = clock.now();
		await tx.tags.remove(conversation.id, remove);
		await tx.tags.add(conversation.id, add);
		await tx.conversations.touch(conversation.id, now);
		const data = { added: add.join(','), removed: remove.join(',') };
		await tx.recordEvent({ type: 'tagged', conversationId: conversation.id, data }, now);
		return await conversationById(tx, conversation.id);
	});
}
