import { beforeEach, describe, expect, it } from '@jest/globals';
import { createMailbox, mailboxById, registerMailbox, updateMailbox } from '../../helpdesk/desk/save-mailbox';
import { newMailboxSettings, type Mailbox } from '../../helpdesk/domain/mailbox';
import { aStaff, aMailbox, testDesk, type TestDesk } from '../support/test-desk';

let desk: TestDesk;
let support: Mailbox;
let replies: Mailbox;

beforeEach(async () => {
	desk = await testDesk();
	support = await aMailbox(desk);
	replies = await aMailbox(desk, { address: 'replies@acme.test' });
	await desk.store.mailboxes.setConnection(replies.id, 'connected', '', new Date());
});

describe('registerMailbox', () => {
	it('makes a mailbox with the usual settings, and leaves one that is known as it is', async () => {
		const made = await registerMailbox(desk, 'sales@acme.test', '');
		expect(made).toMatchObject({ channelName: 'sales@acme.test', fromNameStyle: 'staff-via-channel' });
		expect(await registerMailbox(desk, 'SALES@acme.test', 'Another name')).toEqual(made);
	});

	it('gives triggers that start together the same mailbox', async () => {
		const made = await Promise.all([1, 2, 3].map(() => registerMailbox(desk, 'sales@acme.test', '')));
		expect(new Set(made.map(({ id }) => id)).size).toBe(1);
	});
});

describe('createMailbox', () => {
	it.each([
		['is none', 'Acme <a@b.test>', 'invalid-address'],
		['is there, in another case', 'SUPPORT@acme.test', 'mailbox-exists'],
	])('refuses an address that %s', async (_when, address, code) => {
		await expect(createMailbox(desk, newMailboxSettings(address, ''))).rejects.toMatchObject({ code });
	});

	it('takes no address of a staff member, who would be told of their own mail', async () => {
		await aStaff(desk, { address: 'john@acme.test' });
		const settings = newMailboxSettings('John@acme.test', 'John');
		await expect(createMailbox(desk, settings)).rejects.toMatchObject({ code: 'address-in-use' });
	});

	it('makes nothing when the master inbox is refused', async () => {
		const settings = { ...newMailboxSettings('sales@acme.test', 'Sales'), masterInboxId: support.id };
		await expect(createMailbox(desk, settings)).rejects.toMatchObject({ code: 'master-inbox-refused' });
		expect(await desk.store.mailboxes.byAddress('sales@acme.test')).toBeUndefined();
	});
});

describe('updateMailbox', () => {
	it('takes a strict sender check only with a server that is trusted, or its own', async () => {
		const strict = { senderCheck: 'strict' } as const;
		await expect(updateMailbox(desk, support.id, strict)).rejects.toMatchObject({ code: 'invalid-input' });
		const trustedServers = ['mx.acme.test'];
		expect(await updateMailbox(desk, support.id, { ...strict, trustedServers })).toMatchObject(strict);
		await expect(updateMailbox(desk, support.id, { trustedServers: [] })).rejects.toMatchObject({
			code: 'invalid-input',
		});
		const own = { checksSenders: true, trustedServers: [] };
		expect(await updateMailbox(desk, support.id, own)).toMatchObject({ ...strict, ...own });
	});

	it('changes what it is given and keeps the rest', async () => {
		await updateMailbox(desk, support.id, { signature: 'The team', owner: 'anna' });
		expect(await updateMailbox(desk, support.id, { owner: '' })).toEqual({
			...support,
			signature: 'The team',
		});
	});

	it('takes another case of the address, but not another address', async () => {
		expect(await updateMailbox(desk, support.id, { address: 'Support@Acme.test' })).toMatchObject({
			address: 'Support@Acme.test',
		});
		await expect(updateMailbox(desk, support.id, { address: 'help@acme.test' })).rejects.toMatchObject({
			code: 'invalid-input',
		});
	});

	it('sets a master inbox and takes it away', async () => {
		expect((await updateMailbox(desk, support.id, { masterInboxId: replies.id })).masterInboxId).toBe(
			replies.id,
		);
		expect(
			(await updateMailbox(desk, support.id, { masterInboxId: undefined })).masterInboxId,
		).toBeUndefined();
	});

	it.each<[string, () => Promise<Mailbox>]>([
		['is the mailbox itself', () => updateMailbox(desk, replies.id, { masterInboxId: replies.id })],
		['is not connected', () => updateMailbox(desk, replies.id, { masterInboxId: support.id })],
		[
			'belongs to somebody else',
			() => updateMailbox(desk, support.id, { masterInboxId: replies.id, owner: 'anna' }),
		],
		[
			'has a master inbox itself',
			async () => {
				await desk.store.mailboxes.setConnection(support.id, 'connected', '', new Date());
				await updateMailbox(desk, support.id, { masterInboxId: replies.id });
				const sales = await aMailbox(desk, { address: 'sales@acme.test' });
				return await updateMailbox(desk, sales.id, { masterInboxId: support.id });
			},
		],
		[
			'is for a mailbox that serves another one',
			async () => {
				await updateMailbox(desk, support.id, { masterInboxId: replies.id });
				const sales = await aMailbox(desk, { address: 'sales@acme.test' });
				await desk.store.mailboxes.setConnection(sales.id, 'connected', '', new Date());
				return await updateMailbox(desk, replies.id, { masterInboxId: sales.id });
			},
		],
	])('refuses a master inbox that %s', async (_when, update) => {
		await expect(update()).rejects.toMatchObject({ code: 'master-inbox-refused' });
	});

	it('saves other settings while the master inbox is away', async () => {
		await updateMailbox(desk, support.id, { masterInboxId: replies.id });
		await desk.store.mailboxes.setConnection(replies.id, 'disconnected', '', new Date());
		await expect(updateMailbox(desk, support.id, { signature: 'x' })).resolves.toMatchObject({
			signature: 'x',
		});
	});

	it('knows no mailbox that is not there', async () => {
		await expect(updateMailbox(desk, 'none', {})).rejects.toMatchObject({ code: 'mailbox-not-found' });
		await expect(updateMailbox(desk, support.id, { masterInboxId: 'none' })).rejects.toMatchObject({
			code: 'mailbox-not-found',
		});
		await expect(mailboxById(desk.store, 'none')).rejects.toMatchObject({ code: 'mailbox-not-found' });
	});
});
