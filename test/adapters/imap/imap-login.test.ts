import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { checkImapLogin, connectImap } from '../../../helpdesk/adapters/imap/imap-login';
import type { TokenLogin } from '../../../helpdesk/domain/server-login';
import { startDovecot, type DovecotMail } from '../../support/dovecot';
import { dovecotBan } from '../../support/dovecot-programs';
import { startTokenServer, type TokenServer } from '../../support/token-server';

const ADDRESS = 'support@acme.test';
const ban = dovecotBan();

(ban === undefined ? describe : describe.skip)(`connectImap with an access token ${ban ?? ''}`, () => {
	let tokens: TokenServer;
	let server: DovecotMail;
	let asked: (string | undefined)[];
	let offered: string[];

	beforeAll(async () => {
		tokens = await startTokenServer();
		const accounts = [{ address: ADDRESS, password: 'secret' }];
		server = await startDovecot({ accounts, introspectionUrl: tokens.introspectionUrl });
	});

	beforeEach(() => {
		asked = [];
		offered = [];
	});

	afterEach(() => {
		tokens.endAccessTokens();
	});

	afterAll(async () => {
		await server?.stop();
		await tokens?.stop();
	});

	it('logs in', async () => {
		offered = [tokens.signIn(ADDRESS).access_token];
		await checkImapLogin(login());
		expect(asked).toEqual([undefined]);
	});

	it('replaces a token that is refused, once', async () => {
		const [old, renewed] = [tokens.signIn(ADDRESS).access_token, tokens.signIn(ADDRESS).access_token];
		tokens.endAccessTokens();
		const good = tokens.signIn(ADDRESS).access_token;
		offered = [old, good];
		await checkImapLogin(login());
		expect(asked).toEqual([undefined, old]);
		asked = [];
		offered = [old, renewed, good];
		await expect(checkImapLogin(login())).rejects.toMatchObject({ code: 'imap-login-failed' });
		expect(asked).toEqual([undefined, old]);
	});

	it('tries a refused token no second time when there is no other, and never names it', async () => {
		const { access_token: token } = tokens.signIn(ADDRESS);
		tokens.endAccessTokens();
		offered = [token, token];
		const error = await checkImapLogin(login()).catch((reason: unknown) => reason);
		expect(error).toMatchObject({ code: 'imap-login-failed' });
		expect(String(error)).not.toContain(token);
		expect(asked).toEqual([undefined, token]);
	});

	it('does not take the end of the refused connection for that of the next', async () => {
		const { access_token: old } = tokens.signIn(ADDRESS);
		tokens.endAccessTokens();
		offered = [old, tokens.signIn(ADDRESS).access_token];
		let ends = 0;
		const client = await connectImap(login(), () => void (ends += 1));
		await client.noop();
		expect(ends).toBe(0);
		await client.logout();
		expect(ends).toBeGreaterThan(0);
	});

	it('takes a mail server that cannot check tokens for one that is away', async () => {
		offered = [tokens.signIn(ADDRESS).access_token];
		await tokens.stop();
		const failure = checkImapLogin(login()).catch((reason: unknown) => reason);
		expect(await failure).toMatchObject({ code: 'mailbox-unreachable' });
		await tokens.start();
	});

	it('stops at once while it waits for a token', async () => {
		const stopping = new AbortController();
		const never = { ...login(), accessToken: () => new Promise<string>(() => undefined) };
		const connecting = connectImap(never, () => undefined, stopping.signal);
		stopping.abort();
		await expect(connecting).rejects.toThrow();
	});

	function login(): TokenLogin {
		return {
			host: '127.0.0.1',
			port: server.imapPort(),
			security: 'starttls',
			user: ADDRESS,
			allowsUnknownCertificate: true,
			credentialId: 'one',
			accessToken: async (refused) => {
				asked.push(refused);
				return offered.shift() ?? '';
			},
		};
	}
});

describe('checkImapLogin', () => {
	it.each([
		['[AUTHENTICATIONFAILED] Invalid credentials (Failure)', 'imap-login-failed'],
		['[ALERT] Please log in via your web browser: https://support.google.com (Failure)', 'imap-login-failed'],
		['LOGIN failed.', 'imap-login-failed'],
		['[ALERT] Too many simultaneous connections. (Failure)', 'mailbox-unreachable'],
		['[OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)', 'mailbox-unreachable'],
		['[LIMIT] LOGIN Rate limit hit.', 'mailbox-unreachable'],
		['[SERVERBUG] LOGIN Server error - Please try again later', 'mailbox-unreachable'],
		['[ALERT] System Error (Failure)', 'mailbox-unreachable'],
		['[UNAVAILABLE] Maximum number of connections from user+IP exceeded', 'mailbox-unreachable'],
	])('takes NO %s for %s', async (answer, code) => {
		const server = createServer((socket) => {
			socket.on('error', () => undefined);
			socket.write('* OK IMAP4rev1 ready\r\n');
			createInterface(socket).on('line', (line) => {
				const [tag, command] = line.split(' ');
				if (command === 'CAPABILITY') socket.write(`* CAPABILITY IMAP4rev1\r\n${tag} OK done\r\n`);
				else socket.write(`${tag} NO ${answer}\r\n`);
			});
		});
		await once(server.listen(0, '127.0.0.1'), 'listening');
		const login = {
			host: '127.0.0.1',
			port: (server.address() as AddressInfo).port,
			security: 'none',
			user: ADDRESS,
			password: 'secret',
			allowsUnknownCertificate: false,
		} as const;
		await expect(checkImapLogin(login)).rejects.toMatchObject({ code });
		server.close();
	});
});
