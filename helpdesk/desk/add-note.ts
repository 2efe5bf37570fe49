import type { Message } from '../domain/conversation';
import { HelpDeskError } from '../domain/errors';
import type { Desk } from '../ports';
import { lockedConversation } from './conversation-changes';
import { ownEntry } from './own-entry';
import { mailboxById } from './save-mailbox';
import { staffById } from './save-staff';

/**
 * Writes an internal note into a conversation, or into the one that it is part of now; no customer ever sees it.
 *
 * @param staffId - its author; undefined: the desk itself
 * @throws HelpDeskError conversation-not-found, staff-not-found, invalid-input
 */
export async function addNote(
	desk: Desk,
	conversationId: string,
	staffId: string | undefined,
	text: string,
): Promise<Message> {
	if (text.trim() === '') throw new HelpDeskError('invalid-input', 'The note is empty: write its text.');
	return await desk.store.transaction(async (store) => {
		const conversation = await lockedConversation(store, conversationId);
		const now = desk.clock.now();
		const id = desk.ids.next();
		const { channelName: name, address } = await mailboxById(store, conversation.mailboxId);
		const author = staffId === undefined ? { name, address } : await staffById(store, staffId);
		const note = ownEntry({
			id,
			conversationId: conversation.id,
			kind: 'note',
			from: { name: author.name, address: author.address },
			staffId,
			subject: conversation.subject,
			text,
			messageId: `note-${id}@no-message-id.invalid`,
			createdAt: now,
		});
		await store.messages.insert(note, `note ${id}`);
		await store.conversations.touch(conversation.id, now);
		const data = { staffId: staffId ?? '' };
		await store.recordEvent(
			{ type: 'note-added', conversationId: conversation.id, messageId: id, data },
			now,
		);
		return note;
	});
}
