import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import {
	ACCOUNTS,
	FRANK,
	JOHN,
	JOHNS_SIGNATURE,
	startAcme,
	SUPPORT,
	type Acme,
	type Template,
} from '../support/acme';
import { postTo } from '../support/inbound-server';
import type { MailPeer } from '../support/mail-peer';
import { startBestPeer } from '../support/peer';
import { findPostgres, startPostgres, type Postgres } from '../support/postgres';
import { rawMail } from '../support/raw-mail';
import { RealN8n, type N8nRole } from '../support/real-n8n';
import { Redis, redisBan } from '../support/redis';
import { customerWrites, mailTo, notificationTo, staffAnswers } from '../support/story';
import { waitFor } from '../support/wait-for';

jest.setTimeout(300_000);

const SECRET = 'kx7-3f';
const WEBHOOK_ID = '5d3f1f0a-0000-4000-8000-00000000000a';
const BURST = 60;
const ban = findPostgres().ban ?? redisBan();

(ban === undefined ? describe : describe.skip)(`the help desk in n8n's queue mode ${ban ?? ''}`, () => {
	let folder: string;
	let mail: MailPeer;
	let postgres: Postgres;
	let redis: Redis;
	let acme: Acme;
	let deskDatabase: string;
	let env: Record<string, string>;
	const others: RealN8n[] = [];

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'e2e-'));
		mail = await startBestPeer({ accounts: ACCOUNTS });
		postgres = await startPostgres();
		redis = await Redis.start();
		deskDatabase = await postgres.createDatabase();
		env = queueEnvironment(await postgres.createDatabase());
		acme = await startAcme({
			mail,
			folder,
			env,
			credentials: [
				{ id: 'acmePostgres', name: 'Acme PostgreSQL', type: 'helpDeskPostgresApi', data: postgresData() },
				{ id: 'inbound', name: 'Inbound', type: 'helpDeskInboundApi', data: { secret: SECRET } },
			],
			edit: usePostgresAndForwarding,
			whenStarted: async (packageFolder) => {
				for (const role of ['worker', 'worker', 'webhook'] as const) await startOther(role, packageFolder);
			},
		});
	});

	afterAll(async () => {
		await Promise.all(others.map((each) => each.stop()));
		await acme?.stop();
		await redis?.stop();
		await postgres?.stop();
		await mail?.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	it('relays John’s answer through a worker', async () => {
		const subject = 'Kept by workers';
		await customerWrites(acme, { subject });
		const toJohn = await notificationTo(acme, JOHN, subject);
		await staffAnswers(acme, toJohn, 'Answered by a worker.');
		const answer = await mailTo(acme, FRANK, 'Answered by a worker.');
		expect(answer.text.trim()).toBe(`Answered by a worker.\n\n-- \n${JOHNS_SIGNATURE}`);
	});

	it('takes a burst from a webhook process in once, although the workers are killed in the middle', async () => {
		const [first, second, webhook] = others as [RealN8n, RealN8n, RealN8n];
		const url = `${webhook.url}/webhook/${WEBHOOK_ID}/mime`;
		const headers = { 'content-type': 'message/rfc822', 'x-help-desk-secret': SECRET };
		const ids = Array.from({ length: BURST }, (_, index) => `burst-${index}@customer.test`);
		for (const messageId of ids) {
			const body = rawMail({ from: `Frank <${FRANK}>`, to: SUPPORT, subject: messageId, messageId });
			expect(await postTo(url, { headers, body })).toMatchObject({ status: 200 });
		}
		const count = async (where: string) =>
			Number((await desk(`select count(*) as n from inbound_mail where ${where}`))[0]?.n);
		const bothGet = (signal: NodeJS.Signals) =>
			[first, second].forEach(({ pid }) => process.kill(pid ?? Number.NaN, signal));
		// Stopped workers show whether a run is really in the middle: what had ended is settled by main meanwhile.
		const areInTheMiddle = async () => {
			bothGet('SIGSTOP');
			await sleep(300);
			if ((await count("state = 'offered' and outcome is not null")) > 0) return true;
			bothGet('SIGCONT');
			return false;
		};
		await waitFor('runs to be in the middle', areInTheMiddle, { intervalMs: 30 });
		await Promise.all([first.kill(), second.kill()]);
		await first.start();
		const isThrough = async () => (await count("state <> 'processed'")) === 0;
		await waitFor('all to be processed', isThrough, { timeoutMs: 200_000, intervalMs: 500 });
		// Else nothing was in the works when the workers died.
		expect(await count('offers > 1')).toBeGreaterThan(0);
		const rows = await desk(
			"select message_id, count(*)::int as n from message where message_id like 'burst-%' group by 1",
		);
		expect(rows).toHaveLength(BURST);
		expect(rows.filter(({ n }) => n !== 1)).toEqual([]);
	});

	async function startOther(role: N8nRole, packageFolder: string): Promise<void> {
		const userFolder = join(folder, `${role}-${others.length}`);
		const other = await RealN8n.prepare({ userFolder, packageFolder, role, env });
		others.push(other);
		await other.start();
	}

	function queueEnvironment(database: string): Record<string, string> {
		const { host, port, user, password } = postgres;
		return {
			EXECUTIONS_MODE: 'queue',
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64url'),
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			// Else it takes a minute and a half until a worker that was killed is noticed.
			QUEUE_WORKER_LOCK_DURATION: '8000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
			QUEUE_WORKER_STALLED_INTERVAL: '4000',
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: host,
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_USER: user,
			DB_POSTGRESDB_PASSWORD: password,
			DB_POSTGRESDB_DATABASE: database,
		};
	}

	function postgresData() {
		const { host, port, user, password } = postgres;
		return { host, port, database: deskDatabase, user, password, ssl: 'disable' };
	}

	async function desk(query: string): Promise<Record<string, unknown>[]> {
		const client = new Client({ connectionString: postgres.connectionString(deskDatabase) });
		await client.connect();
		try {
			return (await client.query<Record<string, unknown>>(query)).rows;
		} finally {
			await client.end();
		}
	}
});

function usePostgresAndForwarding({ nodes, connections }: Template): void {
	const support = nodes.find(({ name }) => name === 'Mail arrives at support');
	if (support) {
		const name = 'Mail is forwarded';
		const parameters = { address: SUPPORT, source: 'raw', settings: { mailsPerExecution: 3 } };
		const credentials = { helpDeskInboundApi: { id: 'inbound', name: 'Inbound' } };
		const type = 'n8n-nodes-helpdesk.helpDeskForwardingTrigger';
		nodes.push({ ...support, id: 'forwarded', name, type, parameters, credentials, webhookId: WEBHOOK_ID });
		connections[name] = connections[support.name] ?? { main: [] };
	}
	for (const node of nodes) {
		if (!node.type.startsWith('n8n-nodes-helpdesk.')) continue;
		const login = { helpDeskPostgresApi: { id: 'acmePostgres', name: 'Acme PostgreSQL' } };
		node.credentials = { ...node.credentials, ...login };
	}
}
