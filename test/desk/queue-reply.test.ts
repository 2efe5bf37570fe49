import { beforeEach, describe, expect, it } from '@jest/globals';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import { resolveSender } from '../../helpdesk/desk/resolve-sender';
import { updateMailbox } from '../../helpdesk/desk/save-mailbox';
import { updateStaff } from '../../helpdesk/desk/save-staff';
import type { Message } from '../../helpdesk/domain/conversation';
import type { Mailbox, MailboxSettings } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import { answerTo, customerWrites, messageOf, notify, staffAnswers } from '../support/answers';
import type { RawMailParts } from '../support/raw-mail';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

let desk: TestDesk;
let mailbox: Mailbox;
let master: Mailbox;

beforeEach(async () => {
	desk = await testDesk();
	mailbox = await aMailbox(desk);
	master = await aMailbox(desk, { address: 'replies@acme.test', channelName: 'Acme Replies' });
	await desk.store.mailboxes.setConnection(master.id, 'connected', '', new Date());
	await aStaff(desk, { signature: '{staffName}' });
});

describe('resolveSender', () => {
	it('decides From, Reply-To and signature', async () => {
		await updateMailbox(desk, mailbox.id, { masterInboxId: master.id });
		expect(await resolveSender(desk, (await staffAnswers(desk, mailbox)).id)).toMatchObject({
			from: { name: 'John Miller via Acme Support', address: 'support@acme.test' },
			replyTo: { name: 'Acme Support', address: 'replies@acme.test' },
			signature: 'John Miller',
		});
	});

	it.each(['disconnected', 'needs-authorisation', 'unknown'] as const)(
		'pauses while the master inbox is %s, and resumes when it is back',
		async (state) => {
			await updateMailbox(desk, mailbox.id, { masterInboxId: master.id });
			const { id } = await staffAnswers(desk, mailbox);
			await desk.store.mailboxes.setConnection(master.id, state, 'why', new Date());
			expect(await resolveSender(desk, id)).toMatchObject({
				paused: 'not-connected',
				master: { id: master.id },
			});
			await desk.store.mailboxes.setConnection(master.id, 'connected', '', new Date());
			expect(await resolveSender(desk, id)).toMatchObject({ replyTo: { address: 'replies@acme.test' } });
		},
	);

	it('pauses when the owner of one of the two changed', async () => {
		await updateMailbox(desk, mailbox.id, { masterInboxId: master.id });
		const { id } = await staffAnswers(desk, mailbox);
		await updateMailbox(desk, master.id, { owner: 'anna' });
		expect(await resolveSender(desk, id)).toMatchObject({ paused: 'other-owner' });
	});

	it('takes only what a staff member wrote', async () => {
		const { id } = await customerWrites(desk, mailbox);
		await expect(resolveSender(desk, id)).rejects.toMatchObject({ code: 'invalid-input' });
		await expect(resolveSender(desk, 'none')).rejects.toMatchObject({ code: 'message-not-found' });
	});
});

describe('queueReply', () => {
	it('owes the customer one mail, however often it is asked', async () => {
		const { id } = await staffAnswers(desk, mailbox, { messageId: 'first@customer.test' });
		const mail = await queued(id);
		expect(mail).toMatchObject({
			recipient: { name: 'Frank Furter', address: 'frank@customer.test' },
			subject: 'Re: My printer',
			messageIdHeader: `hd.${mail.token}@acme.test`,
			inReplyTo: 'first@customer.test',
			references: ['first@customer.test'],
			recipe: { kind: 'reply', text: 'Reboot.\n\n-- \nJohn Miller\n', attachments: [] },
			state: 'queued',
		});
		expect((await desk.store.messages.byId(id))?.state).toBe('queued');
		desk.wait(1000);
		expect(await queued(id)).toEqual(mail);
	});

	it('freezes the mail: later changes reach later mail only', async () => {
		const { id, staffId } = await staffAnswers(desk, mailbox);
		const mail = await queued(id);
		await updateStaff(desk, staffId ?? '', { name: 'Johnny', signature: 'changed' });
		await change({ channelName: 'Changed' });
		expect(await queued(id)).toEqual(mail);
	});

	it('answers the customer’s last mail, whoever it is in Cc of the staff mail', async () => {
		const first = await customerWrites(desk, mailbox, { messageId: 'first@customer.test' });
		await customerWrites(desk, mailbox, {
			messageId: 'second@customer.test',
			inReplyTo: first.messageId,
			references: [first.messageId],
		});
		const { id } = await staffAnswers(desk, mailbox, {
			inReplyTo: 'second@customer.test',
			messageId: 'third@customer.test',
			references: ['first@customer.test', 'second@customer.test'],
		});
		expect(await queued(id)).toMatchObject({
			inReplyTo: 'third@customer.test',
			references: ['first@customer.test', 'second@customer.test', 'third@customer.test'],
		});
	});

	it('takes along what somebody attached, and nothing that their mail program added', async () => {
		const added = ['smime.p7s', 'John.vcf', 'OpenPGP_0xAB.asc', 'winmail.dat'];
		const { recipe } = await queued((await answerWith(['plan.pdf', ...added])).id);
		expect(recipe.attachments.map(({ index }) => index)).toEqual([0]);
	});

	it('knows answers that are files only by their files', async () => {
		const digests: string[] = [];
		for (const name of ['one.pdf', 'two.pdf', 'one.pdf'])
			digests.push((await queued((await answerWith([name], '')).id)).bodyDigest);
		const [one, two, again] = digests;
		expect(two).not.toBe(one);
		expect(again).toBe(one);
	});

	it('owes nothing while it is paused, and the same mail afterwards', async () => {
		await updateMailbox(desk, mailbox.id, { masterInboxId: master.id });
		const { id } = await staffAnswers(desk, mailbox);
		await desk.store.mailboxes.setConnection(master.id, 'disconnected', 'why', new Date());
		expect(await queueReply(desk, id)).toEqual({ paused: 'not-connected' });
		expect((await desk.store.messages.byId(id))?.state).toBe('paused');
		await desk.store.mailboxes.setConnection(master.id, 'connected', '', new Date());
		expect(await queued(id)).toMatchObject({ replyTo: { address: 'replies@acme.test' } });
		expect((await desk.store.messages.byId(id))?.state).toBe('queued');
	});
});

// An empty copy of a mail by Outlook.
const BYTES = 'eJ8+IgEA';

async function answerWith(filenames: readonly string[], text = 'Reboot.'): Promise<Message> {
	const [notification] = await notify(desk, mailbox, await customerWrites(desk, mailbox));
	const { outcome } = await arrive(desk, mailbox, answerTo(notification, withFiles(filenames, text)));
	return await messageOf(desk, outcome);
}

function withFiles(filenames: readonly string[], text: string): RawMailParts {
	const files = filenames.map((name) =>
		[
			'--b',
			'Content-Type: application/octet-stream',
			`Content-Disposition: attachment; filename="${name}"`,
			'Content-Transfer-Encoding: base64',
			'',
			BYTES,
			'',
		].join('\r\n'),
	);
	const headers = ['Content-Type: multipart/mixed; boundary=b', '', '--b'];
	return { headers, text: `${text}\r\n${files.join('')}--b--` };
}

async function queued(messageId: string): Promise<OutboundMail> {
	const reply = await queueReply(desk, messageId);
	if ('paused' in reply) throw new Error(reply.paused);
	return reply.mail;
}

function change(changes: Partial<MailboxSettings>) {
	return updateMailbox(desk, mailbox.id, changes);
}
