import { describe, expect, it } from '@jest/globals';
import {
	customerOf,
	routeOf,
	routeOfForwarded,
	type ThreadFacts,
	type TokenCheck,
} from '../../helpdesk/domain/threading';
import { aConversation, aMail, anOutboundMail, aStaffMember, NOW, type MailParts } from '../support/builders';

const EARLIER = new Date(NOW.getTime() - 1000);
const LATER = new Date(NOW.getTime() + 1000);
const JOHN = aStaffMember();
const FROM_JOHN: MailParts = { from: { name: 'John', address: 'john@acme-staff.test' } };
const NOTIFICATION = anOutboundMail({ id: 'notification-1' });
const SUPPORT = { name: '', address: 'Support@acme.test' };
const FRANK = { name: 'Frank Furter', address: 'frank@customer.test' };

type Facts = Partial<Omit<ThreadFacts, 'mail'>> & { readonly mail?: MailParts };

describe('routeOf a customer’s mail', () => {
	const referenced = aConversation();

	it.each<[string, Facts, object]>([
		['names nothing', {}, { kind: 'new-conversation', linkedTo: undefined, customer: FRANK }],
		[
			'names a conversation the sender takes part in',
			{ referenced, isParticipant: true },
			{ kind: 'customer-reply', isNewParticipant: false, conversation: referenced },
		],
		[
			'has our token, from somebody new',
			{ referenced, hasCustomerToken: true },
			{ kind: 'customer-reply', isNewParticipant: true, conversation: referenced },
		],
		[
			'names a conversation of others without a token',
			{ referenced },
			{ kind: 'new-conversation', linkedTo: referenced },
		],
		[
			'names spam with our token',
			{ referenced: aConversation({ status: 'spam' }), hasCustomerToken: true },
			{ kind: 'new-conversation', linkedTo: undefined },
		],
		[
			'has a staff token that is not ours, from a stranger',
			{ staffToken: { status: 'invalid' } },
			{ kind: 'new-conversation', linkedTo: undefined },
		],
		[
			'quotes a staff token, from somebody who takes part',
			{ referenced, isParticipant: true, staffToken: aToken() },
			{ kind: 'customer-reply', isNewParticipant: false },
		],
		['has no sender', { mail: { from: undefined } }, { kind: 'held', reason: 'no-sender' }],
		[
			'has no sender but us',
			{ mail: { from: { name: '', address: 'SUPPORT@acme.test' } } },
			{ kind: 'held', reason: 'no-sender' },
		],
	])('when it %s', (_when, facts, route) => expect(routeOf(factsWith(facts))).toMatchObject(route));
});

describe('routeOf mail that is not for people', () => {
	const referenced = aConversation();
	const automatic: MailParts = { headers: { 'auto-submitted': 'auto-replied' } };

	it.each<[string, Facts, object]>([
		['our own', { mail: { headers: { 'x-help-desk': 'desk-1' } } }, { why: 'own-mail' }],
		[
			'our own, come twice',
			{ mail: { headers: { 'x-help-desk': 'desk-1' } }, isDuplicate: true },
			{ why: 'own-mail' },
		],
		['a duplicate', { isDuplicate: true }, { why: 'duplicate' }],
		['a duplicate of a machine', { isDuplicate: true, mail: automatic }, { why: 'duplicate' }],
		['an automatic reply', { mail: automatic }, { why: 'auto-reply', conversation: undefined }],
		[
			'an automatic reply to us',
			{ mail: automatic, referenced },
			{ why: 'auto-reply', conversation: referenced },
		],
		[
			'a participant’s automatic reply',
			{ mail: automatic, referenced, isParticipant: true },
			{ why: 'auto-reply', conversation: referenced },
		],
		[
			'a staff member’s automatic reply to a notification',
			{ mail: { ...FROM_JOHN, ...automatic }, staffToken: aToken(), staffSender: JOHN },
			{ why: 'auto-reply', conversation: { id: 'conversation-1' } },
		],
		[
			'a machine’s answer that names nothing of ours',
			{ mail: { inReplyTo: ['x@y.test'], headers: { 'auto-submitted': 'auto-generated' } } },
			{ why: 'auto-reply' },
		],
	])('of %s', (_what, facts, route) => {
		expect(routeOf(factsWith(facts))).toMatchObject({ kind: 'not-for-people', ...route });
	});

	it.each<[string, Facts]>([
		['writes it', { staffSender: JOHN }],
		['was sent what it answers', { staffToken: aToken() }],
	])('of a ticket system where somebody of staff %s', (_what, facts) => {
		const headers = { 'auto-submitted': 'auto-generated', 'x-jira-fingerprint': '1' };
		const mail = { inReplyTo: ['x@y.test'], headers };
		expect(routeOf(factsWith({ mail, ...facts }))).toMatchObject({ why: 'auto-reply' });
	});

	it('lets a contact form open a conversation', () => {
		const mail = { headers: { 'auto-submitted': 'auto-generated' } };
		expect(routeOf(factsWith({ mail }))).toMatchObject({ kind: 'new-conversation' });
	});
});

