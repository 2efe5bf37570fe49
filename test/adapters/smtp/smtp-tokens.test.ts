import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkSmtpLogin, SmtpSender } from '../../../helpdesk/adapters/smtp/smtp-sender';
import { HelpDeskError } from '../../../helpdesk/domain/errors';
import type { TokenLogin } from '../../../helpdesk/domain/server-login';
import type { SendableMail } from '../../../helpdesk/ports';
import { anOutboundMail } from '../../support/builders';
import { TokenSmtp } from '../../support/token-smtp';

const ADDRESS = 'support@acme.test';

describe('SmtpSender with access tokens', () => {
	let server: TokenSmtp;
	let sender: SmtpSender;
	let good: Set<string>;
	let asked: (string | undefined)[];
	let current: string;
	/** What is given once the current token was refused. */
	let renewed: string;

	beforeEach(async () => {
		good = new Set(['first']);
		asked = [];
		[current, renewed] = ['first', 'first'];
		server = new TokenSmtp(ADDRESS, (token) => good.has(token));
		await server.start();
		sender = new SmtpSender(login());
	});

	afterEach(async () => {
		sender.close();
		await server.stop();
	});

	it('logs in once, and keeps the connection when the token has ended since', async () => {
		expect(await send()).toMatchObject({ kind: 'sent' });
		good.clear();
		expect(await send()).toMatchObject({ kind: 'sent' });
		expect(server.logins).toEqual(['first']);
		expect(server.openConnections).toBe(1);
	});

	it('opens further connections with the token of the login it was given last', async () => {
		await send();
		[current, renewed] = ['second', 'second'];
		good = new Set(['second']);
		let used = 0;
		sender.takeTokensFrom({
			...login(),
			accessToken: async () => {
				used += 1;
				return current;
			},
		});
		const sent = await Promise.all(Array.from({ length: 8 }, send));
		expect(sent.map(({ kind }) => kind)).toEqual(Array.from({ length: 8 }, () => 'sent'));
		expect(used).toBeGreaterThan(0);
		expect(server.logins).toEqual(['first', ...Array.from({ length: used }, () => 'second')]);
	});

	it.each(['challenge', '535'] as const)('replaces a token that is refused by %s, and sends', async (by) => {
		server.refusesBy = by;
		good = new Set(['second']);
		renewed = 'second';
		expect(await send()).toMatchObject({ kind: 'sent' });
		expect(server.logins).toEqual(['first', 'second']);
		expect(asked).toEqual([undefined, 'first']);
		expect(server.mails).toBe(1);
	});

	it.each(['challenge', '535'] as const)(
		'gives up for now when tokens are always refused by %s',
		async (by) => {
			server.refusesBy = by;
			good.clear();
			const result = await send();
			expect(result).toMatchObject({ kind: 'retry' });
			expect(JSON.stringify(result)).not.toContain('first');
			expect(server.logins.length).toBeLessThanOrEqual(4);
		},
	);

	it('keeps the mail for later while the authorisation is lost, and says so', async () => {
		const lost = new HelpDeskError('oauth-authorisation-lost', 'The sign-in has ended.');
		sender.takeTokensFrom({ ...login(), accessToken: () => Promise.reject(lost) });
		expect(await send()).toEqual({ kind: 'retry', error: expect.stringContaining('The sign-in has ended.') });
		expect(lost.code).toBe('oauth-authorisation-lost');
		expect(server.logins).toEqual([]);
		sender.takeTokensFrom(login());
		expect(await send()).toMatchObject({ kind: 'sent' });
	});

	describe('checkSmtpLogin', () => {
		it('logs in with the token', async () => {
			await checkSmtpLogin(login());
			good.clear();
			await expect(checkSmtpLogin(login())).rejects.toMatchObject({ code: 'smtp-login-failed' });
		});
	});

	function send() {
		return sender.send(sendable(), async () => undefined);
	}

	function login(): TokenLogin {
		return {
			host: '127.0.0.1',
			port: server.port,
			security: 'none',
			user: ADDRESS,
			allowsUnknownCertificate: false,
			credentialId: 'one',
			accessToken: async (refused) => {
				asked.push(refused);
				if (refused === current) current = renewed;
				return current;
			},
		};
	}
});

function sendable(): SendableMail {
	const bodies = { text: 'Reboot.\n', html: '' };
	return { mail: anOutboundMail(), ...bodies, headers: {}, attachments: [], copyToSent: 'never' };
}
