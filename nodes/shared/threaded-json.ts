import type { IDataObject } from 'n8n-workflow';
import { HOLD_ADVICE, type Hold } from '../../helpdesk/domain/hold';
import type { NotForPeople, ThreadOutcome } from '../../helpdesk/domain/inbound-mail';
import type { Occasion } from '../../helpdesk/domain/notification-preference';
import type { ThreadedMail } from '../../helpdesk/desk/thread-raw-mail';
import type { Store } from '../../helpdesk/ports';
import { conversationView, messageViews } from './views';

// Colleagues may hear of what no customer needs to get.
const OCCASIONS: Partial<Record<NotForPeople, { readonly occasion: Occasion }>> = {
	note: { occasion: 'noted' },
	'direct-answer': { occasion: 'staff-replied' },
};

/**
 * Gives what became of a mail as an item's JSON, the same wherever that is decided.
 *
 * @param known - the view of the message, where it was read before
 */
export async function threadedJson(
	store: Store,
	{ inboundMailId, outcome }: ThreadedMail,
	known?: IDataObject,
): Promise<IDataObject> {
	const json = { inboundMailId, outcome: outcome.kind };
	if (outcome.kind === 'held') {
		const hold = await store.holds.byId(outcome.holdId);
		return hold ? { ...json, ...(await holdJson(store, hold)) } : json;
	}
	const { messageId = '' } = outcome;
	const view = known ?? (await messageViews(store, messageId ? [messageId] : [])).get(messageId);
	if (outcome.kind === 'not-for-people')
		return { ...json, ...view, why: outcome.why, ...(await occasionFor(store, outcome)) };
	const { why } = outcome;
	if (outcome.kind === 'staff-reply') return { ...json, ...view, why, occasion: 'staff-replied' };
	const occasion = outcome.kind === 'customer-reply' ? 'customer-replied' : 'new-conversation';
	return { ...json, ...view, why, occasion };
}

async function occasionFor(
	{ messages, conversations }: Store,
	{ why, messageId }: Extract<ThreadOutcome, { readonly kind: 'not-for-people' }>,
): Promise<{ readonly occasion?: Occasion }> {
	if (why !== 'commands' || messageId === undefined) return OCCASIONS[why] ?? {};
	const message = await messages.byId(messageId);
	const conversation = message && (await conversations.byId(message.conversationId));
	const { assigneeId, assignedAt } = conversation ?? {};
	// It was the command that gave the conversation to whoever has it.
	const isGiven = assigneeId !== undefined && assignedAt !== undefined && message !== undefined;
	return isGiven && assignedAt >= message.createdAt ? { occasion: 'assigned' } : {};
}

/** Gives a hold with its conversation, where it has one, as an item's JSON. */
export async function holdJson(store: Store, hold: Hold): Promise<IDataObject> {
	const { id, reason, state, createdAt, settledAt, settledBy, messageId, conversationId } = hold;
	const about = conversationId === undefined ? {} : await conversationView(store, conversationId);
	const by = settledBy === undefined ? undefined : await store.staff.byId(settledBy);
	return {
		...about,
		why: reason,
		hold: {
			id,
			reason,
			advice: HOLD_ADVICE[reason],
			state,
			createdAt: createdAt.toISOString(),
			settledAt: settledAt?.toISOString() ?? null,
			settledBy: by ? { id: by.id, name: by.name } : null,
			messageId: messageId ?? null,
		},
	};
}
