import { beforeEach, describe, expect, it } from '@jest/globals';
import { changeTags } from '../../helpdesk/desk/change-tags';
import { mergeConversations } from '../../helpdesk/desk/merge-conversations';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import type { Release } from '../../helpdesk/desk/release-mail';
import { updateMailbox } from '../../helpdesk/desk/save-mailbox';
import { discardHold, holdById, releaseHold, wordsOnHold } from '../../helpdesk/desk/settle-hold';
import type { Message } from '../../helpdesk/domain/conversation';
import type { HoldReason } from '../../helpdesk/domain/hold';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { Staff } from '../../helpdesk/domain/staff';
import { answerTo, customerWrites, messageOf, notify, reasonOf } from '../support/answers';
import { rawMail, type RawMailParts } from '../support/raw-mail';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const AS_USUAL: Release = {
	as: undefined,
	by: undefined,
	text: undefined,
	withAttachments: true,
	conversationId: undefined,
	customer: undefined,
};
const FRANK = { name: 'Frank Furter', address: 'frank@customer.test' };
const LEAK = 'Yes.\n\nReply above this line, and that is all.';

let desk: TestDesk;
let mailbox: Mailbox;
let john: Staff;
let question: Message;
let notification: OutboundMail | undefined;

beforeEach(async () => {
	desk = await testDesk();
	mailbox = await aMailbox(desk);
	john = await aStaff(desk);
	question = await customerWrites(desk, mailbox);
	[notification] = await notify(desk, mailbox, question);
});

