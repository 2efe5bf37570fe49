import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IDataObject, INode } from 'n8n-workflow';
import { FRANK, JOHN } from '../support/acme';
import { runWorkflow, type FlowRun, type LoadedTemplate } from '../support/n8n-core';
import { startAcmeDesk, type AcmeDesk } from './acme-desk';

const THREAD = 'Find or open the conversation';
const TAGS = 'Tags';

describe('tags', () => {
	let acme: AcmeDesk;

	beforeAll(async () => {
		acme = await startAcmeDesk();
		await acme.arrive({});
	});

	afterAll(() => acme.stop());

	it('are put on and taken off by the operations of the help desk', async () => {
		const added = await tag('addTags', 'Billing, #urgent, Big Customer');
		expect(tagsOf(added)).toEqual([['big-customer', 'billing', 'urgent']]);
		expect(added.output(TAGS)).toMatchObject([{ contact: { address: FRANK }, mailbox: expect.anything() }]);
		expect(tagsOf(await tag('addTags', ['urgent', 'vip']))).toEqual([
			['big-customer', 'billing', 'urgent', 'vip'],
		]);
		expect(tagsOf(await tag('addTags', '={{ $json.none }}'))).toEqual([
			['big-customer', 'billing', 'urgent', 'vip'],
		]);
		expect(tagsOf(await tag('removeTags', 'VIP, billing, unknown'))).toEqual([['big-customer', 'urgent']]);
	});

	it.each([
		['with what to do', 'bil\u0007ling', 'write it with letters, digits and signs only'],
		['that are too long', 'x'.repeat(51), 'shorten it, or put commas between several'],
		['that are too many', Array.from({ length: 31 }, (_, at) => `t${at}`), 'take some off first'],
	])('are refused %s', async (_what, tags, advice) => {
		expect((await tag('addTags', tags)).error?.message).toContain(advice);
	});

	it('choose conversations', async () => {
		expect(tagsOf(await find('Urgent, big customer'))).toEqual([['big-customer', 'urgent']]);
		expect(tagsOf(await find('urgent, vip'))).toEqual([]);
		expect(tagsOf(await find(''))).toHaveLength(1);
	});

	it('are changed by an answer, known behind Thread Conversation, and no customer sees them', async () => {
		await acme.arrive({ inReplyTo: (await acme.lastMailTo(JOHN)).messageId, text: 'And now?' });
		const notification = await acme.lastMailTo(JOHN);
		expect(notification.text).toContain('Tags: big-customer, urgent\n');
		const run = await acme.answer(notification, '@tag answered, -urgent\nSwitch it on.');
		expect(run.output(THREAD, 2)).toMatchObject([
			{ message: { text: 'Switch it on.' }, conversation: { tags: ['answered', 'big-customer'] } },
		]);
		const answer = await acme.lastMailTo(FRANK);
		expect(`${answer.text}${answer.html}`).toContain('Switch it on.');
		expect(`${answer.text}${answer.html}`).not.toMatch(/tags|answered|big-customer|urgent/i);
	});

	function tag(operation: string, tags: string | readonly string[]): Promise<FlowRun> {
		const conversation = { __rl: true, mode: 'number', value: '1' };
		return helpDesk({ operation, conversation, tags: tags as string });
	}

	function find(tags: string): Promise<FlowRun> {
		return helpDesk({ operation: 'getAll', returnAll: true, filters: { tags } });
	}

	function helpDesk(parameters: IDataObject): Promise<FlowRun> {
		const node: INode = {
			id: 'tags',
			name: TAGS,
			type: 'n8n-nodes-helpdesk.helpDesk',
			typeVersion: 1,
			position: [0, 0],
			parameters: { resource: 'conversation', ...parameters } as INode['parameters'],
		};
		const workflow = { ...acme.workflow, nodes: [node], connections: {} } as LoadedTemplate;
		return runWorkflow({ workflow, startNode: node.name });
	}

	function tagsOf(run: FlowRun): unknown[] {
		return run.output(TAGS).map(({ conversation }) => (conversation as IDataObject).tags);
	}
});