describe('routeOf a staff member’s mail', () => {
	it('is a staff reply when the token fits the sender', () => {
		const facts = fromJohn({ staffToken: aToken() });
		expect(routeOf(facts)).toMatchObject({ kind: 'staff-reply', staff: JOHN, notification: NOTIFICATION });
	});

	it.each<[string, Facts, string]>([
		['the token is not ours', { staffToken: { status: 'invalid' } }, 'token-invalid'],
		[
			'a server says that somebody else wrote it',
			{ isSenderInDoubt: true, staffToken: aToken({ status: 'expired' }) },
			'sender-not-authenticated',
		],
		[
			'a server says that somebody else forwarded it',
			{ isSenderInDoubt: true, mail: { ...FROM_JOHN, subject: 'Fwd: help' } },
			'sender-not-authenticated',
		],
		['the token is too old', { staffToken: aToken({ status: 'expired' }) }, 'token-expired'],
		[
			'the token is a colleague’s',
			{ staffToken: aToken({ staff: aStaffMember({ id: 'chris', address: 'chris@acme-staff.test' }) }) },
			'sender-not-recipient',
		],
		[
			'the token is that of a person who was removed',
			{ staffToken: aToken({ staff: undefined }) },
			'sender-not-recipient',
		],
		[
			'the person is not active any more',
			{ staffToken: aToken({ staff: { ...JOHN, isActive: false } }) },
			'sender-not-recipient',
		],
		[
			'From is not on file, though Reply-To is',
			{
				mail: {
					from: { name: 'John', address: 'john@evil.test' },
					replyTo: [{ name: '', address: JOHN.address }],
				},
				staffToken: aToken(),
				staffSender: undefined,
			},
			'sender-not-recipient',
		],
		[
			'the token is too old and From is not on file',
			{ mail: { from: FRANK }, staffToken: aToken({ status: 'expired' }), staffSender: undefined },
			'sender-not-recipient',
		],
		['there is no token', { referenced: aConversation() }, 'staff-without-token'],
		[
			'there is a customer’s token only',
			{ referenced: aConversation(), hasCustomerToken: true },
			'staff-without-token',
		],
		[
			'it forwards something as one of several authors',
			{ mail: { ...FROM_JOHN, subject: 'Fwd: help', hasSeveralAuthors: true } },
			'forwarded-by-staff',
		],
		[
			'it forwards something after leaving',
			{ mail: { ...FROM_JOHN, subject: 'Fwd: help' }, staffSender: aStaffMember({ isActive: false }) },
			'forwarded-by-staff',
		],
		[
			'it forwards something with us in Cc',
			{
				mail: {
					...FROM_JOHN,
					subject: 'Fwd: help',
					to: [FRANK],
					cc: [{ name: '', address: 'support@acme.test' }],
				},
			},
			'not-addressed-to-us',
		],
		[
			'it forwards a notification',
			{ mail: { ...FROM_JOHN, subject: 'WG: [#1] My printer' }, staffToken: aToken() },
			'not-addressed-to-us',
		],
		[
			'we are in Cc only',
			{
				mail: { ...FROM_JOHN, to: [FRANK], cc: [{ name: '', address: 'Support+x@acme.test' }] },
				staffToken: aToken(),
			},
			'not-addressed-to-us',
		],
		[
			'we are in Cc only, of a mailbox with a plus-part of its own',
			{
				mail: { ...FROM_JOHN, to: [FRANK], cc: [{ name: '', address: 'Acme+support+x@mail.test' }] },
				ownKeys: new Set(['acme+support@mail.test']),
				staffToken: aToken(),
			},
			'not-addressed-to-us',
		],
	])('is held when %s', (_when, facts, reason) => {
		expect(routeOf(fromJohn(facts))).toMatchObject({ kind: 'held', reason });
	});

	it.each<[string, Facts, string]>([
		[
			'the conversation was closed',
			{ staffToken: aToken({ conversation: aConversation({ status: 'closed' }) }) },
			'conversation-closed',
		],
		[
			'the conversation was closed later',
			{ staffToken: aToken({ conversation: aConversation({ status: 'closed', closedAt: LATER }) }) },
			'conversation-closed',
		],
		[
			'the conversation is spam',
			{ staffToken: aToken({ conversation: aConversation({ status: 'spam' }) }) },
			'conversation-closed',
		],
		['a colleague was faster', { staffToken: aToken({ colleagueAnsweredAt: LATER }) }, 'colleague-answered'],
		[
			'it was given to a colleague',
			{ staffToken: aToken({ conversation: aConversation({ assigneeId: 'chris', assignedAt: LATER }) }) },
			'assigned-elsewhere',
		],
	])('collides when %s', (_when, facts, collision) => {
		expect(routeOf(fromJohn(facts))).toMatchObject({ kind: 'staff-reply', collision });
	});

	it.each<[string, Facts]>([
		[
			'a colleague answered before the notification left',
			{ staffToken: aToken({ colleagueAnsweredAt: NOW }) },
		],
		[
			'the conversation was closed before the notification left',
			{ staffToken: aToken({ conversation: aConversation({ status: 'closed', closedAt: EARLIER }) }) },
		],
		[
			'it was given to the very person',
			{ staffToken: aToken({ conversation: aConversation({ assigneeId: 'john', assignedAt: LATER }) }) },
		],
		[
			'it was a colleague’s all the time',
			{ staffToken: aToken({ conversation: aConversation({ assigneeId: 'chris', assignedAt: NOW }) }) },
		],
		[
			'it was taken from everybody',
			{ staffToken: aToken({ conversation: aConversation({ assignedAt: LATER }) }) },
		],
		[
			'the conversation waits',
			{ staffToken: aToken({ conversation: aConversation({ status: 'pending' }) }) },
		],
		[
			'we are in To and in Cc',
			{ mail: { ...FROM_JOHN, cc: [{ name: '', address: 'support@acme.test' }] }, staffToken: aToken() },
		],
		['we are neither in To nor in Cc', { mail: { ...FROM_JOHN, to: [FRANK] }, staffToken: aToken() }],
		[
			'the person was a customer of the conversation before',
			{ referenced: aConversation(), isParticipant: true, staffToken: aToken() },
		],
		[
			'the subject only mentions a forward',
			{ mail: { ...FROM_JOHN, subject: 'Re: [#1] Fwd: help' }, staffToken: aToken() },
		],
	])('is a staff reply when %s', (_when, facts) => {
		expect(routeOf(fromJohn(facts))).toMatchObject({ kind: 'staff-reply', collision: undefined });
	});

	it.each<[string, Facts]>([
		['names nothing else', {}],
		['names a conversation', { referenced: aConversation() }],
	])('is a forward when it says so and %s', (_when, facts) => {
		const mail = { ...FROM_JOHN, subject: 'Fwd: help' };
		expect(routeOf(fromJohn({ ...facts, mail }))).toEqual({ kind: 'forwarded', staff: JOHN });
	});

	it.each<[string, Facts, object]>([
		['a staff member’s address', { mail: { ...FROM_JOHN, to: [FRANK] } }, { staff: JOHN }],
		[
			'a mailbox of the desk',
			{ mail: { from: SUPPORT, to: [FRANK] }, staffSender: undefined },
			{ staff: undefined },
		],
	])('is an answer that the customer has already, from %s', (_from, facts, route) => {
		const referenced = aConversation();
		const direct = { referenced, isToCustomer: true, ...facts };
		expect(routeOf(fromJohn(direct))).toEqual({ kind: 'direct-answer', conversation: referenced, ...route });
	});

	it.each<[string, Facts, string]>([
		['has two authors', { mail: { ...FROM_JOHN, hasSeveralAuthors: true } }, 'staff-without-token'],
		['is to somebody else', { isToCustomer: false }, 'staff-without-token'],
		['is by somebody who left', { staffSender: aStaffMember({ isActive: false }) }, 'staff-without-token'],
		['is ours, to somebody else', { mail: { from: SUPPORT }, isToCustomer: false }, 'no-sender'],
		['is ours, of no conversation', { mail: { from: SUPPORT }, referenced: undefined }, 'no-sender'],
		['has a token that is not ours', { staffToken: { status: 'invalid' } }, 'token-invalid'],
	])('is no answer that the customer has when it %s', (_when, facts, reason) => {
		const direct = { referenced: aConversation(), isToCustomer: true, ...facts };
		expect(routeOf(fromJohn(direct))).toMatchObject({ kind: 'held', reason });
	});

	it('opens a conversation when it names nothing', () => {
		expect(routeOf(fromJohn({}))).toMatchObject({ kind: 'new-conversation', customer: FROM_JOHN.from });
	});

	function fromJohn(facts: Facts): ThreadFacts {
		return factsWith({ mail: FROM_JOHN, staffSender: JOHN, ...facts });
	}
});

