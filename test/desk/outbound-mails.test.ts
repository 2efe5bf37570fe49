import { beforeEach, describe, expect, it } from '@jest/globals';
import { deliverDueMail } from '../../helpdesk/desk/deliver-due-mail';
import { cancelMail, sendMailAgain } from '../../helpdesk/desk/outbound-mails';
import { assignConversation } from '../../helpdesk/desk/conversation-changes';
import { updateMailbox } from '../../helpdesk/desk/save-mailbox';
import { updateStaff } from '../../helpdesk/desk/save-staff';
import { sendReply } from '../../helpdesk/desk/send-reply';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { MailSender, SendResult } from '../../helpdesk/ports';
import { staffAnswers } from '../support/answers';
import { aMailbox, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const HOUR_MS = 3_600_000;

describe('an answer that may be taken back', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let left: string[];
	let result: SendResult;
	let sender: MailSender;

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk);
		await aStaff(desk);
		left = [];
		result = { kind: 'sent', response: '250 Ok' };
		sender = {
			send: async ({ mail }) => {
				left.push(mail.messageIdHeader);
				return result;
			},
		};
	});

	it('leaves when its time is over, not before, and once', async () => {
		const { id } = await answered(30);
		desk.wait(29_000);
		expect(await deliverDueMail(desk, sender, mailbox.address)).toEqual([]);
		expect(left).toEqual([]);
		desk.wait(1000);
		expect(await deliverDueMail(desk, sender, mailbox.address)).toMatchObject([{ id, state: 'sent' }]);
		expect(await deliverDueMail(desk, sender, mailbox.address)).toEqual([]);
		expect(left).toHaveLength(1);
	});

	it('is taken back while it waits, and stays so', async () => {
		const { id, messageId, messageIdHeader } = await answered(30);
		expect(await cancelMail(desk, id)).toMatchObject({ state: 'canceled' });
		expect(await cancelMail(desk, id)).toMatchObject({ state: 'canceled' });
		desk.wait(3_600_000);
		await deliverDueMail(desk, sender, mailbox.address);
		expect(await sendReply(desk, sender, messageId)).toMatchObject({ mail: { id, state: 'canceled' } });
		expect((await desk.store.messages.byId(messageId))?.state).toBe('canceled');
		expect(left).not.toContain(messageIdHeader);
	});

	it('cannot be taken back when it has left', async () => {
		const { id } = await answered(0);
		await expect(cancelMail(desk, id)).rejects.toMatchObject({ code: 'invalid-input' });
		await expect(sendMailAgain(desk, id)).rejects.toMatchObject({ code: 'invalid-input' });
	});

	it('is sent again with the same Message-ID when a person says so', async () => {
		result = { kind: 'ambiguous', error: 'lost' };
		const { id, messageId, messageIdHeader } = await answered(0);
		desk.wait(3_600_000);
		result = { kind: 'sent', response: '250 Ok' };
		// The notice to the author is all that is due.
		await deliverDueMail(desk, sender, mailbox.address);
		expect(left.filter((each) => each === messageIdHeader)).toHaveLength(1);
		expect(await sendMailAgain(desk, id)).toMatchObject({ state: 'queued' });
		await deliverDueMail(desk, sender, mailbox.address);
		expect(left.filter((each) => each === messageIdHeader)).toHaveLength(2);
		expect((await desk.store.messages.byId(messageId))?.state).toBe('sent');
	});

	it.each<[string, () => Promise<OutboundMail>]>([
		['waited for n8n to be started', () => answered(30)],
		['is sent again', failedLately],
	])(
		'is given up 48 hours after its first try, however long before it was written: %s',
		async (_what, owed) => {
			const { id } = await owed();
			result = { kind: 'retry', error: '450 greylisted' };
			for (const hours of [62, 24, 25]) {
				desk.wait(hours * HOUR_MS);
				await deliverDueMail(desk, sender, mailbox.address);
				expect(await desk.store.outbound.byId(id)).toMatchObject({
					state: hours === 25 ? 'failed' : 'retry',
				});
			}
		},
	);

	it('comes back to its author each time that it is sent again and fails, once', async () => {
		const { id, conversationId } = await failedLately();
		await deliverDueMail(desk, sender, mailbox.address);
		await sendMailAgain(desk, id);
		await deliverDueMail(desk, sender, mailbox.address);
		await deliverDueMail(desk, sender, mailbox.address);
		const notes = await desk.store.messages.history(conversationId, 9);
		expect(notes.filter(({ text }) => text.startsWith('The answer to'))).toHaveLength(3);
		const mails = await desk.store.outbound.list({ mailboxId: mailbox.id, limit: 9 });
		const told = mails.filter(({ recipe }) => 'event' in recipe && recipe.event === 'delivery-failed');
		expect(told).toHaveLength(3);
	});

	it.each<[string, { assignee?: string; owner?: string }, string[]]>([
		['the assignee', { assignee: 'kelly@staff.test', owner: 'boss@acme.test' }, ['kelly@staff.test']],
		['the owner of the mailbox', { owner: 'boss@acme.test' }, ['boss@acme.test']],
		['nobody where the owner is a team', { owner: 'Sales' }, []],
		['nobody where the owner is the author', { owner: 'john@acme-staff.test' }, []],
	])('comes back to %s when its author is not active any more', async (_who, { assignee, owner }, told) => {
		await updateMailbox(desk, mailbox.id, { owner: owner ?? '' });
		const { conversationId, staffId } = await answered(30);
		desk.wait(HOUR_MS);
		const kelly = assignee && (await aStaff(desk, { name: 'Kelly', address: assignee }));
		await assignConversation(desk, conversationId, kelly ? kelly.id : undefined);
		await updateStaff(desk, staffId, { isActive: false });
		const recipients: string[] = [];
		const refusing: MailSender = {
			send: async ({ mail: { recipient } }) => {
				const isCustomer = recipient.address === 'frank@customer.test';
				if (!isCustomer) recipients.push(recipient.address);
				return isCustomer ? { kind: 'failed', error: '550 no' } : { kind: 'sent', response: '250 Ok' };
			},
		};
		await deliverDueMail(desk, refusing, mailbox.address);
		await deliverDueMail(desk, refusing, mailbox.address);
		const history = await desk.store.messages.history(conversationId, 9);
		expect(history.filter(({ text }) => text.includes('550 no'))).not.toEqual([]);
		expect(recipients).toEqual(told);
	});

	async function failedLately(): Promise<OutboundMail> {
		result = { kind: 'failed', error: '550 no' };
		const { id } = await answered(0);
		desk.wait(72 * HOUR_MS);
		return await sendMailAgain(desk, id);
	}

	async function answered(undoSeconds: number): Promise<OutboundMail> {
		const answer = await staffAnswers(desk, mailbox);
		const sent = await sendReply(desk, sender, answer.id, undoSeconds);
		if ('paused' in sent) throw new Error(sent.paused);
		return sent.mail;
	}
});
