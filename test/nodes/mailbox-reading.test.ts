import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ITriggerFunctions } from 'n8n-workflow';
import { MailboxReading } from '../../nodes/shared/mailbox-reading';
import { openDesk } from '../../nodes/shared/open-desk';
import { processState } from '../../nodes/shared/process-state';
import { startNpmMail, type NpmMail } from '../support/npm-mail';
import { rawMail } from '../support/raw-mail';
import { waitFor } from '../support/wait-for';

const SUPPORT = 'support@acme.test';
const SALES = 'sales@acme.test';
const node = {
	id: 'n',
	name: 'Mail',
	type: 'n8n-nodes-helpdesk.helpDeskMailboxTrigger',
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: {},
};

describe('MailboxReading', () => {
	let folder: string;
	let servers: Record<string, NpmMail>;
	let credential: Record<string, unknown>;
	const alarms: string[] = [];
	const userFolder = process.env.N8N_USER_FOLDER;

	// What n8n does around a trigger: it gives the credential as it is now, and runs the flow.
	const context = {
		getNode: () => node,
		getMode: () => 'trigger',
		getCredentials: async () => credential,
		getWorkflow: () => ({ id: 'w' }),
		logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
		saveFailedExecution: ({ message }: Error) => alarms.push(message),
		helpers: { createDeferredPromise: () => Promise.withResolvers() },
		emit: (_items: unknown, _response: unknown, done: PromiseWithResolvers<unknown>) =>
			done.resolve({ status: 'success' }),
	} as unknown as ITriggerFunctions;

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'reading-'));
		process.env.N8N_USER_FOLDER = folder;
		const start = (address: string) => startNpmMail({ accounts: [{ address, password: 'secret' }] });
		servers = { [SUPPORT]: await start(SUPPORT), [SALES]: await start(SALES) };
	});

	afterAll(async () => {
		for (const store of processState().stores.values()) await (await store).close();
		processState().stores.clear();
		process.env.N8N_USER_FOLDER = userFolder;
		if (userFolder === undefined) delete process.env.N8N_USER_FOLDER;
		await Promise.all(Object.values(servers).map((server) => server.stop()));
		rmSync(folder, { recursive: true, force: true });
	});

	it('reads another mailbox as that, once the credential names it', async () => {
		credential = login(SUPPORT);
		const reading = read();
		await waitFor('support to be connected', async () => (await connection(SUPPORT)) === 'connected');
		await deliver(SUPPORT);
		await waitFor('its mail', async () => (await mails(SUPPORT)) === 1);
		credential = login(SALES);
		await servers[SUPPORT]?.stopImap();
		await waitFor('sales to be connected', async () => (await connection(SALES)) === 'connected');
		await deliver(SALES);
		await waitFor('its mail', async () => (await mails(SALES)) === 1);
		expect([await connection(SUPPORT), await mails(SUPPORT)]).toEqual(['disconnected', 1]);
		await reading.stop();
		expect(await connection(SALES)).toBe('disconnected');
	});

	it('tells people at once of an address that is none', async () => {
		credential = login('Support <support@acme.test>');
		const reading = read();
		await waitFor('the alarm', () => alarms.length > 0);
		expect(alarms).toEqual([expect.stringMatching(/^No mail is taken in: .*address/)]);
		await reading.stop();
	});

	function read(): MailboxReading {
		const reading = new MailboxReading(context, {
			folders: ['INBOX'],
			startAt: undefined,
			maxBytes: 1_000_000,
			after: { kind: 'nothing' },
			mailsPerRun: 20,
			maxRuns: 5,
			longestRunMs: 3_600_000,
			keepRawDays: 0,
			channelName: '',
		});
		reading.start();
		return reading;
	}

	async function deliver(address: string): Promise<void> {
		await servers[address]?.deliver(address, rawMail({ to: address }));
	}

	async function mailbox(address: string) {
		const { store } = await openDesk(context);
		return { store, known: await store.mailboxes.byAddress(address) };
	}

	async function connection(address: string) {
		return (await mailbox(address)).known?.connection;
	}

	async function mails(address: string) {
		const { store, known } = await mailbox(address);
		return known && (await store.inbound.list({ mailboxId: known.id, limit: 9 })).length;
	}

	function login(address: string): Record<string, unknown> {
		const at = { imapHost: '127.0.0.1', imapSecurity: 'none', smtpHost: '127.0.0.1', smtpSecurity: 'none' };
		const user = { address, user: address, password: 'secret', smtpSameLogin: true };
		return { ...at, ...user, imapPort: servers[address]?.imapPort(address) ?? 1, smtpPort: 1 };
	}
});
