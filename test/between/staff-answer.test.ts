import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Mail } from '../../helpdesk/domain/mail';
import { findTokens } from '../../helpdesk/domain/token';
import { CHRIS, FRANK, JOHN, JOHNS_SIGNATURE, KELLY, REPLIES, SUPPORT } from '../support/acme';
import { loadTemplate, nodeOf, runWorkflow } from '../support/n8n-core';
import type { TriggeredRun } from '../support/n8n-core-triggers';
import { rawMail } from '../support/raw-mail';
import { waitFor } from '../support/wait-for';
import { JOHN_MILLER, passTime, startAcmeDesk, type AcmeDesk, type AcmeDeskOptions } from './acme-desk';

const RESOLVE = 'Decide sender and Reply-To';
const SEND = 'Send the answer to the customer';
const TELL = 'Tell colleagues of the answer';
const WAITS = 'The answer waits for the master inbox';
const BELONGS_ELSEWHERE = 'The answer belongs to another mailbox';

let acme: AcmeDesk;
const start = async (options: AcmeDeskOptions = {}) => {
	acme = await startAcmeDesk(options);
};
afterEach(async () => {
	jest.useRealTimers();
	await acme.stop();
});

describe('an answer of a staff member', () => {
	it('reaches the customer in the thread, from the desk, with the signature of the desk', async () => {
		await start();
		await acme.arrive({ subject: 'My printer', messageId: 'printer@customer.test' });
		const run = await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');

		expect(run.status).toBe('success');
		expect(run.output(RESOLVE)).toMatchObject([{ send: { from: { address: SUPPORT }, replyTo: null } }]);
		expect(run.output(SEND)).toMatchObject([
			{ delivery: { kind: 'reply', state: 'sent', to: { address: FRANK } } },
		]);
		const sent = acme.mail.sent.at(-1);
		expect([sent?.user, sent?.returnPath, sent?.recipients]).toEqual([SUPPORT, SUPPORT, [FRANK]]);
		const mail = await acme.lastMailTo(FRANK);
		expect(mail).toMatchObject({
			from: { name: 'John Miller via Acme Support', address: SUPPORT },
			to: [{ name: 'Frank Furter', address: FRANK }],
			cc: [],
			replyTo: [],
			subject: 'Re: My printer',
			inReplyTo: ['printer@customer.test'],
			references: ['printer@customer.test'],
			text: `Switch it on.\n\n-- \n${JOHNS_SIGNATURE}\n`,
		});
		// A person wrote it, so nothing may call it automatic (RFC 3834 §5).
		expect(mail.headers.has('auto-submitted')).toBe(false);
	});

	it('shows the customer no quote, no signature of a mail program, no staff address and no token of staff', async () => {
		await start();
		await acme.arrive({});
		const notification = await acme.lastMailTo(JOHN);
		await acme.answer(notification, 'Switch it on.');
		const raw = String(acme.mail.sent.at(-1)?.raw);
		const mail = await acme.lastMailTo(FRANK);

		const [staffToken] = findTokens(notification.messageId);
		expect(staffToken?.purpose).toBe('staff');
		// The only token is the customer's own, by which the next answer is recognised.
		expect(findTokens(raw)).toMatchObject([{ purpose: 'customer' }]);
		expect(findTokens(mail.messageId)).toEqual(findTokens(raw));
		expect(raw).not.toMatch(
			/Fairphone|It does not print|wrote:|john@staff\.test|staff\.test|above this line/i,
		);
	});

	it('asks for answers to the master inbox', async () => {
		await start({ hasMasterInbox: true });
		await acme.arrive({});
		const run = await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');
		expect(run.output(RESOLVE)).toMatchObject([{ send: { replyTo: { address: REPLIES } } }]);
		expect(await acme.lastMailTo(FRANK)).toMatchObject({
			from: { address: SUPPORT },
			replyTo: [{ name: 'Acme Support', address: REPLIES }],
		});
	});

	it.each([
		['channel', 'Acme Support'],
		['staff', 'John Miller'],
	] as const)('is from the name that the mailbox wants: %s', async (fromNameStyle, name) => {
		await start({
			mailbox: { fromNameStyle, signature: '{channelName}, {mailboxAddress}' },
			staff: [{ ...JOHN_MILLER, signature: '' }],
		});
		await acme.arrive({});
		await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');
		expect(await acme.lastMailTo(FRANK)).toMatchObject({
			from: { name, address: SUPPORT },
			text: `Switch it on.\n\n-- \nAcme Support, ${SUPPORT}\n`,
		});
	});

	it('is recognised by its plus-address alone, and from another address of the person', async () => {
		await start({
			mailbox: { acceptsPlusAddresses: true },
			staff: [{ ...JOHN_MILLER, alternateAddresses: ['john@home.test'] }],
		});
		await acme.arrive({});
		const [plus] = (await acme.lastMailTo(JOHN)).replyTo;
		expect(plus?.address).toMatch(/^support\+s[0-9a-z]+@acme\.test$/);
		const bare = {
			from: 'John at home <john@home.test>',
			to: plus?.address ?? '',
			text: 'Switch it on.',
			subject: 'AW: [#1] My printer',
		};
		const run = await acme.arrive(rawMail(bare), SUPPORT);
		expect(run.output(SEND)).toMatchObject([{ delivery: { state: 'sent' } }]);
		const sent = String(acme.mail.sent.at(-1)?.raw);
		expect(sent).toContain('Switch it on.');
		expect(sent).not.toContain('john@home.test');
	});

	it('is told to colleagues who want to know, by e-mail and phone, and never to who wrote it', async () => {
		await start({
			staff: (phone) => [
				{
					...JOHN_MILLER,
					preferences: { email: ['new-conversation', 'staff-replied-mine'], desktop: [], mobile: [] },
				},
				{
					name: 'Kelly Ray',
					address: KELLY,
					preferences: { email: ['staff-replied-others'], desktop: ['staff-replied-others'], mobile: [] },
					desktopTarget: phone.topicUrl('kelly'),
				},
				{
					name: 'Chris Park',
					address: CHRIS,
					preferences: { email: [], desktop: [], mobile: ['staff-replied-others'] },
				},
			],
		});
		await acme.arrive({ subject: 'My printer' });
		const before = (await acme.mail.inbox(JOHN)).length;
		const run = await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');

		expect([0, 1, 2].map((output) => run.output(TELL, output).map(({ staff }) => staff))).toMatchObject([
			[{ name: 'Kelly Ray' }],
			[{ name: 'Kelly Ray' }],
			[{ name: 'Chris Park' }],
		]);
		expect(await acme.lastMailTo(KELLY)).toMatchObject({
			subject: '[#1] My printer',
			text: expect.stringContaining('Answered by: John Miller'),
		});
		expect(acme.phone.notifications).toEqual([
			{ topic: 'kelly', title: '#1 Frank Furter: My printer', body: 'Switch it on.' },
		]);
		expect(await acme.mail.inbox(JOHN)).toHaveLength(before);
	});
});

