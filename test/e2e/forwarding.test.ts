import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { deskRows } from '../support/desk-file';
import { freePorts } from '../support/free-port';
import {
	mailgunPayload,
	nastyMail,
	postmarkPayload,
	sendgridPayload,
	utf8Mail,
	type Payload,
} from '../support/inbound-payloads';
import { postTo } from '../support/inbound-server';
import { unpackedPackage } from '../support/packed-package';
import { RealN8n, type WorkflowToImport } from '../support/real-n8n';
import { SmtpClient } from '../support/smtp-client';
import { waitFor } from '../support/wait-for';

jest.setTimeout(180_000);

const SUPPORT = 'support@acme.test';
const WORD = 'kx7-3f';
const SIGNING_WORD = 'mg-91-x';
const WORKFLOW = 'forwarding';
const TEST_WORKFLOW = 'forwardingTest';
const HTTP = ['raw', 'mailgun', 'sendgrid', 'postmark'] as const;
const WEBHOOK_IDS = Object.fromEntries(
	HTTP.map((source, index) => [source, `5d3f1f0a-0000-4000-8000-00000000000${index}`]),
);
const WITHOUT_OPTIONS = '5d3f1f0a-0000-4000-8000-00000000000b';
const octets = { 'content-type': 'message/rfc822', 'x-help-desk-secret': WORD };

