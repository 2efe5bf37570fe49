import { beforeEach, describe, expect, it } from '@jest/globals';
import { mergeConversations } from '../../helpdesk/desk/merge-conversations';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import { renderNotification } from '../../helpdesk/desk/render-notification';
import { releaseHold } from '../../helpdesk/desk/settle-hold';
import { splitConversation } from '../../helpdesk/desk/split-conversation';
import type { Message } from '../../helpdesk/domain/conversation';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import { answerTo, customerWrites, messageOf, notify, reasonOf, staffAnswers } from '../support/answers';
import { sendDue } from '../support/outbox';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const ANNA = 'Anna <anna@customer.test>';
const RELEASE = {
	as: 'answer' as const,
	by: undefined,
	text: undefined,
	withAttachments: true,
	conversationId: undefined,
	customer: undefined,
};

/** What was written for one customer never goes to another (rules 20 and 22). */
describe('an answer to Anna, whose conversation becomes part of Frank’s', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let franks: Message;

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk);
		await aStaff(desk);
		franks = await customerWrites(desk, mailbox, { subject: 'Frank’s printer' });
	});

	it('is held when it comes after that, and goes to Frank only if a person says so', async () => {
		const annas = await customerWrites(desk, mailbox, { from: ANNA, subject: 'Anna’s salary' });
		const [notification] = await notify(desk, mailbox, annas);
		await mergeConversations(desk, annas.conversationId, franks.conversationId);
		const { outcome } = await answer(notification);
		expect(await reasonOf(desk, outcome)).toBe('another-customer');
		const holdId = 'holdId' in outcome ? outcome.holdId : '';
		await expect(releaseHold(desk, holdId, RELEASE)).rejects.toMatchObject({ code: 'release-refused' });
		const chosen = { ...RELEASE, conversationId: franks.conversationId };
		expect((await releaseHold(desk, holdId, chosen)).outcome.kind).toBe('staff-reply');
	});

	it('is not sent when it was waiting', async () => {
		const waiting = await staffAnswers(desk, mailbox, { from: ANNA, subject: 'Anna’s salary' });
		await mergeConversations(desk, waiting.conversationId, franks.conversationId);
		await expect(queueReply(desk, waiting.id)).rejects.toThrow('anna@customer.test');
		expect(await recipients()).not.toContain('frank@customer.test');
	});

	it('is not released without a look when it was held before', async () => {
		const annas = await customerWrites(desk, mailbox, { from: ANNA, subject: 'Anna’s salary' });
		const [notification] = await notify(desk, mailbox, annas);
		const { outcome } = await answer(notification, '@nite she is angry');
		await mergeConversations(desk, annas.conversationId, franks.conversationId);
		const holdId = 'holdId' in outcome ? outcome.holdId : '';
		const release = { ...RELEASE, text: 'Anna, it is 1234.' };
		await expect(releaseHold(desk, holdId, release)).rejects.toThrow('another-customer');
	});

	it('goes to her when her mail was split off', async () => {
		const annas = await customerWrites(desk, mailbox, { from: ANNA, subject: 'Anna’s salary' });
		await mergeConversations(desk, annas.conversationId, franks.conversationId);
		const [notification] = await notify(desk, mailbox, annas);
		await splitConversation(desk, [annas.id]);
		const { outcome } = await answer(notification);
		await queueReply(desk, (await messageOf(desk, outcome)).id);
		expect(await recipients()).toContain('anna@customer.test');
	});

	it('says to whom it would go where she only took part', async () => {
		const annas = await customerWrites(desk, mailbox, { from: ANNA, subject: 'Anna’s salary' });
		await mergeConversations(desk, annas.conversationId, franks.conversationId);
		const [notification] = await notify(desk, mailbox, annas);
		const { text } = await renderNotification(desk, notification as OutboundMail, {
			kind: 'notification',
			event: 'new-conversation',
			attachments: [],
		});
		expect(text).toContain('Written by: Anna <anna@customer.test>');
		expect(text).toContain('goes to the customer frank@customer.test, not to anna@customer.test.');
	});

	function answer(notification: OutboundMail | undefined, text = 'Anna, your PIN is 1234.') {
		return arrive(desk, mailbox, answerTo(notification, { text }));
	}

	async function recipients(): Promise<string[]> {
		return (await sendDue(desk, mailbox)).map(({ mail }) => mail.recipient.address);
	}
});
