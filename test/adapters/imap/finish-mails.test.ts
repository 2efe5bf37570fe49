import { afterEach, describe, expect, it } from '@jest/globals';
import { ImapFlow } from 'imapflow';
import { finishMails } from '../../../helpdesk/adapters/imap/finish-mails';
import { HoodiecrowMailbox } from '../../support/hoodiecrow-mailbox';
import { rawMail } from '../../support/raw-mail';

const ACCOUNT = { address: 'support@acme.test', password: 'secret' };
const OURS = [{ id: '1', sourceKey: 'imap:INBOX:1:2' }];
const MOVE = { kind: 'move', folder: 'Archive' } as const;

describe('finishMails', () => {
	let server: HoodiecrowMailbox;
	let client: ImapFlow;

	afterEach(async () => {
		await client.logout();
		await server.stop();
	});

	it.each<[string, string[], string[]]>([
		['has MOVE', [], ['1', '3']],
		['removes by UID', ['MOVE'], ['1', '3']],
		// Marked by us, and not shown by mail programs.
		['can only remove all that is marked', ['MOVE', 'UIDPLUS'], ['1', '2', '3']],
	])(
		'moves a mail, and removes none that a person marked as deleted, where the server %s',
		async (_what, without, left) => {
			await begin(without);
			await client.messageFlagsAdd('1', ['\\Deleted'], { uid: true });
			expect(await finishMails(client, MOVE, OURS)).toBeUndefined();
			expect(server.mails('Archive')).toHaveLength(1);
			const found = await flags();
			expect(Object.keys(found)).toEqual(left);
			expect(found['2'] ?? '\\Deleted').toContain('\\Deleted');
			expect(found['3']).not.toContain('\\Deleted');
		},
	);

	async function begin(without: readonly string[]): Promise<void> {
		server = new HoodiecrowMailbox(ACCOUNT, without);
		await server.start();
		for (const subject of ['marked', 'ours', 'another']) server.append(rawMail({ subject }));
		const { address: user, password: pass } = ACCOUNT;
		const { port } = server;
		client = new ImapFlow({ host: '127.0.0.1', port, secure: false, auth: { user, pass }, logger: false });
		await client.connect();
		await client.mailboxOpen('INBOX');
	}

	async function flags(): Promise<Record<string, string>> {
		const found: Record<string, string> = {};
		for await (const mail of client.fetch('1:*', { uid: true, flags: true }))
			found[String(mail.uid)] = [...(mail.flags ?? [])].join();
		return found;
	}
});
