import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConnectionState } from '../../helpdesk/domain/mailbox';
import type { MailboxLogin } from '../../nodes/shared/logins';
import { MailboxSession } from '../../nodes/shared/mailbox-session';
import { startNpmMail, type NpmMail } from '../support/npm-mail';
import { aMailbox, testDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

const ADDRESS = 'support@acme.test';

describe('MailboxSession', () => {
	let server: NpmMail;
	let session: MailboxSession;

	beforeAll(async () => {
		server = await startNpmMail({ accounts: [{ address: ADDRESS, password: 'secret' }] });
	});

	afterEach(() => session.stop());
	afterAll(() => server.stop());

	it.each<[string, boolean, ConnectionState[]]>([
		['keeps in the desk how the connection stands', true, ['connected', 'disconnected']],
		['leaves the state alone when a test in the editor begins and ends', false, ['unknown', 'unknown']],
	])('%s', async (_title, keepsState, expected) => {
		const desk = await testDesk();
		const mailbox = await aMailbox(desk);
		const heard: ConnectionState[] = [];
		session = new MailboxSession({
			desk,
			mailbox,
			folders: ['INBOX'],
			maxBytes: 1_000_000,
			startAt: undefined,
			after: { kind: 'nothing' },
			keepsState,
			login: async () => login(),
			onMail: () => undefined,
			onState: (state) => void heard.push(state),
		});
		const state = async () => (await desk.store.mailboxes.byId(mailbox.id))?.connection;
		session.start();
		await waitFor('the connection', () => heard.includes('connected'));
		await waitFor('the state to be kept', async () => (await state()) === expected[0]);
		await session.stop();
		expect(heard).toEqual(['connected', 'disconnected']);
		expect(await state()).toBe(expected[1]);
	});

	function login(): MailboxLogin {
		const user = { user: ADDRESS, password: 'secret', allowsUnknownCertificate: false };
		const at = { host: '127.0.0.1', security: 'none' as const, ...user };
		return {
			address: ADDRESS,
			imap: { ...at, port: server.imapPort(ADDRESS) },
			smtp: { ...at, port: server.submissionPort },
		};
	}
});