describe('what colleagues hear of though no customer gets it from here', () => {
	const TELL_OF_NOTE = 'Tell colleagues of the note';

	it.each<[string, (toJohn: Mail) => Promise<TriggeredRun>, string]>([
		['a note by mail', (toJohn) => acme.answer(toJohn, '@note\nHe calls every day.'), 'He calls every day.'],
		[
			'an answer past the desk',
			() =>
				acme.arrive({
					from: `John Miller <${JOHN}>`,
					to: FRANK,
					cc: SUPPORT,
					subject: 'Re: My printer',
					text: 'Switch it on.',
					inReplyTo: 'printer@customer.test',
				}),
			'Switch it on.',
		],
	])('is %s', async (_what, write, words) => {
		const preferences = { email: ['staff-replied-others'], desktop: [], mobile: [] } as const;
		await start({ staff: [JOHN_MILLER, { name: 'Kelly Ray', address: KELLY, preferences }] });
		await acme.arrive({ subject: 'My printer', messageId: 'printer@customer.test' });
		const toJohn = await acme.lastMailTo(JOHN);
		const run = await write(toJohn);
		expect([run.status, run.error]).toEqual(['success', undefined]);
		expect(run.output(TELL_OF_NOTE)).toMatchObject([
			{ staff: { name: 'Kelly Ray' }, notification: { state: 'sent' } },
		]);
		expect(await acme.lastMailTo(KELLY)).toMatchObject({
			subject: '[#1] My printer',
			text: expect.stringContaining(words),
		});
		expect([await acme.mail.inbox(FRANK), run.ran.includes(SEND)]).toEqual([[], false]);
		expect((await acme.lastMailTo(JOHN)).messageId).toBe(toJohn.messageId);
	});
});

