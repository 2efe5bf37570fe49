import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject, INode } from 'n8n-workflow';
import { JOHN, REPLIES, SUPPORT } from '../support/acme';
import { freePort } from '../support/free-port';
import { loadTemplate, nodeOf, runWorkflow, type FlowRun, type LoadedTemplate } from '../support/n8n-core';
import type { CredentialsByName } from '../support/n8n-core-host';
import { closeBuiltDesk, openBuiltDesk, startAcmeDesk, useEmptyStore, type AcmeDesk } from './acme-desk';

const THREAD = 'Find or open the conversation';
const ASSIGN = 'Give it to whoever has the fewest';
const TELL = 'Tell colleagues of the answer';
const RESOLVE = 'Decide sender and Reply-To';
const SEND = 'Send the answer to the customer';

// Behind the outputs of their own.
const ERROR_OUTPUTS = new Map([
	[THREAD, 5],
	[ASSIGN, 1],
	[TELL, 3],
	[RESOLVE, 2],
	[SEND, 3],
]);

const LOGIN = { address: SUPPORT, smtpHost: '127.0.0.1', smtpPort: 1, smtpSecurity: 'none' };
const CREDENTIALS = { 'Support mailbox': LOGIN };

const BAD: [string, IDataObject, string, string][] = [
	[
		THREAD,
		{ inboundMailId: 'nope' },
		'The desk has no inbound mail with the id "nope".',
		'Help Desk Mailbox Trigger',
	],
	[
		ASSIGN,
		{ conversation: { id: 'nope' } },
		'The desk has no conversation with the id "nope".',
		'from the list',
	],
	[
		TELL,
		{ message: { id: 'nope' } },
		'The desk has no message with the id "nope".',
		'that Thread Conversation gave',
	],
	[
		RESOLVE,
		{ message: { id: 'nope' } },
		'The desk has no message with the id "nope".',
		'that Thread Conversation gave',
	],
	[
		SEND,
		{ message: { id: 'nope' } },
		'The desk has no message with the id "nope".',
		'that Thread Conversation gave',
	],
];

afterEach(async () => {
	await closeBuiltDesk();
});

describe('a node that cannot do its work', () => {
	beforeEach(useEmptyStore);

	it.each(BAD)(
		'stops the flow with what was wrong and what to do: %s',
		async (name, item, message, advice) => {
			const run = await runNode(name, [item]);
			expect([run.status, run.error?.message]).toEqual(['error', message]);
			expect(run.error).toMatchObject({ description: expect.stringContaining(advice), node: { name } });
		},
	);

	it.each(BAD)('gives an item with both when it is to continue: %s', async (name, item, message, advice) => {
		const run = await runNode(name, [item], { node: { onError: 'continueRegularOutput' } });
		expect(run.output(name)).toEqual([{ error: expect.stringMatching(textOf(message, advice)) }]);
	});

	it.each(BAD)(
		'gives it on the output for errors when it has one: %s',
		async (name, item, message, advice) => {
			const run = await runNode(name, [item], { node: { onError: 'continueErrorOutput' } });
			const errorOutput = ERROR_OUTPUTS.get(name);
			expect(run.status).toBe('success');
			expect(run.output(name, errorOutput)).toMatchObject([
				{ error: expect.stringMatching(textOf(message, advice)) },
			]);
		},
	);

	it('says so when the operation is none of its own', async () => {
		const parameters = { resource: 'conversation', operation: 'eat' };
		const run = await runNode(ASSIGN, [{}], { node: { parameters } });
		expect(run.error?.message).toBe('The resource conversation has no operation eat.');
	});
});

describe('a node that continues', () => {
	let acme: AcmeDesk;
	afterEach(() => acme.stop());

	it('does its work for the items that are right', async () => {
		acme = await startAcmeDesk({ edit: continueOnErrors });
		const first = await acme.arrive({ subject: 'My printer' });
		const [right] = first.output('Mail arrives at support');
		const run = await acme.runFrom('Mail arrives at support', [
			{ inboundMailId: 'nope' },
			right as IDataObject,
		]);
		expect(run.status).toBe('success');
		expect(run.output(THREAD)).toMatchObject([
			{ error: expect.stringContaining('"nope"') },
			{ outcome: 'new-conversation', conversation: { number: 1 } },
		]);
		// What failed is not taken for a conversation by the nodes behind.
		expect(run.output(ASSIGN)).toMatchObject([{ error: expect.anything() }, { conversation: { number: 1 } }]);
		expect(await acme.mail.inbox(JOHN)).toHaveLength(1);
	});

	it('refuses to notify from a mailbox that the answers would not reach', async () => {
		acme = await startAcmeDesk({
			edit: (workflow) => {
				const node = nodeOf(workflow, 'Tell everybody who wants to know');
				node.credentials = { helpDeskMailboxApi: { id: '', name: 'Master inbox mailbox' } };
			},
		});
		const run = await acme.arrive({});
		expect(run.error).toMatchObject({
			message: `The desk does not know ${REPLIES}, so nobody would read the answers of staff.`,
			description: expect.stringContaining('publish its trigger'),
		});
	});
});