describe('routeOfForwarded', () => {
	const referenced = aConversation();

	it.each<[string, Facts, object]>([
		['opens a conversation', {}, { kind: 'new-conversation', linkedTo: undefined, customer: FRANK }],
		[
			'joins the conversation of the sender',
			{ referenced, isParticipant: true },
			{ kind: 'customer-reply', isNewParticipant: false },
		],
		[
			'joins the conversation of our token',
			{ referenced, hasCustomerToken: true },
			{ kind: 'customer-reply', isNewParticipant: true },
		],
		['links to a conversation of others', { referenced }, { kind: 'new-conversation', linkedTo: referenced }],
		[
			'takes the sender that a contact form names',
			{ mail: { from: { name: '', address: 'support@acme.test' }, replyTo: [FRANK] } },
			{ kind: 'new-conversation', customer: FRANK },
		],
		[
			'holds mail without sender',
			{ mail: { from: undefined, replyTo: [FRANK] } },
			{ kind: 'held', reason: 'forward-without-sender' },
		],
		[
			'holds mail of ours',
			{ mail: { from: { name: '', address: 'Support+a@acme.test' } } },
			{ kind: 'held', reason: 'forwarded-by-staff' },
		],
		['holds mail of staff', { staffSender: JOHN }, { kind: 'held', reason: 'forwarded-by-staff' }],
		[
			'holds a notification',
			{ staffToken: aToken(), referenced },
			{ kind: 'held', reason: 'forwarded-by-staff', conversation: referenced },
		],
	])('%s', (_what, facts, route) => expect(routeOfForwarded(factsWith(facts))).toMatchObject(route));
});

