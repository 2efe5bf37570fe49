import { beforeEach, describe, expect, it } from '@jest/globals';
import { askAgain, confirmationsOf } from '../../helpdesk/desk/ask-to-confirm';
import { deliverMail } from '../../helpdesk/desk/deliver-mail';
import { recordConnection } from '../../helpdesk/desk/mailbox-connection';
import { removeMailbox } from '../../helpdesk/desk/master-inbox';
import { cancelMail } from '../../helpdesk/desk/outbound-mails';
import { updateStaff } from '../../helpdesk/desk/save-staff';
import type { Confirmation } from '../../helpdesk/domain/confirmation';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { Staff, StaffSettings } from '../../helpdesk/domain/staff';
import { customerWrites, notify } from '../support/answers';
import { answered, sendDue, type SentMail } from '../support/outbox';
import { aMailbox, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const HOME = 'john@home.test';
const HOUR_MS = 3_600_000;
const UNCONFIRMED = { alternateAddresses: [HOME], unconfirmedAddresses: [HOME] };

let desk: TestDesk;
let support: Mailbox;

beforeEach(async () => {
	desk = await testDesk();
	support = await aMailbox(desk);
});

describe('an alternate address', () => {
	it.each<[string, () => Promise<Staff>]>([
		['with a new staff member', () => aStaff(desk, UNCONFIRMED)],
		['later', async () => updateStaff(desk, (await aStaff(desk)).id, { alternateAddresses: [HOME] })],
	])(
		'is asked by machine mail of a mailbox that is connected when it is entered %s',
		async (_when, enter) => {
			const sales = await connect(await aMailbox(desk, { address: 'sales@acme.test', channelName: 'Sales' }));
			const john = await enter();
			expect(await confirmations(john)).toMatchObject([{ state: 'queued', from: sales.address }]);
			expect(await sendDue(desk, support)).toEqual([]);
			const [sent, ...others] = await sendDue(desk, sales);
			expect(others).toEqual([]);
			expect(sent).toMatchObject({
				mail: {
					conversationId: '',
					messageId: '',
					from: { name: 'Sales', address: sales.address },
					recipient: { name: 'John Miller', address: HOME },
					recipe: { kind: 'confirmation' },
				},
				headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
				copyToSent: 'never',
			});
			const { token = '' } = sent?.mail ?? {};
			expect([sent?.mail.messageIdHeader, sent?.text, sent?.html]).toEqual([
				`hd.${token}@acme.test`,
				expect.stringContaining(`[${token}]`),
				expect.stringContaining(token),
			]);
			expect(await confirmations(john)).toMatchObject([{ state: 'sent' }]);
		},
	);

	it('waits without a mailbox that is connected, and is asked by the first that sends', async () => {
		const john = await aStaff(desk, UNCONFIRMED);
		expect(await confirmations(john)).toEqual([
			{ address: HOME, state: 'waiting', askedAt: undefined, from: '', error: '' },
		]);
		expect(await asked(support)).toEqual([HOME]);
		expect(await asked(await aMailbox(desk, { address: 'sales@acme.test' }))).toEqual([]);
		expect(await confirmations(john)).toMatchObject([{ state: 'sent', from: support.address }]);
	});

	it('is asked with a plus-address as Reply-To where those arrive', async () => {
		const plus = await aMailbox(desk, { address: 'plus@acme.test', acceptsPlusAddresses: true });
		await aStaff(desk, UNCONFIRMED);
		const [sent] = await sendDue(desk, plus);
		expect(sent?.mail.replyTo?.address).toBe(`plus+${sent?.mail.token}@acme.test`);
	});

	it.each<[string, Partial<StaffSettings>]>([
		['is confirmed from the start', { alternateAddresses: [HOME] }],
		['belongs to somebody who is not active', { ...UNCONFIRMED, isActive: false }],
	])('is not asked when it %s', async (_when, settings) => {
		await connect(support);
		const john = await aStaff(desk, settings);
		expect(await asked(support)).toEqual([]);
		expect(await confirmations(john)).toEqual([]);
	});

	it('is asked when its owner becomes active', async () => {
		await connect(support);
		const { id } = await aStaff(desk, { ...UNCONFIRMED, isActive: false });
		await updateStaff(desk, id, { isActive: true });
		expect(await asked(support)).toEqual([HOME]);
	});

	it('is not asked from a mailbox that was removed', async () => {
		await connect(support);
		await removeMailbox(desk, support.id, undefined, { name: '', isAdmin: true });
		await aStaff(desk, UNCONFIRMED);
		expect(await asked(support)).toEqual([]);
	});

	it('is asked once, however often it is entered, in whatever letters', async () => {
		await connect(support);
		const { id } = await aStaff(desk, UNCONFIRMED);
		for (const alternateAddresses of [[HOME], [], ['John@HOME.test'], [HOME, 'j@home.test']])
			await updateStaff(desk, id, { alternateAddresses });
		expect(await asked(support)).toEqual([HOME, 'j@home.test']);
		desk.wait(25 * HOUR_MS);
		await connect(support);
		await updateStaff(desk, id, { isAway: true });
		expect(await asked(support)).toEqual([]);
	});

	it('is asked as one of at most 20 of its owner in 24 hours', async () => {
		await connect(support);
		const { id } = await aStaff(desk, UNCONFIRMED);
		for (const round of [1, 2, 3]) {
			const alternateAddresses = Array.from({ length: 9 }, (_, n) => `john+${round}${n}@home.test`);
			await updateStaff(desk, id, { alternateAddresses });
		}
		expect((await desk.store.eventsSince('address-asked', new Date(0), 100)).length).toBe(20);
		desk.wait(25 * HOUR_MS);
		await connect(support);
		expect(await asked(support)).not.toEqual([]);
	});

	it('is asked for its next owner a day later', async () => {
		await connect(support);
		const john = await aStaff(desk, UNCONFIRMED);
		await asked(support);
		await updateStaff(desk, john.id, { alternateAddresses: [] });
		const kelly = await aStaff(desk, { ...UNCONFIRMED, name: 'Kelly Ray', address: 'kelly@acme-staff.test' });
		expect(await asked(support)).toEqual([]);
		expect(await confirmations(kelly)).toMatchObject([{ state: 'waiting' }]);
		desk.wait(24 * HOUR_MS);
		expect(await asked(support)).toEqual([HOME]);
	});
});

describe('an answer from an address that is not confirmed', () => {
	let toJohn: OutboundMail | undefined;

	beforeEach(async () => {
		await aStaff(desk, UNCONFIRMED);
		await sendDue(desk, support);
		[toJohn] = await notify(desk, support, await customerWrites(desk, support));
		await sendDue(desk, support);
	});

	it('has the address asked again, once in 24 hours, without a word of the conversation', async () => {
		expect(await answered(desk, support, toJohn, { from: HOME })).toBe('sender-not-recipient');
		expect(await sendDue(desk, support)).toEqual([]);
		desk.wait(24 * HOUR_MS);
		for (let count = 0; count < 2; count++) await answered(desk, support, toJohn, { from: HOME });
		const [mail, ...others] = await sendDue(desk, support);
		expect([mail?.mail.recipient.address, others]).toEqual([HOME, []]);
		expect(`${mail?.mail.subject}${mail?.text}${mail?.html}`).not.toMatch(/print|frank/i);
	});

	it('has it not asked when no machine may answer (rule 14)', async () => {
		desk.wait(24 * HOUR_MS);
		await answered(desk, support, toJohn, { from: HOME, headers: ['Precedence: list'] });
		expect(await sendDue(desk, support)).toEqual([]);
	});
});

describe('askAgain', () => {
	let john: Staff;

	beforeEach(async () => {
		await connect(support);
		john = await aStaff(desk, {
			alternateAddresses: [HOME, 'j@x.test'],
			unconfirmedAddresses: [HOME, 'j@x.test'],
		});
	});

	it('asks at most once in 24 hours', async () => {
		await asked(support);
		desk.wait(23 * HOUR_MS);
		expect(await again(HOME)).toEqual(['asked-within-24-hours']);
		desk.wait(HOUR_MS);
		expect(await again(HOME)).toEqual(['asked']);
		expect(await again()).toEqual(['asked-within-24-hours', 'asked']);
		expect(await asked(support)).toEqual([HOME, 'j@x.test']);
	});

	it('takes back what did not leave', async () => {
		desk.wait(24 * HOUR_MS);
		expect(await again(HOME)).toEqual(['asked']);
		expect((await asked(support)).toSorted()).toEqual(['j@x.test', HOME]);
	});

	it('asks from where it did before when nothing is connected, and never from what was removed', async () => {
		desk.wait(24 * HOUR_MS);
		expect(await again(HOME)).toEqual(['asked']);
		await removeMailbox(desk, support.id, undefined, { name: '', isAdmin: true });
		expect(await again('j@x.test')).toEqual(['no-mailbox']);
	});

	it.each<[string, string | undefined, Partial<StaffSettings>]>([
		['who is not active', undefined, { isActive: false }],
		['at an address that is confirmed', HOME, { unconfirmedAddresses: [] }],
		['at an address that is not on file', 'eve@evil.test', {}],
	])('refuses to ask %s', async (_whom, address, changes) => {
		john = await updateStaff(desk, john.id, changes);
		await expect(askAgain(desk, john, address)).rejects.toMatchObject({
			code: 'invalid-input',
		});
	});

	async function again(address?: string): Promise<string[]> {
		return (await askAgain(desk, john, address)).map(({ result }) => result);
	}
});

describe('confirmationsOf', () => {
	it.each<[string, Pick<Confirmation, 'state' | 'error'>, (id: string) => Promise<unknown>]>([
		['was taken back', { state: 'canceled', error: '' }, (id) => cancelMail(desk, id)],
		[
			'was refused, which is told to nobody by mail',
			{ state: 'failed', error: '550 No such user' },
			(id) => deliverMail(desk, { send: async () => ({ kind: 'failed', error: '550 No such user' }) }, id),
		],
	])('shows that the mail %s', async (_what, expected, happen) => {
		await connect(support);
		const john = await aStaff(desk, UNCONFIRMED);
		const mail = await desk.store.outbound.lastAboutStaff(HOME);
		await happen(mail?.id ?? '');
		expect(await confirmations(john)).toEqual([
			{ address: HOME, askedAt: mail?.createdAt, from: support.address, ...expected },
		]);
		const events = await desk.store.eventsSince(`confirmation-${expected.state}`, new Date(0), 5);
		expect(events).toMatchObject([{ data: { outboundMailId: mail?.id } }]);
		expect(events[0]).not.toHaveProperty('conversationId');
		expect(await desk.store.outbound.list({ limit: 5 })).toHaveLength(1);
	});
});

async function connect(mailbox: Mailbox): Promise<Mailbox> {
	await recordConnection(desk, mailbox.id, 'connected', '');
	await desk.store.mailboxes.markFetched(mailbox.id, desk.clock.now());
	return mailbox;
}

async function asked(mailbox: Mailbox): Promise<string[]> {
	return (await sendDue(desk, mailbox)).map(({ mail }: SentMail) => mail.recipient.address);
}

async function confirmations(staff: Staff): Promise<Confirmation[]> {
	return await confirmationsOf(desk.store, staff);
}
