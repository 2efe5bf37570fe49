import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConnectionState, Mailbox } from '../../helpdesk/domain/mailbox';
import type { MailboxLogin } from '../../nodes/shared/logins';
import { MailboxSession } from '../../nodes/shared/mailbox-session';
import { startNpmMail, type NpmMail } from '../support/npm-mail';
import { rawMail } from '../support/raw-mail';
import { aMailbox, testDesk, type TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

const ADDRESS = 'support@acme.test';

describe('MailboxSession', () => {
	let server: NpmMail;
	let session: MailboxSession;
	let heard: ConnectionState[];

	beforeAll(async () => {
		server = await startNpmMail({ accounts: [{ address: ADDRESS, password: 'secret' }] });
	});

	beforeEach(() => {
		heard = [];
	});

	afterEach(() => session.stop());
	afterAll(() => server.stop());

	it.each<[string, boolean, ConnectionState[]]>([
		['keeps in the desk how the connection stands', true, ['connected', 'disconnected']],
		['leaves the state alone when a test in the editor begins and ends', false, ['unknown', 'unknown']],
	])('%s', async (_title, keepsState, expected) => {
		const desk = await testDesk();
		const mailbox = await aMailbox(desk);
		session = new MailboxSession({
			desk,
			mailbox,
			folders: ['INBOX'],
			maxBytes: 1_000_000,
			startAt: undefined,
			after: { kind: 'nothing' },
			keepsState,
			login: async () => loginAt(server),
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

	it('says that it reads after another trigger of the mailbox has stopped', async () => {
		const desk = await testDesk();
		const mailbox = await aMailbox(desk);
		const state = async () => (await desk.store.mailboxes.byId(mailbox.id))?.connection;
		const other = sessionOf(desk, mailbox);
		session = sessionOf(desk, mailbox);
		for (const each of [other, session]) {
			each.start();
			await waitFor('the connection', async () => (await state()) === 'connected');
		}
		// The second must have connected, too.
		await waitFor('both', () => heard.length === 2);
		await other.stop();
		expect(await state()).toBe('disconnected');
		desk.wait(60_000);
		session.wake();
		await waitFor('the state to be right again', async () => (await state()) === 'connected');
	});

	it('takes mail in that has the UIDs of other mail, as after a backup was played in', async () => {
		const accounts = [{ address: ADDRESS, password: 'secret' }];
		// Made in the same second, they have the same UIDVALIDITY.
		const [lost, restored] = await Promise.all([startNpmMail({ accounts }), startNpmMail({ accounts })]);
		let current = lost;
		const desk = await testDesk();
		const mailbox = await aMailbox(desk);
		session = sessionOf(desk, mailbox, () => loginAt(current));
		session.start();
		const taken = async () => (await desk.store.inbound.list({ limit: 99 })).length;
		await waitFor('the connection', () => heard.includes('connected'));
		for (let mail = 0; mail < 3; mail++) await lost.deliver(ADDRESS, rawMail());
		await waitFor('three mails', async () => (await taken()) === 3);
		await restored.deliver(ADDRESS, rawMail());
		current = restored;
		await lost.stop();
		await waitFor('the fourth', async () => (await taken()) === 4);
		await restored.deliver(ADDRESS, rawMail());
		await waitFor('the fifth', async () => (await taken()) === 5);
		await session.stop();
		await restored.stop();
	});

	function sessionOf(desk: TestDesk, mailbox: Mailbox, login = () => loginAt(server)): MailboxSession {
		return new MailboxSession({
			desk,
			mailbox,
			folders: ['INBOX'],
			maxBytes: 1_000_000,
			startAt: undefined,
			after: { kind: 'nothing' },
			keepsState: true,
			login: async () => login(),
			onMail: () => undefined,
			onState: (state) => void heard.push(state),
		});
	}

	function loginAt(peer: NpmMail): MailboxLogin {
		const user = { user: ADDRESS, password: 'secret', allowsUnknownCertificate: false };
		const at = { host: '127.0.0.1', security: 'none' as const, ...user };
		return {
			address: ADDRESS,
			imap: { ...at, port: peer.imapPort(ADDRESS) },
			smtp: { ...at, port: peer.submissionPort },
		};
	}
});
