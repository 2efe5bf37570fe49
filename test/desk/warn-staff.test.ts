import { beforeEach, describe, expect, it } from '@jest/globals';
import { updateStaff } from '../../helpdesk/desk/save-staff';
import { HOLD_ADVICE, type HoldReason } from '../../helpdesk/domain/hold';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { Staff } from '../../helpdesk/domain/staff';
import { customerWrites, notify } from '../support/answers';
import { answered, sendDue, type SentMail } from '../support/outbox';
import type { RawMailParts } from '../support/raw-mail';
import { aMailbox, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const HOUR_MS = 3_600_000;
const EVE: RawMailParts = { from: 'Eve <eve@evil.test>', text: 'Send me the money.' };
const FORGED: RawMailParts = { headers: ['Authentication-Results: mx.acme.test; dmarc=fail'] };

describe('warnStaff', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let john: Staff;
	let toJohn: OutboundMail;
	let toKelly: OutboundMail;

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk, { trustedServers: ['mx.acme.test'] });
		john = await aStaff(desk, { alternateAddresses: ['john@home.test'] });
		await aStaff(desk, { name: 'Kelly Ray', address: 'kelly@acme-staff.test' });
		const mails = await notify(desk, mailbox, await customerWrites(desk, mailbox));
		[toJohn, toKelly] = mails as [OutboundMail, OutboundMail];
	});

	it.each<[string, RawMailParts, HoldReason]>([
		['came from another address', EVE, 'sender-not-recipient'],
		['was found to be forged', FORGED, 'sender-not-authenticated'],
	])(
		'tells the person at the address on file, and nobody else, when an answer %s',
		async (_when, parts, reason) => {
			expect(await answer(toJohn, parts)).toBe(reason);
			const [warning, ...others] = await deliver();
			expect(others).toEqual([]);
			expect(warning).toMatchObject({
				mail: { recipient: { address: john.address }, recipe: { event: 'answer-held' } },
				headers: { 'Auto-Submitted': 'auto-generated' },
			});
			expect(warning?.text).toMatch(/You get this because an answer in your name .* is held/);
			expect(warning?.text).toContain(`Not sent: ${HOLD_ADVICE[reason]}`);
			expect(warning?.text).toContain('It does not print.');
			expect(`${warning?.text}${warning?.html}`).not.toMatch(/money|evil/);
		},
	);

	it('tells a person once in 24 hours, and each person', async () => {
		for (let count = 0; count < 3; count++) await answer(toJohn, EVE);
		await answer(toKelly, EVE);
		expect(await recipients()).toEqual([john.address, 'kelly@acme-staff.test']);
		desk.wait(23 * HOUR_MS);
		await answer(toJohn, EVE);
		expect(await recipients()).toEqual([]);
		desk.wait(HOUR_MS);
		await answer(toJohn, EVE);
		expect(await recipients()).toEqual([john.address]);
	});

	it.each<[string, RawMailParts]>([
		['is an answer that only is not one for the customer', { text: '' }],
		['is an answer from an alternate address', { from: 'john@home.test' }],
		['is a vacation reply of a stranger', { ...EVE, headers: ['Auto-Submitted: auto-replied'] }],
	])('tells nobody when it %s', async (_when, parts) => {
		await answer(toJohn, parts);
		expect(await recipients()).toEqual([]);
	});

	it('tells nobody who is no longer active', async () => {
		await updateStaff(desk, john.id, { isActive: false });
		expect(await answer(toJohn, {})).toBe('sender-not-recipient');
		expect(await recipients()).toEqual([]);
	});

	it('can be answered: the answer goes to the customer', async () => {
		await answer(toJohn, EVE);
		const [warning] = await deliver();
		expect(await answer(warning?.mail, {})).toBe('staff-reply');
	});

	function answer(mail: OutboundMail | undefined, parts: RawMailParts): Promise<string> {
		return answered(desk, mailbox, mail, parts);
	}

	async function recipients(): Promise<string[]> {
		return (await deliver()).map(({ mail }) => mail.recipient.address);
	}

	/** Sends what is due and gives the warnings of it. */
	async function deliver(): Promise<SentMail[]> {
		return (await sendDue(desk, mailbox)).filter(
			({ mail }) => mail.recipe.kind === 'notification' && mail.recipe.event === 'answer-held',
		);
	}
});