describe('customerOf', () => {
	const us = { name: 'Frank via Support', address: 'support@acme.test' };
	const own = new Set(['support@acme.test']);

	it.each<[string, MailParts, string | undefined]>([
		['From', { replyTo: [{ name: '', address: 'other@customer.test' }] }, 'frank@customer.test'],
		[
			'X-Original-From where From is ours',
			{
				from: us,
				headers: { 'x-original-from': 'F <f@c.test>', 'x-original-sender': 's@c.test' },
				replyTo: [FRANK],
			},
			'f@c.test',
		],
		[
			'X-Original-Sender where there is nothing better',
			{ from: us, headers: { 'x-original-sender': 's@c.test' }, replyTo: [FRANK] },
			's@c.test',
		],
		[
			'X-Original-From where From is a Google group',
			{
				from: { name: "'Frank' via Help", address: 'help@acme.test' },
				headers: {
					'x-original-from': 'F <f@c.test>',
					'list-post': '<https://groups.test/a/acme.test/group/help/post>, <mailto:Help@acme.test>',
				},
				replyTo: [FRANK],
			},
			'f@c.test',
		],
		[
			'Reply-To where From is a list of Mailman',
			{
				from: { name: 'Frank via Help', address: 'help@lists.acme.test' },
				headers: { 'mailing-list': 'list help@lists.acme.test; contact help+owners@lists.acme.test' },
				replyTo: [{ name: '', address: 'help@lists.acme.test' }, FRANK],
			},
			'frank@customer.test',
		],
		[
			'the list where nobody else is named',
			{
				from: { name: 'News', address: 'news@lists.acme.test' },
				headers: { 'list-post': '<mailto:news@lists.acme.test>' },
			},
			'news@lists.acme.test',
		],
		[
			'From of mail that a list passes on as it is',
			{ headers: { 'list-post': '<mailto:help@lists.acme.test>', 'x-original-sender': 's@c.test' } },
			'frank@customer.test',
		],
		['Reply-To where From is ours', { from: us, replyTo: [us, FRANK] }, 'frank@customer.test'],
		['Reply-To where there is no From', { from: undefined, replyTo: [FRANK] }, 'frank@customer.test'],
		[
			'nobody where all are ours',
			{ from: us, replyTo: [us], headers: { 'x-original-from': 'SUPPORT@acme.test' } },
			undefined,
		],
		[
			'nobody where X-Original-From is no address',
			{ from: us, headers: { 'x-original-from': 'Frank' } },
			undefined,
		],
		[
			'Reply-To where a contact form writes from an address that nobody reads',
			{ from: { name: 'Acme', address: 'wordpress@acme.test' }, replyTo: [FRANK] },
			'frank@customer.test',
		],
		[
			'an address that nobody reads where there is no other',
			{ from: { name: 'Shop', address: 'no-reply@shop.test' }, replyTo: [us] },
			'no-reply@shop.test',
		],
		[
			'a person whose name only begins so',
			{ from: { name: 'Nora', address: 'noreply.jones@c.test' }, replyTo: [FRANK] },
			'noreply.jones@c.test',
		],
	])('is %s', (_who, parts, address) => expect(customerOf(aMail(parts), own)?.address).toBe(address));

	it.each([
		['"Furter, Frank" <f@c.test>', 'Furter, Frank'],
		['=?utf-8?Q?J=C3=B6rg?= <f@c.test>', ''],
		['f@c.test', ''],
	])('has the name that a list says: %s', (field, name) => {
		const mail = aMail({ from: us, headers: { 'x-original-from': field } });
		expect(customerOf(mail, own)).toEqual({ name, address: 'f@c.test' });
	});
});

function aToken(parts: Partial<Exclude<TokenCheck, { status: 'invalid' }>> = {}): TokenCheck {
	return {
		status: 'valid',
		notification: NOTIFICATION,
		conversation: aConversation(),
		staff: JOHN,
		colleagueAnsweredAt: undefined,
		isForAnotherCustomer: false,
		namesOneConversation: true,
		isAnswer: true,
		...parts,
	};
}

function factsWith({ mail, ...parts }: Facts): ThreadFacts {
	return {
		mail: aMail(mail),
		deskId: 'desk-1',
		ownKeys: new Set(['support@acme.test']),
		isDuplicate: false,
		staffToken: undefined,
		referenced: undefined,
		hasCustomerToken: false,
		staffSender: undefined,
		isSenderInDoubt: false,
		confirmation: undefined,
		isParticipant: false,
		isToCustomer: false,
		awaitedBy: undefined,
		sameSubject: undefined,
		reopenUntilMs: undefined,
		now: LATER,
		...parts,
	};
}