describe('mail that is forwarded to a real n8n', () => {
	let folder: string;
	let n8n: RealN8n;
	let smtpPort: number;
	let lmtpPort: number;
	let testPort: number;

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'e2e-'));
		[smtpPort, lmtpPort, testPort] = (await freePorts(3)) as [number, number, number];
		n8n = await RealN8n.prepare({
			userFolder: join(folder, 'n8n'),
			packageFolder: await unpackedPackage(join(folder, 'package')),
		});
		const data = { secret: WORD, signingSecret: SIGNING_WORD };
		await n8n.importCredentials([{ id: 'inbound', name: 'Inbound', type: 'helpDeskInboundApi', data }]);
		await n8n.importWorkflow(published(), tested());
		await n8n.publish(WORKFLOW);
		await n8n.start();
		await n8n.login();
		await n8n.waitUntilPublished(WORKFLOW);
		await waitFor('both listeners', () => n8n.log().split(' listens on ').length > 2, { timeoutMs: 30_000 });
	});

	afterAll(async () => {
		await n8n?.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	it('arrives byte for byte by all six ways, and runs the workflow', async () => {
		const nasty = nastyMail('by-all-ways');
		// JSON carries characters only, so Postmark's mail is one whose bytes are UTF-8.
		const utf8 = utf8Mail('by-postmark');
		for (const [source, payload] of [
			['raw', { headers: octets, body: nasty }],
			['mailgun', mailgunPayload(nasty, SIGNING_WORD)],
			['mailgun', mailgunPayload(utf8, SIGNING_WORD, { encoding: 'urlencoded' })],
			['sendgrid', withSecret(sendgridPayload(nasty))],
			['postmark', withSecret(postmarkPayload(utf8, 'postmark-1'))],
		] as const) {
			expect(await post(source, payload)).toMatchObject({ status: 200 });
		}
		const recipients = [SUPPORT];
		for (const [port, hello] of [
			[smtpPort, 'EHLO mx.test'],
			[lmtpPort, 'LHLO mx.test'],
		] as const) {
			expect(await SmtpClient.deliver(port, { hello, recipients, raw: nasty })).toEqual([
				expect.stringMatching(/^250 /),
			]);
		}
		const hashes = Object.fromEntries(
			deskRows(
				folder,
				'select source_key, content as raw from inbound_mail join raw_part on inbound_mail_id = id and position = 0 order by id',
			).map(({ source_key, raw }) => [
				String(source_key).replace(/:.*/, () => (sha256(raw) === sha256(utf8) ? ' utf8' : '')),
				sha256(raw),
			]),
		);
		expect(hashes).toEqual({
			raw: sha256(nasty),
			mailgun: sha256(nasty),
			'mailgun utf8': sha256(utf8),
			sendgrid: sha256(nasty),
			'postmark utf8': sha256(utf8),
			smtp: sha256(nasty),
			lmtp: sha256(nasty),
		});
		await allProcessed(7);
		// The same mail by several ways is one message.
		expect(deskRows(folder, 'select id from message')).toHaveLength(2);
	});

	it('is taken once when it is handed over again', async () => {
		const raw = nastyMail('again');
		const token = 'f'.repeat(50);
		const before = count();
		expect((await post('mailgun', mailgunPayload(raw, SIGNING_WORD, { token }))).status).toBe(200);
		// Mailgun's retry has a new signature; the old one is a replay.
		expect((await post('mailgun', mailgunPayload(raw, SIGNING_WORD))).status).toBe(200);
		expect((await post('mailgun', mailgunPayload(raw, SIGNING_WORD, { token }))).status).toBe(406);
		for (let time = 0; time < 2; time++) {
			expect((await post('raw', { headers: octets, body: raw })).status).toBe(200);
		}
		expect(count()).toBe(before + 2);
	});

	it('arrives byte for byte also where n8n reads the body itself, as the node’s hidden options are missing', async () => {
		const raw = nastyMail('read-by-n8n');
		const url = `${n8n.url}/webhook/${WITHOUT_OPTIONS}/mime`;
		expect(await postTo(url, { headers: octets, body: raw })).toMatchObject({ status: 200 });
		const [row] = deskRows(folder, 'select content from raw_part order by inbound_mail_id desc limit 1');
		expect(sha256(row?.content)).toBe(sha256(raw));
	});

	it('is refused in plain words', async () => {
		const raw = nastyMail('refused');
		const before = count();
		for (const [source, payload, status, text] of [
			['raw', { headers: {}, body: raw }, 401, /secret/],
			['raw', { headers: { ...octets, 'content-type': 'text/html' }, body: raw }, 415, /message\/rfc822/],
			['mailgun', mailgunPayload(raw, 'wrong'), 406, /signature/],
			['sendgrid', sendgridPayload(raw), 401, /secret/],
			['postmark', withSecret({ headers: { 'content-type': 'application/json' }, body: raw }), 400, /JSON/],
		] as const) {
			const answer = await post(source, payload);
			expect(answer).toMatchObject({ status, text: expect.stringMatching(text) });
			expect(answer.text).not.toMatch(/\bat .*:\d+/);
		}
		const refused = { hello: 'EHLO mx.test', recipients: ['frank@example.test'], raw };
		expect((await SmtpClient.deliver(smtpPort, refused))[0]).toMatch(/^550 /);
		expect(count()).toBe(before);
	});

	it('is limited in size while it streams in, and large mail below the limit is taken', async () => {
		const large = (bytes: number) => Buffer.concat([nastyMail('large'), Buffer.alloc(bytes, 'larger\r\n')]);
		const MEBIBYTE = 1_048_576;
		expect((await post('raw', { headers: octets, body: large(24 * MEBIBYTE) })).status).toBe(200);
		for (const isChunked of [false, true]) {
			const answer = await post('raw', { headers: octets, body: large(26 * MEBIBYTE) }, isChunked);
			expect(answer).toMatchObject({ status: 413, text: expect.stringMatching(/25 MiB/) });
		}
		expect((await post('sendgrid', withSecret(sendgridPayload(large(26 * MEBIBYTE))))).status).toBe(413);
		const delivery = { hello: 'EHLO mx.test', recipients: [SUPPORT], raw: large(26 * MEBIBYTE) };
		expect((await SmtpClient.deliver(smtpPort, delivery))[0]).toMatch(/^552 /);
		const [row] = deskRows(folder, 'select max(bytes) as bytes from inbound_mail');
		expect(row?.bytes).toBe(large(24 * MEBIBYTE).length);
		await waitFor('large mail to be processed', () => unsettled() === 0, { timeoutMs: 60_000 });
	});

	it('goes to the workflow under test in the editor, by request and by listener', async () => {
		await startTest('HTTP');
		const raw = nastyMail('in-the-editor');
		const url = `${n8n.url}/webhook-test/5d3f1f0a-0000-4000-8000-000000000009/mime`;
		expect((await postTo(url, { headers: {}, body: raw })).status).toBe(401);
		expect((await postTo(url, { headers: octets, body: raw })).status).toBe(200);
		expect(await subjectOfTest(1)).toMatch(/in-the-editor$/);

		await startTest('SMTP');
		const viaSmtp = nastyMail('in-the-editor-2');
		const delivery = { hello: 'EHLO mx.test', recipients: ['test@acme.test'], raw: viaSmtp };
		const deliver = () => SmtpClient.deliver(testPort, delivery).catch(() => undefined);
		const [answer] = await waitFor('the listener of the test', deliver);
		expect(answer).toMatch(/^250 /);
		expect(await subjectOfTest(2)).toMatch(/in-the-editor-2$/);
		// A test leaves the mail due, so that the published workflow takes it in for good.
		const rows = deskRows(
			folder,
			"select state, attempts from inbound_mail join mailbox on mailbox.id = mailbox_id where address = 'test@acme.test'",
		);
		expect(rows.map((row) => ({ ...row }))).toEqual([
			{ state: 'received', attempts: 0 },
			{ state: 'received', attempts: 0 },
		]);
	});

	it('comes in again when n8n was killed before the workflow ran', async () => {
		const raw = nastyMail('killed');
		expect((await post('raw', { headers: octets, body: raw })).status).toBe(200);
		await n8n.kill();
		await n8n.start();
		await waitFor('the mail to be processed', () => unsettled() === 0, { timeoutMs: 150_000 });
		const [row] = deskRows(
			folder,
			"select count(*) as count from message where message_id = 'killed@customer.test'",
		);
		expect(row?.count).toBe(1);
	});

	it('makes its mailbox count as connected for as long as the workflow is published', async () => {
		const isTaken = () =>
			deskRows(folder, `select forwarding_since from mailbox where address = '${SUPPORT}'`)[0]
				?.forwarding_since !== null;
		await waitFor('the triggers to say so', isTaken, { timeoutMs: 60_000 });
		await n8n.unpublish(WORKFLOW);
		await waitFor('them to say that it is over', () => !isTaken(), { timeoutMs: 20_000 });
	});

	function post(source: (typeof HTTP)[number], payload: Payload, isChunked = false) {
		return postTo(`${n8n.url}/webhook/${WEBHOOK_IDS[source]}/mime`, payload, isChunked);
	}

	function count(): number {
		return Number(deskRows(folder, 'select count(*) as count from inbound_mail')[0]?.count);
	}

	function unsettled(): number {
		const query = `select count(*) as count from inbound_mail join mailbox on mailbox.id = mailbox_id
			where state <> 'processed' and address = '${SUPPORT}'`;
		return Number(deskRows(folder, query)[0]?.count);
	}

	async function allProcessed(mails: number): Promise<void> {
		await waitFor('every mail to be processed', () => count() === mails && unsettled() === 0, {
			timeoutMs: 60_000,
		});
	}

	async function startTest(name: string): Promise<void> {
		const workflowData = await n8n.rest<object>('GET', `/workflows/${TEST_WORKFLOW}`);
		await n8n.rest('POST', `/workflows/${TEST_WORKFLOW}/run`, { workflowData, triggerToStartFrom: { name } });
	}

	async function subjectOfTest(number: number): Promise<unknown> {
		const ended = async () => {
			const tests = await n8n.executions(TEST_WORKFLOW);
			return tests.length === number && tests[0]?.status === 'success' && tests[0].id;
		};
		const id = await waitFor('the test to end', ended, { timeoutMs: 20_000 });
		const { data } = await n8n.execution(id);
		const runs = Object.values(data.resultData.runData).flat();
		return runs.map((run) => run.data?.main?.[0]?.[0]?.json.subject)[0];
	}

	function published(): WorkflowToImport {
		const triggers = [
			...HTTP.map((source) => trigger(source, SUPPORT, { source }, WEBHOOK_IDS[source])),
			trigger('without options', SUPPORT, { source: 'raw', options: {} }, WITHOUT_OPTIONS),
			trigger('smtp', SUPPORT, { source: 'smtp', port: smtpPort }),
			trigger('lmtp', SUPPORT, { source: 'lmtp', port: lmtpPort }),
		];
		const thread = {
			id: 'thread',
			name: 'Thread',
			type: 'n8n-nodes-helpdesk.threadConversation',
			typeVersion: 1,
			position: [300, 0],
			parameters: { inboundMailId: '={{ $json.inboundMailId }}', options: {} },
		};
		const toThread = { main: [[{ node: 'Thread', type: 'main', index: 0 }]] };
		return {
			id: WORKFLOW,
			name: 'Forwarding',
			nodes: [...triggers, thread],
			connections: Object.fromEntries(triggers.map(({ name }) => [name, toThread])),
		};
	}

	function tested(): WorkflowToImport {
		const webhookId = '5d3f1f0a-0000-4000-8000-000000000009';
		return {
			id: TEST_WORKFLOW,
			name: 'Forwarding under test',
			nodes: [
				trigger('HTTP', 'test@acme.test', { source: 'raw' }, webhookId),
				trigger('SMTP', 'test@acme.test', { source: 'smtp', port: testPort }),
			],
			connections: {},
		};
	}
});

function trigger(name: string, address: string, parameters: object, webhookId?: string) {
	return {
		id: `${name}-${address}`,
		name,
		type: 'n8n-nodes-helpdesk.helpDeskForwardingTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: { address, ...parameters },
		credentials: { helpDeskInboundApi: { id: 'inbound', name: 'Inbound' } },
		...(webhookId !== undefined && { webhookId }),
	};
}

function withSecret({ headers, body }: Payload): Payload {
	return { headers: { ...headers, 'x-help-desk-secret': WORD }, body };
}

function sha256(bytes: unknown): string {
	return createHash('sha256')
		.update(bytes as Uint8Array)
		.digest('hex');
}
