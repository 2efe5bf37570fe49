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
const tagRows = prepared((db, { ids }: { ids: readonly string[] }) =>
	db.selectFrom('conversation_tag').selectAll().where('conversation_id', 'in', ids),
);

/** The tags of conversations. */
export class SqlTagStore implements TagStore {
	constructor(private readonly db: Database) {}

	async of(conversationIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
		const tags = new Map<string, string[]>(conversationIds.map((id) => [id, []]));
		if (tags.size === 0) return tags;
		const { rows } = await tagRows(this.db, { ids: [...tags.keys()] });
		for (const { conversation_id: id, tag } of rows) tags.get(id)?.push(tag);
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
}
