import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject, INode } from 'n8n-workflow';
import { threadRawMail } from '../../helpdesk/desk/thread-raw-mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { Desk } from '../../helpdesk/ports';
import { FRANK, JOHN, KELLY, REPLIES, SUPPORT } from '../support/acme';
import { loadTemplate, runWorkflow, type FlowRun } from '../support/n8n-core';
import { rawMail } from '../support/raw-mail';
import { USUAL_THREADING, aMailbox, aStaff } from '../support/test-desk';
import { HELP_DESK, closeBuiltDesk, openBuiltDesk, runHelpDesk, useEmptyStore } from './acme-desk';

const NOTHING = '={{ $json.nothing }}';
const CONVERSATION = { __rl: true, mode: 'number', value: '1' };
const MAILBOX = { __rl: true, mode: 'address', value: SUPPORT };

let desk: Desk;
let mailbox: Mailbox;
beforeEach(async () => {
	await useEmptyStore();
	desk = await openBuiltDesk();
	mailbox = await aMailbox(desk, { address: SUPPORT });
	await aStaff(desk, { address: JOHN });
	await threadRawMail(desk, mailbox.id, rawMail({ from: FRANK, to: SUPPORT }), USUAL_THREADING);
});
afterEach(closeBuiltDesk);

describe('a choice that the editor does not offer', () => {
	const setting = (operation: string, settings: IDataObject) => ({
		resource: 'mailbox',
		operation,
		mailbox: MAILBOX,
		address: REPLIES,
		settings,
	});

	it.each<[string, IDataObject, string]>([
		[
			'a status to set',
			{
				resource: 'conversation',
				operation: 'setStatus',
				conversation: CONVERSATION,
				status: '={{ "resolved" }}',
			},
			'Status cannot be "resolved": use open, pending, closed, spam.',
		],
		[
			'a status to look for',
			{ resource: 'conversation', operation: 'getAll', filters: { status: NOTHING } },
			'Status is empty: use open, pending, closed, spam.',
		],
		[
			'whom to assign to',
			{
				resource: 'conversation',
				operation: 'assign',
				conversation: CONVERSATION,
				assignTo: NOTHING,
				staff: { __rl: true, mode: 'address', value: JOHN },
			},
			'Assign To is empty: use leastBusy, staff, nobody.',
		],
		[
			'a sender check',
			setting('update', { senderCheck: '={{ "Strict" }}' }),
			'Sender Check cannot be "Strict": use strict, normal, token-only.',
		],
		[
			'a sender check of a new mailbox',
			setting('create', { senderCheck: '={{ "" }}' }),
			'Sender Check is empty: use strict, normal, token-only.',
		],
		[
			'a name in From',
			setting('update', { fromNameStyle: '={{ "Channel" }}' }),
			'From Name cannot be "Channel": use staff, staff-via-channel, channel, template.',
		],
		[
			'a quote',
			setting('upsert', { quote: '={{ true }}' }),
			'Quoted Conversation cannot be "true": use none, last, all.',
		],
		[
			'a copy',
			setting('update', { copyToSent: '={{ "yes" }}' }),
			'Copy to Sent Folder cannot be "yes": use auto, always, never.',
		],
		[
			'a receiving address',
			{ ...setting('getReceivingAddress', {}), newAddress: { kind: '={{ "Plus" }}' } },
			'Form cannot be "Plus": use own, plus.',
		],
		[
			'a replacement',
			{ ...setting('remove', {}), replacement: '={{ "none" }}', replacementMailbox: MAILBOX },
			'Replacement cannot be "none": use refuse, themselves, mailbox.',
		],
		[
			'a notification',
			staffOf('update', { email: ['new-conversation', 'all'] }),
			'A notification cannot be "all": use new-conversation, assigned-to-me,',
		],
		[
			'a name in From of a person',
			staffOf('update', { fromNameStyle: '={{ "Mailbox" }}' }),
			'From Name cannot be "Mailbox": use mailbox, staff, staff-via-channel, channel, template.',
		],
		[
			'a state of inbound mail',
			{ resource: 'inboundMail', operation: 'getAll', state: '={{ "aside" }}' },
			'State cannot be "aside": use any, received,',
		],
		[
			'a state of outbound mail',
			{ resource: 'outboundMail', operation: 'getAll', state: NOTHING },
			'State is empty: use any, queued,',
		],
		[
			'a reason of held mail',
			{ resource: 'heldMail', operation: 'getAll', reason: '={{ "spam" }}' },
			'Reason cannot be "spam": use any, no-sender,',
		],
		[
			'what held mail is',
			{ resource: 'heldMail', operation: 'release', holdId: 'any', as: '={{ "Note" }}' },
			'Release As cannot be "Note": use usual, answer, note, customer, new-conversation.',
		],
	])('is refused, and changes nothing: %s', async (_what, parameters, message) => {
		const before = await standing();
		const run = await runHelpDesk(parameters);
		expect(run.error?.message).toContain(message);
		expect(await standing()).toEqual(before);
	});

	it.each<[string, string, IDataObject, string]>([
		[
			'notifyStaff',
			'an occasion',
			{ messageId: 'any', occasion: '={{ "new" }}' },
			'What Happened cannot be "new"',
		],
		[
			'threadConversation',
			'what happens to closed conversations',
			{ source: 'trigger', inboundMailId: 'any', options: { reopenClosed: '={{ "Never" }}' } },
			'Reopen Closed Conversations cannot be "Never": use always, days, never.',
		],
	])('is refused by %s: %s', async (type, _what, parameters, message) => {
		const run = await runNode(type, parameters, 2);
		expect(run.error?.message).toContain(message);
	});
});

