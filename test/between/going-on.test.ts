import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SUPPORT } from '../support/acme';
import { nodeOf } from '../support/n8n-core';
import { builtModule } from '../support/n8n-core-library';
import { rawMail } from '../support/raw-mail';
import { waitFor } from '../support/wait-for';
import { startAcmeDesk, type AcmeDesk } from './acme-desk';

type OpenDeskModule = typeof import('../../nodes/shared/open-desk');

describe('a flow that goes on after an error of Thread Conversation', () => {
	let acme: AcmeDesk;
	let file: DatabaseSync;

	beforeAll(async () => {
		const edit = (workflow: Parameters<typeof nodeOf>[0]) => {
			nodeOf(workflow, 'Find or open the conversation').onError = 'continueErrorOutput';
		};
		acme = await startAcmeDesk({ edit });
		const { sqlitePath } = builtModule<OpenDeskModule>('nodes/shared/open-desk');
		file = new DatabaseSync(sqlitePath(), { timeout: 5000 });
	});

	afterAll(async () => {
		file.close();
		await acme.stop();
	});

	it('gets the mail again that was not threaded, and only that', async () => {
		// Trouble with the disk, for one of three mails that come together.
		file.exec(
			"create trigger bad before insert on message when new.subject = 'two' begin select raise(abort, 'no disk'); end",
		);
		for (const subject of ['one', 'two', 'three']) await acme.mail.deliver(SUPPORT, rawMail({ subject }));
		const { inbound, conversations } = acme.desk.store;
		const failed = async () => (await inbound.list({ state: 'failed', limit: 9 }))[0];
		const mail = await waitFor('it to fail', failed);
		expect(mail).toMatchObject({ attempts: 1, error: expect.stringContaining('no disk') });
		file.exec('drop trigger bad');
		const processed = async () => (await inbound.list({ state: 'processed', limit: 9 })).length === 3;
		await waitFor('all to be processed', processed, { timeoutMs: 25_000 });
		const subjects = (await conversations.list({ limit: 9 })).map(({ subject }) => subject);
		expect(subjects.toSorted()).toEqual(['one', 'three', 'two']);
	});
});
