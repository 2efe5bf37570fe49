import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConnectionState } from '../../helpdesk/domain/mailbox';
import type { MailboxLogin } from '../../nodes/shared/logins';
import { superviseMailbox } from '../../nodes/shared/mailbox-session';
import { startNpmMail, type NpmMail } from '../support/npm-mail';
import { aMailbox, testDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

const ADDRESS = 'support@acme.test';

describe('superviseMailbox', () => {
	let server: NpmMail;
	let supervisor: ReturnType<typeof superviseMailbox>;

	beforeAll(async () => {
		server = await startNpmMail({ accounts: [{ address: ADDRESS, password: 'secret' }] });
	});

	afterEach(() => supervisor.stop());
	afterAll(() => server.stop());

	it.each<[string, boolean, ConnectionState[]]>([
		['keeps in the desk how the connection stands', true, ['connected', 'disconnected']],
		['leaves the state alone when a test in the editor begins and ends', false, ['unknown', 'unknown']],
	])('%s', async (_title, keepsState, expected) => {
		const desk = await testDesk();
		const mailbox = await aMailbox(desk);
		const heard: ConnectionState[] = [];
		supervisor = superviseMailbox({
			desk,
			mailbox,
			folder: 'INBOX',
			keepsState,
			login: async () => login(),
			onMail: () => undefined,
			onState: (state) => void heard.push(state),
		});
		const state = async () => (await desk.store.mailboxes.byId(mailbox.id))?.connection;
		supervisor.start();
		await waitFor('the connection', () => heard.includes('connected'));
		await waitFor('the state to be kept', async () => (await state()) === expected[0]);
		await supervisor.stop();
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