describe('releaseHold of a staff member’s mail', () => {
	it('gives an answer that is sent as every other one, once', async () => {
		const id = await held('sender-not-recipient', answerTo(notification, { from: 'john@home.test' }));
		const release = { ...AS_USUAL, by: john };
		const released = await releaseHold(desk, id, release);
		const message = await messageOf(desk, released.outcome);
		expect(released.outcome.kind).toBe('staff-reply');
		expect(message).toMatchObject({
			kind: 'staff',
			state: 'unsent',
			text: 'Reboot.',
			from: { name: 'John Miller', address: john.address },
			conversationId: question.conversationId,
		});
		expect(await releaseHold(desk, id, { ...release, as: 'note' })).toEqual(released);
		expect(await holdById(desk.store, id)).toMatchObject({
			state: 'released',
			settledBy: john.id,
			settledAt: desk.clock.now(),
			messageId: message.id,
		});
		expect(await queueReply(desk, message.id)).toMatchObject({ mail: { recipient: FRANK } });
	});

	it('says what a person wrote instead', async () => {
		const id = await held('empty-reply', answerTo(notification, { text: '' }));
		const { outcome } = await releaseHold(desk, id, { ...AS_USUAL, text: 'Switch it on.' });
		expect(await messageOf(desk, outcome)).toMatchObject({ kind: 'staff', text: 'Switch it on.', html: '' });
	});

	it.each<[string, HoldReason, RawMailParts, Partial<Release>]>([
		['has nothing to say', 'empty-reply', { text: '' }, {}],
		['leaves parts of the notification in it', 'notification-in-reply', { text: LEAK }, {}],
		['still has a mistyped command', 'unknown-command', { text: '@nite he is angry' }, {}],
		['is edited to carry the frame', 'empty-reply', { text: '' }, { text: LEAK }],
		['is edited to carry a note', 'empty-reply', { text: '' }, { text: 'Beware, he never pays his bills!' }],
	])('is refused when it %s, and the mail stays held', async (_when, reason, parts, release) => {
		const note = answerTo(notification, { text: '@note\nBeware: he never pays his bills.' });
		await arrive(desk, mailbox, note);
		const id = await held(reason, answerTo(notification, parts));
		await expect(releaseHold(desk, id, { ...AS_USUAL, ...release })).rejects.toMatchObject({
			code: 'release-refused',
		});
		expect(await holdById(desk.store, id)).toMatchObject({ state: 'open', settledAt: undefined });
	});

	it.each<[string, () => string]>([
		['the marker line', () => `-- Reply above this line -- [${notification?.token}]\nYes.`],
		['the token alone', () => `Yes.\nref ${notification?.token.toUpperCase()}`],
		['the token of another notification', () => 'Yes.\ns0100b40000000000000000aaaaaaaaaaaaaaaa'],
		['rows of the notification', () => 'Yes.\nCustomer: Bo\nMailbox: us'],
		['the row of the assignee', () => 'Yes.\nAssigned to: John Miller'],
		['the row of the tags', () => 'Yes.\n> Tags: vip'],
		['why it was sent', () => 'Yes.\nYou get this because a customer answered.'],
		['how to answer it', () => 'Yes.\nAnswer this mail: what you write above the first line goes'],
	])('is refused when it is edited to carry %s', async (_what, text) => {
		await changeTags(desk, question.conversationId, { add: ['vip'], remove: [] });
		const id = await held('empty-reply', answerTo(notification, { text: '' }));
		await expect(releaseHold(desk, id, { ...AS_USUAL, text: text() })).rejects.toMatchObject({
			code: 'release-refused',
		});
		const { outcome } = await releaseHold(desk, id, { ...AS_USUAL, text: text(), as: 'note' });
		expect(await messageOf(desk, outcome)).toMatchObject({ kind: 'note', text: text() });
	});

	it('never lets out what was written instead and released as a note', async () => {
		const secret = 'He never pays his bills, says Kelly.';
		mailbox = await updateMailbox(desk, mailbox.id, { quote: 'all' });
		const id = await held('empty-reply', answerTo(notification, { text: '' }));
		const note = await messageOf(
			desk,
			(await releaseHold(desk, id, { ...AS_USUAL, text: secret, as: 'note' })).outcome,
		);
		await expect(queueReply(desk, note.id)).rejects.toMatchObject({ code: 'invalid-input' });
		const other = await customerWrites(desk, mailbox);
		await mergeConversations(desk, question.conversationId, other.conversationId);
		const [told] = await notify(desk, mailbox, other);
		const { outcome } = await arrive(desk, mailbox, answerTo(told, { text: 'Reboot.' }));
		const queued = await queueReply(desk, (await messageOf(desk, outcome)).id);
		expect('mail' in queued && JSON.stringify(queued.mail)).toContain('It does not print.');
		expect(JSON.stringify(queued)).not.toContain('never pays');
		const quoting = answerTo(told, { text: `As I said: ${secret}` });
		const again = await arrive(desk, mailbox, quoting);
		expect(await reasonOf(desk, again.outcome)).toBe('notification-in-reply');
	});

	it('is refused with the token, also where the mail had none', async () => {
		const id = await held('staff-without-token', withoutToken());
		const text = `See ${notification?.token}`;
		await expect(releaseHold(desk, id, { ...AS_USUAL, text })).rejects.toMatchObject({
			code: 'release-refused',
		});
		const { outcome } = await releaseHold(desk, id, AS_USUAL);
		expect(await messageOf(desk, outcome)).toMatchObject({
			kind: 'staff',
			text: 'Reboot.',
			staffId: john.id,
		});
	});

	it('is refused with the notification attached, unless the attachments stay behind', async () => {
		const id = await held('notification-in-reply', withAttachedMail());
		await expect(releaseHold(desk, id, AS_USUAL)).rejects.toMatchObject({ code: 'release-refused' });
		const { outcome } = await releaseHold(desk, id, { ...AS_USUAL, withAttachments: false });
		expect(await messageOf(desk, outcome)).toMatchObject({ kind: 'staff', text: 'Reboot.', attachments: [] });
	});

	it('can make it a note', async () => {
		const id = await held('unknown-command', answerTo(notification, { text: '@nite he is angry' }));
		const { outcome } = await releaseHold(desk, id, { ...AS_USUAL, as: 'note' });
		expect(outcome).toMatchObject({ kind: 'not-for-people', why: 'note' });
		expect(await messageOf(desk, outcome)).toMatchObject({ kind: 'note', text: '@nite he is angry' });
		expect(await releaseHold(desk, id, AS_USUAL)).toMatchObject({ outcome });
	});

	it('can make it a customer’s mail of the conversation', async () => {
		const id = await held('staff-without-token', withoutToken());
		const { outcome } = await releaseHold(desk, id, { ...AS_USUAL, as: 'customer' });
		expect(outcome.kind).toBe('customer-reply');
		expect(await messageOf(desk, outcome)).toMatchObject({
			kind: 'customer',
			isNewParticipant: true,
			conversationId: question.conversationId,
		});
	});

	it.each<[string, Partial<Release>, string]>([
		['nobody on the staff wrote it', {}, 'invalid-input'],
		['the conversation is unknown', { conversationId: 'none' }, 'conversation-not-found'],
	])('fails while %s', async (_when, release, code) => {
		const id = await held('sender-not-recipient', answerTo(notification, { from: 'john@home.test' }));
		await expect(releaseHold(desk, id, { ...AS_USUAL, ...release })).rejects.toMatchObject({ code });
		await expect(releaseHold(desk, 'none', AS_USUAL)).rejects.toMatchObject({ code: 'hold-not-found' });
	});
});

