import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { currentMailboxLogin } from '../../nodes/shared/mailbox-login';
import { MailboxSession } from '../../nodes/shared/mailbox-session';
import { startDovecot, type DovecotMail } from '../support/dovecot';
import { dovecotBan } from '../support/dovecot-programs';
import { rawMail } from '../support/raw-mail';
import { aMailbox, testDesk, type TestDesk } from '../support/test-desk';
import { TokenCredential } from '../support/token-credential';
import { startTokenServer, type TokenServer } from '../support/token-server';
import { waitFor } from '../support/wait-for';

const ADDRESS = 'support@acme.test';
// The first two pauses after a failure last about 1 and 2 seconds.
const AT_ONCE_MS = 700;
const ban = dovecotBan();

(ban === undefined ? describe : describe.skip)(`a mailbox with OAuth2 ${ban ?? ''}`, () => {
	let tokens: TokenServer;
	let mail: DovecotMail;
	let desk: TestDesk;
	let mailbox: Mailbox;
	let credential: TokenCredential;
	let session: MailboxSession;
	let heard: { readonly state: string; readonly error: string }[];
	let received: number;

	beforeAll(async () => {
		tokens = await startTokenServer();
		const accounts = [{ address: ADDRESS, password: 'secret' }];
		mail = await startDovecot({ accounts, introspectionUrl: tokens.introspectionUrl });
	});

	beforeEach(async () => {
		heard = [];
		received = 0;
		tokens.trouble = undefined;
		const servers = { imapHost: '127.0.0.1', imapPort: mail.imapPort(), imapSecurity: 'starttls' };
		credential = new TokenCredential(tokens, { customServers: true, ignoreSslIssues: true, ...servers });
		desk = await testDesk();
		mailbox = await aMailbox(desk);
		session = new MailboxSession({
			desk,
			mailbox,
			folders: ['INBOX'],
			maxBytes: 1_000_000,
			startAt: undefined,
			after: { kind: 'nothing' },
			keepsState: true,
			login: () => currentMailboxLogin(credential),
			onMail: () => void (received += 1),
			onState: (state, error) => void heard.push({ state, error }),
		});
	});

	afterEach(() => session.stop());

	afterAll(async () => {
		await mail?.stop();
		await tokens?.stop();
	});

	it('connects although the token has ended, and takes mail in', async () => {
		credential.tokens = tokens.signIn(ADDRESS, -1);
		session.start();
		await state('connected');
		expect(heard).toHaveLength(1);
		await mail.deliver(ADDRESS, rawMail({ subject: 'One' }));
		await waitFor('the mail', () => received === 1);
	});

	it('connects with a new token when the server refuses one before its time', async () => {
		credential.tokens = { ...tokens.signIn(ADDRESS), n8n_expires_at: String(Date.now() + 30 * 60_000) };
		tokens.endAccessTokens();
		session.start();
		await state('connected');
		expect(heard).toHaveLength(1);
	});

	it('needs authorisation at once when the sign-in was revoked, and recovers by itself', async () => {
		credential.tokens = tokens.signIn(ADDRESS);
		session.start();
		await state('connected');
		tokens.revoke();
		credential.tokens = { ...credential.tokens, n8n_expires_at: String(Date.now()) };
		await mail.cutImap(ADDRESS);
		await state('disconnected');
		// The pause after the cut is over within 1.3 s; the try after it finds out.
		await state('needs-authorisation');
		expect(heard.map((each) => each.state)).toEqual(['connected', 'disconnected', 'needs-authorisation']);
		expect(heard.at(-1)?.error).toMatch(/sign-in for support@acme\.test has ended/);
		credential.tokens = tokens.signIn(ADDRESS);
		await state('connected');
	});

	it('needs authorisation at the first try when nobody has signed in', async () => {
		session.start();
		await state('needs-authorisation', AT_ONCE_MS);
	});

	it('is only disconnected while the sign-in server is away', async () => {
		credential.tokens = tokens.signIn(ADDRESS, -1);
		tokens.trouble = { status: 503, body: {} };
		session.start();
		await state('disconnected', AT_ONCE_MS);
		tokens.trouble = undefined;
		await state('connected');
		expect(heard.map((each) => each.state)).toEqual(['disconnected', 'connected']);
	});

	async function state(wanted: string, timeoutMs?: number): Promise<void> {
		const isReached = async () => (await desk.store.mailboxes.byId(mailbox.id))?.connection === wanted;
		await waitFor(`the state ${wanted}`, isReached, timeoutMs === undefined ? {} : { timeoutMs });
	}
});
