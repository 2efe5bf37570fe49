import { beforeEach, describe, expect, it } from '@jest/globals';
import { addNote } from '../../helpdesk/desk/add-note';
import { mergeConversations } from '../../helpdesk/desk/merge-conversations';
import type { Message } from '../../helpdesk/domain/conversation';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { customerWrites, notify } from '../support/answers';
import { aMailbox, aStaff, testDesk, type TestDesk } from '../support/test-desk';

describe('addNote', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let question: Message;

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk);
		question = await customerWrites(desk, mailbox);
	});

	it('writes a note of a staff member, who is not told of it', async () => {
		const all = { email: ['staff-replied-unassigned' as const], desktop: [], mobile: [] };
		const john = await aStaff(desk, { preferences: all });
		const kelly = await aStaff(desk, { name: 'Kelly', address: 'k@acme-staff.test', preferences: all });
		const note = await addNote(desk, question.conversationId, john.id, 'He is angry.');
		expect(note).toMatchObject({ kind: 'note', staffId: john.id, from: { name: 'John Miller' } });
		expect(await desk.store.messages.byId(note.id)).toEqual(note);
		const told = await notify(desk, mailbox, note, 'noted');
		expect(told.map(({ staffId }) => staffId)).toEqual([kelly.id]);
	});

	it('writes a note of the desk itself', async () => {
		const note = await addNote(desk, question.conversationId, undefined, 'Paid on Monday.');
		expect(note).toMatchObject({ staffId: undefined, from: { name: 'Acme Support' } });
	});

	it('writes it where a conversation is that was merged (rule 12)', async () => {
		const { conversationId } = await customerWrites(desk, mailbox);
		await mergeConversations(desk, question.conversationId, conversationId);
		const note = await addNote(desk, question.conversationId, undefined, 'Paid on Monday.');
		expect(await desk.store.messages.byId(note.id)).toMatchObject({ conversationId });
	});

	it.each([
		['an unknown conversation', 'none', undefined, 'x', 'conversation-not-found'],
		['an unknown author', undefined, 'none', 'x', 'staff-not-found'],
		['no text', undefined, undefined, ' \n', 'invalid-input'],
	])('fails for %s', async (_what, conversationId, staffId, text, code) => {
		const note = addNote(desk, conversationId ?? question.conversationId, staffId, text);
		await expect(note).rejects.toMatchObject({ code });
	});
});
