import { afterEach, describe, expect, it } from '@jest/globals';
import { NOTIFY_EVENTS, type Preferences } from '../../helpdesk/domain/notification-preference';
import type { StaffSettings } from '../../helpdesk/domain/staff';
import { CHRIS, FIONA, FRANK, JOHN, KELLY, REPLIES, SUPPORT } from '../support/acme';
import { nodeOf, type FlowRun } from '../support/n8n-core';
import type { Phone } from '../support/phone';
import { answerTo } from '../support/story';
import { JOHN_MILLER, startAcmeDesk, type AcmeDesk, type AcmeDeskOptions } from './acme-desk';

const ASSIGN = 'Give it to whoever has the fewest';
const TELL = 'Tell everybody who wants to know';
const FILTER = 'Is there an address to push to?';
const PUSH = 'Push the notification';
const E_MAIL = 0;
const DESKTOP = 1;
const MOBILE = 2;

const NOTHING: Preferences = { email: [], desktop: [], mobile: [] };
const MOBILE_ONLY: Preferences = { ...NOTHING, mobile: ['new-conversation'] };
const KELLY_RAY = { name: 'Kelly Ray', address: KELLY };
const CHRIS_PARK = { name: 'Chris Park', address: CHRIS };

let acme: AcmeDesk;
const start = async (options: AcmeDeskOptions) => {
	acme = await startAcmeDesk(options);
};
afterEach(() => acme.stop());

describe('a new conversation', () => {
	it('goes to whoever has the fewest, and everybody who wants to know gets an e-mail', async () => {
		await start({ staff: [JOHN_MILLER, KELLY_RAY] });
		const first = await acme.arrive({ subject: 'My printer' });
		const second = await acme.arrive({ subject: 'My screen', from: `Fiona <${FIONA}>` });

		expect([first.status, second.status]).toEqual(['success', 'success']);
		expect([first, second].map((run) => assigneeOf(run))).toEqual(['John Miller', 'Kelly Ray']);
		expect(notifications(first, E_MAIL)).toEqual([
			[JOHN, 'assigned-to-me', 'sent'],
			[KELLY, 'new-conversation', 'sent'],
		]);
		expect(await acme.lastMailTo(KELLY)).toMatchObject({
			from: { name: 'Fiona (Acme Support)', address: SUPPORT },
			subject: '[#2] My screen',
			text: expect.stringContaining('It does not print.'),
		});
		expect(acme.mail.sent.map(({ recipients }) => recipients.join()).toSorted()).toEqual([
			JOHN,
			JOHN,
			KELLY,
			KELLY,
		]);
	});

	it('passes by people who are away or gone', async () => {
		await start({ staff: [{ ...JOHN_MILLER, isAway: true }, { ...KELLY_RAY, isActive: false }, CHRIS_PARK] });
		const run = await acme.arrive({});
		expect(assigneeOf(run)).toBe('Chris Park');
		expect(notifications(run, E_MAIL)).toEqual([
			[JOHN, 'new-conversation', 'sent'],
			[CHRIS, 'assigned-to-me', 'sent'],
		]);
	});

	it('stays open for everybody when the desk has no staff', async () => {
		await start({ staff: [] });
		const run = await acme.arrive({});
		expect(run.status).toBe('success');
		expect(run.output(ASSIGN)).toMatchObject([
			{ conversation: { number: 1, status: 'open', assignee: null } },
		]);
		expect(notifications(run, E_MAIL)).toEqual([]);
		expect(acme.mail.sent).toEqual([]);
	});

	it('is pushed to the phone and the desktop of who wants it there', async () => {
		await start({ staff: withPushes });
		const run = await acme.arrive({ subject: 'My printer' });
		expect(notifications(run, E_MAIL)).toEqual([]);
		expect(notifications(run, DESKTOP)).toEqual([
			[acme.phone.topicUrl('kelly-desktop'), 'new-conversation', undefined],
		]);
		expect(notifications(run, MOBILE)).toEqual([
			[acme.phone.topicUrl('kelly'), 'new-conversation', undefined],
		]);
		const shown = { title: '#1 Frank Furter: My printer', body: 'It does not print.' };
		expect(acme.phone.notifications.toSorted((a, b) => b.topic.localeCompare(a.topic))).toEqual([
			{ topic: 'kelly-desktop', ...shown },
			{ topic: 'kelly', ...shown },
		]);
	});

	it('is pushed with a body even when the mail has none', async () => {
		await start({ staff: withPushes });
		await acme.arrive({ subject: 'Empty', text: '' });
		expect(acme.phone.notifications).toMatchObject([{ body: ' ' }, { body: ' ' }]);
	});

	it('is not pushed where there is no address to push to', async () => {
		await start({
			staff: (phone) => [
				{ ...KELLY_RAY, preferences: MOBILE_ONLY, mobileTarget: phone.topicUrl('kelly') },
				{ ...CHRIS_PARK, preferences: MOBILE_ONLY },
			],
		});
		const run = await acme.arrive({});
		expect(notifications(run, MOBILE).map(([target]) => target)).toEqual([acme.phone.topicUrl('kelly'), '']);
		expect(run.output(FILTER)).toMatchObject([{ staff: { name: 'Kelly Ray' } }]);
		expect(acme.phone.notifications).toMatchObject([{ topic: 'kelly' }]);
	});

	it('reaches people by e-mail though the phone service is down', async () => {
		await start({
			staff: (phone) => [
				JOHN_MILLER,
				{ ...KELLY_RAY, preferences: MOBILE_ONLY, mobileTarget: phone.topicUrl('kelly') },
			],
		});
		await acme.phone.stop();
		const run = await acme.arrive({ subject: 'My printer' });
		expect([run.status, run.error]).toEqual(['success', undefined]);
		expect(run.output(PUSH)).toEqual([{ error: expect.anything() }]);
		expect((await acme.lastMailTo(JOHN)).subject).toBe('[#1] My printer');
	});

	it('is told to nobody who wants to hear of nothing, and to everybody who wants all, once each', async () => {
		const all = { email: NOTIFY_EVENTS, desktop: NOTIFY_EVENTS, mobile: NOTIFY_EVENTS };
		await start({
			staff: [
				{ ...JOHN_MILLER, preferences: NOTHING },
				{ ...KELLY_RAY, preferences: all },
			],
		});
		const run = await acme.arrive({});
		expect([E_MAIL, DESKTOP, MOBILE].flatMap((output) => notifications(run, output))).toEqual([
			[KELLY, 'new-conversation', 'sent'],
			['', 'new-conversation', undefined],
			['', 'new-conversation', undefined],
		]);
	});

	it('belongs to who answers first when the node that gives it away is deleted', async () => {
		await start({
			staff: [JOHN_MILLER, KELLY_RAY],
			edit: (workflow) => {
				const { nodes, connections } = workflow;
				nodes.splice(nodes.indexOf(nodeOf(workflow, ASSIGN)), 1);
				const [first] = connections['Find or open the conversation']?.main ?? [];
				first?.splice(0, 1, { node: TELL, type: 'main', index: 0 });
			},
		});
		const opened = await acme.arrive({});
		expect(notifications(opened, E_MAIL)).toEqual([
			[JOHN, 'new-conversation', 'sent'],
			[KELLY, 'new-conversation', 'sent'],
		]);
		const answered = await acme.answer(await acme.lastMailTo(KELLY), 'Switch it on.', { from: KELLY });
		expect(answered.output('Send the answer to the customer')).toMatchObject([
			{ conversation: { assignee: { name: 'Kelly Ray' } } },
		]);
	});

	it('is told of too when it comes to the master inbox itself', async () => {
		await start({ hasMasterInbox: true });
		const run = await acme.arrive({ to: REPLIES }, REPLIES);
		expect([run.startNode, run.status]).toEqual(['Mail arrives at the master inbox', 'success']);
	});
});

