import { describe, expect, it } from '@jest/globals';
import { eventsFor, type NotifyEvent, type Occasion } from '../../helpdesk/domain/notification-preference';

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
});
