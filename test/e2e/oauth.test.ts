import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
	ACCOUNTS,
	FRANK,
	JOHN,
	mailboxCredentials,
	REPLIES,
	startAcme,
	SUPPORT,
	type Acme,
	type Template,
} from '../support/acme';
import { deskRows } from '../support/desk-file';
import { startDovecot, type DovecotMail } from '../support/dovecot';
import { dovecotBan } from '../support/dovecot-programs';
import type { CredentialToImport } from '../support/real-n8n';
import { customerWrites, mailTo, notificationTo, staffAnswers } from '../support/story';
import { CLIENT, startTokenServer, type TokenData, type TokenServer } from '../support/token-server';
import { waitFor } from '../support/wait-for';

jest.setTimeout(300_000);

const BOXES = [
	{ provider: 'google', type: 'helpDeskGoogleOAuth2Api', id: 'acmeGoogle', address: SUPPORT },
	{ provider: 'microsoft', type: 'helpDeskMicrosoftOAuth2Api', id: 'acmeMicrosoft', address: REPLIES },
] as const;
const ban = dovecotBan();

(ban === undefined ? describe : describe.skip)(`the help desk with OAuth2 logins ${ban ?? ''}`, () => {
	let folder: string;
	let mail: DovecotMail;
	let tokens: TokenServer;
	let acme: Acme;

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'e2e-'));
		tokens = await startTokenServer();
		mail = await startDovecot({ accounts: ACCOUNTS, introspectionUrl: tokens.introspectionUrl });
		const credentials = mailboxCredentials(mail).map(tokenCredential);
		acme = await startAcme({ mail, folder, credentials, edit: useTokens });
	});

	afterAll(async () => {
		await acme?.stop();
		await mail?.stop();
		await tokens?.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	it('renewed the ended tokens of both credentials before it connected, one time each', () => {
		expect(tokens.requests).toEqual(['refresh_token', 'refresh_token']);
	});

	it('takes mail in and sends the answer, without a password', async () => {
		const subject = 'Signed in with Google';
		await customerWrites(acme, { subject });
		await staffAnswers(acme, await notificationTo(acme, JOHN, subject), 'Answered by token.');
		expect(await mailTo(acme, FRANK, 'Answered by token.')).toMatchObject({ from: { address: SUPPORT } });
		const logins = readFileSync(join(dirname(mail.caFile), 'postfix.log'), 'utf8').match(/sasl_method=\w+/g);
		expect(new Set(logins)).toEqual(new Set(['sasl_method=XOAUTH2']));
		// Trigger and executions share what n8n has stored: nobody renewed again.
		expect(tokens.requests).toHaveLength(2);
	});

	it('needs authorisation at once when the sign-in is revoked', async () => {
		// A sign-in whose token has ended by the time the connection breaks.
		tokens.lifetimeS = 1;
		await signInAgain('acmeGoogle', SUPPORT);
		tokens.lifetimeS = 3600;
		await sleep(1000);
		tokens.revoke();
		await mail.cutImap(SUPPORT);
		await waitFor('the state', () => connection().state === 'needs-authorisation');
		expect(connection().error).toMatch(/^The sign-in for support@acme\.test has ended/);
		expect(acme.n8n.log()).toContain(`${SUPPORT} is needs-authorisation`);
	});

	it('connects again by itself once the person has signed in again, and has missed nothing', async () => {
		const subject = 'While nobody was signed in';
		await customerWrites(acme, { subject });
		await signInAgain('acmeGoogle', SUPPORT);
		await waitFor('the connection', () => connection().state === 'connected', { timeoutMs: 90_000 });
		await notificationTo(acme, JOHN, subject);
	});

	it.each([
		[
			'google',
			'acmeGoogle',
			{ scope: 'https://mail.google.com/', access_type: 'offline', prompt: 'consent' },
		],
		[
			'microsoft',
			'acmeMicrosoft',
			{
				scope:
					'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access',
				response_mode: 'query',
				prompt: 'select_account',
			},
		],
	])('asks %s for what mail needs', async (_provider, id, expected) => {
		const { origin, pathname, searchParams } = await signInPage(id);
		expect(origin + pathname).toMatch(
			/^https:\/\/(accounts\.google\.com\/o\/oauth2\/v2\/auth|login\.microsoftonline\.com\/acme\.test\/oauth2\/v2\.0\/authorize)$/,
		);
		expect(Object.fromEntries(searchParams)).toMatchObject({ client_id: CLIENT.id, ...expected });
	});

	it('leaves no token and no client secret in store, items or log', async () => {
		await acme.n8n.stop();
		const home = join(folder, 'n8n');
		const files = readdirSync(home, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
			.map((entry) => join(entry.parentPath, entry.name));
		// The store, n8n's database with its executions, and the log are among them.
		for (const name of ['desk.sqlite', 'database.sqlite', 'n8n.log']) {
			expect(files.filter((file) => file.endsWith(name))).toHaveLength(1);
		}
		const secrets = [...tokens.issued, CLIENT.secret];
		expect(secrets.length).toBeGreaterThan(8);
		const leaks = files.filter((file) => {
			const content = readFileSync(file);
			return secrets.some((secret) => content.includes(secret));
		});
		expect(leaks).toEqual([]);
	});

	/** What the password credential of a mailbox says about servers, with an ended token instead of the password. */
	function tokenCredential({ name, data }: CredentialToImport): CredentialToImport {
		const box = BOXES.find(({ address }) => address === data.address);
		if (!box) throw new Error(`No OAuth2 credential is planned for ${String(data.address)}.`);
		const { imapHost, imapPort, imapSecurity, smtpHost, smtpPort, smtpSecurity, ignoreSslIssues } = data;
		const oauthTokenData: TokenData = tokens.signIn(box.address, -60);
		return {
			id: box.id,
			name,
			type: box.type,
			data: {
				address: box.address,
				...(box.provider === 'microsoft' && { tenant: 'acme.test' }),
				customServers: true,
				...{ imapHost, imapPort, imapSecurity, smtpHost, smtpPort, smtpSecurity, ignoreSslIssues },
				clientId: CLIENT.id,
				clientSecret: CLIENT.secret,
				accessTokenUrl: tokens.tokenUrl,
				oauthTokenData,
			},
		};
	}

	function useTokens({ nodes }: Template): void {
		for (const node of nodes) {
			const chosen = node.credentials?.helpDeskMailboxApi;
			if (!chosen) continue;
			const { provider, type, id } = BOXES[chosen.id === 'acmeReplies' ? 1 : 0];
			node.parameters = { ...node.parameters, authentication: provider };
			node.credentials = { [type]: { id, name: chosen.name } };
		}
	}

	async function signInPage(id: string): Promise<URL> {
		return new URL(await acme.n8n.rest<string>('GET', `/oauth2-credential/auth?id=${id}`));
	}

	// As the browser does after the person has agreed.
	async function signInAgain(id: string, user: string): Promise<void> {
		const state = (await signInPage(id)).searchParams.get('state') ?? '';
		const query = new URLSearchParams({ code: user, state }).toString();
		const response = await acme.n8n.visit(`/rest/oauth2-credential/callback?${query}`);
		expect(await response.text()).toMatch(/success/i);
	}

	function connection(): { readonly state: string; readonly error: string } {
		const query = `select connection, connection_error from mailbox where address = '${SUPPORT}'`;
		const [row] = deskRows(folder, query);
		return { state: String(row?.connection), error: String(row?.connection_error) };
	}
});
