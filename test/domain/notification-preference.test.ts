import { describe, expect, it } from '@jest/globals';
import {
	type Echo,
	eventsFor,
	type NotifyEvent,
	type Occasion,
} from '../../helpdesk/domain/notification-preference';

describe('eventsFor', () => {
	it.each<[Occasion, string | undefined, NotifyEvent[]]>([
		['new-conversation', undefined, ['new-conversation']],
		['new-conversation', 'john', ['assigned-to-me', 'new-conversation']],
		['new-conversation', 'chris', ['new-conversation']],
		['assigned', 'john', ['assigned-to-me']],
		['assigned', 'chris', []],
		['assigned', undefined, []],
		['customer-replied', 'john', ['customer-replied-mine']],
		['customer-replied', 'chris', ['customer-replied-others']],
		['customer-replied', undefined, ['customer-replied-unassigned']],
		['staff-replied', 'john', ['staff-replied-mine']],
		['staff-replied', 'chris', ['staff-replied-others']],
		['staff-replied', undefined, ['staff-replied-unassigned']],
		['noted', 'john', ['staff-replied-mine']],
		['noted', 'chris', ['staff-replied-others']],
		['noted', undefined, ['staff-replied-unassigned']],
	])('of %s, assigned to %s, are for John %j', (occasion, assigneeId, events) => {
		expect(eventsFor('john', occasion, assigneeId)).toEqual(events);
	});

	const first = { isFirstAnswer: true, writerIds: new Set<string>() };
	const wrote = { isFirstAnswer: false, writerIds: new Set(['john']) };
	it.each<[string, Occasion, Echo, string | undefined, NotifyEvent[]]>([
		['a first answer', 'staff-replied', first, 'chris', ['staff-replied-unassigned', 'staff-replied-others']],
		[
			'an answer where John wrote',
			'staff-replied',
			wrote,
			'chris',
			['staff-replied-mine', 'staff-replied-others'],
		],
		[
			'a note where John wrote',
			'noted',
			wrote,
			undefined,
			['staff-replied-mine', 'staff-replied-unassigned'],
		],
		['an answer where John wrote and has it', 'staff-replied', wrote, 'john', ['staff-replied-mine']],
		['a customer’s answer where John wrote', 'customer-replied', wrote, 'chris', ['customer-replied-others']],
	])('of %s are for John', (_what, occasion, echo, assigneeId, events) => {
		expect(eventsFor('john', occasion, assigneeId, echo)).toEqual(events);
	});
});
