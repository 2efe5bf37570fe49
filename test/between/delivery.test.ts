import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { queueReply } from '../../helpdesk/desk/queue-reply';
import { updateStaff } from '../../helpdesk/desk/save-staff';
import { FRANK, JOHN, KELLY, SUPPORT } from '../support/acme';
import { freePort } from '../support/free-port';
import { loadTemplate, nodeOf, runWorkflow, type FlowRun } from '../support/n8n-core';
import type { TriggeredRun } from '../support/n8n-core-triggers';
import { waitFor } from '../support/wait-for';
import { JOHN_MILLER, passTime, startAcmeDesk, type AcmeDesk } from './acme-desk';
import { readMail } from '../support/read-mail';

const TELL = 'Tell everybody who wants to know';
const SEND = 'Send the answer to the customer';
const NOT_YET = 'The answer could not be sent yet';
const DUE = 'Send what is still due';
const LATE = 'Tell colleagues of the late answer';
const TWO_MINUTES = 120_000;

let acme: AcmeDesk;
beforeEach(async () => {
	acme = await startAcmeDesk({
		staff: (phone) => [
			JOHN_MILLER,
			{
				name: 'Kelly Ray',
				address: KELLY,
				preferences: { email: ['new-conversation'], desktop: [], mobile: ['new-conversation'] },
				mobileTarget: phone.topicUrl('kelly'),
			},
		],
	});
});
afterEach(async () => {
	jest.useRealTimers();
	await acme.stop();
});

describe('an answer whose mail server is down', () => {
	it('is tried again by the workflow that delivers due mail, and reaches the customer once', async () => {
		await acme.arrive({ subject: 'My printer' });
		const notification = await acme.lastMailTo(JOHN);
		const bringBack = await takeSmtpAway();
		const run = await acme.answer(notification, 'Switch it on.');

		expect([run.status, run.error]).toEqual(['success', undefined]);
		const [failed] = run.output(NOT_YET);
		expect(failed).toMatchObject({
			message: { kind: 'staff', state: 'queued' },
			delivery: { state: 'retry', error: expect.stringContaining('ECONNREFUSED'), attempts: 1 },
		});
		expect(run.ran).not.toContain('Tell colleagues of the answer');

		bringBack();
		const tooEarly = await deliverDue();
		expect(tooEarly.output(DUE)).toEqual([]);
		expect(tooEarly.ran).not.toContain(LATE);
		expect(await acme.mail.inbox(FRANK)).toEqual([]);
		passTime(TWO_MINUTES);
		const delivered = await deliverDue();
		expect(delivered.status).toBe('success');
		expect(delivered.output(DUE)).toMatchObject([
			{
				message: { state: 'sent' },
				delivery: {
					kind: 'reply',
					state: 'sent',
					error: '',
					attempts: 2,
					messageId: deliveryOf(failed).messageId,
				},
			},
		]);
		expect(delivered.ran).toContain(LATE);
		expect((await deliverDue()).output(DUE)).toEqual([]);
		const [mail, ...more] = await acme.mail.inbox(FRANK);
		expect(more).toEqual([]);
		expect((await readMail(mail ?? Buffer.alloc(0))).text).toMatch(/^Switch it on\./);
	});

	it('is pushed to colleagues who want to know when it leaves late', async () => {
		const kelly = await acme.desk.store.staff.byAddress(KELLY);
		await updateStaff(acme.desk, kelly?.id ?? '', {
			preferences: { email: [], desktop: ['staff-replied-mine', 'staff-replied-others'], mobile: [] },
			desktopTarget: acme.phone.topicUrl('kelly-desktop'),
		});
		await acme.arrive({ subject: 'My printer' });
		const notification = await acme.lastMailTo(JOHN);
		const bringBack = await takeSmtpAway();
		await acme.answer(notification, 'Switch it on.');
		expect(acme.phone.notifications).toEqual([]);
		bringBack();
		passTime(TWO_MINUTES);
		expect((await deliverDue()).status).toBe('success');
		expect(acme.phone.notifications).toEqual([
			{ topic: 'kelly-desktop', title: '#1 Frank Furter: My printer', body: 'Switch it on.' },
		]);
	});

	it('has a copy in the Sent folder, once, and none of notifications', async () => {
		await acme.arrive({ subject: 'My printer' });
		await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');
		const copies = () => acme.mail.folder(SUPPORT, 'Sent');
		const [copy] = await waitFor('a copy', async () => {
			const filed = await copies();
			return filed.length > 0 && filed;
		});
		const [sent] = await acme.mail.inbox(FRANK);
		const identity = (raw: Buffer | undefined) => /^Message-ID:.*$/im.exec(String(raw))?.[0];
		expect(identity(copy)).toBe(identity(sent));
		expect(await copies()).toHaveLength(1);
	});

	it('stands on the output Not Sent as long as the server stays away', async () => {
		await acme.arrive({});
		const notification = await acme.lastMailTo(JOHN);
		await takeSmtpAway();
		await acme.answer(notification, 'Switch it on.');
		passTime(TWO_MINUTES);
		const run = await deliverDue();
		expect(run.output(DUE)).toEqual([]);
		expect(run.output(DUE, 1)).toMatchObject([{ delivery: { state: 'retry', attempts: 2 } }]);
	});
});

