import { beforeEach, describe, expect, it } from '@jest/globals';
import { setConversationStatus } from '../../helpdesk/desk/conversation-changes';
import { HOLD_ADVICE, type HoldReason } from '../../helpdesk/domain/hold';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { Staff } from '../../helpdesk/domain/staff';
import { answerTo, customerWrites, messageOf, notify, reasonOf } from '../support/answers';
import { answered, sendDue, type SentMail } from '../support/outbox';
import type { RawMailParts } from '../support/raw-mail';
import { aMailbox, arrive, aStaff, testDesk, type TestDesk } from '../support/test-desk';

const DAY_MS = 86_400_000;
const JOHN = 'john@acme-staff.test';

describe('tellAuthor', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let toJohn: OutboundMail;
	let toKelly: OutboundMail;
	let john: Staff;
	let conversationId: string;

	beforeEach(async () => {
		desk = await testDesk();
		mailbox = await aMailbox(desk, { trustedServers: ['mx.acme.test'] });
		john = await aStaff(desk, { address: JOHN });
		await aStaff(desk, { name: 'Kelly Ray', address: 'kelly@acme-staff.test' });
		const message = await customerWrites(desk, mailbox, { text: 'It does not print.' });
		({ conversationId } = message);
		[toJohn, toKelly] = (await notify(desk, mailbox, message)) as [OutboundMail, OutboundMail];
		await sendDue(desk, mailbox);
	});

	it.each<[HoldReason, RawMailParts]>([
		['empty-reply', { text: '' }],
		['unknown-command', { text: '@nite he is angry' }],
		['not-addressed-to-us', { to: 'kelly@acme-staff.test', cc: 'support@acme.test' }],
	])('has whoever wrote an answer told that it is held as %s, and nobody else', async (reason, parts) => {
		expect(await answer(toJohn, parts)).toBe(reason);
		const [told, ...others] = await sendDue(desk, mailbox);
		expect(others).toEqual([]);
		expect(told).toMatchObject({
			mail: { recipient: { address: JOHN }, subject: toJohn.subject, recipe: { event: 'answer-not-sent' } },
			headers: { 'Auto-Submitted': 'auto-generated' },
		});
		expect(told?.text).toContain(`Not sent: ${HOLD_ADVICE[reason]}`);
		expect(told?.text).toContain('It does not print.');
		expect(told?.text).not.toContain('angry');
	});

	it('lets the answer go on when it is written again as the answer to that', async () => {
		expect(await answer(toKelly, {})).toBe('staff-reply');
		expect(await answer(toJohn, { text: 'I do it.' })).toBe('colleague-answered');
		expect(await desk.store.holds.list({ state: 'open', limit: 5 })).toHaveLength(1);
		expect(await answer(await lastToJohn(), { text: 'Nevertheless.' })).toBe('staff-reply');
		expect(await desk.store.holds.list({ limit: 5 })).toMatchObject([
			{ state: 'discarded', settledBy: john.id },
		]);
		expect(await desk.store.eventsSince('hold-discarded', new Date(0), 5)).toHaveLength(1);
	});

	it('lets the answer into a closed conversation go on, once its author knows that it is closed', async () => {
		await setConversationStatus(desk, conversationId, 'closed');
		desk.wait(1000);
		expect(await answer(toJohn, {})).toBe('conversation-closed');
		expect(await answer(await lastToJohn(), { text: 'Nevertheless.' })).toBe('staff-reply');
	});

	it('never sends what it says to the customer, quoted without a sign below an answer', async () => {
		await answer(toJohn, { text: '' });
		const [told] = await sendDue(desk, mailbox);
		const copied = told?.text.split('\n').slice(2).join('\n') ?? '';
		expect(copied).toMatch(/^Not sent: /);
		const text = `Reboot.\n\n${copied}`;
		const { outcome } = await arrive(desk, mailbox, answerTo(told?.mail, { text }));
		expect((await messageOf(desk, outcome)).text).toBe('Reboot.');
	});

	it('tells of mail that belongs to no conversation, too', async () => {
		const forward = { from: JOHN, subject: 'Fwd: Angry\r\n customer', text: 'See above.' };
		expect(await held(forward)).toBe('forward-without-sender');
		const [told, ...others] = (await sendDue(desk, mailbox)) as unknown as SentMail[];
		expect(others).toEqual([]);
		expect(told).toMatchObject({
			mail: { recipient: { address: JOHN }, subject: 'Held: Fwd: Angry customer' },
			headers: { 'Auto-Submitted': 'auto-generated' },
		});
		expect(told?.text).toContain(HOLD_ADVICE['forward-without-sender']);
	});

	it.each<[string, RawMailParts]>([
		[
			'did not prove to be its author',
			{ text: '', headers: ['Authentication-Results: mx.acme.test; dmarc=fail'] },
		],
		['has a mailing list between', { text: '', headers: ['List-Id: <team.acme.test>'] }],
		['writes as a machine', { text: '', headers: ['Precedence: bulk'] }],
	])('tells nobody who %s', async (_when, parts) => {
		await answer(toJohn, parts);
		const told = (await sendDue(desk, mailbox)).filter(
			({ mail: { recipe } }) => recipe.kind === 'notification' && recipe.event === 'answer-not-sent',
		);
		expect(told).toEqual([]);
	});

	it('comes to an end where a machine answers that does not say so', async () => {
		let last: OutboundMail | undefined = toJohn;
		let count = 0;
		for (; last && count < 50; count++) {
			await answer(last, { text: '', headers: [`X-Count: ${count}`] });
			last = (await sendDue(desk, mailbox))[0]?.mail;
		}
		expect(count).toBe(21);
		desk.wait(DAY_MS);
		await answer(toJohn, { text: '' });
		expect(await sendDue(desk, mailbox)).toHaveLength(1);
	});

	function answer(mail: OutboundMail | undefined, parts: RawMailParts): Promise<string> {
		return answered(desk, mailbox, mail, parts);
	}

	async function lastToJohn(): Promise<OutboundMail | undefined> {
		return (await sendDue(desk, mailbox)).findLast(({ mail }) => mail.recipient.address === JOHN)?.mail;
	}

	async function held(parts: RawMailParts): Promise<string> {
		return await reasonOf(desk, (await arrive(desk, mailbox, parts)).outcome);
	}
});
