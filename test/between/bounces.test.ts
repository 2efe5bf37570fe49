import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INode } from 'n8n-workflow';
import { FRANK, JOHN, SUPPORT } from '../support/acme';
import { runWorkflow, type FlowRun, type LoadedTemplate } from '../support/n8n-core';
import { answerTo } from '../support/story';
import { startAcmeDesk, type AcmeDesk } from './acme-desk';

const SEND = 'Send the answer to the customer';
const NOT_SENT = 'The answer could not be sent yet';
const HELP_DESK = 'Help Desk';

describe('an answer that comes back', () => {
	let acme: AcmeDesk;

	beforeAll(async () => {
		acme = await startAcmeDesk();
		await acme.arrive({ subject: 'My printer' });
		await acme.answer(await acme.lastMailTo(JOHN), 'Switch it on.');
	});

	afterAll(() => acme.stop());

	it('is called failed, and the next one to that address waits with the reason', async () => {
		const reply = await acme.lastMailTo(FRANK);
		const run = await acme.arrive(bounceOf(reply.messageId));
		expect(run.output('Nobody needs to read this')).toMatchObject([{ why: 'bounce' }]);

		await acme.arrive(answerTo(reply, 'And now?', { from: FRANK, to: SUPPORT }));
		const answered = await acme.answer(await acme.lastMailTo(JOHN), 'Switch it off and on.');
		expect(answered.output(NOT_SENT)).toMatchObject([
			{
				delivery: {
					state: 'paused',
					error: expect.stringMatching(
						/^The address frank@customer.test is suppressed since .* because there is no such mailbox/,
					),
				},
			},
		]);
		expect(await acme.mail.inbox(FRANK)).toHaveLength(1);
	});

	it('shows with the contact', async () => {
		expect((await contact({ operation: 'get' })).output(HELP_DESK)).toMatchObject([
			{ contact: { address: FRANK }, isSuppressed: true, lastFailure: { reason: 'user-unknown' } },
		]);
		const unknown = await contact({ operation: 'get', contactAddress: 'nobody@x.test' });
		expect(unknown.error?.message).toBe('The desk has no contact with the address "nobody@x.test".');
	});

	it('leaves after the suppression was lifted', async () => {
		const run = await contact({ operation: 'liftSuppression' });
		expect(run.output(HELP_DESK)).toMatchObject([
			{ isSuppressed: false, softFailures: 0, lastFailure: null },
		]);
		const [conversation] = await acme.desk.store.conversations.list({ limit: 1 });
		const history = await acme.desk.store.messages.history(conversation?.id ?? '', 10);
		const waiting = history.find(({ state }) => state === 'paused');
		const sent = await acme.runFrom(SEND, [{ message: { id: waiting?.id } }]);
		expect(sent.output(SEND)).toMatchObject([{ delivery: { state: 'sent', to: { address: FRANK } } }]);
	});

	function contact(parameters: Record<string, unknown>): Promise<FlowRun> {
		const node = {
			id: HELP_DESK,
			name: HELP_DESK,
			type: 'n8n-nodes-helpdesk.helpDesk',
			typeVersion: 1,
			position: [0, 0],
			parameters: { resource: 'contact', contactAddress: FRANK, ...parameters },
		} as INode;
		const workflow = { ...acme.workflow, nodes: [node], connections: {} } as LoadedTemplate;
		return runWorkflow({ workflow, startNode: HELP_DESK, items: [{}] });
	}
});

function bounceOf(messageId: string): Buffer {
	return Buffer.from(
		[
			'Return-Path: <>',
			'From: MAILER-DAEMON@mx.customer.test (Mail Delivery System)',
			`To: ${SUPPORT}`,
			'Subject: Undelivered Mail Returned to Sender',
			'Message-ID: <bounce@mx.customer.test>',
			'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
			'',
			'--b',
			'',
			`<${FRANK}>: host mx.customer.test said: 550 5.1.1 User unknown`,
			'--b',
			'Content-Type: message/delivery-status',
			'',
			'Reporting-MTA: dns; mx.customer.test',
			'',
			`Final-Recipient: rfc822; ${FRANK}`,
			'Action: failed',
			'Status: 5.1.1',
			'--b',
			'Content-Type: message/rfc822',
			'',
			`Message-ID: <${messageId}>`,
			'Subject: Re: My printer',
			'',
			'Switch it on.',
			'--b--',
			'',
		].join('\r\n'),
	);
}
