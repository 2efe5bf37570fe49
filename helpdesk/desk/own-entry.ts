import type { Message } from '../domain/conversation';

/** What an entry says that the desk writes by itself, or somebody through it. */
export type OwnEntry = Pick<
	Message,
	'id' | 'conversationId' | 'kind' | 'from' | 'staffId' | 'subject' | 'text' | 'messageId' | 'createdAt'
>;

/** Gives an entry that no mail brought. */
export function ownEntry(entry: OwnEntry): Message {
	return {
		...entry,
		state: 'received',
		fullText: entry.text,
		html: '',
		references: [],
		inboundMailId: undefined,
		attachments: [],
		isNewParticipant: false,
		hasReusedMessageId: false,
	};
}