describe('releaseHold of other mail', () => {
	it('opens a conversation of the customer whom a person names', async () => {
		const id = await held('no-sender', { from: mailbox.address });
		await expect(releaseHold(desk, id, AS_USUAL)).rejects.toMatchObject({ code: 'invalid-input' });
		const released = await releaseHold(desk, id, { ...AS_USUAL, customer: FRANK });
		expect(released.outcome.kind).toBe('new-conversation');
		expect(await messageOf(desk, released.outcome)).toMatchObject({ kind: 'customer', from: FRANK });
		expect(await releaseHold(desk, id, AS_USUAL)).toEqual(released);
	});

	it('never takes a colleague who forwarded it for the customer', async () => {
		const id = await held('forward-without-sender', { from: john.address, subject: 'Fwd: Parcel' });
		await expect(releaseHold(desk, id, AS_USUAL)).rejects.toMatchObject({ code: 'invalid-input' });
		const { outcome } = await releaseHold(desk, id, { ...AS_USUAL, customer: FRANK });
		expect(await messageOf(desk, outcome)).toMatchObject({ kind: 'customer', from: FRANK, staffId: john.id });
	});
});

describe('discardHold', () => {
	it('ends the mail once, and for good', async () => {
		const id = await held('empty-reply', answerTo(notification, { text: '' }));
		const discarded = await discardHold(desk, id, john.id);
		expect(discarded).toMatchObject({ state: 'discarded', settledBy: john.id });
		desk.wait(1000);
		expect(await discardHold(desk, id, undefined)).toEqual(discarded);
		await expect(releaseHold(desk, id, AS_USUAL)).rejects.toMatchObject({ code: 'hold-settled' });
	});

	it('does not take back what was released', async () => {
		const id = await held('staff-without-token', withoutToken());
		await releaseHold(desk, id, AS_USUAL);
		await expect(discardHold(desk, id, undefined)).rejects.toMatchObject({ code: 'hold-settled' });
		await expect(discardHold(desk, 'none', undefined)).rejects.toMatchObject({ code: 'hold-not-found' });
	});
});

describe('wordsOnHold', () => {
	it.each<[string, HoldReason, () => RawMailParts, object | undefined]>([
		['what would be sent', 'staff-without-token', withoutToken, { kind: 'answer', text: 'Reboot.' }],
		['why nothing would', 'empty-reply', () => answerTo(notification, { text: '' }), { hold: 'empty-reply' }],
		['nothing of mail without conversation', 'no-sender', () => ({ from: mailbox.address }), undefined],
	])('gives %s', async (_what, reason, mail, words) => {
		const hold = await holdById(desk.store, await held(reason, mail()));
		const found = await wordsOnHold(desk, hold);
		if (words) expect(found).toMatchObject(words);
		else expect(found).toBeUndefined();
	});
});

async function held(reason: HoldReason, mail: RawMailParts | Buffer): Promise<string> {
	const { outcome } = await arrive(desk, mailbox, mail);
	expect(await reasonOf(desk, outcome)).toBe(reason);
	return outcome.kind === 'held' ? outcome.holdId : '';
}

function withoutToken(): RawMailParts {
	return { from: john.address, subject: 'Re: My printer', text: 'Reboot.', inReplyTo: question.messageId };
}

function withAttachedMail(): Buffer {
	const raw = rawMail(answerTo(notification)).toString();
	const attached = [
		'Content-Type: multipart/mixed; boundary=cut',
		'',
		'--cut',
		'Content-Type: text/plain',
		'',
		'Reboot.',
		'--cut',
		'Content-Type: message/rfc822',
		'Content-Disposition: attachment; filename=original.eml',
		'',
		'Subject: x',
		'',
		'x',
		'--cut--',
		'',
	].join('\r\n');
	const [head = ''] = raw.split('\r\n\r\n');
	const fields = head.split('\r\n').filter((field) => !/^Content-/i.test(field));
	return Buffer.from(`${fields.join('\r\n')}\r\n${attached}`);
}