describe('an answer of a customer', () => {
	it('joins the conversation, keeps its assignee and tells who has it', async () => {
		await start({ staff: [JOHN_MILLER, KELLY_RAY] });
		await acme.arrive({ subject: 'My printer' });
		await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');
		const run = await acme.arrive(customersAnswer(await acme.lastMailTo(FRANK), 'It is on.'));

		expect(run.status).toBe('success');
		expect(run.ran).not.toContain(ASSIGN);
		expect(run.output('Find or open the conversation', 1)).toMatchObject([
			{
				occasion: 'customer-replied',
				conversation: { number: 1, assignee: { name: 'John Miller' } },
				message: { kind: 'customer', text: 'It is on.', isNewParticipant: false },
			},
		]);
		expect(notifications(run, E_MAIL)).toEqual([[JOHN, 'customer-replied-mine', 'sent']]);
		expect((await acme.lastMailTo(JOHN)).subject).toBe('[#1] My printer');
	});

	it('joins the conversation of the mailbox that wrote when it comes to the master inbox', async () => {
		await start({ hasMasterInbox: true });
		await acme.arrive({ subject: 'My printer' });
		await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');
		const answer = await acme.lastMailTo(FRANK);
		expect(answer.replyTo).toEqual([{ name: 'Acme Support', address: REPLIES }]);
		const run = await acme.arrive(customersAnswer(answer, 'It is on.', { to: REPLIES }), REPLIES);

		expect([run.startNode, run.status]).toEqual(['Mail arrives at the master inbox', 'success']);
		expect(run.output(TELL)).toMatchObject([{ conversation: { number: 1 }, mailbox: { address: SUPPORT } }]);
	});

	it('comes from a new participant when somebody else has our mail', async () => {
		await start({});
		await acme.arrive({});
		await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');
		const run = await acme.arrive(
			customersAnswer(await acme.lastMailTo(FRANK), 'I help Frank.', { from: `Fiona <${FIONA}>` }),
		);
		expect(run.output(TELL)).toMatchObject([
			{ conversation: { number: 1 }, message: { isNewParticipant: true } },
		]);
	});
});

function withPushes(phone: Phone): Partial<StaffSettings>[] {
	return [
		{
			...KELLY_RAY,
			preferences: { ...NOTHING, desktop: ['new-conversation'], mobile: ['new-conversation'] },
			desktopTarget: phone.topicUrl('kelly-desktop'),
			mobileTarget: phone.topicUrl('kelly'),
		},
	];
}

function customersAnswer(mail: Parameters<typeof answerTo>[0], text: string, parts = {}): Buffer {
	return answerTo(mail, text, { from: `Frank Furter <${FRANK}>`, to: SUPPORT, ...parts });
}

/** Gives target, event and state of each notification on an output of the node that tells people. */
function notifications(run: FlowRun, output: number): unknown[][] {
	return run.output(TELL, output).map(({ notification }) => {
		const { target, event, state } = notification as { target: string; event: string; state?: string };
		return [target, event, state];
	});
}

function assigneeOf(run: FlowRun): string | undefined {
	const [given] = run.output(ASSIGN) as { conversation: { assignee: { name: string } | null } }[];
	return given?.conversation.assignee?.name;
}
