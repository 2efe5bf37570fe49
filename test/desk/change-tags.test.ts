import { beforeEach, describe, expect, it } from '@jest/globals';
import { changeTags, tagsOf } from '../../helpdesk/desk/change-tags';
import { mergeConversations } from '../../helpdesk/desk/merge-conversations';
import { splitConversation } from '../../helpdesk/desk/split-conversation';
import type { Conversation } from '../../helpdesk/domain/conversation';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { MAX_TAGS } from '../../helpdesk/domain/tags';
import { customerWrites } from '../support/answers';
import { aMailbox, testDesk, type TestDesk } from '../support/test-desk';

let desk: TestDesk;
let mailbox: Mailbox;
let id: string;

beforeEach(async () => {
	desk = await testDesk();
	mailbox = await aMailbox(desk);
	id = await aConversation('first@x');
});

describe('changeTags', () => {
	it.each([
		['adds', { add: ['vip', 'billing'], remove: [] }, ['billing', 'old', 'vip'], 'billing,vip', ''],
		['takes off', { add: [], remove: ['old', 'unknown'] }, [], '', 'old'],
		['does both', { add: ['vip'], remove: ['old'] }, ['vip'], 'vip', 'old'],
		['takes off what is in both', { add: ['vip', 'old'], remove: ['old', 'vip'] }, [], '', 'old'],
	])('%s, with an event', async (_what, change, tags, added, removed) => {
		await changeTags(desk, id, { add: ['old'], remove: [] });
		desk.wait(1000);
		const conversation = await changeTags(desk, id, change);
		expect(await tagsOf(desk.store, id)).toEqual(tags);
		expect(conversation.updatedAt).toEqual(desk.clock.now());
		const [event] = await events();
		expect(event).toMatchObject({ type: 'tagged', conversationId: id, data: { removed } });
		expect(String(event?.data?.added).split(',').toSorted().join()).toBe(added);
	});

	it('leaves time and events alone when nothing changes', async () => {
		const before = await changeTags(desk, id, { add: ['vip'], remove: [] });
		desk.wait(1000);
		expect(await changeTags(desk, id, { add: ['vip'], remove: ['unknown'] })).toEqual(before);
		expect(await events()).toHaveLength(1);
	});

	it.each([
		['what is no tag', ['vip', 'a\u0007b'], 'invalid-input'],
		['too many', Array.from({ length: MAX_TAGS + 1 }, (_, index) => `tag-${index}`), 'invalid-input'],
	])('refuses %s, and changes nothing', async (_what, add, code) => {
		await expect(changeTags(desk, id, { add, remove: [] })).rejects.toMatchObject({ code });
		expect(await tagsOf(desk.store, id)).toEqual([]);
		expect(await events()).toEqual([]);
	});

	it('knows no conversation that is not there', async () => {
		await expect(changeTags(desk, 'none', { add: ['vip'], remove: [] })).rejects.toMatchObject({
			code: 'conversation-not-found',
		});
	});
});

describe('tags of conversations that are merged or split', () => {
	it('come together in the one that goes on, which is tagged from then on', async () => {
		const into = await aConversation();
		await changeTags(desk, id, { add: ['vip', 'billing'], remove: [] });
		await changeTags(desk, into, { add: ['vip', 'urgent'], remove: [] });
		await mergeConversations(desk, id, into);
		await changeTags(desk, id, { add: ['late'], remove: [] });
		expect(await tagsOf(desk.store, into)).toEqual(['billing', 'late', 'urgent', 'vip']);
	});

	it('may be more than can be added, and are taken off one by one', async () => {
		const tags = Array.from({ length: MAX_TAGS }, (_, index) => `tag-${index}`);
		const into = await aConversation();
		await changeTags(desk, id, { add: tags, remove: [] });
		await changeTags(desk, into, { add: ['one', 'two'], remove: [] });
		await mergeConversations(desk, id, into);
		await changeTags(desk, into, { add: [], remove: ['one'] });
		expect(await tagsOf(desk.store, into)).toEqual([...tags, 'two'].toSorted());
	});

	it('are those of the one that messages are taken out of', async () => {
		await changeTags(desk, id, { add: ['vip'], remove: [] });
		const second = await customerWrites(desk, mailbox, { inReplyTo: 'first@x' });
		expect(second.conversationId).toBe(id);
		const split: Conversation = await splitConversation(desk, [second.id]);
		await changeTags(desk, split.id, { add: ['new'], remove: [] });
		expect(await tagsOf(desk.store, split.id)).toEqual(['new', 'vip']);
		expect(await tagsOf(desk.store, id)).toEqual(['vip']);
	});
});

async function aConversation(messageId = `${desk.ids.next()}@x`): Promise<string> {
	return (await customerWrites(desk, mailbox, { messageId })).conversationId;
}

function events() {
	return desk.store.eventsSince('tagged', new Date(0), 10);
}