describe('an answer that the mail server refuses for good', () => {
	it('has failed, the conversation is open again, and nothing is tried any more', async () => {
		await acme.arrive({ from: 'Gone <gone@customer.test>' });
		const run = await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');
		expect([run.status, run.error]).toEqual(['success', undefined]);
		expect(run.output(NOT_YET)).toMatchObject([
			{
				conversation: { status: 'open' },
				message: { state: 'failed' },
				delivery: {
					state: 'failed',
					error: expect.stringContaining('550'),
					to: { address: 'gone@customer.test' },
				},
			},
		]);
		passTime(TWO_MINUTES);
		const due = await deliverDue();
		expect([due.output(DUE), due.output(DUE, 1)]).toEqual([[], []]);
	});
});

describe('a notification whose mail server is down', () => {
	it('stops neither the flow nor the others, and reaches its reader later', async () => {
		const bringBack = await takeSmtpAway();
		const run = await acme.arrive({ subject: 'My printer' });
		expect([run.status, run.error]).toEqual(['success', undefined]);
		expect(run.output(TELL).map(({ notification }) => notification)).toMatchObject([
			{ state: 'retry', target: JOHN },
			{ state: 'retry', target: KELLY },
		]);
		bringBack();
		passTime(TWO_MINUTES);
		expect((await deliverDue()).output(DUE).map(({ delivery }) => delivery)).toMatchObject([
			{ kind: 'notification', state: 'sent', to: { address: JOHN } },
			{ kind: 'notification', state: 'sent', to: { address: KELLY } },
		]);
		expect((await acme.lastMailTo(JOHN)).subject).toBe('[#1] My printer');
	});
});

describe('an answer that was left behind', () => {
	it('is sent when the process ended after the answer was written down', async () => {
		const { messageId } = await answerBeforeSending();
		await queueReply(acme.desk, messageId);
		expect((await deliverDue()).output(DUE)).toEqual([]);
		passTime(TWO_MINUTES);
		expect((await deliverDue()).output(DUE)).toMatchObject([{ delivery: { kind: 'reply', state: 'sent' } }]);
		expect(await acme.mail.inbox(FRANK)).toHaveLength(1);
	});
});

describe('an execution that runs twice', () => {
	it('mails and pushes to nobody twice', async () => {
		await acme.arrive({});
		const answered = await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');
		expect([acme.flow.runs.length, acme.mail.sent.length, acme.phone.notifications.length]).toEqual([
			2, 3, 1,
		]);
		for (const first of acme.flow.runs) expect((await runAgain(first)).status).toBe('success');
		expect([acme.mail.sent.length, acme.phone.notifications.length]).toEqual([3, 1]);
		const [again] = (await runAgain(answered)).output(SEND);
		expect(deliveryOf(again)).toEqual(deliveryOf(answered.output(SEND)[0]));
	});

	it('mails nobody twice when both run side by side', async () => {
		await acme.arrive({});
		const [first] = acme.flow.runs;
		const runs = await Promise.all([first, first, first].map((run) => runAgain(run as TriggeredRun)));
		expect(runs.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
		expect(await acme.mail.inbox(JOHN)).toHaveLength(1);
	});
});

describe('an execution that fails', () => {
	it('is heard of by the trigger, which keeps the mail for another try', async () => {
		acme.credentials['Support mailbox'] = { ...acme.credentials['Support mailbox'], address: 'nonsense' };
		const run = await acme.arrive({});
		expect(run.status).toBe('error');
		const { inboundMailId } = run.output('Mail arrives at support')[0] as { inboundMailId: string };
		const mail = await waitFor('the trigger to settle the mail', async () => {
			const inbound = await acme.desk.store.inbound.byId(inboundMailId);
			return inbound?.state !== 'offered' && inbound;
		});
		expect(mail).toMatchObject({ state: 'failed', attempts: 1 });
	});
});

function deliverDue(): Promise<FlowRun> {
	const { credentials } = acme;
	return runWorkflow({ workflow: loadTemplate('deliver-due-mail'), startNode: 'Every minute', credentials });
}

/** Makes the flow meet a port where nothing listens; gives what undoes it. */
async function takeSmtpAway(): Promise<() => void> {
	const login = acme.credentials['Support mailbox'];
	acme.credentials['Support mailbox'] = { ...login, smtpPort: await freePort() };
	return () => {
		acme.credentials['Support mailbox'] = { ...login };
	};
}

/** Threads an answer of John's without sending it. */
async function answerBeforeSending(): Promise<{ readonly messageId: string }> {
	for (const name of ['Decide sender and Reply-To', SEND, 'Tell colleagues of the answer']) {
		nodeOf(acme.workflow, name).disabled = true;
	}
	await acme.arrive({});
	const run = await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');
	const [{ message }] = run.output('Find or open the conversation', 2) as [{ message: { id: string } }];
	return { messageId: message.id };
}

function runAgain(run: TriggeredRun): Promise<FlowRun> {
	return acme.runFrom(run.startNode, run.output(run.startNode));
}

function deliveryOf(item: unknown): { readonly messageId: string } {
	return (item as { delivery: { messageId: string } }).delivery;
}
