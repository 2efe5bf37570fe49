import { beforeEach, describe, expect, it } from '@jest/globals';
import { deliverDueMail } from '../../helpdesk/desk/deliver-due-mail';
import { deliverMail, deliverMails } from '../../helpdesk/desk/deliver-mail';
import { updateMailbox } from '../../helpdesk/desk/save-mailbox';
import { updateStaff } from '../../helpdesk/desk/save-staff';
import { sendReply } from '../../helpdesk/desk/send-reply';
import type { Message } from '../../helpdesk/domain/conversation';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { MailSender, SendableMail } from '../../helpdesk/ports';
import { answerTo, customerWrites, messageOf, notify } from '../support/answers';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const MINUTE_MS = 60_000;

describe('sendingRefusal', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let left: SendableMail[];
	let sender: MailSender;

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk);
		await aStaff(desk);
		left = [];
		sender = {
			send: async (mail, onTransmit) => {
				await onTransmit();
				left.push(mail);
				return { kind: 'sent', response: '250 Ok' };
			},
		};
	});

	it('stops the eleventh mail of a conversation within ten minutes, tells people, and goes on later', async () => {
		const first = await customerWrites(desk, mailbox);
		const states: string[] = [];
		for (let count = 0; count < 11; count++) states.push((await answered(first, `Answer ${count}`)).state);
		expect(states).toEqual([...Array<string>(10).fill('sent'), 'failed']);
		expect(await kindsIn(first)).toEqual(['system']);
		expect(await events('mail-stopped')).toHaveLength(1);
		// Who is told of a loop by mail becomes part of it.
		expect(left.filter(({ headers }) => 'Auto-Submitted' in headers)).toEqual([]);
		desk.wait(11 * MINUTE_MS);
		expect((await answered(first, 'Another')).state).toBe('sent');
	});

	it('counts what is leaving side by side, the earlier for the later', async () => {
		const first = await customerWrites(desk, mailbox);
		const ids: string[] = [];
		for (let count = 0; count < 12; count++) {
			const parts = { inReplyTo: first.messageId, text: `More ${count}` };
			const message = await messageOf(desk, (await arrive(desk, mailbox, parts)).outcome);
			ids.push(...(await notify(desk, mailbox, message, 'customer-replied')).map(({ id }) => id));
		}
		const states = (await deliverMails(desk, sender, ids)).map(({ state }) => state);
		expect(states).toEqual([...Array<string>(10).fill('sent'), 'failed', 'failed']);
	});

	it('stops the same words to the same customer, not to another one', async () => {
		const [one, two] = [
			await customerWrites(desk, mailbox),
			await customerWrites(desk, mailbox, { from: 'chris@customer.test' }),
		];
		expect((await answered(one, 'I am away until Monday.')).state).toBe('sent');
		expect((await answered(two, 'I am away until Monday.')).state).toBe('sent');
		expect(await answered(one, 'I am away until Monday.')).toMatchObject({
			state: 'failed',
			error: expect.stringContaining('these very words'),
		});
		desk.wait(61 * MINUTE_MS);
		expect((await answered(one, 'I am away until Monday.')).state).toBe('sent');
	});

	it('lets a person wait who was told thirty times within ten minutes, and loses nothing', async () => {
		const ids: string[] = [];
		for (let count = 0; count < 31; count++) {
			const message = await customerWrites(desk, mailbox, { from: `c-${count}@customer.test` });
			ids.push(...(await notify(desk, mailbox, message)).map(({ id }) => id));
		}
		const states = (await deliverMails(desk, sender, ids)).map(({ state }) => state);
		expect(states.filter((state) => state === 'sent')).toHaveLength(30);
		expect(states.at(-1)).toBe('retry');
		desk.wait(11 * MINUTE_MS);
		expect(await deliverDueMail(desk, sender, mailbox.address)).toMatchObject([
			{ state: 'sent', attempts: 1 },
		]);
		expect(await events('mail-stopped')).toEqual([]);
	});

	it('keeps to the rate of the mailbox', async () => {
		await updateMailbox(desk, mailbox.id, { mailsPerMinute: 2 });
		const ids: string[] = [];
		for (let count = 0; count < 5; count++) {
			const message = await customerWrites(desk, mailbox, { from: `c-${count}@customer.test` });
			ids.push(...(await notify(desk, mailbox, message)).map(({ id }) => id));
		}
		await deliverMails(desk, sender, ids);
		const counts = [left.length];
		for (let minute = 0; minute < 3; minute++) {
			desk.wait(MINUTE_MS + 1);
			await deliverDueMail(desk, sender, mailbox.address);
			counts.push(left.length);
		}
		expect(counts).toEqual([2, 4, 5, 5]);
	});

	it('gives up nothing that waits for its turn, also after a weekend', async () => {
		await updateMailbox(desk, mailbox.id, { mailsPerMinute: 1 });
		for (const from of ['one@customer.test', 'two@customer.test'])
			await notify(desk, mailbox, await customerWrites(desk, mailbox, { from }));
		desk.wait(62 * 60 * MINUTE_MS);
		const states = (await deliverDueMail(desk, sender, mailbox.address)).map(({ state }) => state);
		expect(states).toEqual(['sent', 'retry']);
	});

	it('takes back what waits for somebody who is not active any more', async () => {
		const john = await aStaff(desk, { name: 'John Ray', address: 'ray@staff.test' });
		const mails = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		await updateStaff(desk, john.id, { isActive: false });
		desk.wait(2 * MINUTE_MS);
		const states = (await deliverDueMail(desk, sender, mailbox.address)).map(({ state }) => state);
		expect(states.toSorted()).toEqual(['canceled', 'sent']);
		expect(mails).toHaveLength(2);
		expect(left.map(({ mail }) => mail.recipient.address)).not.toContain('ray@staff.test');
		expect(await events('notification-canceled')).toHaveLength(1);
		expect(await deliverDueMail(desk, sender, mailbox.address)).toEqual([]);
	});

	it('opens the circuit of a mailbox after five stops: its machine mail waits, people’s does not', async () => {
		const first = await customerWrites(desk, mailbox);
		for (let count = 0; count < 6; count++) await answered(first, 'The same words.');
		expect(await events('sending-stopped')).toMatchObject([{ data: { mailboxId: mailbox.id } }]);
		const other = await customerWrites(desk, mailbox, { from: 'chris@customer.test' });
		const [notification] = await notify(desk, mailbox, other);
		expect(await deliverMail(desk, sender, notification?.id ?? '')).toMatchObject({ state: 'retry' });
		expect((await answered(other, 'A person writes.')).state).toBe('sent');
		desk.wait(61 * MINUTE_MS);
		expect(await deliverMail(desk, sender, notification?.id ?? '')).toMatchObject({ state: 'sent' });
	});

	async function answered(message: Message, text: string): Promise<OutboundMail> {
		const [notification] = await notify(desk, mailbox, message);
		const { outcome } = await arrive(desk, mailbox, answerTo(notification, { text }));
		const sent = await sendReply(desk, sender, (await messageOf(desk, outcome)).id);
		if ('paused' in sent) throw new Error(sent.paused);
		return sent.mail;
	}

	async function kindsIn({ conversationId }: Message): Promise<string[]> {
		const history = await desk.store.messages.history(conversationId, 100);
		return history.map(({ kind }) => kind).filter((kind) => kind !== 'customer' && kind !== 'staff');
	}

	function events(type: string) {
		return desk.store.eventsSince(type, new Date(0), 100);
	}
});
