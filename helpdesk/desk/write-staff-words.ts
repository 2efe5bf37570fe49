import type { Conversation } from '../domain/conversation';
import type { NotForPeople, ThreadOutcome } from '../domain/inbound-mail';
import type { Staff } from '../domain/staff';
import { addMessage, type NewEntry } from './add-message';
import { recordAssignment } from './conversation-changes';
import type { Threading } from './follow-route';
import { obey } from './staff-orders';
import type { StaffWords } from './typed-by-staff';

/** Whose words they are, and in which conversation. */
export interface StaffTurn {
	readonly staff: Staff;
	readonly conversation: Conversation;
}

/** Writes what a staff member typed into the conversation, as an answer that is to be sent or as a note, and obeys. */
export async function writeStaffWords(
	threading: Threading,
	turn: StaffTurn,
	words: StaffWords,
): Promise<ThreadOutcome> {
	const { desk, settings } = threading;
	const { staff, conversation } = turn;
	if (words.kind !== 'answer') return await writeInternally(threading, turn, words);
	const now = desk.clock.now();
	const { text, html, orders } = words;
	const messageId = await addMessage(threading, conversation.id, {
		...authorOf(threading, staff),
		kind: 'staff',
		state: 'unsent',
		recipientContactId: conversation.contactId,
		text,
		html,
	});
	await desk.store.conversations.touch(conversation.id, now);
	const isAssigned = orders.some(({ kind }) => kind === 'assign');
	if (settings.assignToFirstResponder && conversation.assigneeId === undefined && !isAssigned) {
		// Not before the answer, by which colleagues are told that nobody had it (rule 24).
		await recordAssignment(desk.store, conversation, staff.id, desk.clock.now());
	}
	await desk.store.recordEvent({ type: 'staff-replied', conversationId: conversation.id, messageId }, now);
	await obey(desk, conversation, orders);
	return { kind: 'staff-reply', messageId, why: 'token' };
}

async function writeInternally(
	threading: Threading,
	{ staff, conversation }: StaffTurn,
	{ kind, text, orders }: StaffWords,
): Promise<ThreadOutcome> {
	const { desk } = threading;
	const { store, clock } = desk;
	const why: NotForPeople = kind === 'note' ? 'note' : 'commands';
	const messageId = await addMessage(threading, conversation.id, {
		...authorOf(threading, staff),
		kind: why === 'note' ? 'note' : 'system',
		text: why === 'note' ? text : orders.map(({ said }) => said).join('\n'),
		html: '',
	});
	await store.conversations.touch(conversation.id, clock.now());
	if (why === 'note') {
		const data = { staffId: staff.id };
		await store.recordEvent(
			{ type: 'note-added', conversationId: conversation.id, messageId, data },
			clock.now(),
		);
	}
	await obey(desk, conversation, orders);
	return { kind: 'not-for-people', why, messageId };
}

function authorOf({ mail }: Threading, staff: Staff): Pick<NewEntry, 'from' | 'staff'> {
	return { from: { name: staff.name, address: mail.from?.address ?? staff.address }, staff };
}