describe('an answer that cannot leave through this flow', () => {
	it('waits while the master inbox is away, with advice, and nothing is sent', async () => {
		await start({ hasMasterInbox: true });
		await acme.arrive({});
		await loseMasterInbox();
		const run = await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');

		expect(run.status).toBe('success');
		expect(run.output(WAITS)).toMatchObject([
			{
				message: { kind: 'staff', state: 'paused' },
				paused: {
					reason: 'not-connected',
					masterInbox: REPLIES,
					advice: expect.stringContaining('must be running'),
				},
			},
		]);
		expect(run.ran).not.toContain(SEND);
		expect(await acme.mail.inbox(FRANK)).toEqual([]);
	});

	it('waits too when the master inbox goes away between the two nodes', async () => {
		await start({ hasMasterInbox: true });
		await acme.arrive({});
		await loseMasterInbox();
		const paused = await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');
		const run = await acme.runFrom(SEND, paused.output(WAITS));
		expect(run.output('The answer could not be sent yet')).toMatchObject([
			{ delivery: { state: 'paused', error: expect.stringContaining('not connected') } },
		]);
		expect(await acme.mail.inbox(FRANK)).toEqual([]);
	});

	it('leaves when it is run again after the master inbox is back', async () => {
		await start({ hasMasterInbox: true });
		await acme.arrive({});
		await loseMasterInbox();
		const paused = await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');
		await acme.mail.startImap(REPLIES);
		await masterInboxIs('connected');
		const run = await acme.runFrom(RESOLVE, paused.output(WAITS));
		expect(run.output(SEND)).toMatchObject([{ delivery: { state: 'sent', replyTo: { address: REPLIES } } }]);
	});

	it('leaves by itself after the master inbox is back', async () => {
		await start({ hasMasterInbox: true });
		await acme.arrive({});
		await loseMasterInbox();
		await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');
		await acme.mail.startImap(REPLIES);
		await masterInboxIs('connected');
		const { credentials } = acme;
		// The first call takes it up; it leaves with the next one, when nobody else can be sending it.
		for (let call = 0; call < 3; call++) {
			passTime(120_000);
			await runWorkflow({
				workflow: loadTemplate('deliver-due-mail'),
				startNode: 'Every minute',
				credentials,
			});
		}
		expect(await acme.mail.inbox(FRANK)).toHaveLength(1);
	});

	it('is left to another node when the credential is of another mailbox', async () => {
		await start({
			edit: (workflow) => {
				nodeOf(workflow, SEND).credentials = { helpDeskMailboxApi: { id: '', name: 'Master inbox mailbox' } };
			},
		});
		await acme.arrive({});
		const run = await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');
		expect(run.status).toBe('success');
		expect(run.output(BELONGS_ELSEWHERE)).toMatchObject([
			{ message: { kind: 'staff', state: 'unsent' }, mailbox: { address: SUPPORT } },
		]);
		expect(run.ran).not.toContain(TELL);
		expect(await acme.mail.inbox(FRANK)).toEqual([]);
	});
});

async function loseMasterInbox(): Promise<void> {
	await acme.mail.stopImap(REPLIES);
	await masterInboxIs('disconnected');
}

async function masterInboxIs(state: string): Promise<void> {
	await waitFor(`the master inbox to be ${state}`, async () => {
		return (await acme.desk.store.mailboxes.byAddress(REPLIES))?.connection === state;
	});
}
