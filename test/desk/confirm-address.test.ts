import { beforeEach, describe, expect, it } from '@jest/globals';
import { updateStaff } from '../../helpdesk/desk/save-staff';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { Staff } from '../../helpdesk/domain/staff';
import { customerWrites, notify } from '../support/answers';
import { answered, sendDue } from '../support/outbox';
import type { RawMailParts } from '../support/raw-mail';
import { aMailbox, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const HOME = 'john@home.test';
const DAY_MS = 86_400_000;

describe('the mail that asks whether an address is a staff member’s', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let john: Staff;
	let asked: OutboundMail | undefined;
	let toJohn: OutboundMail;

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk, { trustedServers: ['mx.acme.test'] });
		const { id } = await aStaff(desk);
		john = await updateStaff(desk, id, { alternateAddresses: [HOME] });
		asked = (await sendDue(desk, mailbox))[0]?.mail;
		[toJohn] = (await notify(desk, mailbox, await customerWrites(desk, mailbox))) as [OutboundMail];
	});

	it('confirms the address when it is answered from there', async () => {
		expect(await answer(toJohn, { from: HOME })).toBe('sender-not-recipient');
		expect(await answer(asked, { text: 'Yes.' })).toBe('address-confirmed');
		expect(await unconfirmed()).toEqual([]);
		expect(await answer(toJohn, { from: HOME })).toBe('staff-reply');
	});

	it('may be answered twice', async () => {
		await answer(asked, { text: 'Yes.' });
		expect(await answer(asked, { text: 'Did it work?' })).toBe('address-confirmed');
		expect(await desk.store.eventsSince('address-confirmed', new Date(0), 9)).toHaveLength(1);
	});

	it.each<[string, RawMailParts, string]>([
		['comes from another address of the person', { from: 'john@acme-staff.test' }, 'confirmation-unproved'],
		['comes from a stranger', { from: 'eve@evil.test' }, 'confirmation-unproved'],
		['comes from there and elsewhere', { from: `${HOME}, eve@evil.test` }, 'confirmation-unproved'],
		['is a vacation reply', { headers: ['Auto-Submitted: auto-replied'] }, 'auto-reply'],
		[
			'was found to be forged',
			{ headers: ['Authentication-Results: mx.acme.test; dmarc=fail'] },
			'confirmation-unproved',
		],
		['has lost the token', { inReplyTo: '', references: [] }, 'new-conversation'],
	])('confirms nothing when the answer %s', async (_when, parts, outcome) => {
		expect(await answer(asked, parts)).toBe(outcome);
		expect(await unconfirmed()).toEqual([HOME]);
	});

	it.each<[string, () => Promise<unknown> | void]>([
		['comes too late', () => desk.wait(91 * DAY_MS)],
		['is about an address that was taken away', () => update({ alternateAddresses: [] })],
		['is about a person who left', () => update({ isActive: false })],
	])('confirms nothing when the answer %s', async (_when, happen) => {
		await happen();
		const before = await desk.store.staff.byId(john.id);
		expect(await answer(asked)).toBe('confirmation-unproved');
		expect(await desk.store.staff.byId(john.id)).toEqual(before);
	});

	it('has a token that answers no customer', async () => {
		const token = asked?.token ?? '';
		const identifier = toJohn.messageIdHeader.replace(toJohn.token, `s${token.slice(1)}`);
		const parts = { inReplyTo: identifier, references: [identifier], from: 'john@acme-staff.test' };
		expect(await answer(toJohn, parts)).toBe('token-invalid');
	});

	function update(changes: Parameters<typeof updateStaff>[2]): Promise<Staff> {
		return updateStaff(desk, john.id, changes);
	}

	function answer(mail: OutboundMail | undefined, parts: RawMailParts = {}): Promise<string> {
		return answered(desk, mailbox, mail, parts);
	}

	async function unconfirmed(): Promise<readonly string[] | undefined> {
		return (await desk.store.staff.byId(john.id))?.unconfirmedAddresses;
	}
});