describe('a store that cannot be used', () => {
	afterEach(() => {
		delete process.env.EXECUTIONS_MODE;
	});

	it('is refused with advice when n8n runs in queue mode', async () => {
		await useEmptyStore();
		process.env.EXECUTIONS_MODE = 'queue';
		expect((await runNode(THREAD, [{ inboundMailId: '1' }])).error).toMatchObject({
			message: expect.stringContaining('queue mode'),
			description: expect.stringContaining('Add a Help Desk PostgreSQL credential to every Help Desk node.'),
		});
	});

	it('is named with advice when its folder cannot be written, and works as soon as it can', async () => {
		const folder = await useEmptyStore();
		await mkdir(join(folder, '.n8n'));
		await writeFile(join(folder, '.n8n', 'helpdesk'), 'A file where the folder should be.');
		expect((await runNode(THREAD, [{ inboundMailId: '1' }])).error).toMatchObject({
			description: expect.stringContaining('that n8n may write to its user folder'),
		});
		await closeBuiltDesk();
		await useEmptyStore();
		await expect(openBuiltDesk()).resolves.toMatchObject({ store: expect.anything() });
	});

	it('is named with advice when PostgreSQL is away', async () => {
		const run = await runOnAbsentPostgres();
		expect([run.status, run.error?.name]).toEqual(['error', 'NodeOperationError']);
		expect(run.error).toMatchObject({ description: expect.stringContaining('Check that the database runs') });
	});

	it('is named with its place when PostgreSQL is away', async () => {
		expect((await runOnAbsentPostgres()).error?.message).toContain('127.0.0.1');
	});
});

describe('a credential that cannot be used', () => {
	beforeEach(useEmptyStore);

	it('is asked for when the node has none', async () => {
		const run = await runNode(TELL, [{ message: { id: '1' } }], { node: { credentials: {} } });
		expect(run.error?.message).toBe('Node does not have any credentials set for "helpDeskMailboxApi"');
	});

	it('is named with advice when it has no address', async () => {
		const credentials = { 'Support mailbox': { ...LOGIN, address: 'support' } };
		expect((await runNode(SEND, [{ message: { id: '1' } }], { credentials })).error).toMatchObject({
			message: 'The mailbox credential has no valid address: "support".',
			description: 'Write the address as name@example.com.',
		});
	});
});

interface Changes {
	readonly node?: Partial<INode>;
	readonly credentials?: CredentialsByName;
}

/** Runs the template *Help desk* from one of its nodes, with changes that somebody made in the editor. */
function runNode(name: string, items: IDataObject[], { node, credentials }: Changes = {}): Promise<FlowRun> {
	const workflow = loadTemplate('help-desk');
	Object.assign(nodeOf(workflow, name), node);
	return runWorkflow({ workflow, startNode: name, items, credentials: credentials ?? CREDENTIALS });
}

async function runOnAbsentPostgres(): Promise<FlowRun> {
	await useEmptyStore();
	const postgres = { host: '127.0.0.1', port: await freePort(), database: 'd', user: 'u', password: 'p' };
	return await runNode(THREAD, [{ inboundMailId: '1' }], {
		node: { credentials: { helpDeskPostgresApi: { id: '', name: 'Help Desk PostgreSQL' } } },
		credentials: { 'Help Desk PostgreSQL': postgres },
	});
}

function continueOnErrors({ nodes }: LoadedTemplate): void {
	for (const node of nodes) {
		if (node.type.startsWith('n8n-nodes-helpdesk.')) node.onError = 'continueRegularOutput';
	}
}

function textOf(message: string, advice: string): RegExp {
	return new RegExp(`^${message} .*${advice}`);
}
