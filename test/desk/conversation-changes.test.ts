import { beforeEach, describe, expect, it } from '@jest/globals';
import {
	assignConversation,
	assignToLeastBusy,
	setConversationStatus,
} from '../../helpdesk/desk/conversation-changes';
import { mergeConversations } from '../../helpdesk/desk/merge-conversations';
import { updateStaff } from '../../helpdesk/desk/save-staff';
import type { Conversation } from '../../helpdesk/domain/conversation';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { Staff } from '../../helpdesk/domain/staff';
import { customerWrites } from '../support/answers';
import { aMailbox, aStaff, testDesk, type TestDesk } from '../support/test-desk';

let desk: TestDesk;
let mailbox: Mailbox;
let john: Staff;
let chris: Staff;

beforeEach(async () => {
	desk = await testDesk();
	mailbox = await aMailbox(desk);
	john = await aStaff(desk);
	chris = await aStaff(desk, { name: 'Chris', address: 'chris@acme-staff.test' });
});

describe('assignConversation', () => {
	it('gives a conversation to a person, and to nobody', async () => {
		const { id } = await aConversation();
		expect(await assignConversation(desk, id, john.id)).toMatchObject({
			assigneeId: john.id,
			assignedAt: desk.clock.now(),
		});
		expect(await assignConversation(desk, id, undefined)).toMatchObject({ assigneeId: undefined });
	});

	it('leaves the time alone when nothing changes', async () => {
		const { id } = await aConversation();
		const assigned = await assignConversation(desk, id, john.id);
		desk.wait(1000);
		expect(await assignConversation(desk, id, john.id)).toEqual(assigned);
	});

	it('knows nothing and nobody that is not there', async () => {
		const { id } = await aConversation();
		await expect(assignConversation(desk, id, 'none')).rejects.toMatchObject({ code: 'staff-not-found' });
		await expect(assignConversation(desk, 'none', john.id)).rejects.toMatchObject({
			code: 'conversation-not-found',
		});
	});
});

describe('assignToLeastBusy', () => {
	it('takes turns while all are equally busy, and counts open and pending ones only', async () => {
		const owners: (string | undefined)[] = [];
		for (let count = 0; count < 4; count++)
			owners.push((await assignToLeastBusy(desk, (await aConversation()).id)).assigneeId);
		expect(owners).toEqual([john.id, chris.id, john.id, chris.id]);
		for (const { id } of await desk.store.conversations.list({ assigneeId: chris.id, limit: 5 }))
			await setConversationStatus(desk, id, 'closed');
		expect((await assignToLeastBusy(desk, (await aConversation()).id)).assigneeId).toBe(chris.id);
	});

	it('keeps the assignee of a conversation that has one', async () => {
		const { id } = await aConversation();
		const assigned = await assignConversation(desk, id, chris.id);
		expect(await assignToLeastBusy(desk, id)).toEqual(assigned);
	});

	it('skips who is away or not active, and leaves it with nobody when all are', async () => {
		await updateStaff(desk, john.id, { isAway: true });
		expect((await assignToLeastBusy(desk, (await aConversation()).id)).assigneeId).toBe(chris.id);
		await updateStaff(desk, chris.id, { isActive: false });
		const conversation = await aConversation();
		expect(await assignToLeastBusy(desk, conversation.id)).toEqual(conversation);
	});
});

describe('setConversationStatus', () => {
	it('changes the status and the time, and nothing when it is the same', async () => {
		const { id } = await aConversation();
		desk.wait(1000);
		const closed = await setConversationStatus(desk, id, 'closed');
		expect(closed).toMatchObject({ status: 'closed', updatedAt: desk.clock.now() });
		desk.wait(1000);
		expect(await setConversationStatus(desk, id, 'closed')).toEqual(closed);
		await expect(setConversationStatus(desk, 'none', 'open')).rejects.toMatchObject({
			code: 'conversation-not-found',
		});
	});
});

describe('a conversation that was merged', () => {
	it('is assigned and closed where it is now (rule 12)', async () => {
		const [from, into] = [await aConversation(), await aConversation()];
		await mergeConversations(desk, from.id, into.id);
		expect(await assignConversation(desk, from.id, chris.id)).toMatchObject({
			id: into.id,
			assigneeId: chris.id,
		});
		expect(await setConversationStatus(desk, from.id, 'pending')).toMatchObject({
			id: into.id,
			status: 'pending',
		});
		await assignConversation(desk, into.id, undefined);
		expect(await assignToLeastBusy(desk, from.id)).toMatchObject({ id: into.id, assigneeId: john.id });
		expect(await desk.store.conversations.byId(from.id)).toMatchObject({
			status: 'closed',
			assigneeId: undefined,
		});
	});
});

async function aConversation(): Promise<Conversation> {
	const { conversationId } = await customerWrites(desk, mailbox);
	const conversation = await desk.store.conversations.byId(conversationId);
	if (!conversation) throw new Error('There is no conversation.');
	return conversation;
}
