import { beforeEach, describe, expect, it } from '@jest/globals';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import type { Message } from '../../helpdesk/domain/conversation';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { Staff } from '../../helpdesk/domain/staff';
import { answerTo, customerWrites, messageOf, notify, reasonOf } from '../support/answers';
import { sendDue } from '../support/outbox';
import type { RawMailParts } from '../support/raw-mail';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const FRANK = 'frank@customer.test';
const HOUR_MS = 3_600_000;

describe('an answer that the customer has already', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let john: Staff;
	let question: Message;

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk);
		john = await aStaff(desk);
		question = await customerWrites(desk, mailbox);
	});

	it.each([
		['with us in Cc', { cc: 'support@acme.test' }],
		['with us in Bcc', {}],
	])('is recorded as the staff member’s, %s', async (_how, parts) => {
		const { outcome } = await arrive(desk, mailbox, directly(john.address, parts));
		expect(await reasonOf(desk, outcome)).toBe('direct-answer');
		const message = await messageOf(desk, outcome);
		expect(message).toMatchObject({
			kind: 'staff',
			state: 'sent',
			text: 'Reboot.',
			staffId: john.id,
			from: { name: 'John Miller', address: john.address },
			conversationId: question.conversationId,
		});
		expect(await desk.store.conversations.byId(question.conversationId)).toMatchObject({
			assigneeId: john.id,
		});
	});

	it('is recorded from the mailbox’s own account, which has no staff member to tell', async () => {
		const { outcome } = await arrive(desk, mailbox, directly(mailbox.address));
		expect(await messageOf(desk, outcome)).toMatchObject({
			kind: 'staff',
			state: 'sent',
			staffId: undefined,
			from: { address: mailbox.address },
		});
		expect(await queued()).toEqual([]);
	});

	it('is not sent again, whoever asks', async () => {
		const { outcome } = await arrive(desk, mailbox, directly(john.address));
		const { id } = await messageOf(desk, outcome);
		await expect(queueReply(desk, id)).rejects.toMatchObject({ code: 'invalid-input' });
	});

	it('comes before the answer of a colleague, which is held', async () => {
		const [notification] = await notify(desk, mailbox, question);
		await arrive(desk, mailbox, directly(mailbox.address));
		const { outcome } = await arrive(desk, mailbox, answerTo(notification));
		expect(await reasonOf(desk, outcome)).toBe('colleague-answered');
	});

	it('is answered by the customer in the same conversation', async () => {
		const { outcome } = await arrive(desk, mailbox, directly(john.address));
		const { messageId } = await messageOf(desk, outcome);
		const again = await customerWrites(desk, mailbox, { inReplyTo: messageId, text: 'Thanks.' });
		expect(again.conversationId).toBe(question.conversationId);
	});

	it('has its author told to use notifications, once in 24 hours', async () => {
		await arrive(desk, mailbox, directly(john.address));
		desk.wait(23 * HOUR_MS);
		await arrive(desk, mailbox, directly(john.address, { text: 'And again.' }));
		expect(await queued()).toMatchObject([
			{
				staffId: john.id,
				recipient: { address: john.address },
				from: { address: mailbox.address },
				recipe: { kind: 'notification', event: 'answered-directly' },
			},
		]);
		desk.wait(HOUR_MS);
		await arrive(desk, mailbox, directly(john.address, { text: 'Still here.' }));
		expect(await queued()).toHaveLength(2);
	});

	it('has each author told, in words that say what to do', async () => {
		const kelly = await aStaff(desk, { name: 'Kelly Ray', address: 'kelly@acme-staff.test' });
		for (const { address } of [john, kelly]) {
			await arrive(desk, mailbox, directly(address, { text: `By ${address}` }));
		}
		const told = await sendDue(desk, mailbox);
		expect(told.map(({ mail }) => mail.recipient.address)).toEqual([john.address, kelly.address]);
		expect(told[0]?.text).toContain('answer the notification instead');
		expect(told[0]?.headers).toMatchObject({ 'Auto-Submitted': 'auto-generated' });
	});

	it('tells nobody when no machine may answer (rule 14)', async () => {
		const { outcome } = await arrive(
			desk,
			mailbox,
			directly(john.address, { headers: ['Precedence: list'] }),
		);
		expect(await reasonOf(desk, outcome)).toBe('direct-answer');
		expect(await queued()).toEqual([]);
	});

	function directly(from: string, parts: RawMailParts = {}): RawMailParts {
		return {
			from,
			to: FRANK,
			subject: 'Re: My printer',
			text: 'Reboot.',
			inReplyTo: question.messageId,
			...parts,
		};
	}

	async function queued(): Promise<OutboundMail[]> {
		return await desk.store.outbound.list({ state: 'queued', limit: 10 });
	}
});
