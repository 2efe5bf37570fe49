import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TokenLogin } from '../../helpdesk/domain/server-login';
import { currentMailboxLogin } from '../../nodes/shared/mailbox-login';
import { TokenCredential } from '../support/token-credential';
import { CLIENT, startTokenServer, type TokenServer } from '../support/token-server';

const ADDRESS = 'support@acme.test';

describe('currentMailboxLogin', () => {
	let server: TokenServer;
	let credential: TokenCredential;

	beforeEach(async () => {
		server = await startTokenServer();
		credential = new TokenCredential(server);
	});

	afterEach(() => server.stop());

	it('gives the address and the servers of the provider, before anybody has signed in', async () => {
		expect(await currentMailboxLogin(credential)).toMatchObject({
			address: ADDRESS,
			imap: { host: 'imap.gmail.com', port: 993, security: 'tls', user: ADDRESS },
			smtp: { host: 'smtp.gmail.com', port: 465, security: 'tls', user: ADDRESS },
		});
	});

	it('gives another user and other servers where the credential names them', async () => {
		const imap = { imapHost: '127.0.0.1', imapPort: 1143, imapSecurity: 'none' };
		const smtp = { smtpHost: 'localhost', smtpPort: 1587, smtpSecurity: 'starttls' };
		const other = { customServers: true, user: 'boss@acme.test', ignoreSslIssues: true, ...imap, ...smtp };
		const user = { user: 'boss@acme.test', allowsUnknownCertificate: true };
		expect(await currentMailboxLogin(new TokenCredential(server, other))).toMatchObject({
			address: ADDRESS,
			imap: { host: '127.0.0.1', port: 1143, security: 'none', ...user },
			smtp: { host: 'localhost', port: 1587, security: 'starttls', ...user },
		});
	});

	it('uses the token while it is good, and renews it minutes before it ends', async () => {
		credential.tokens = server.signIn(ADDRESS);
		expect(await token()).toBe(credential.tokens.access_token);
		expect(server.requests).toEqual([]);
		credential.tokens = server.signIn(ADDRESS);
		credential.tokens = { ...credential.tokens, n8n_expires_at: String(Date.now() + 4 * 60_000) };
		const before = credential.tokens.access_token;
		expect(await token()).not.toBe(before);
		expect(server.userOf(await token())).toBe(ADDRESS);
		expect(server.requests).toEqual(['refresh_token']);
	});

	it('renews again with the refresh token that came with the last renewal', async () => {
		credential.tokens = server.signIn(ADDRESS, -1);
		server.lifetimeS = -1;
		await token();
		server.lifetimeS = 3600;
		expect(server.userOf(await token())).toBe(ADDRESS);
		expect(server.requests).toHaveLength(2);
	});

	it('renews once, however many ask', async () => {
		credential.tokens = server.signIn(ADDRESS, -1);
		server.delayMs = 50;
		const given = await Promise.all(Array.from({ length: 10 }, token));
		expect(new Set(given).size).toBe(1);
		expect(server.requests).toHaveLength(1);
	});

	it('renews what a mail server refused, unless somebody else has done so', async () => {
		const first = server.signIn(ADDRESS).access_token;
		// Issued half an hour ago.
		credential.tokens = { ...server.signIn(ADDRESS), n8n_expires_at: String(Date.now() + 30 * 60_000) };
		const current = credential.tokens.access_token;
		expect(await token(first)).toBe(current);
		const [one, two] = await Promise.all([token(current), token(current)]);
		expect(one).toBe(two);
		expect(one).not.toBe(current);
		expect(server.requests).toHaveLength(1);
	});

	it.each<[string, () => Promise<void> | void, string]>([
		['nobody has signed in', () => void (credential.tokens = undefined), 'oauth-authorisation-lost'],
		['the sign-in was revoked', () => server.revoke(), 'oauth-authorisation-lost'],
		[
			'a person must act',
			() => void (server.trouble = { status: 400, body: { error: 'interaction_required' } }),
			'oauth-authorisation-lost',
		],
		[
			'the sign-in server is broken',
			() => void (server.trouble = { status: 503, body: {} }),
			'oauth-server-unreachable',
		],
		['it is away', () => server.stop(), 'oauth-server-unreachable'],
	])('says what is wrong when %s, and nothing secret', async (_when, happen, code) => {
		credential.tokens = server.signIn(ADDRESS, -1);
		await happen();
		const error = await token().catch((reason: unknown) => reason);
		expect(error).toMatchObject({ code });
		const shown = JSON.stringify(error, Object.getOwnPropertyNames(error));
		for (const secret of [...server.issued, CLIENT.secret]) expect(shown).not.toContain(secret);
		if (_when === 'it is away') await server.start();
	});

	it('works again once the person has signed in again', async () => {
		credential.tokens = server.signIn(ADDRESS, -1);
		server.revoke();
		const { imap } = await currentMailboxLogin(credential);
		await expect((imap as TokenLogin).accessToken()).rejects.toMatchObject({
			code: 'oauth-authorisation-lost',
		});
		credential.tokens = server.signIn(ADDRESS);
		expect(server.userOf(await (imap as TokenLogin).accessToken())).toBe(ADDRESS);
	});

	async function token(refused?: string): Promise<string> {
		const { imap } = await currentMailboxLogin(credential);
		return await (imap as TokenLogin).accessToken(refused);
	}
});
