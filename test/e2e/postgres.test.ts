import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
	ACCOUNTS,
	FRANK,
	JOHN,
	JOHNS_SIGNATURE,
	mailboxCredentials,
	REPLIES,
	startAcme,
	type Acme,
	type Template,
} from '../support/acme';
import type { MailPeer } from '../support/mail-peer';
import { startBestPeer } from '../support/peer';
import { findPostgres, startPostgres, type Postgres } from '../support/postgres';
import { answerTo, customerWrites, mailTo, notificationTo, staffAnswers } from '../support/story';

jest.setTimeout(180_000);

const { ban } = findPostgres();

(ban === undefined ? describe : describe.skip)(`the help desk on PostgreSQL ${ban ?? ''}`, () => {
	let folder: string;
	let mail: MailPeer;
	let postgres: Postgres;
	let acme: Acme;

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'e2e-'));
		mail = await startBestPeer({ accounts: ACCOUNTS });
		postgres = await startPostgres();
		const login = {
			id: 'acmePostgres',
			name: 'Acme PostgreSQL',
			type: 'helpDeskPostgresApi',
			data: postgresData(),
		};
		acme = await startAcme({ mail, folder, credentials: [login], edit: usePostgres });
	});

	afterAll(async () => {
		await acme?.stop();
		await postgres?.stop();
		await mail?.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	it('relays John’s answer and brings Frank’s back', async () => {
		const subject = 'Kept in PostgreSQL';
		await customerWrites(acme, { subject });
		const toJohn = await notificationTo(acme, JOHN, subject);
		await staffAnswers(acme, toJohn, 'Answered from PostgreSQL.');
		const answer = await mailTo(acme, FRANK, 'Answered from PostgreSQL.');
		expect(answer.text.trim()).toBe(`Answered from PostgreSQL.\n\n-- \n${JOHNS_SIGNATURE}`);
		await mail.deliver(REPLIES, answerTo(answer, 'Good to know.', { from: FRANK, to: REPLIES }), FRANK);
		expect((await mailTo(acme, JOHN, 'Good to know.')).subject).toBe(toJohn.subject);
	});

	it.each<[string, Record<string, unknown>, string, RegExp]>([
		['both logins work', {}, 'OK', /IMAP.*SMTP.*work/],
		['the password is wrong', { password: 'wrong' }, 'Error', /^IMAP at .*app password/],
		[
			'only the SMTP password is wrong',
			{ smtpSameLogin: false, smtpUser: JOHN, smtpPassword: 'wrong' },
			'Error',
			/^SMTP at .*app password/,
		],
		['nobody listens on the SMTP port', { smtpPort: 9 }, 'Error', /^SMTP at 127.0.0.1:9 .*465 goes with TLS/],
		['nobody listens on the IMAP port', { imapPort: 9 }, 'Error', /^IMAP at 127.0.0.1:9 .*993 goes with TLS/],
		['the address is none', { address: 'support' }, 'Error', /no valid address/],
	])('tells of a mailbox credential that %s', async (_when, change, status, message) => {
		const [credential] = mailboxCredentials(mail);
		const data = { ...credential?.data, ...change };
		expect(await test('acmeSupport', 'helpDeskMailboxApi', data)).toEqual({
			status,
			message: expect.stringMatching(message),
		});
	});

	it.each<[string, Record<string, unknown>, string, RegExp]>([
		['works', {}, 'OK', /ready/],
		['has a wrong password', { password: 'wrong' }, 'Error', /could not be opened/],
		['names no server', { port: 9 }, 'Error', /127.0.0.1:9 could not be opened/],
	])('tells of a PostgreSQL credential that %s', async (_when, change, status, message) => {
		const answer = await test('acmePostgres', 'helpDeskPostgresApi', { ...postgresData(), ...change });
		expect(answer).toEqual({ status, message: expect.stringMatching(message) });
	});

	// As the editor does with the values of its dialog, before they are saved.
	function test(
		id: string,
		type: string,
		data: Record<string, unknown>,
	): Promise<{ status: string; message: string }> {
		return acme.n8n.rest('POST', '/credentials/test', { credentials: { id, name: 'Tried', type, data } });
	}

	function postgresData() {
		const { host, port, database, user, password } = postgres;
		return { host, port, database, user, password, ssl: 'disable' };
	}

	function usePostgres({ nodes }: Template): void {
		for (const node of nodes) {
			if (!node.type.startsWith('n8n-nodes-helpdesk.')) continue;
			node.credentials = {
				...node.credentials,
				helpDeskPostgresApi: { id: 'acmePostgres', name: 'Acme PostgreSQL' },
			};
		}
	}
});
