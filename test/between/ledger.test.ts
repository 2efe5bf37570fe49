import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INode } from 'n8n-workflow';
import { mergeConversations } from '../../helpdesk/desk/merge-conversations';
import { runWorkflow, type FlowRun, type LoadedTemplate } from '../support/n8n-core';
import { SUPPORT } from '../support/acme';
import { startAcmeDesk, type AcmeDesk } from './acme-desk';

describe('the ledger of inbound mail', () => {
	let acme: AcmeDesk;
	let inboundMailId: string;

	beforeAll(async () => {
		acme = await startAcmeDesk();
		const run = await acme.arrive({ subject: 'In the ledger', text: 'Grüße' });
		[inboundMailId] = run.output('Mail arrives at support').map((item) => String(item.inboundMailId)) as [
			string,
		];
	});

	afterAll(() => acme.stop());

	it('lists mail with where it stands', async () => {
		const run = await helpDesk({ operation: 'getAll', state: 'processed', mailboxAddress: SUPPORT });
		expect(run.output('Help Desk')).toEqual([
			expect.objectContaining({ inboundMailId, state: 'processed', attempts: 0, offers: 1 }),
		]);
	});

	it('gives a mail with its raw bytes, which Thread Conversation takes from the file', async () => {
		const run = await helpDesk({ operation: 'get', inboundMailId }, [
			node('Thread Conversation', 'threadConversation', {
				source: 'binary',
				mailboxAddress: 'sales@acme.test',
				binaryPropertyName: 'mail',
				options: {},
			}),
		]);
		expect(run.output('Help Desk')).toEqual([
			expect.objectContaining({ subject: 'In the ledger', state: 'processed', isIncomplete: false }),
		]);
		// The bytes are those that came by IMAP, so that it is the same mail by another way.
		expect(run.output('Thread Conversation', 4)).toEqual([
			expect.objectContaining({ outcome: 'not-for-people', why: 'duplicate' }),
		]);
	});

	it('gives a message with its attachments as files', async () => {
		const inner = ['From: anna@customer.test', 'Message-ID: <inner@x.test>', 'Subject: Inside', '', 'A.'];
		const part = [
			'Content-Type: application/octet-stream; name="mail.eml"',
			'Content-Transfer-Encoding: base64',
			'Content-Disposition: attachment; filename="mail.eml"',
			'',
			Buffer.from(inner.join('\r\n')).toString('base64'),
		];
		const arrived = await acme.arrive({
			headers: ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'],
			text: ['--b', '', 'See the file.', '--b', ...part, '--b--', ''].join('\r\n'),
		});
		const [item] = arrived.output('Find or open the conversation');
		const messageId = (item?.message as { id?: string } | undefined)?.id ?? '';
		const run = await helpDesk({ resource: 'message', operation: 'get', messageId }, [
			node('Thread Conversation', 'threadConversation', {
				source: 'binary',
				mailboxAddress: 'sales@acme.test',
				binaryPropertyName: 'attachment_0',
				options: {},
			}),
		]);
		expect(run.output('Help Desk')).toMatchObject([{ message: { text: 'See the file.' } }]);
		expect(run.output('Thread Conversation', 0)).toMatchObject([
			{ message: { subject: 'Inside', messageId: 'inner@x.test' }, why: 'names-none' },
		]);
	});

	it('gives the messages that Get Many and Thread Conversation name', async () => {
		const arrived = await acme.arrive({ subject: 'Named', text: 'By its id' });
		const [item] = arrived.output('Find or open the conversation');
		const { id: value } = item?.conversation as { id: string };
		const listed = {
			resource: 'message',
			operation: 'getAll',
			conversation: { __rl: true, mode: 'id', value },
		};
		const get = (name: string) => node(name, 'helpDesk', { resource: 'message', operation: 'get' });
		const flat = await helpDesk(listed, [get('Get')]);
		expect(flat.output('Get')).toMatchObject([
			{ message: { text: 'By its id' }, conversation: { id: value } },
		]);
		const workflow = { ...acme.workflow, nodes: [get('Get')], connections: {} } as LoadedTemplate;
		const nested = await runWorkflow({ workflow, startNode: 'Get', items: flat.output('Get') });
		expect(nested.output('Get')).toEqual(flat.output('Get'));
	});

	it('gives the messages of the conversation that one was merged into', async () => {
		const ids: string[] = [];
		for (const text of ['Merged', 'Kept']) {
			const arrived = await acme.arrive({ subject: text, text });
			const [item] = arrived.output('Find or open the conversation');
			ids.push((item?.conversation as { id: string }).id);
		}
		const [gone = '', into = ''] = ids;
		await mergeConversations(acme.desk, gone, into);
		const run = await helpDesk({
			resource: 'message',
			operation: 'getAll',
			conversation: { __rl: true, mode: 'id', value: gone },
		});
		const texts = run.output('Help Desk').map(({ text }) => text);
		expect(texts).toEqual(expect.arrayContaining(['Merged', 'Kept']));
		expect(run.output('Help Desk')[0]).toMatchObject({ conversationId: into });
	});

	it('gives a mail to the workflow again, which does nothing twice', async () => {
		const before = (await acme.desk.store.conversations.list({ limit: 10 })).length;
		const run = await helpDesk({ operation: 'reprocess', inboundMailId });
		expect(run.output('Help Desk')).toEqual([expect.objectContaining({ state: 'failed', attempts: 0 })]);
		expect((await acme.desk.store.conversations.list({ limit: 10 })).length).toBe(before);
	});

	it('says of a mail that is not there what to do', async () => {
		const run = await helpDesk({ operation: 'discard', inboundMailId: 'nothing' });
		expect(run.error?.message).toBe('The desk has no inbound mail with the id "nothing".');
	});

	it.each([
		['continueErrorOutput', 1],
		['continueRegularOutput', 0],
	] as const)('goes on with what was wrong and what to do: %s', async (onError, output) => {
		const parameters = { resource: 'inboundMail', operation: 'discard', inboundMailId: 'nothing' };
		const failing = { ...node('Help Desk', 'helpDesk', parameters), onError };
		const workflow = { ...acme.workflow, nodes: [failing], connections: {} } as LoadedTemplate;
		const run = await runWorkflow({ workflow, startNode: failing.name });
		expect(run.output('Help Desk', 1 - output)).toEqual([]);
		const error = /^The desk has no inbound mail with the id "nothing"\. Connect this node to a Help Desk/;
		expect(run.output('Help Desk', output)).toEqual([{ error: expect.stringMatching(error) }]);
	});

	it('says of an outbound mail that is not there which id it wants', async () => {
		const run = await helpDesk({
			resource: 'outboundMail',
			operation: 'sendAgain',
			outboundMailId: 'nothing',
		});
		expect(run.error).toMatchObject({
			message: 'The desk has no outbound mail with the id "nothing".',
			description: expect.stringContaining('delivery.outboundMailId'),
		});
	});

	it('tells the health of a mailbox', async () => {
		const mailbox = { __rl: true, mode: 'address', value: SUPPORT };
		const run = await helpDesk({ resource: 'mailbox', operation: 'health', mailbox });
		expect(run.output('Help Desk')).toEqual([
			expect.objectContaining({
				state: 'connected',
				isHealthy: true,
				reason: '',
				putAsideMails: 0,
				lastFetchAt: expect.stringMatching(/Z$/),
				lastMailAt: expect.stringMatching(/Z$/),
			}),
		]);
	});

	function helpDesk(parameters: Record<string, unknown>, then: INode[] = []): Promise<FlowRun> {
		const first = node('Help Desk', 'helpDesk', { resource: 'inboundMail', returnAll: true, ...parameters });
		const [next] = then;
		const workflow = {
			...acme.workflow,
			nodes: [first, ...then],
			connections: next ? { [first.name]: { main: [[{ node: next.name, type: 'main', index: 0 }]] } } : {},
		} as LoadedTemplate;
		return runWorkflow({ workflow, startNode: first.name, items: [{}] });
	}
});

function node(name: string, type: string, parameters: Record<string, unknown>): INode {
	return {
		id: name,
		name,
		type: `n8n-nodes-helpdesk.${type}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: parameters as INode['parameters'],
	};
}
