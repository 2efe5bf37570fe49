import { beforeEach, describe, expect, it } from '@jest/globals';
import { deliverDueMail } from '../../helpdesk/desk/deliver-due-mail';
import { reliersOf, removeMailbox, setMasterInbox } from '../../helpdesk/desk/master-inbox';
import {
	recordConnection,
	recordForwarding,
	recordForwardingEnd,
} from '../../helpdesk/desk/mailbox-connection';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import { resolveSender } from '../../helpdesk/desk/resolve-sender';
import { createMailbox, registerMailbox, updateMailbox } from '../../helpdesk/desk/save-mailbox';
import { newMailboxSettings, type Mailbox, type MailboxSettings } from '../../helpdesk/domain/mailbox';
import type { MailSender, SendableMail, SendResult } from '../../helpdesk/ports';
import { messageOf, staffAnswers } from '../support/answers';
import { arrive, aMailbox, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const ANNA = { name: 'anna@acme-staff.test', isAdmin: false };
const ADMIN = { name: 'root', isAdmin: true };
const LONG_AGO = new Date(0);

let desk: TestDesk;
let support: Mailbox;
let replies: Mailbox;

beforeEach(async () => {
	desk = await testDesk();
	support = await aMailbox(desk, { owner: ANNA.name });
	replies = await connected('replies@acme.test');
});

describe('setMasterInbox', () => {
	it('sets it for many at once, each with its own result', async () => {
		await aMailbox(desk, { address: 'bert@acme.test', owner: 'bert' });
		await aMailbox(desk, { address: 'sales@acme.test', owner: ANNA.name });
		const names = ['support', 'bert', 'replies', 'nobody', 'sales'];
		const outcomes = await set(names.map((name) => `${name}@acme.test`));
		expect(outcomes).toMatchObject([
			{ result: 'done', mailbox: { id: support.id, masterInboxId: replies.id }, before: '', toldOwner: '' },
			{ result: 'refused', address: 'bert@acme.test', reason: 'not-permitted' },
			{ result: 'refused', address: 'replies@acme.test', reason: 'same-mailbox' },
			{ result: 'refused', address: 'nobody@acme.test', reason: 'mailbox-not-found' },
			{ result: 'done', after: 'replies@acme.test' },
		]);
		expect(await set(['support@acme.test'])).toMatchObject([{ result: 'unchanged' }]);
	});

	it.each<[string, string, () => Promise<unknown>]>([
		['other-owner', 'belongs to somebody else', () => update(replies, { owner: 'bert' })],
		['not-connected', 'is away', () => recordConnection(desk, replies.id, 'disconnected', 'why')],
		['not-connected', 'has a trigger that died', async () => desk.wait(300_000)],
		['removed', 'was removed', () => removeMailbox(desk, replies.id, undefined, ANNA)],
		[
			'has-master-inbox-itself',
			'has one itself',
			async () => update(replies, { masterInboxId: (await connected('main@acme.test')).id }),
		],
		[
			'serves-as-master-inbox',
			'is for a mailbox that serves another one',
			async () => {
				await recordConnection(desk, support.id, 'connected', '');
				await aMailbox(desk, { address: 'sales@acme.test', owner: ANNA.name, masterInboxId: support.id });
			},
		],
	])('refuses as %s one that %s, an admin’s too', async (reason, _what, act) => {
		await act();
		for (const actor of [ANNA, ADMIN]) {
			expect(await set(['support@acme.test'], actor)).toMatchObject([{ result: 'refused', reason }]);
		}
		expect((await desk.store.mailboxes.byId(support.id))?.masterInboxId).toBeUndefined();
	});

	it('takes one whose mail is forwarded, for as long as a trigger takes it', async () => {
		await recordConnection(desk, replies.id, 'disconnected', '');
		await recordForwarding(desk, [replies.id]);
		expect(await set(['support@acme.test'])).toMatchObject([{ result: 'done' }]);
		await recordForwardingEnd(desk, [replies.id]);
		expect(await reliersOf(desk, replies.id)).toMatchObject([{ refusal: 'not-connected' }]);
	});

	it('logs what an admin does to somebody’s mailbox, and tells the owner once', async () => {
		await aStaff(desk, { name: 'Anna', address: ANNA.name });
		expect(await set(['support@acme.test'], ADMIN)).toMatchObject([{ result: 'done', toldOwner: ANNA.name }]);
		const events = await desk.store.eventsSince('master-inbox-changed', LONG_AGO, 9);
		expect(events.map(({ data }) => data)).toEqual([
			{
				mailboxId: support.id,
				mailbox: 'support@acme.test',
				owner: ANNA.name,
				before: '',
				after: 'replies@acme.test',
				actor: 'root',
				isAdmin: true,
			},
		]);
		const peer = sending();
		await deliverDueMail(desk, peer, 'support@acme.test');
		await deliverDueMail(desk, peer, 'support@acme.test');
		expect(peer.sent).toMatchObject([
			{
				mail: { recipient: { name: 'Anna', address: ANNA.name }, from: { address: 'support@acme.test' } },
				text: expect.stringMatching(/root[^]*Before: the mailbox itself\nNow: replies@acme\.test/),
				headers: { 'Auto-Submitted': 'auto-generated' },
			},
		]);
	});

	it.each<[SendResult['kind'], number, number]>([
		['retry', 0, 2],
		['failed', 0, 1],
		['ambiguous', 0, 1],
		['retry', 49, 1],
	])('tells the owner after %s, %i hours later, in %i tries', async (kind, hours, tries) => {
		await set(['support@acme.test'], ADMIN);
		desk.wait(hours * 3_600_000);
		const peer = sending({ kind, error: 'why' } as SendResult);
		for (let call = 0; call < 2; call++) await deliverDueMail(desk, peer, 'support@acme.test');
		expect(peer.sent).toHaveLength(tries);
	});

	it.each([
		['what owners do themselves', ANNA.name, ANNA],
		['an owner who is no address', 'the sales team', ADMIN],
		['nobody', '', ADMIN],
	])('does not tell %s', async (_whom, owner, actor) => {
		for (const each of [support, replies]) await update(each, { owner });
		expect(await set(['support@acme.test'], actor)).toMatchObject([{ result: 'done', toldOwner: '' }]);
	});

	it('takes it away, for owners only', async () => {
		await set(['support@acme.test']);
		const clear = (name: string) =>
			setMasterInbox(desk, ['support@acme.test'], undefined, { name, isAdmin: false });
		expect(await clear('bert')).toMatchObject([{ result: 'refused', reason: 'not-permitted' }]);
		expect(await clear('ANNA@acme-staff.test')).toMatchObject([
			{ result: 'done', before: 'replies@acme.test', after: '' },
		]);
	});
});

describe('reliersOf', () => {
	it('lists what relies on a mailbox, what waits and why', async () => {
		await aStaff(desk);
		await set(['support@acme.test']);
		const { id } = await staffAnswers(desk, support);
		await recordConnection(desk, replies.id, 'disconnected', 'why');
		await resolveSender(desk, id);
		expect(await reliersOf(desk, replies.id)).toMatchObject([
			{ mailbox: { id: support.id }, refusal: 'not-connected', pausedAnswers: 1 },
		]);
		expect(await reliersOf(desk, support.id)).toEqual([]);
	});
});

describe('removeMailbox', () => {
	beforeEach(async () => {
		await set(['support@acme.test']);
	});

	it('asks for a replacement while something relies on it, and changes nothing', async () => {
		await expect(removeMailbox(desk, replies.id, undefined, ANNA)).rejects.toMatchObject({
			code: 'mailbox-in-use',
			message: expect.stringContaining('support@acme.test'),
		});
		expect((await desk.store.mailboxes.byId(replies.id))?.removedAt).toBeUndefined();
	});

	it('moves what relies on it to the replacement', async () => {
		const other = await connected('other@acme.test');
		const { mailbox, moved } = await removeMailbox(desk, replies.id, other.id, ANNA);
		expect(mailbox.removedAt).toEqual(desk.clock.now());
		expect(moved).toMatchObject([{ id: support.id, masterInboxId: other.id }]);
	});

	it('makes one that relied on it the master inbox of the others', async () => {
		await aMailbox(desk, { address: 'sales@acme.test', owner: ANNA.name, masterInboxId: replies.id });
		await recordConnection(desk, support.id, 'connected', '');
		const { moved } = await removeMailbox(desk, replies.id, support.id, ANNA);
		expect(moved).toMatchObject([
			{ address: 'support@acme.test', masterInboxId: undefined },
			{ address: 'sales@acme.test', masterInboxId: support.id },
		]);
	});

	it('lets them receive their own answers when told so', async () => {
		expect(await removeMailbox(desk, replies.id, null, ANNA)).toMatchObject({
			moved: [{ id: support.id, masterInboxId: undefined }],
		});
	});

	it.each<[string, string, () => Promise<string>]>([
		['is not connected', 'master-inbox-refused', async () => (await aMailbox(desk, BERTS)).id],
		['is the mailbox itself', 'invalid-input', async () => replies.id],
	])('refuses a replacement that %s', async (_what, code, replacement) => {
		await expect(removeMailbox(desk, replies.id, await replacement(), ANNA)).rejects.toMatchObject({ code });
		expect(await reliersOf(desk, replies.id)).toHaveLength(1);
	});

	it('is for its owner and for admins', async () => {
		const bert = { name: 'bert', isAdmin: false };
		await expect(removeMailbox(desk, replies.id, null, bert)).rejects.toMatchObject({
			code: 'not-permitted',
		});
		await expect(removeMailbox(desk, replies.id, null, ADMIN)).resolves.toMatchObject({ moved: [{}] });
	});

	it.each<[string, () => Promise<Mailbox>]>([
		['its trigger starts', () => registerMailbox(desk, 'replies@acme.test', '')],
		[
			'it is created again',
			() => createMailbox(desk, { ...newMailboxSettings('Replies@acme.test', 'New name'), owner: ANNA.name }),
		],
	])('can be taken back: answers of a removed mailbox wait until %s', async (_when, bringBack) => {
		await aStaff(desk);
		await removeMailbox(desk, replies.id, null, ANNA);
		const { id } = await staffAnswers(desk, replies);
		expect(await resolveSender(desk, id)).toMatchObject({ paused: 'removed' });
		expect(await bringBack()).toMatchObject({ id: replies.id, removedAt: undefined });
		expect(await resolveSender(desk, id)).toMatchObject({
			from: { address: expect.stringMatching(/replies@acme\.test/i) },
		});
	});
});

describe('what relies on a master inbox', () => {
	it.each<[string, string, () => Promise<unknown>, () => Promise<unknown>]>([
		[
			'not-connected',
			'is disconnected',
			() => recordConnection(desk, replies.id, 'disconnected', 'why'),
			() => recordConnection(desk, replies.id, 'connected', ''),
		],
		[
			'not-connected',
			'is read by nobody any more',
			async () => desk.wait(300_000),
			() => desk.store.mailboxes.markFetched(replies.id, desk.clock.now()),
		],
		[
			'other-owner',
			'got another owner',
			() => update(replies, { owner: 'bert' }),
			() => update(replies, { owner: ANNA.name }),
		],
		[
			'serves-as-master-inbox',
			'has to serve itself',
			async () => {
				await recordConnection(desk, support.id, 'connected', '');
				// As two people may do at the same time.
				const sales = await aMailbox(desk, { address: 'sales@acme.test', owner: ANNA.name });
				await desk.store.mailboxes.update(sales.id, { ...sales, masterInboxId: support.id });
			},
			async () =>
				update((await desk.store.mailboxes.byAddress('sales@acme.test')) ?? support, {
					masterInboxId: undefined,
				}),
		],
	])('is paused as %s while it %s; it leaves once, by itself', async (reason, _what, lose, bringBack) => {
		await aStaff(desk);
		await set(['support@acme.test']);
		const { id } = await staffAnswers(desk, support);
		const peer = sending();
		const left = () => peer.sent.filter(({ mail }) => mail.recipient.address === 'frank@customer.test');
		await lose();
		expect(await resolveSender(desk, id)).toMatchObject({ paused: reason });
		for (let call = 0; call < 3; call++) await deliverDueMail(desk, peer, support.address);
		expect(left()).toEqual([]);
		expect((await desk.store.messages.byId(id))?.state).toBe('paused');
		await bringBack();
		for (let call = 0; call < 2; call++) await deliverDueMail(desk, peer, support.address);
		expect(left()).toMatchObject([{ mail: { replyTo: { address: 'replies@acme.test' } } }]);
	});

	it('is kept back when it already stands in the outbox; that is told once and counts as no try', async () => {
		await aStaff(desk);
		await set(['support@acme.test']);
		const { id } = await staffAnswers(desk, support);
		const queued = await queueReply(desk, id);
		await recordConnection(desk, replies.id, 'disconnected', 'why');
		for (let call = 0; call < 3; call++) {
			desk.wait(61_000);
			await deliverDueMail(desk, sending(), support.address);
		}
		if (!('mail' in queued)) throw new Error(queued.paused);
		expect(await desk.store.outbound.byId(queued.mail.id)).toMatchObject({ state: 'paused', attempts: 0 });
		expect(await desk.store.eventsSince('reply-paused', LONG_AGO, 9)).toHaveLength(1);
		expect(await reliersOf(desk, replies.id)).toMatchObject([{ pausedAnswers: 1 }]);
	});

	it('has its replies threaded into its own conversation', async () => {
		await aStaff(desk);
		await set(['support@acme.test']);
		const answer = await staffAnswers(desk, support);
		const peer = sending();
		const { mail } = await deliveredReply(peer, answer.id);
		const { outcome } = await arrive(desk, replies, {
			from: mail.recipient.address,
			to: mail.replyTo?.address ?? '',
			subject: mail.subject,
			text: 'It works now.',
			inReplyTo: mail.messageIdHeader,
			references: [...mail.references, mail.messageIdHeader],
		});
		expect(await messageOf(desk, outcome)).toMatchObject({
			kind: 'customer',
			conversationId: answer.conversationId,
		});
	});
});

const BERTS = { address: 'bert@acme.test', owner: 'bert' };

async function deliveredReply(peer: ReturnType<typeof sending>, messageId: string): Promise<SendableMail> {
	await desk.store.messages.setState(messageId, 'paused');
	await deliverDueMail(desk, peer, support.address);
	const [sent] = peer.sent;
	if (!sent) throw new Error('Nothing was sent.');
	return sent;
}

function set(addresses: readonly string[], actor: typeof ANNA = ANNA) {
	return setMasterInbox(desk, addresses, replies.id, actor);
}

function update({ id }: Mailbox, changes: Partial<MailboxSettings>): Promise<Mailbox> {
	return updateMailbox(desk, id, changes);
}

async function connected(address: string): Promise<Mailbox> {
	const mailbox = await aMailbox(desk, { address, owner: ANNA.name });
	await recordConnection(desk, mailbox.id, 'connected', '');
	return mailbox;
}

function sending(result: SendResult = { kind: 'sent', response: '250' }) {
	const sent: SendableMail[] = [];
	const sender: MailSender & { readonly sent: SendableMail[] } = {
		sent,
		send: async (mail, onTransmit) => {
			await onTransmit();
			sent.push(mail);
			return result;
		},
	};
	return sender;
}
