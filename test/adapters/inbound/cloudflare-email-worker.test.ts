import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { readRawPost } from '../../../helpdesk/adapters/inbound/raw';
import { nastyMail } from '../../support/inbound-payloads';
import { InboundServer } from '../../support/inbound-server';

const WORD = 'kx7-3f';
const SCRIPT = join(__dirname, '..', '..', '..', 'docs', 'cloudflare-email-worker.js');
const nasty = nastyMail('worker');

describe('the Cloudflare Email Worker of the docs', () => {
	let server: InboundServer;
	let calls: string[];

	beforeEach(async () => {
		server = new InboundServer((request) => readRawPost(request, { secret: WORD, maxBytes: 64 * 1024 }));
		await server.start();
		calls = [];
		// The script writes failures into Cloudflare's log.
		jest.spyOn(console, 'error').mockImplementation(() => undefined);
	});

	afterEach(async () => {
		jest.restoreAllMocks();
		await server.stop();
	});

	it('hands the mail over byte for byte, with its envelope', async () => {
		await run(nasty, {});
		const { last } = server;
		if (last?.kind !== 'mail') throw new Error('No mail was taken.');
		expect(Buffer.from(last.mail.raw).equals(nasty)).toBe(true);
		expect(last.mail.envelope).toEqual({
			returnPath: 'frank+1@customer.test',
			recipients: ['desk@in.acme.test'],
		});
		expect(calls).toEqual([]);
	});

	it('rejects mail that is too large, for good', async () => {
		await run(Buffer.alloc(65 * 1024, 'a'), {});
		expect(calls).toEqual(['reject: The message is too large for this address.']);
	});

	it('forwards what the desk does not take to the fallback', async () => {
		await run(nasty, { HELP_DESK_SECRET: 'wrong', FALLBACK_ADDRESS: 'fallback@acme.test' });
		expect(calls).toEqual(['forward: fallback@acme.test']);
	});

	it('fails where there is no fallback, so that the sender hears of it', async () => {
		await expect(run(nasty, { HELP_DESK_SECRET: 'wrong' })).rejects.toThrow(/401/);
	});

	async function run(raw: Buffer, env: Record<string, string>): Promise<void> {
		const { default: worker } = await import(SCRIPT);
		const message = {
			from: 'frank+1@customer.test',
			to: 'desk@in.acme.test',
			raw: new Blob([new Uint8Array(raw)]).stream(),
			setReject: (reason: string) => calls.push(`reject: ${reason}`),
			forward: async (address: string) => calls.push(`forward: ${address}`),
		};
		await worker.email(message, { HELP_DESK_URL: server.url, HELP_DESK_SECRET: WORD, ...env });
	}
});