describe('a text that an expression did not give', () => {
	const person = { name: NOTHING, address: KELLY };

	it.each<[string, IDataObject, string]>([
		['the name of a person', { resource: 'staff', operation: 'create', ...person }, 'Name'],
		['an address', { resource: 'mailbox', operation: 'create', address: NOTHING }, 'Address'],
		['the address of a customer', { resource: 'contact', operation: 'get' }, 'Address'],
		[
			'a note',
			{ resource: 'message', operation: 'addNote', conversation: CONVERSATION, text: NOTHING },
			'Text',
		],
		['a message', { resource: 'message', operation: 'get' }, 'Message ID'],
		['messages', { resource: 'message', operation: 'split' }, 'Message IDs'],
		['a held mail', { resource: 'heldMail', operation: 'get' }, 'Hold ID'],
		['an inbound mail', { resource: 'inboundMail', operation: 'get' }, 'Inbound Mail ID'],
		['an outbound mail', { resource: 'outboundMail', operation: 'cancel' }, 'Outbound Mail ID'],
		['mailboxes', { resource: 'mailbox', operation: 'clearMasterInbox', mailboxes: NOTHING }, 'Mailboxes'],
		['a customer to look for', search({ contact: NOTHING }), 'Customer'],
		['a mailbox to look for', search({ status: 'open', mailbox: NOTHING }), 'Mailbox'],
		['an assignee to look for', search({ assignee: '={{ null }}' }), 'Assignee'],
		['tags to look for', search({ tags: NOTHING }), 'Tags'],
		['a time to look for', search({ changedBefore: NOTHING }), 'Changed Before'],
		[
			'a conversation',
			{
				resource: 'conversation',
				operation: 'get',
				conversation: { __rl: true, mode: 'id', value: NOTHING },
			},
			'Conversation',
		],
	])('is not made up where it is needed: %s', async (_what, parameters, field) => {
		const before = await standing();
		const run = await runHelpDesk(parameters);
		expect(run.error?.message).toBe(`${field} is empty: the expression gave nothing for item 0.`);
		expect(await standing()).toEqual(before);
	});

	it('is left out where it need not be', async () => {
		const text = 'Look at this.';
		const note = { resource: 'message', operation: 'addNote', conversation: CONVERSATION, text };
		const run = await runHelpDesk({ ...note, author: NOTHING });
		expect(run.output(HELP_DESK)).toMatchObject([{ message: { text, from: { address: SUPPORT } } }]);
	});
});

describe('conversations that are looked for', () => {
	it.each<[string, IDataObject, number]>([
		['no filter', {}, 1],
		['a filter that is left empty', { contact: '', changedBefore: '' }, 1],
		['Nobody, as a phone writes it', { assignee: 'Nobody ' }, 1],
		['a time before they changed', { changedBefore: '={{ $now.minus({ days: 7 }) }}' }, 0],
		['a time after they changed', { changedBefore: '={{ $now.plus({ hours: 1 }) }}' }, 1],
		['a time of an item', { changedBefore: '={{ $now.plus({ hours: 1 }).toISO() }}' }, 1],
	])('are found by %s', async (_what, filters, count) => {
		expect((await runHelpDesk(search(filters))).output(HELP_DESK)).toHaveLength(count);
	});

	it('are not found by what is no time', async () => {
		const run = await runHelpDesk(search({ changedBefore: 'last week' }));
		expect(run.error?.message).toBe('Changed Before cannot be "last week": use a date.');
	});
});

function search(filters: IDataObject): IDataObject {
	return { resource: 'conversation', operation: 'getAll', filters };
}

function staffOf(operation: string, settings: IDataObject): IDataObject {
	return { resource: 'staff', operation, staff: { __rl: true, mode: 'address', value: JOHN }, settings };
}

async function standing(): Promise<unknown> {
	const { store } = desk;
	const conversations = await store.conversations.list({ limit: 5 });
	const history = await store.messages.history(conversations[0]?.id ?? '', 5);
	return { conversations, history, mailboxes: await store.mailboxes.all(), staff: await store.staff.all() };
}

function runNode(type: string, parameters: IDataObject, items: number): Promise<FlowRun> {
	const node: INode = {
		id: type,
		name: type,
		type: `n8n-nodes-helpdesk.${type}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: parameters as INode['parameters'],
		credentials: { helpDeskMailboxApi: { id: null, name: 'support' } },
	};
	const workflow = { ...loadTemplate('help-desk'), nodes: [node], connections: {} };
	const credentials = { support: { address: SUPPORT } };
	return runWorkflow({
		workflow,
		startNode: type,
		items: Array.from({ length: items }, () => ({})),
		credentials,
	});
}
