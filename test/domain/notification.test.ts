import { describe, expect, it } from '@jest/globals';
import { NOTIFY_EVENTS, WHY } from '../../helpdesk/domain/notification-preference';
import {
	notificationBodies,
	shortNotification,
	type NotificationFacts,
} from '../../helpdesk/domain/notification';
import { aContact, aConversation, aMessage, aSupportMailbox } from '../support/builders';

const MARK = 's0100b40000000000000000aaaaaaaaaaaaaaaa';
const EVIL = '<img src=x onerror="alert(1)">';

describe('notificationBodies', () => {
	it('begins with the marker line, in text and HTML', () => {
		const { text, html } = notificationBodies(facts(), MARK);
		expect(text.split('\n')[0]).toBe(`-- Reply above this line -- [${MARK}]`);
		expect(html.split('\n')[0]).toMatch(
			new RegExp(`^<div[^>]*>-- Reply above this line -- \\[${MARK}\\]</div>$`),
		);
	});

	it('tells customer, mailbox, assignee, conversation, the message in full and what came before', () => {
		const long = 'a'.repeat(5000);
		const { text, html } = notificationBodies(
			facts({
				assigneeName: 'Chris',
				message: aMessage({ text: long }),
				earlier: [aMessage({ text: 'b'.repeat(700), from: { name: '', address: 'x@y.test' } })],
			}),
			MARK,
		);
		for (const body of [text, html]) {
			for (const part of ['Acme Support', 'support@acme.test', 'Chris', '#1 My printer', long])
				expect(body).toContain(part);
			expect(body).toContain(`${'b'.repeat(600)} …`);
			expect(body).not.toContain('b'.repeat(601));
			expect(body).toContain('x@y.test, 2026-11-22 09:00 UTC');
		}
		expect(text).toContain('Customer: Frank Furter <frank@customer.test>');
		expect(html).toContain('Frank Furter &lt;frank@customer.test&gt;');
	});

	it('names the tags below the assignee', () => {
		const { text, html } = notificationBodies(facts({ tags: ['billing', 'vip'] }), MARK);
		expect(text).toContain('Assigned to: nobody\nTags: billing, vip\n');
		expect(html).toContain('<td>Tags</td><td><b>billing, vip</b></td>');
	});

	it('says that nobody has it, and names no attachments, where that is so', () => {
		const { text } = notificationBodies(facts(), MARK);
		expect(text).toContain('Assigned to: nobody');
		expect(text).not.toContain('Attachments');
		expect(text).not.toContain('Tags');
		expect(text).not.toContain('Answered by');
	});

	it.each([
		['customer', 'goes to the customer', 'becomes a note'],
		['note', 'Internal note by: Frank Furter', 'goes to the customer'],
		['note', 'becomes a note, which the customer never sees', 'goes to the customer'],
	] as const)('tells what an answer to it becomes: %s', (kind, said, unsaid) => {
		const { text, html } = notificationBodies(facts({ message: aMessage({ kind }) }), MARK);
		expect(text).toContain(said);
		expect(`${text}${html}`).not.toContain(unsaid);
	});

	it('names the attachments, without images of the text, and who answered', () => {
		const attachment = { index: 0, contentType: 'a/b', bytes: 1, contentId: '' };
		const message = aMessage({
			kind: 'staff',
			from: { name: 'Chris', address: 'chris@acme-staff.test' },
			attachments: [
				{ ...attachment, filename: 'a.pdf', isInline: false },
				{ ...attachment, filename: 'logo.png', isInline: true },
				{ ...attachment, filename: 'b.pdf', isInline: false },
			],
		});
		const { text } = notificationBodies(facts({ message }), MARK);
		expect(text).toContain('Attachments: a.pdf, b.pdf');
		expect(text).toContain('Answered by: Chris');
		expect(text).not.toContain('chris@acme-staff.test');
	});

	it.each<[string, Partial<NotificationFacts>]>([
		['the message', { message: aMessage({ text: EVIL }) }],
		['an earlier message', { earlier: [aMessage({ text: EVIL })] }],
		[
			'the author of an earlier message',
			{ earlier: [aMessage({ from: { name: EVIL, address: 'a@b.test' } })] },
		],
		['the subject', { conversation: aConversation({ subject: EVIL }) }],
		['the customer’s name', { contact: aContact({ name: EVIL }) }],
		['the channel', { mailbox: aSupportMailbox({ channelName: EVIL }) }],
		['the assignee', { assigneeName: EVIL }],
		['a tag', { tags: [EVIL] }],
		[
			'a file name',
			{
				message: aMessage({
					attachments: [
						{ index: 0, filename: EVIL, contentType: 'a/b', bytes: 1, contentId: '', isInline: false },
					],
				}),
			},
		],
	])('lets no markup in from %s', (_where, parts) => {
		const { html } = notificationBodies(facts(parts), MARK);
		expect(html).not.toContain('<img');
		expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;');
	});

	it('shows none of the customer’s own HTML', () => {
		const { html } = notificationBodies(facts({ message: aMessage({ html: '<blink>x</blink>' }) }), MARK);
		expect(html).not.toContain('blink');
	});

	it.each(NOTIFY_EVENTS)('says why it was sent: %s', (event) => {
		const { text, html } = notificationBodies(facts({ event }), MARK);
		expect(text).toContain(`You get this because ${WHY[event]}.`);
		expect(html).toContain(`You get this because ${WHY[event]}.`);
	});
});

describe('shortNotification', () => {
	it('fits a phone', () => {
		expect(shortNotification(facts({ message: aMessage({ text: 'a'.repeat(601) }) }))).toEqual({
			title: '#1 Frank Furter: My printer',
			body: `${'a'.repeat(600)} …`,
		});
	});

	it('has a title where name and subject are missing', () => {
		const nameless = { contact: aContact({ name: '' }), conversation: aConversation({ subject: '' }) };
		expect(shortNotification(facts(nameless)).title).toBe('#1 frank@customer.test: (no subject)');
	});
});

function facts(parts: Partial<NotificationFacts> = {}): NotificationFacts {
	return {
		conversation: aConversation(),
		contact: aContact(),
		mailbox: aSupportMailbox(),
		assigneeName: '',
		tags: [],
		message: aMessage(),
		earlier: [],
		event: 'new-conversation',
		...parts,
	};
}
