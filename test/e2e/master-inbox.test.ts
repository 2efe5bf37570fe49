import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Mail } from '../../helpdesk/domain/mail';
import {
	ACCOUNTS,
	FRANK,
	JOHN,
	REPLIES,
	SUPPORT,
	startAcme,
	type Acme,
	type Template,
} from '../support/acme';
import { deskRows } from '../support/desk-file';
import { addDeskWebhooks, askDesk } from '../support/desk-webhooks';
import { dovecotBan } from '../support/dovecot-programs';
import { startDovecot, type DovecotMail } from '../support/dovecot';
import { readMail } from '../support/read-mail';
import { answerTo, customerWrites, mailTo, notificationTo, staffAnswers } from '../support/story';
import { waitFor } from '../support/wait-for';

jest.setTimeout(240_000);

const PATIENCE = { timeoutMs: 100_000, intervalMs: 250 };
const MAILBOX = { resource: 'mailbox', mailbox: locator('mailbox') };
const ACTOR = { actingAs: '={{ $json.body.actingAs }}', asAdmin: '={{ $json.body.asAdmin === true }}' };
const MANY = { resource: 'mailbox', mailboxes: '={{ $json.body.mailboxes }}', ...ACTOR };
const WEBHOOKS = [
	{ path: 'set', parameters: { ...MANY, operation: 'setMasterInbox', masterInbox: locator('masterInbox') } },
	{ path: 'clear', parameters: { ...MANY, operation: 'clearMasterInbox' } },
	{ path: 'reliers', parameters: { ...MAILBOX, operation: 'getReliers' } },
	{ path: 'health', parameters: { ...MAILBOX, operation: 'health' } },
	{ path: 'preview', parameters: { ...MAILBOX, operation: 'previewSender', staff: locator('staff') } },
	{ path: 'remove', parameters: { ...MAILBOX, ...ACTOR, operation: 'remove' } },
	{
		path: 'remove-anyway',
		parameters: { ...MAILBOX, ...ACTOR, operation: 'remove', replacement: 'themselves' },
	},
	{
		path: 'create',
		parameters: {
			resource: 'mailbox',
			operation: 'create',
			address: '={{ $json.body.mailbox }}',
			settings: { owner: '={{ $json.body.owner }}' },
		},
	},
	{
		path: 'owner',
		parameters: { ...MAILBOX, operation: 'update', settings: { owner: '={{ $json.body.owner }}' } },
	},
];

const ban = dovecotBan();

