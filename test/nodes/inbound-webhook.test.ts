import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { takeRequest } from '../../nodes/shared/inbound-webhook';
import { openDesk } from '../../nodes/shared/open-desk';
import { processState } from '../../nodes/shared/process-state';
import { mailgunPayload, nastyMail } from '../support/inbound-payloads';
import { postTo } from '../support/inbound-server';
import { storedBytes } from '../support/read-mail';
import { waitFor } from '../support/wait-for';

const WORD = 'kx7-3f';
const octets = { 'content-type': 'message/rfc822', 'x-help-desk-secret': WORD };
const node = {
	id: 'n',
	name: 'Forwarding',
	type: 'n8n-nodes-helpdesk.helpDeskForwardingTrigger',
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: {},
	credentials: { helpDeskInboundApi: { id: 'c', name: 'Inbound' } },
};

describe('takeRequest', () => {
	let folder: string;
	let server: Server;
	let parameters: Record<string, unknown>;
	let login: Record<string, string>;
	let mode: string;
	let heard: string[];
	let log: string[];
	let result: IWebhookResponseData | undefined;
	const userFolder = process.env.N8N_USER_FOLDER;
	const listener = (mailboxId: string) => heard.push(mailboxId);

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'inbound-'));
		process.env.N8N_USER_FOLDER = folder;
		processState().inboundListeners.add(listener);
		// What n8n does around a node: it hands request and response over, parameters and credential read.
		server = createServer((request, response) => {
			const { searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
			const context = {
				getNode: () => node,
				getWorkflow: () => ({ id: 'w' }),
				getMode: () => mode,
				getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
				getCredentials: async () => login,
				getQueryData: () => Object.fromEntries(searchParams),
				getRequestObject: () => request,
				getResponseObject: () => response,
				logger: { error: (text: string) => log.push(text) },
			} as unknown as IWebhookFunctions;
			void takeRequest(context).then((answer) => {
				result = answer;
			});
		});
		await once(server.listen(0, '127.0.0.1'), 'listening');
	});

	afterAll(async () => {
		processState().inboundListeners.delete(listener);
		for (const store of processState().stores.values()) await (await store).close().catch(() => undefined);
		processState().stores.clear();
		process.env.N8N_USER_FOLDER = userFolder;
		if (userFolder === undefined) delete process.env.N8N_USER_FOLDER;
		server.closeAllConnections();
		await once(server.close(), 'close');
		rmSync(folder, { recursive: true, force: true });
	});

	beforeEach(() => {
		parameters = { source: 'raw', address: 'support@acme.test' };
		login = { secret: WORD, signingSecret: WORD };
		mode = 'webhook';
		heard = [];
		log = [];
		result = undefined;
	});

	it('commits the mail, wakes the flow, and starts none by itself', async () => {
		const raw = nastyMail('committed');
		expect(await post(raw)).toMatchObject({ status: 200, text: expect.stringMatching(/has the mail/) });
		const { store, clock } = await desk();
		const mailbox = await store.mailboxes.byAddress('support@acme.test');
		expect(heard).toEqual([mailbox?.id]);
		expect(await waitFor('the result', () => result)).toEqual({ noWebhookResponse: true });
		const [mail] = await store.inbound.due(mailbox?.id ?? '', 1, clock.now());
		expect((await storedBytes(store, mail?.id ?? '')).equals(raw)).toBe(true);
	});

	it('starts a test in the editor, and leaves the mail due', async () => {
		mode = 'manual';
		await post(nastyMail('tested'));
		const { store } = await desk();
		const mailboxId = (await store.mailboxes.byAddress('support@acme.test'))?.id ?? '';
		const taken = { mailboxId, sourceKey: expect.stringMatching(/^raw:/) };
		expect(await waitFor('the result', () => result)).toEqual({
			noWebhookResponse: true,
			workflowData: [[{ json: taken }]],
		});
		expect(processState().testMails.get('w:n')).toEqual(taken);
		const mail = await store.inbound.bySourceKey(
			mailboxId,
			processState().testMails.get('w:n')?.sourceKey ?? '',
		);
		expect(mail).toMatchObject({ state: 'received', attempts: 0 });
	});

	it('answers 406 for a signature that was used before', async () => {
		parameters = { ...parameters, source: 'mailgun' };
		const payload = mailgunPayload(nastyMail('signed'), WORD, { token: 'a'.repeat(50) });
		expect((await postTo(url(), payload)).status).toBe(200);
		expect(await postTo(url(), payload)).toMatchObject({
			status: 406,
			text: expect.stringMatching(/before/),
		});
	});

	it('says how to log in where nobody did', async () => {
		const answer = await postTo(url(), { headers: {}, body: nastyMail('stranger') });
		expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': expect.anything() } });
	});

	it.each([
		['the credential has no secret', () => (login = {})],
		['the address is none', () => (parameters = { ...parameters, address: 'support' })],
		['the store is down', closeStores],
	])('answers 503, to be tried again, when %s', async (_when, spoil) => {
		await spoil();
		const answer = await post(nastyMail('later'));
		expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '60' } });
		expect(answer.text).toBe('The desk cannot take mail at the moment, try again later.\n');
		expect(log).toHaveLength(1);
		expect(heard).toEqual([]);
	});

	function post(body: Buffer) {
		return postTo(url(), { headers: octets, body });
	}

	function url(): string {
		return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	}

	function desk() {
		return openDesk({ getNode: () => node, getCredentials: async () => ({}) });
	}
});

async function closeStores(): Promise<void> {
	for (const store of processState().stores.values()) await (await store).close();
}
