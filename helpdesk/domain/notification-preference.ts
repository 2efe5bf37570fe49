/** What staff can be told about (rule 33). */
export const NOTIFY_EVENTS = [
	'new-conversation',
	'assigned-to-me',
	'customer-replied-mine',
	'customer-replied-unassigned',
	'customer-replied-others',
	'staff-replied-mine',
	'staff-replied-unassigned',
	'staff-replied-others',
] as const;
export type NotifyEvent = (typeof NOTIFY_EVENTS)[number];

/** Why a notification is sent: an event that somebody wants to hear of, or one that its reader must hear of. */
export type NotificationReason =
	NotifyEvent | 'delivery-failed' | 'answer-held' | 'answer-not-sent' | 'answered-directly';

export const CHANNELS = ['email', 'desktop', 'mobile'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The events a person wants to hear of, by channel. */
export type Preferences = Readonly<Record<Channel, readonly NotifyEvent[]>>;

/** What a new staff member hears of: by e-mail, all that may need them. */
export const DEFAULT_PREFERENCES: Preferences = {
	email: [
		'new-conversation',
		'assigned-to-me',
		'customer-replied-mine',
		'customer-replied-unassigned',
		'staff-replied-mine',
		'staff-replied-unassigned',
	],
	desktop: [],
	mobile: [],
};

/** Each event as the reason given in a notification: "You get this because …". */
export const WHY: Record<NotificationReason, string> = {
	'new-conversation': 'you want to know of new conversations',
	'assigned-to-me': 'the conversation was assigned to you',
	'customer-replied-mine': 'the customer answered in a conversation assigned to you',
	'customer-replied-unassigned': 'the customer answered in a conversation that is assigned to nobody',
	'customer-replied-others': 'you want to know of customers’ answers to colleagues',
	'staff-replied-mine':
		'a colleague answered or noted something in a conversation that is yours or that you wrote in',
	'staff-replied-unassigned':
		'a colleague answered or noted something in a conversation that was assigned to nobody',
	'staff-replied-others': 'you want to know of colleagues’ answers and notes',
	'delivery-failed': 'it is about an answer of yours, or in a conversation that is assigned to you',
	'answer-held':
		'an answer in your name came from another address, or could not be proved to be yours: it is held, and nothing of it was sent',
	'answer-not-sent': 'an answer of yours is held, and nothing of it was sent',
	'answered-directly':
		'you answered the customer from your own mail program: answer the notification instead, so that the answer comes from the desk and in its name',
};

const NO_ECHO: Echo = { isFirstAnswer: false, writerIds: new Set() };

/** What happened, seen by nobody in particular. */
export const OCCASIONS = [
	'new-conversation',
	'customer-replied',
	'staff-replied',
	'noted',
	'assigned',
] as const;
export type Occasion = (typeof OCCASIONS)[number];

/** How a colleague's answer or note finds a conversation (rule 24). */
export interface Echo {
	/** Whether nobody had the conversation before this answer gave it to its author. */
	readonly isFirstAnswer: boolean;
	/** Staff who wrote in it before. */
	readonly writerIds: ReadonlySet<string>;
}

/**
 * Gives the events that an occasion is for one person, the most particular first; empty when it is none of theirs.
 *
 * @param assigneeId - whom the conversation is assigned to now
 */
export function eventsFor(
	staffId: string,
	occasion: Occasion,
	assigneeId: string | undefined,
	echo: Echo = NO_ECHO,
): readonly NotifyEvent[] {
	const isMine = assigneeId === staffId;
	if (occasion === 'assigned') return isMine ? ['assigned-to-me'] : [];
	if (occasion === 'new-conversation')
		return isMine ? ['assigned-to-me', 'new-conversation'] : ['new-conversation'];
	// Rule 33: who wants to hear of colleagues' answers hears of their notes, too.
	const act = occasion === 'noted' ? 'staff-replied' : occasion;
	if (isMine) return [`${act}-mine`];
	const others: NotifyEvent = assigneeId === undefined ? `${act}-unassigned` : `${act}-others`;
	if (act === 'customer-replied') return [others];
	if (echo.writerIds.has(staffId)) return ['staff-replied-mine', others];
	return echo.isFirstAnswer ? ['staff-replied-unassigned', others] : [others];
}