(ban === undefined ? describe : describe.skip)(
	`master inboxes on a real n8n and two mailboxes on Dovecot ${ban ?? ''}`,
	() => {
		const counts = { paused: 0, resumed: 0, wrongReplyTo: 0 };
		let folder: string;
		let mail: DovecotMail;
		let acme: Acme;

		beforeAll(async () => {
			folder = mkdtempSync(join(tmpdir(), 'e2e-'));
			mail = await startDovecot({ accounts: ACCOUNTS });
			acme = await startAcme({ mail, folder, edit });
		});

		afterAll(async () => {
			await acme?.stop();
			await mail?.stop();
			rmSync(folder, { recursive: true, force: true });
		});

		it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
			['the mailbox itself', { mailboxes: SUPPORT, masterInbox: SUPPORT }, { reason: 'same-mailbox' }],
			['one of another owner', { mailboxes: 'annas@acme.test', actingAs: 'anna' }, { reason: 'other-owner' }],
			[
				'one of another owner, by an admin',
				{ mailboxes: 'annas@acme.test', actingAs: 'root', asAdmin: true },
				{ reason: 'other-owner' },
			],
			['somebody else’s mailbox', { mailboxes: 'annas@acme.test' }, { reason: 'not-permitted' }],
			['a mailbox that is none', { mailboxes: 'nobody@acme.test' }, { reason: 'mailbox-not-found' }],
			[
				'one that nobody reads',
				{ mailboxes: 'other@acme.test', masterInbox: 'unread@acme.test' },
				{ reason: 'not-connected' },
			],
			[
				'one that has a master inbox itself',
				{ mailboxes: 'other@acme.test', masterInbox: SUPPORT },
				{ reason: 'has-master-inbox-itself' },
			],
			[
				'what serves as a master inbox',
				{ mailboxes: REPLIES, masterInbox: SUPPORT },
				{ reason: 'serves-as-master-inbox' },
			],
		])('are refused on save: %s', async (_what, request, refusal) => {
			const owners = { 'annas@acme.test': 'anna', 'other@acme.test': '', 'unread@acme.test': '' };
			for (const [mailbox, owner] of Object.entries(owners)) await ask('create', { mailbox, owner });
			const before = deskRows(folder, 'select id, master_inbox_id from mailbox order by id');
			const [outcome] = await ask('set', { masterInbox: REPLIES, actingAs: '', ...request });
			expect(outcome).toMatchObject({ result: 'refused', ...refusal });
			expect(deskRows(folder, 'select id, master_inbox_id from mailbox order by id')).toEqual(before);
		});

		it('are set and taken away for many at once, each with its own result', async () => {
			const mailboxes = `${SUPPORT}, other@acme.test, annas@acme.test`;
			const both = [{ address: SUPPORT }, { address: 'other@acme.test' }, { address: 'annas@acme.test' }];
			const results = async (path: string) =>
				(await ask(path, { mailboxes, masterInbox: REPLIES })).map(({ address, result }) => ({
					address,
					result,
				}));
			expect(await results('set')).toEqual(withResults(both, ['unchanged', 'done', 'refused']));
			expect(await results('clear')).toEqual(withResults(both, ['done', 'done', 'refused']));
			expect(await results('set')).toEqual(withResults(both, ['done', 'done', 'refused']));
		});

		it('are logged when an admin sets them, and the owner is told', async () => {
			await ask('owner', { mailbox: 'other@acme.test', owner: JOHN });
			const [cleared] = await ask('clear', { mailboxes: 'other@acme.test', actingAs: 'root', asAdmin: true });
			expect(cleared).toMatchObject({ result: 'done', before: REPLIES, after: null, toldOwner: JOHN });
			const events = deskRows(
				folder,
				"select data from event where type = 'master-inbox-changed' order by id desc",
			);
			expect(JSON.parse(String(events[0]?.data))).toMatchObject({
				owner: JOHN,
				actor: 'root',
				before: REPLIES,
			});
			// Its own mailbox sends it: nobody does that for other@, so the support mailbox is the one to see it arrive.
			await ask('owner', { mailbox: SUPPORT, owner: JOHN });
			await ask('owner', { mailbox: REPLIES, owner: JOHN });
			const request = { mailboxes: SUPPORT, masterInbox: REPLIES, actingAs: 'root', asAdmin: true };
			await ask('clear', request);
			expect(await ask('set', request)).toMatchObject([{ result: 'done', toldOwner: JOHN }]);
			const notice = await mailTo(acme, JOHN, `Now: ${REPLIES}`);
			expect(notice.subject).toBe(`Master inbox of ${SUPPORT} changed`);
			for (const mailbox of [SUPPORT, REPLIES]) await ask('owner', { mailbox, owner: '' });
		});

		it.each<[string, string, () => Promise<unknown>, () => Promise<unknown>]>([
			[
				'has lost its password',
				'not-connected',
				async () => {
					await mail.setAccounts(
						ACCOUNTS.map((each) => (each.address === REPLIES ? { ...each, password: 'x9' } : each)),
					);
					await mail.cutImap(REPLIES);
					await connection('needs-authorisation');
				},
				() => mail.setAccounts(ACCOUNTS),
			],
			[
				'has another owner',
				'other-owner',
				() => ask('owner', { mailbox: REPLIES, owner: 'anna' }),
				() => ask('owner', { mailbox: REPLIES, owner: '' }),
			],
		])('keep answers back while B %s, and let them go once', async (what, reason, lose, bringBack) => {
			const toJohn = await notified(what);
			await lose();
			await staffAnswers(acme, toJohn, `Answered while B ${what}.`);
			await paused(reason);
			await bringBack();
			await resumed(`Answered while B ${what}.`);
		});

		it('keep answers back while Dovecot is down, and let them go once it is back', async () => {
			const toJohn = await notified('Dovecot');
			await ask('owner', { mailbox: REPLIES, owner: 'anna' });
			await staffAnswers(acme, toJohn, 'Answered before Dovecot went.');
			await paused('other-owner');
			await mail.stopImap();
			await connection('disconnected');
			await ask('owner', { mailbox: REPLIES, owner: '' });
			await paused('not-connected', 0);
			await mail.startImap();
			await resumed('Answered before Dovecot went.');
		});

		it('are not removed while something relies on them, unless there is a replacement', async () => {
			expect(await ask('remove', { mailbox: REPLIES })).toMatchObject([
				{ error: expect.stringContaining(`${REPLIES} is the master inbox of ${SUPPORT}`) },
			]);
			const toJohn = await notified('Removal');
			expect(await ask('remove-anyway', { mailbox: REPLIES })).toMatchObject([
				{ removedAt: expect.any(String), moved: [{ address: SUPPORT }] },
			]);
			expect(await ask('set', { mailboxes: SUPPORT, masterInbox: REPLIES })).toMatchObject([
				{ reason: 'removed' },
			]);
			await staffAnswers(acme, toJohn, 'Answered without a master inbox.');
			expect((await mailTo(acme, FRANK, 'Answered without a master inbox.')).replyTo).toEqual([]);
			await ask('create', { mailbox: REPLIES, owner: '' });
			expect(await ask('set', { mailboxes: SUPPORT, masterInbox: REPLIES })).toMatchObject([
				{ result: 'done' },
			]);
		});

		it('bring the customer’s reply back into the conversation of A', async () => {
			const toJohn = await notified('There and back');
			await staffAnswers(acme, toJohn, 'Please answer to B.');
			const answer = await mailTo(acme, FRANK, 'Please answer to B.');
			expect(answer.replyTo).toMatchObject([{ address: REPLIES }]);
			await mail.deliver(REPLIES, answerTo(answer, 'This went to B.', { from: FRANK, to: REPLIES }), FRANK);
			const threaded = () =>
				deskRows(
					folder,
					`select conversation.subject, mailbox.address, kind from message
				join conversation on conversation.id = conversation_id join mailbox on mailbox.id = mailbox_id
				where text = 'This went to B.'`,
				)[0];
			expect(await waitFor('the reply to be threaded', threaded, PATIENCE)).toEqual({
				subject: 'There and back',
				address: SUPPORT,
				kind: 'customer',
			});
		});

		it('let nothing leave with a wrong Reply-To', async () => {
			const answers = await Promise.all((await mail.inbox(FRANK)).map(readMail));
			const expected = ({ text }: Mail) => (text.includes('without a master inbox') ? undefined : REPLIES);
			counts.wrongReplyTo = answers.filter((each) => each.replyTo[0]?.address !== expected(each)).length;
			expect(answers).toHaveLength(5);
			expect(counts).toEqual({ paused: 3, resumed: 3, wrongReplyTo: 0 });
		});

		function ask(path: string, fields: Record<string, unknown>) {
			return askDesk(acme.n8n, path, { actingAs: '', ...fields });
		}

		async function notified(subject: string): Promise<Mail> {
			await customerWrites(acme, { subject });
			return await notificationTo(acme, JOHN, subject);
		}

		async function paused(reason: string, answers = 1): Promise<void> {
			const isPaused = async () => {
				const [relier] = await ask('reliers', { mailbox: REPLIES });
				return relier?.reason === reason && Number(relier.pausedAnswers) > 0;
			};
			await waitFor(`an answer to be paused: ${reason}`, isPaused, PATIENCE);
			const shown = { isPaused: true, reason, advice: expect.stringMatching(/./) };
			expect(await ask('health', { mailbox: SUPPORT })).toMatchObject([{ answers: shown }]);
			expect(await ask('preview', { mailbox: SUPPORT, staff: JOHN })).toMatchObject([
				{ ...shown, from: { name: 'John Miller via Acme Support' }, replyTo: { address: REPLIES } },
			]);
			counts.paused += answers;
		}

		async function resumed(text: string): Promise<void> {
			expect((await mail.inbox(FRANK)).some((raw) => raw.includes(text))).toBe(false);
			const answer = await mailTo(acme, FRANK, text, PATIENCE.timeoutMs);
			expect(answer.replyTo).toMatchObject([{ address: REPLIES }]);
			counts.resumed += 1;
			expect((await ask('reliers', { mailbox: REPLIES }))[0]).toMatchObject({
				isPaused: false,
				pausedAnswers: 0,
			});
		}

		async function connection(state: string): Promise<void> {
			const isThere = () =>
				deskRows(folder, `select connection from mailbox where address = '${REPLIES}'`)[0]?.connection ===
				state;
			await waitFor(`B to be ${state}`, isThere, PATIENCE);
		}
	},
);

function edit(workflow: Template): void {
	if (workflow.id === 'helpDeskSetUp') addDeskWebhooks(workflow, WEBHOOKS);
	for (const { type, parameters } of workflow.nodes) {
		if (type !== 'n8n-nodes-base.scheduleTrigger') continue;
		parameters.rule = { interval: [{ field: 'seconds', secondsInterval: 5 }] };
	}
}

function locator(field: string) {
	return { __rl: true, mode: 'address', value: `={{ $json.body.${field} }}` };
}

function withResults<T extends object>(mailboxes: readonly T[], results: readonly string[]) {
	return mailboxes.map((each, index) => ({ ...each, result: results[index] }));
}
