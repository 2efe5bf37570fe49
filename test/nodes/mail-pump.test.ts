import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { receiveMail } from '../../helpdesk/desk/receive-mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { Desk, Store } from '../../helpdesk/ports';
import { MailPump } from '../../nodes/shared/mail-pump';
import { rawMail } from '../support/raw-mail';
import { aMailbox, testDesk, type TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

describe('MailPump', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let pump: MailPump;
	const offered: string[] = [];
	const errors: unknown[] = [];

	beforeEach(async () => {
		offered.length = 0;
		errors.length = 0;
		desk = await testDesk();
		mailbox = await aMailbox(desk);
	});

	afterEach(() => pump.stop());

	it('offers each mail once, at most five at a time, and settles it', async () => {
		await receive(12);
		let running = 0;
		let most = 0;
		await start(desk, async () => {
			most = Math.max(most, ++running);
			await new Promise((resolve) => setTimeout(resolve, 5));
			running -= 1;
			return undefined;
		});
		await waitFor(
			'all to be processed',
			async () => (await states()).filter((state) => state === 'processed').length === 12,
		);
		expect(new Set(offered).size).toBe(12);
		expect(offered).toHaveLength(12);
		expect(most).toBe(5);
	});

	it('offers a failed mail again when its pause is over', async () => {
		await receive(1);
		await start(desk, async () => (offered.length === 1 ? 'It failed.' : undefined));
		await waitFor('the failure', async () => (await states())[0] === 'failed');
		pump.wake();
		desk.wait(60_000);
		pump.wake();
		await waitFor('the second try', async () => (await states())[0] === 'processed');
		expect(offered).toHaveLength(2);
	});

	it('settles later what the store could not take when the flow ended', async () => {
		await receive(1);
		await start({ ...desk, store: failingOnce(desk.store) }, async () => undefined);
		await waitFor('the trouble', () => errors.length === 1);
		expect(await states()).toEqual(['offered']);
		pump.wake();
		await waitFor('the mail to be processed', async () => (await states())[0] === 'processed');
		expect(offered).toHaveLength(1);
	});

	async function start(on: Desk, flow: () => Promise<string | undefined>): Promise<void> {
		pump = new MailPump(on, {
			mailboxId: mailbox.id,
			run: (mail) => {
				offered.push(mail.id);
				return flow();
			},
			onError: (error) => errors.push(error),
		});
		await pump.start();
	}

	async function receive(count: number): Promise<void> {
		const mails = Array.from({ length: count }, (_, index) => ({ sourceKey: String(index), raw: rawMail() }));
		await receiveMail(desk, mailbox.id, mails);
	}

	async function states(): Promise<(string | undefined)[]> {
		return await Promise.all(offered.map(async (id) => (await desk.store.inbound.byId(id))?.state));
	}

	// A database that is away for one transaction.
	function failingOnce(store: Store): Store {
		let isAway = true;
		return new Proxy(store, {
			get: (target, name) => {
				if (name !== 'transaction' || !isAway)
					return Reflect.get(target, name, target).bind?.(target) ?? Reflect.get(target, name);
				return async () => {
					isAway = false;
					throw new Error('The database is away.');
				};
			},
		});
	}
});
