import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { receiveMail } from '../../helpdesk/desk/receive-mail';
import { releaseMails } from '../../helpdesk/desk/release-mails';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { Desk, Store } from '../../helpdesk/ports';
import type { InboundMail } from '../../helpdesk/domain/inbound-mail';
import { MailPump, type PumpOptions } from '../../nodes/shared/mail-pump';
import { workers } from '../../nodes/shared/process-state';
import { rawMail } from '../support/raw-mail';
import { aMailbox, testDesk, type TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

describe('MailPump', () => {
	let desk: TestDesk;
	let mailbox: Mailbox;
	let pump: MailPump;
	const offered: string[] = [];
	const runs: (readonly InboundMail[])[] = [];
	const errors: unknown[] = [];

	beforeEach(async () => {
		offered.length = 0;
		runs.length = 0;
		errors.length = 0;
		desk = await testDesk();
		mailbox = await aMailbox(desk);
	});

	afterEach(() => pump.stop());

	it('puts mail that waits into few runs, each once, and settles it', async () => {
		await receive(12);
		await start(desk, async () => undefined, { mailsPerRun: 5 });
		await allProcessed(12);
		expect(runs.map(({ length }) => length)).toEqual([5, 5, 2]);
		expect(new Set(offered).size).toBe(12);
	});

	it('goes on with all mail when n8n never says how runs ended', async () => {
		await receive(6);
		const never = new Promise<undefined>(() => undefined);
		await start(desk, async () => (runs.length <= 2 ? await never : undefined), {
			mailsPerRun: 3,
			maxRuns: 2,
		});
		await waitFor('all runs to be taken', () => runs.length === 2);
		expect((await desk.store.inbound.list({ state: 'offered', limit: 9 })).length).toBe(6);
		desk.wait(3_600_000);
		await allProcessed(6);
		const [mail] = await desk.store.inbound.list({ limit: 1 });
		expect([mail?.isAlone, mail?.offers]).toEqual([true, 2]);
	}, 30_000);

	it('tries each mail of a run that failed alone', async () => {
		await receive(3);
		await start(desk, async () => (runs.length === 1 ? 'It failed.' : undefined));
		await allProcessed(3);
		expect(runs.map(({ length }) => length)).toEqual([3, 1, 1, 1]);
	});

	it('never has mail of one conversation in two runs, and keeps its order', async () => {
		const raws = ['a', 'b', 'c'].map((id, index) => ({
			sourceKey: id,
			raw: rawMail({ messageId: `${id}@x`, references: index > 0 ? ['a@x'] : [] }),
		}));
		await receiveMail(desk, mailbox.id, raws);
		let running = 0;
		await start(
			desk,
			async () => {
				expect(++running).toBe(1);
				await sleep(5);
				running -= 1;
				return undefined;
			},
			{ mailsPerRun: 1 },
		);
		await allProcessed(3);
		expect(offered).toEqual(offered.toSorted());
	});

	it('keeps the order of a conversation also when two flows share the mailbox', async () => {
		let running = 0;
		const flow = async () => {
			expect(++running).toBe(1);
			await sleep(5);
			running -= 1;
			return undefined;
		};
		await start(desk, flow, { mailsPerRun: 1 });
		const other = pump;
		await start(desk, flow, { mailsPerRun: 1 });
		const raws = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, index) => ({
			sourceKey: id,
			raw: rawMail({ messageId: `${id}@x`, references: index > 0 ? ['a@x'] : [] }),
		}));
		await receiveMail(desk, mailbox.id, raws);
		const waking = setInterval(() => [pump, other].forEach((each) => each.wake()), 3);
		await allProcessed(6).finally(() => clearInterval(waking));
		await other.stop();
		expect(errors).toEqual([]);
		expect(offered).toEqual(offered.toSorted());
	});

	it.each([
		['one after the other when they are quick', 5, 1],
		['at most as many at once as it may when they are slow', 1_600, 5],
	])('has runs %s', async (_, ms, expected) => {
		await receive(6);
		let running = 0;
		let most = 0;
		await start(
			desk,
			async () => {
				most = Math.max(most, ++running);
				await sleep(ms);
				running -= 1;
				return undefined;
			},
			{ mailsPerRun: 1 },
		);
		await allProcessed(6);
		expect(most).toBe(expected);
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
		const { store, fail } = failingOnce(desk.store);
		await start({ ...desk, store }, async () => {
			fail();
			return 'It failed.';
		});
		await waitFor('the trouble', () => errors.length === 1);
		expect(await states()).toEqual(['offered']);
		pump.wake();
		await waitFor('the mail to be settled', async () => (await states())[0] === 'failed');
		expect(offered).toHaveLength(1);
	});

	it('gives mail back that it took while it was being stopped', async () => {
		await receive(1);
		await start(desk, async () => undefined, { maxRuns: 0 });
		await pump.stop();
		let stopped: Promise<void> | undefined;
		const store: Store = new Proxy(desk.store, {
			get: (target, name) => {
				if (name !== 'repeatable')
					return Reflect.get(target, name, target).bind?.(target) ?? Reflect.get(target, name);
				return async (work: (tx: Store) => Promise<unknown>) => {
					const result = await target.repeatable(work);
					stopped ??= pump.stop();
					return result;
				};
			},
		});
		await start({ ...desk, store }, async () => undefined);
		await waitFor('the stop', () => stopped !== undefined);
		await stopped;
		expect(offered).toEqual([]);
		const [mail] = await desk.store.inbound.due(mailbox.id, 5, desk.clock.now());
		expect(mail).toMatchObject({ state: 'failed', attempts: 0 });
	});

	it('never releases mail that a run has, however the looks fall together', async () => {
		await receive(30);
		await start(
			desk,
			async () => {
				await sleep(3);
				return undefined;
			},
			{ mailsPerRun: 1 },
		);
		// What the timer does, all the time.
		const looking = (async () => {
			for (let look = 0; look < 100; look++) await releaseMails(desk, mailbox.id, workers);
		})();
		await Promise.all([looking, allProcessed(30)]);
		expect(offered).toHaveLength(30);
	});

	async function allProcessed(count: number): Promise<void> {
		await waitFor('all to be processed', async () => {
			const mails = await desk.store.inbound.list({ state: 'processed', limit: 100 });
			return mails.length === count;
		});
	}

	async function start(
		on: Desk,
		flow: () => Promise<string | undefined>,
		options: Partial<PumpOptions> = {},
	): Promise<void> {
		pump = new MailPump(on, {
			mailboxId: mailbox.id,
			mailsPerRun: 20,
			maxRuns: 5,
			longestRunMs: 3_600_000,
			keepRawDays: 0,
			leavesUnfinished: false,
			prepare: async (mails) => () => {
				runs.push(mails);
				offered.push(...mails.map(({ id }) => id));
				return flow();
			},
			onSettled: () => undefined,
			onError: (error) => errors.push(error),
			...options,
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
	function failingOnce(real: Store): { readonly store: Store; fail(): void } {
		let isAway = false;
		const store = new Proxy(real, {
			get: (target, name) => {
				if (name !== 'transaction' || !isAway)
					return Reflect.get(target, name, target).bind?.(target) ?? Reflect.get(target, name);
				return async () => {
					isAway = false;
					throw new Error('The database is away.');
				};
			},
		});
		return { store, fail: () => void (isAway = true) };
	}
});
