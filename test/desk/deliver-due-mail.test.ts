import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SmtpSender } from '../../helpdesk/adapters/smtp/smtp-sender';
import { setConversationStatus } from '../../helpdesk/desk/conversation-changes';
import { deliverDueMail } from '../../helpdesk/desk/deliver-due-mail';
import { claimMail } from '../../helpdesk/desk/deliver-mail';
import { mergeConversations } from '../../helpdesk/desk/merge-conversations';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import { updateMailbox } from '../../helpdesk/desk/save-mailbox';
import { customerWrites, notify, staffAnswers } from '../support/answers';
import type { NpmMail } from '../support/npm-mail';
import { startNpmSender } from '../support/npm-sender';
import { aMailbox, aStaff, testDesk } from '../support/test-desk';

describe('deliverDueMail', () => {
	let server: NpmMail;
	let sender: SmtpSender;

	beforeAll(async () => {
		const accounts = ['support@acme.test', 'john@acme-staff.test', 'frank@customer.test'];
		({ server, sender } = await startNpmSender(accounts));
	});

	afterAll(async () => {
		sender.close();
		await server.stop();
	});

	it('sends what was left in the queue, one that fails stopping no other, and leaves what is young', async () => {
		const desk = await testDesk();
		const mailbox = await aMailbox(desk);
		const elsewhere = await aMailbox(desk, { address: 'sales@acme.test' });
		await aStaff(desk, { address: 'gone@acme-staff.test' });
		await aStaff(desk);
		const old = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		await notify(desk, elsewhere, await customerWrites(desk, elsewhere));
		desk.wait(60_001);
		const young = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		const states = (await deliverDueMail(desk, sender, 'SUPPORT@acme.test')).map(({ id, state }) => [
			id,
			state,
		]);
		expect(states).toEqual([
			[old[0]?.id, 'failed'],
			[old[1]?.id, 'sent'],
		]);
		expect((await desk.store.outbound.byId(young[1]?.id ?? ''))?.state).toBe('queued');
		expect(server.sent.map(({ recipients }) => recipients)).toEqual([['john@acme-staff.test']]);
		expect(await deliverDueMail(desk, sender, 'support@acme.test')).toEqual([]);
	});

	it('resumes an answer whose master inbox is back', async () => {
		const desk = await testDesk();
		const mailbox = await aMailbox(desk);
		const master = await aMailbox(desk, { address: 'replies@acme.test' });
		await aStaff(desk);
		await desk.store.mailboxes.setConnection(master.id, 'connected', '', desk.clock.now());
		await updateMailbox(desk, mailbox.id, { masterInboxId: master.id });
		const answer = await staffAnswers(desk, mailbox);
		await desk.store.mailboxes.setConnection(master.id, 'disconnected', 'why', desk.clock.now());
		expect(await queueReply(desk, answer.id)).toEqual({ paused: 'not-connected' });
		const state = async () => {
			desk.wait(60_001);
			await deliverDueMail(desk, sender, 'support@acme.test');
			return (await desk.store.messages.byId(answer.id))?.state;
		};
		const waiting = async () =>
			server.sent
				.filter(({ raw }) => /^Not sent: The master inbox is not/m.test(raw.toString()))
				.map(({ recipients }) => recipients.join());
		expect(await state()).toBe('paused');
		expect(await waiting()).toEqual([]);
		desk.wait(15 * 60_000);
		for (let minute = 0; minute < 3; minute++) expect(await state()).toBe('paused');
		expect(await waiting()).toEqual(['john@acme-staff.test']);
		await desk.store.mailboxes.setConnection(master.id, 'connected', '', desk.clock.now());
		expect(await state()).toBe('sent');
		const recipients = server.sent.flatMap((mail) => mail.recipients);
		expect(recipients.filter((recipient) => recipient === 'frank@customer.test')).toHaveLength(1);
	});

	it('gives up an answer that waited while its conversation was merged into that of another customer', async () => {
		server.sent.length = 0;
		const desk = await testDesk();
		const mailbox = await aMailbox(desk);
		const master = await aMailbox(desk, { address: 'replies@acme.test' });
		await aStaff(desk);
		await desk.store.mailboxes.setConnection(master.id, 'connected', '', desk.clock.now());
		await updateMailbox(desk, mailbox.id, { masterInboxId: master.id });
		const answer = await staffAnswers(desk, mailbox);
		await desk.store.mailboxes.setConnection(master.id, 'disconnected', 'why', desk.clock.now());
		await queueReply(desk, answer.id);
		const other = await customerWrites(desk, mailbox, { from: 'bo@customer.test' });
		await notify(desk, mailbox, other);
		await mergeConversations(desk, answer.conversationId, other.conversationId);
		await setConversationStatus(desk, other.conversationId, 'closed');
		for (let minute = 0; minute < 3; minute++) {
			desk.wait(60_001);
			await deliverDueMail(desk, sender, 'support@acme.test');
		}
		expect((await desk.store.messages.byId(answer.id))?.state).toBe('failed');
		expect((await desk.store.conversations.byId(other.conversationId))?.status).toBe('open');
		const history = await desk.store.messages.history(other.conversationId, 10);
		const told = 'The answer was written for frank@customer.test';
		expect(history.filter(({ kind, text }) => kind === 'note' && text.startsWith(told))).toHaveLength(1);
		expect(server.sent.filter(({ raw }) => raw.includes(`Not sent: ${told}`))).toHaveLength(1);
		expect(new Set(server.sent.flatMap(({ recipients }) => recipients))).toEqual(
			new Set(['john@acme-staff.test']),
		);
		// Of the first mail, of the other customer's, and that the answer is given up.
		expect(server.sent).toHaveLength(3);
	});

	it('takes over at once what a process has claimed that is gone, and calls ambiguous what it was transmitting', async () => {
		server.sent.length = 0;
		const desk = await testDesk();
		const mailbox = await aMailbox(desk);
		await aStaff(desk);
		const [claimed] = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		const [transmitting] = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		const [alive] = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		await claimMail({ ...desk, owner: 'gone' }, claimed?.id ?? '');
		const { claimId } = await claimMail({ ...desk, owner: 'gone' }, transmitting?.id ?? '');
		const leaseUntil = new Date(desk.clock.now().getTime() + 60_000);
		await desk.store.outbound.startTransmission(transmitting?.id ?? '', { claimId, leaseUntil });
		await claimMail({ ...desk, owner: 'alive' }, alive?.id ?? '');
		const delivered = await deliverDueMail(desk, sender, 'support@acme.test', (owner) => owner === 'gone');
		expect(delivered.map(({ id, state }) => [id, state])).toEqual([
			[claimed?.id, 'sent'],
			[transmitting?.id, 'ambiguous'],
		]);
		expect((await desk.store.outbound.byId(alive?.id ?? ''))?.state).toBe('claimed');
		expect(server.sent).toHaveLength(1);
	});

	it('sends other notices when n8n ended while one was being sent, and that one not again', async () => {
		server.sent.length = 0;
		const desk = await testDesk();
		const { id: mailboxId, address } = await aMailbox(desk);
		const recipient = { name: '', address: 'john@acme-staff.test' };
		const notice = { mailboxId, recipient, text: '', createdAt: desk.clock.now() };
		for (const id of ['one', 'two', 'three']) await desk.store.notices.insert({ ...notice, id, subject: id });
		const ending = { send: () => Promise.reject(new Error('killed')) };
		await expect(deliverDueMail(desk, ending, address)).rejects.toThrow('killed');
		await deliverDueMail(desk, sender, address);
		await deliverDueMail(desk, sender, address);
		expect(server.sent).toHaveLength(2);
	});

	it('has nothing to send for a mailbox that the desk does not know', async () => {
		expect(await deliverDueMail(await testDesk(), sender, 'unknown@acme.test')).toEqual([]);
	});
});
