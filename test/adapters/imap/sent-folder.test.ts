import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SentFolder, sentFolderIn } from '../../../helpdesk/adapters/imap/sent-folder';
import type { ServerLogin } from '../../../helpdesk/domain/server-login';
import { startDovecot, type DovecotMail } from '../../support/dovecot';
import { freePort } from '../../support/free-port';
import { dovecotBan } from '../../support/dovecot-programs';
import { HoodiecrowMailbox } from '../../support/hoodiecrow-mailbox';
import { rawMail } from '../../support/raw-mail';
import { waitFor } from '../../support/wait-for';

const ADDRESS = 'support@acme.test';
const ban = dovecotBan();

(ban === undefined ? describe : describe.skip)(`SentFolder ${ban ?? ''}`, () => {
	let server: DovecotMail;

	beforeAll(async () => {
		server = await startDovecot({ accounts: [{ address: ADDRESS, password: 'secret' }] });
	});

	afterAll(async () => {
		await server?.stop();
	});

	it('files copies in the order they were sent', async () => {
		const folder = new SentFolder();
		const raws = [1, 2, 3].map((count) => rawMail({ subject: `Answer ${count}` }));
		for (const raw of raws) folder.file(raw, login());
		await waitFor('three copies', async () => (await server.folder(ADDRESS, 'Sent')).length === 3);
		const subjects = (await server.folder(ADDRESS, 'Sent')).map(
			(raw) => /^Subject: (.*?)\r?$/m.exec(raw.toString())?.[1],
		);
		expect(subjects).toEqual(['Answer 1', 'Answer 2', 'Answer 3']);
	});

	it('gives up what cannot be filed, without a word to who sends', async () => {
		const away = new SentFolder();
		away.file(rawMail(), { ...login(), port: await freePort() });
		away.file(rawMail(), { ...login(), password: 'wrong' });
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(() => away.file(rawMail(), login())).not.toThrow();
	});

	function login(): ServerLogin {
		return {
			host: '127.0.0.1',
			port: server.imapPort(),
			security: 'starttls',
			user: ADDRESS,
			password: 'secret',
			allowsUnknownCertificate: true,
		};
	}
});

describe('SentFolder', () => {
	it('files what comes while its connection ends', async () => {
		const mailbox = new HoodiecrowMailbox({ address: ADDRESS, password: 'secret' });
		await mailbox.start();
		const login: ServerLogin = {
			host: '127.0.0.1',
			port: mailbox.port,
			security: 'none',
			user: ADDRESS,
			password: 'secret',
			allowsUnknownCertificate: false,
		};
		const { promise: mayGo, resolve: letGo } = Promise.withResolvers<void>();
		const leaving = mailbox.holdLogout(mayGo);
		const folder = new SentFolder(0);
		folder.file(rawMail({ subject: 'Answer 1' }), login);
		await leaving;
		folder.file(rawMail({ subject: 'Answer 2' }), login);
		letGo();
		await waitFor('both copies', () => mailbox.mails('Sent').length === 2);
		await mailbox.stop();
	});
});

describe('sentFolderIn', () => {
	it.each([
		['is marked, whatever others are called', [folder('Sent'), folder('Gesendete', '\\Sent')], 'Gesendete'],
		['is called so, in whatever case', [folder('INBOX'), folder('SENT ITEMS')], 'SENT ITEMS'],
		['is below another one', [folder('INBOX'), { path: 'INBOX.Sent', name: 'Sent' }], 'INBOX.Sent'],
		['is not there', [folder('INBOX'), folder('Sentinel')], undefined],
	])('gives the folder that %s', (_which, folders, expected) => {
		expect(sentFolderIn(folders)).toBe(expected);
	});

	function folder(name: string, specialUse?: string) {
		return { path: name, name, ...(specialUse !== undefined && { specialUse }) };
	}
});
