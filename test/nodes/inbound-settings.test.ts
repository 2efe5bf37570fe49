import { createSecureContext } from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import type { INode } from 'n8n-workflow';
import { inboundSettings, tlsOf } from '../../nodes/shared/inbound-settings';
import { selfSigned } from '../support/certificate';

const { cert, key } = selfSigned('mx.acme.test');

describe('tlsOf', () => {
	it.each([
		['as it is', (pem: string) => pem],
		['with spaces for line ends', (pem: string) => pem.replaceAll('\n', ' ')],
		['with CRLF', (pem: string) => pem.replaceAll('\n', '\r\n')],
		['without line ends at the ends', (pem: string) => pem.trim()],
	])('reads PEM %s, a chain too', (_how, change) => {
		const login = { tlsCertificate: change(cert + selfSigned('ca.test').cert), tlsPrivateKey: change(key) };
		expect(() => createSecureContext(tlsOf(login))).not.toThrow();
		expect(tlsOf(login)?.cert.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
	});

	it('is undefined unless both are there', () => {
		expect(tlsOf({})).toBeUndefined();
		expect(tlsOf({ tlsCertificate: cert, tlsPrivateKey: ' ' })).toBeUndefined();
	});
});

describe('inboundSettings', () => {
	it.each([
		['raw', { signingSecret: 'x' }, 'invalid-input'],
		['sendgrid', {}, 'invalid-input'],
		['mailgun', { secret: 'x' }, 'invalid-input'],
		['raw', { secret: 'x' }, undefined],
		['mailgun', { signingSecret: 'x' }, undefined],
		['smtp', undefined, undefined],
	])('wants what %s needs to be trusted: %o', async (source, login, code) => {
		const reading = settings({ source, address: 'support@acme.test' }, login);
		if (code === undefined) expect(await reading).toMatchObject({ source, maxBytes: 25 << 20 });
		else await expect(reading).rejects.toMatchObject({ code });
	});

	it('takes what Mailgun signed before the 8 hours in which it tries again', async () => {
		const mailgun = { source: 'mailgun', address: 'support@acme.test' };
		const { windowMs } = await settings(mailgun, { signingSecret: 'x' });
		expect(windowMs).toBeGreaterThan(8 * 3_600_000);
		const strict = await settings({ ...mailgun, settings: { replayMinutes: 15 } }, { signingSecret: 'x' });
		expect(strict.windowMs).toBe(15 * 60_000);
	});

	it('wants an address', async () => {
		const reading = settings({ source: 'smtp', address: 'support' }, undefined);
		await expect(reading).rejects.toMatchObject({ code: 'invalid-address' });
	});
});

async function settings(parameters: Record<string, unknown>, login: Record<string, string> | undefined) {
	const credentials = login && { helpDeskInboundApi: { id: 'c', name: 'Inbound' } };
	return await inboundSettings({
		getNode: () => ({ name: 'Forwarding', credentials }) as unknown as INode,
		getNodeParameter: (name, fallback) => parameters[name] ?? fallback,
		getCredentials: async () => login ?? {},
	});
}
