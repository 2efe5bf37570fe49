import { beforeEach, describe, expect, it } from '@jest/globals';
import { assignConversation } from '../../helpdesk/desk/conversation-changes';
import { occasionOf, queueNotifications } from '../../helpdesk/desk/notify-staff';
import { updateMailbox } from '../../helpdesk/desk/save-mailbox';
import { updateStaff } from '../../helpdesk/desk/save-staff';
import { settleMails } from '../../helpdesk/desk/settle-mail';
import { threadMail } from '../../helpdesk/desk/thread-mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { NotifyEvent, Occasion } from '../../helpdesk/domain/notification-preference';
import type { Staff } from '../../helpdesk/domain/staff';
import { answerTo, customerWrites, messageOf, notify, staffAnswers } from '../support/answers';
import {
	aMailbox,
	arrive,
	aStaff,
	offerDue,
	testDesk,
	USUAL_THREADING,
	type TestDesk,
} from '../support/test-desk';

const NOBODY = { email: [], desktop: [], mobile: [] };

describe('queueNotifications', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let john: Staff;

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk);
		john = await aStaff(desk);
	});

	it.each<[Occasion, 'john' | 'chris' | 'nobody', NotifyEvent]>([
		['new-conversation', 'nobody', 'new-conversation'],
		['assigned', 'john', 'assigned-to-me'],
		['customer-replied', 'john', 'customer-replied-mine'],
		['customer-replied', 'nobody', 'customer-replied-unassigned'],
		['customer-replied', 'chris', 'customer-replied-others'],
		['staff-replied', 'john', 'staff-replied-mine'],
		['staff-replied', 'nobody', 'staff-replied-unassigned'],
		['staff-replied', 'chris', 'staff-replied-others'],
	])(
		'tells of %s, assigned to %s, who wants %s, by that channel alone',
		async (occasion, assignee, event) => {
			const chris = await aStaff(desk, {
				name: 'Chris',
				address: 'chris@acme-staff.test',
				preferences: NOBODY,
			});
			const message = await customerWrites(desk, mailbox);
			const assigneeId = { john: john.id, chris: chris.id, nobody: undefined }[assignee];
			await assignConversation(desk, message.conversationId, assigneeId);
			for (const channel of ['email', 'desktop', 'mobile'] as const) {
				await updateStaff(desk, john.id, {
					preferences: { ...NOBODY, [channel]: [event] },
					mobileTarget: '+49 1',
				});
				const told = await queueNotifications(desk, message.id, occasion, mailbox.address);
				expect(told.mails.map(({ recipient }) => recipient.address)).toEqual(
					channel === 'email' ? [john.address] : [],
				);
				expect(told.pushes.map((push) => [push.staffId, push.channel, push.event])).toEqual(
					channel === 'email' ? [] : [[john.id, channel, event]],
				);
				if (channel === 'mobile')
					expect(told.pushes[0]).toMatchObject({ target: '+49 1', body: message.text });
			}
		},
	);

	it('tells nobody who does not want it, is not active, or caused it', async () => {
		await aStaff(desk, { address: 'quiet@acme-staff.test', preferences: NOBODY });
		await aStaff(desk, { address: 'left@acme-staff.test', isActive: false });
		const all = {
			...NOBODY,
			email: ['staff-replied-mine' as const],
			desktop: ['staff-replied-mine' as const],
		};
		await updateStaff(desk, john.id, { preferences: { ...all, email: [...all.email, 'new-conversation'] } });
		const answer = await staffAnswers(desk, mailbox);
		expect(answer.staffId).toBe(john.id);
		expect((await desk.store.conversations.byId(answer.conversationId))?.assigneeId).toBe(john.id);
		expect(await queueNotifications(desk, answer.id, 'staff-replied', mailbox.address)).toEqual({
			mails: [],
			pushes: [],
		});
	});

	it('shows the first answer to all, the next ones to whoever has or wrote in the conversation', async () => {
		const chris = await aStaff(desk, { name: 'Chris', address: 'chris@acme-staff.test' });
		const kelly = await aStaff(desk, { name: 'Kelly', address: 'kelly@acme-staff.test' });
		const question = await customerWrites(desk, mailbox);
		const told = await notify(desk, mailbox, question);
		const answerOf = async (staffId: string, text: string) => {
			const mail = told.find((each) => each.staffId === staffId);
			const settings = { ...USUAL_THREADING, whenColleagueWasFaster: 'send' as const };
			const { outcome } = await arrive(desk, mailbox, answerTo(mail, { text }), settings);
			return await messageOf(desk, outcome);
		};
		const readers = async (staffId: string, text: string) => {
			const mails = await notify(desk, mailbox, await answerOf(staffId, text), 'staff-replied');
			return mails.map((mail) => mail.staffId);
		};
		expect(await readers(john.id, 'Reboot.')).toEqual([chris.id, kelly.id]);
		expect(await readers(john.id, 'Or wait.')).toEqual([]);
		expect(await readers(chris.id, 'Or call.')).toEqual([john.id]);
		expect(await readers(john.id, 'Yes, call.')).toEqual([chris.id]);
	});

	it('tells nobody of what they wrote themselves, as a customer', async () => {
		await aStaff(desk, { name: 'Chris', address: 'chris@acme-staff.test' });
		const mails = await notify(desk, mailbox, await customerWrites(desk, mailbox, { from: john.address }));
		expect(mails.map(({ recipient }) => recipient.name)).toEqual(['Chris']);
	});

	it('writes one mail per person, once, with a token and Message-ID of its own', async () => {
		await aStaff(desk, { name: 'Chris', address: 'chris@acme-staff.test' });
		const message = await customerWrites(desk, mailbox, { subject: 'My printer' });
		const mails = await notify(desk, mailbox, message);
		expect(mails.map(({ recipient }) => recipient)).toEqual([
			{ name: 'John Miller', address: 'john@acme-staff.test' },
			{ name: 'Chris', address: 'chris@acme-staff.test' },
		]);
		for (const key of ['token', 'messageIdHeader'] as const)
			expect(new Set(mails.map((mail) => mail[key])).size).toBe(2);
		for (const mail of mails) {
			expect(mail).toMatchObject({
				from: { name: 'Frank Furter (Acme Support)', address: 'support@acme.test' },
				subject: '[#1] My printer',
				messageIdHeader: `hd.${mail.token}@acme.test`,
				replyTo: undefined,
				state: 'queued',
			});
		}
		expect(await notify(desk, mailbox, message)).toEqual(mails);
	});

	it('tells of the same message once more when it is another occasion', async () => {
		const message = await customerWrites(desk, mailbox);
		const [first] = await notify(desk, mailbox, message);
		await assignConversation(desk, message.conversationId, john.id);
		const [second] = await notify(desk, mailbox, message, 'assigned');
		expect(second?.recipe).toMatchObject({ event: 'assigned-to-me' });
		expect(second?.id).not.toBe(first?.id);
	});

	it('groups all notifications of a conversation under one identifier, and of another under another', async () => {
		const first = await customerWrites(desk, mailbox);
		const second = await customerWrites(desk, mailbox, { inReplyTo: first.messageId });
		const other = await customerWrites(desk, mailbox);
		const roots: (string | undefined)[] = [];
		for (const message of [first, second, other])
			roots.push((await notify(desk, mailbox, message))[0]?.references[0]);
		expect(second.conversationId).toBe(first.conversationId);
		expect(roots[1]).toBe(roots[0]);
		expect(roots[2]).not.toBe(roots[0]);
	});

	it('takes answers at a plus-address only where the mailbox accepts them', async () => {
		await updateMailbox(desk, mailbox.id, { acceptsPlusAddresses: true });
		const [mail] = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		expect(mail?.replyTo).toEqual({ name: 'Acme Support', address: `support+${mail?.token}@acme.test` });
		const answer = answerTo(mail, { inReplyTo: '', references: [] });
		expect((await arrive(desk, mailbox, answer)).outcome.kind).toBe('staff-reply');
	});

	it('keeps what customers write out of the headers', async () => {
		const evil = '=?utf-8?Q?Eve=0D=0ABcc:_x@y.test?=';
		const message = await customerWrites(desk, mailbox, { from: `${evil} <eve@evil.test>`, subject: evil });
		const [mail] = await notify(desk, mailbox, message);
		expect(`${mail?.from.name}${mail?.subject}`).not.toMatch(/[\r\n]/);
	});

	it('sends from any mailbox of the desk, where the answer finds its conversation', async () => {
		const sales = await aMailbox(desk, { address: 'sales@acme.test' });
		const message = await customerWrites(desk, mailbox);
		const [mail] = await notify(desk, sales, message);
		expect(mail?.from.address).toBe('sales@acme.test');
		const answer = await messageOf(desk, (await arrive(desk, sales, answerTo(mail))).outcome);
		expect(answer).toMatchObject({ kind: 'staff', conversationId: message.conversationId });
	});

	it('refuses to send from an address that is no mailbox of the desk', async () => {
		const { id } = await customerWrites(desk, mailbox);
		const sending = queueNotifications(desk, id, 'new-conversation', 'unknown@acme.test');
		await expect(sending).rejects.toMatchObject({ code: 'mailbox-not-found' });
	});

	it('knows no message that is not there', async () => {
		await expect(queueNotifications(desk, 'none', 'new-conversation', mailbox.address)).rejects.toMatchObject(
			{
				code: 'message-not-found',
			},
		);
		await expect(occasionOf(desk, 'none')).rejects.toMatchObject({ code: 'message-not-found' });
	});

	it('hands a push out again only with the next try of its mail', async () => {
		await updateStaff(desk, john.id, { preferences: { ...NOBODY, desktop: ['new-conversation'] } });
		const { inboundMailId, outcome } = await arrive(desk, mailbox, {});
		const { id } = await messageOf(desk, outcome);
		const pushes = async () =>
			(await queueNotifications(desk, id, 'new-conversation', mailbox.address)).pushes.length;
		expect([await pushes(), await pushes()]).toEqual([1, 0]);
		await settleMails(desk, [inboundMailId], { failure: 'The flow failed.' });
		desk.wait(3_600_000);
		await offerDue(desk, mailbox.id, 1);
		await threadMail(desk, inboundMailId, USUAL_THREADING);
		expect([await pushes(), await pushes()]).toEqual([1, 0]);
	});

	it('tells what a message is an occasion of', async () => {
		const answer = await staffAnswers(desk, mailbox);
		const [first] = await desk.store.messages.history(answer.conversationId, 10);
		const second = await customerWrites(desk, mailbox, { inReplyTo: first?.messageId ?? '' });
		expect(
			await Promise.all([first, answer, second].map((message) => occasionOf(desk, message?.id ?? ''))),
		).toEqual(['new-conversation', 'staff-replied', 'customer-replied']);
	});
});
