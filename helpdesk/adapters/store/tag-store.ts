import type { Insertable } from 'kysely';
import type { TagStore } from '../../ports';
import { prepared } from './prepared';
import type { Database } from './rows';
import type { ConversationTagTable } from './tables';

const insertTag = prepared((db, row: Insertable<ConversationTagTable>) =>
	db
		.insertInto('conversation_tag')
		.values(row)
		.onConflict((conflict) => conflict.columns(['conversation_id', 'tag']).doNothing()),
);
const tagsOfOne = prepared((db, { id }: { id: string }) =>
	db.selectFrom('conversation_tag').selectAll().where('conversation_id', '=', id),
);

/** The tags of conversations. */
export class SqlTagStore implements TagStore {
	constructor(private readonly db: Database) {}

	async of(conversationIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
		const tags = new Map<string, string[]>(conversationIds.map((id) => [id, []]));
		for (const { conversation_id: id, tag } of await this.rows([...tags.keys()])) tags.get(id)?.push(tag);
		// Not in the query, as engines differ in their order.
		for (const each of tags.values()) each.sort();
		return tags;
	}

	async add(conversationId: string, tags: readonly string[]): Promise<void> {
		for (const tag of tags) await insertTag(this.db, { conversation_id: conversationId, tag });
	}

	async remove(conversationId: string, tags: readonly string[]): Promise<void> {
		if (tags.length === 0) return;
		await this.db
			.deleteFrom('conversation_tag')
			.where('conversation_id', '=', conversationId)
			.where('tag', 'in', tags)
			.execute();
	}

	private async rows(ids: readonly string[]): Promise<ConversationTagTable[]> {
		const [id] = ids;
		if (id === undefined) return [];
		// With most mail it is one.
		if (ids.length === 1) return (await tagsOfOne(this.db, { id })).rows;
		return await this.db
			.selectFrom('conversation_tag')
			.selectAll()
			.where('conversation_id', 'in', ids)
			.execute();
	}
}
