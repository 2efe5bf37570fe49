import { beforeEach, describe, expect, it } from '@jest/globals';
import { mailboxOfRecipient } from '../../helpdesk/desk/mailbox-of-recipients';
import { removeMailbox } from '../../helpdesk/desk/master-inbox';
import { receiveForwardedMail } from '../../helpdesk/desk/receive-forwarded-mail';
import { receivingAddresses } from '../../helpdesk/desk/receiving-address';
import type { ForwardedMail } from '../../helpdesk/domain/forwarded-mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { rawMail } from '../support/raw-mail';
import { storedBytes } from '../support/read-mail';
import { aMailbox, testDesk, type TestDesk } from '../support/test-desk';

let desk: TestDesk;
let support: Mailbox;
let sales: Mailbox;
let salesAddress: string;

beforeEach(async () => {
	desk = await testDesk();
	support = await aMailbox(desk);
	sales = await aMailbox(desk, { address: 'sales@acme.test' });
	salesAddress = (await receivingAddresses(desk, sales.id)).current.address;
});

describe('receiveForwardedMail', () => {
	it.each([
		['the trigger’s own mailbox', () => [], ['support@acme.test']],
		['the mailbox of a receiving address', () => [salesAddress], ['sales@acme.test']],
		['a mailbox by its own address', () => ['sales@acme.test'], ['sales@acme.test']],
		[
			'several mailboxes',
			() => ['support+c01@acme.test', salesAddress],
			['support@acme.test', 'sales@acme.test'],
		],
		['the trigger’s own for strangers', () => ['nobody@example.test'], ['support@acme.test']],
	])('commits to %s', async (_where, recipients, addresses) => {
		const reception = await receive({ recipients: recipients() });
		const expected = [];
		for (const address of addresses) expected.push((await desk.store.mailboxes.byAddress(address))?.id);
		expect(reception).toEqual({ kind: 'received', mailboxIds: expected });
		for (const mailboxId of expected) {
			const mail = await desk.store.inbound.bySourceKey(mailboxId ?? '', 'raw:1');
			expect((await storedBytes(desk.store, mail?.id ?? '')).equals(RAW)).toBe(true);
			expect(mail?.envelope).toBeDefined();
		}
	});

	it('leaves a mailbox that was removed alone', async () => {
		await removeMailbox(desk, sales.id, undefined, { name: 'root', isAdmin: true });
		for (const recipient of [salesAddress, 'sales@acme.test']) {
			expect(await mailboxOfRecipient(desk, recipient)).toBeUndefined();
			const reception = await receive({ recipients: [recipient] });
			expect(reception).toEqual({ kind: 'received', mailboxIds: [support.id] });
		}
	});

	it('follows the header where the envelope names nobody of ours', async () => {
		const raw = rawMail({ headers: [`X-Forwarded-To: ${salesAddress}`] });
		const reception = await receive({ raw, recipients: ['nobody@example.test'] });
		expect(reception).toEqual({ kind: 'received', mailboxIds: [sales.id] });
	});

	it('keeps the same mail once, and says again that it has it', async () => {
		await receive({});
		expect(await receive({})).toEqual({ kind: 'received', mailboxIds: [support.id] });
		expect(await desk.store.inbound.due(support.id, 5, desk.clock.now())).toHaveLength(1);
	});

	it('takes a signature once', async () => {
		const signature = { id: 'mailgun:1', forgetAt: new Date(desk.clock.now().getTime() + 60_000) };
		expect(await receive({ signature })).toMatchObject({ kind: 'received' });
		expect(await receive({ signature, sourceKey: 'raw:2' })).toEqual({ kind: 'replayed' });
		expect(await desk.store.inbound.bySourceKey(support.id, 'raw:2')).toBeUndefined();
		const again = { ...signature, id: 'mailgun:2' };
		expect(await receive({ signature: again })).toMatchObject({ kind: 'received' });
	});

	it('forgets the signature of mail that could not be kept', async () => {
		const signature = { id: 'mailgun:1', forgetAt: new Date(desk.clock.now().getTime() + 60_000) };
		const broken = receiveForwardedMail(desk, 'no mailbox', mailWith({ signature }));
		await expect(broken).rejects.toThrow();
		expect(await receive({ signature })).toMatchObject({ kind: 'received' });
	});
});

const RAW = rawMail();

function receive(parts: Parameters<typeof mailWith>[0]) {
	return receiveForwardedMail(desk, support.id, mailWith(parts));
}

function mailWith({
	recipients = [],
	...parts
}: Partial<ForwardedMail> & { readonly recipients?: readonly string[] }): ForwardedMail {
	return {
		sourceKey: 'raw:1',
		raw: RAW,
		envelope: { returnPath: 'frank@customer.test', recipients },
		...parts,
	};
}
