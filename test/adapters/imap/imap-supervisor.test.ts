import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ImapFlow } from 'imapflow';
import type { FolderBatch } from '../../../helpdesk/adapters/imap/folder-reader';
import type { FinishedMail } from '../../../helpdesk/adapters/imap/finish-mails';
import { ImapSupervisor, type SupervisorOptions } from '../../../helpdesk/adapters/imap/imap-supervisor';
import type { ServerLogin } from '../../../helpdesk/domain/server-login';
import type { FolderCursor } from '../../../helpdesk/ports';
import { startNpmMail, type NpmMail } from '../../support/npm-mail';
import { rawMail } from '../../support/raw-mail';
import { waitFor } from '../../support/wait-for';

const HOUR_MS = 3_600_000;
// The first back-off lasts a second; what need not wait for it ends well before.
const AT_ONCE_MS = 500;

describe('ImapSupervisor', () => {
	let server: NpmMail;
	let address: string;
	let tests = 0;
	let reader: Reader;

	beforeAll(async () => {
		const accounts = Array.from({ length: 30 }, (_, index) => ({
			address: `box-${index}@acme.test`,
			password: 'secret',
		}));
		server = await startNpmMail({ accounts });
	});

	afterAll(() => server.stop());

	beforeEach(() => {
		address = `box-${tests++}@acme.test`;
		reader = new Reader(loginOf(server.imapPort(address)));
	});

	afterEach(() => reader.supervisor.stop());

	it('begins at "now" and reads what comes from then on, in its order', async () => {
		await deliver('old');
		await reader.start();
		await deliver('one');
		await deliver('two');
		expect(await reader.read(2)).toEqual(['one', 'two']);
		expect(reader.states).toEqual(['connected']);
		expect(reader.saved).toMatchObject({ folder: 'INBOX', lastUid: 3 });
	});

	it('keeps where to start before any mail has come', async () => {
		await deliver('old');
		await reader.start();
		expect(reader.saved).toMatchObject({ folder: 'INBOX', lastUid: 1 });
	});

	it('gives the raw bytes, and a name that stays', async () => {
		await reader.start();
		const raw = rawMail({ subject: 'bytes', text: 'Grüße \u{1f5a8}' });
		await server.deliver(address, raw, 'frank@customer.test');
		await reader.read(1);
		const [mail] = reader.mails;
		expect(mail?.raw.subarray(-raw.length)).toEqual(raw);
		expect(mail?.sourceKey).toBe(`imap:INBOX:${reader.saved?.uidValidity}:1`);
	});

	it('reads a large mail piece by piece, byte for byte', async () => {
		await reader.start();
		const raw = rawMail({ subject: 'large', text: `${'0123456789'.repeat(7)}\r\n`.repeat(40_000) });
		await server.deliver(address, raw, 'frank@customer.test');
		await reader.read(1);
		expect(reader.mails[0]?.parts).toBe(3);
		expect(reader.mails[0]?.raw.subarray(-raw.length).equals(raw)).toBe(true);
	});

	it('gives the headers of a mail over the limit, and says so', async () => {
		reader = new Reader(reader.login, { maxBytes: 500 });
		await reader.start();
		await deliver('small');
		await server.deliver(
			address,
			rawMail({ subject: 'huge', text: 'x'.repeat(2000) }),
			'frank@customer.test',
		);
		expect(await reader.read(2)).toEqual(['small', 'huge']);
		expect(reader.mails[1]?.raw.toString()).toMatch(
			/is over the limit of 0 MB\. It is still in the mailbox\./,
		);
		expect(reader.mails[1]?.raw.toString()).not.toContain('xxx');
	});

	it('begins at the date that was chosen for the first start', async () => {
		await deliver('old');
		reader = new Reader(reader.login, { startAt: new Date(Date.now() - HOUR_MS) });
		await reader.start();
		expect(await reader.read(1)).toEqual(['old']);
		await reader.supervisor.stop();
		reader = new Reader(reader.login, { startAt: new Date(Date.now() + HOUR_MS) });
		await reader.start();
		await waitFor('the look', () => reader.looks > 0);
		expect(reader.subjects()).toEqual([]);
	});

	it.each([
		['marks as read', { kind: 'seen' }, 'INBOX'],
		['moves', { kind: 'move', folder: 'Done' }, 'Done'],
	] as const)('%s what was processed, also after it was away', async (_title, after, folder) => {
		reader = new Reader(reader.login, { after });
		await reader.start();
		await deliver('one');
		await deliver('two');
		await reader.read(2);
		const [one] = reader.mails;
		await reader.supervisor.stop();
		reader = reader.again();
		reader.unfinished = [{ id: '1', sourceKey: one?.sourceKey ?? '' }];
		await reader.start();
		await waitFor('the mail to be finished', () => reader.finished.includes('1'));
		const client = await mailProgram();
		await client.mailboxOpen(folder);
		const flags: string[] = [];
		for await (const mail of client.fetch('1:*', { flags: true })) flags.push([...(mail.flags ?? [])].join());
		expect(flags.filter((each) => each.includes('Seen'))).toHaveLength(after.kind === 'seen' ? 1 : 0);
		expect(flags).toHaveLength(after.kind === 'seen' ? 2 : 1);
		await client.logout();
	});

	it('reads what came while it was away, behind its cursor', async () => {
		await reader.start();
		await deliver('one');
		await reader.read(1);
		await reader.supervisor.stop();
		await deliver('two');
		reader = reader.again();
		await reader.start();
		expect(await reader.read(1)).toEqual(['two']);
	});

	it('connects again after a cut and after an outage, and misses nothing', async () => {
		await reader.start();
		await server.cutImap(address);
		await deliver('after the cut');
		await reader.read(1);
		await server.stopImap(address);
		await deliver('during the outage');
		await waitFor('the outage to be noticed', () => reader.states.at(-1) === 'disconnected');
		await server.startImap(address);
		expect(await reader.read(2)).toEqual(['after the cut', 'during the outage']);
		expect(reader.states).toEqual(['connected', 'disconnected', 'connected', 'disconnected', 'connected']);
	});

	it('reads mail that a person has read, and leaves the rest unread', async () => {
		await reader.start();
		const program = await mailProgram();
		await program.append('INBOX', rawMail({ subject: 'read first' }), ['\\Seen']);
		await program.append('INBOX', rawMail({ subject: 'unread' }), []);
		expect(await reader.read(2)).toEqual(['read first', 'unread']);
		await program.mailboxOpen('INBOX');
		const flags = (await program.fetchAll('1:*', { flags: true })).map((mail) => [...(mail.flags ?? [])]);
		expect(flags.map((ofMail) => ofMail.includes('\\Seen'))).toEqual([true, false]);
		await program.logout();
	});

	it.each([
		['mail that came since it first started, once more', -HOUR_MS, ['since']],
		['no mail from before it first started', HOUR_MS, []],
	])('reads after a change of UIDVALIDITY %s', async (_when, startedMs, subjects) => {
		const program = await mailProgram();
		await program.append('INBOX', rawMail({ subject: 'before' }), [], new Date(Date.now() - 2 * HOUR_MS));
		await program.logout();
		await deliver('since');
		const startedAt = new Date(Date.now() + startedMs);
		reader.saved = { folder: 'INBOX', uidValidity: '1', lastUid: 4000, startedAt, rescanUntilUid: 0 };
		await reader.start();
		await waitFor('the folder to be read', () => reader.saved?.lastUid === 2);
		expect(reader.subjects()).toEqual(subjects);
		expect(reader.saved).toMatchObject({ startedAt, lastUid: 2, rescanUntilUid: 2 });
		expect(reader.saved?.uidValidity).not.toBe('1');
	});

	it('reads mail that is moved in, however old it is', async () => {
		await reader.start();
		const program = await mailProgram();
		await program.append('INBOX', rawMail({ subject: 'old' }), [], new Date(Date.now() - 1000 * HOUR_MS));
		await program.logout();
		expect(await reader.read(1)).toEqual(['old']);
	});

	it('asks for the login again, so that a corrected password works without a restart', async () => {
		reader.login = { ...reader.login, password: 'k7-wrong' };
		reader.supervisor.start();
		await waitFor('the refusal', () => reader.states.length > 0);
		expect(reader.states).toEqual(['needs-authorisation']);
		expect(reader.errors[0]).toContain(`127.0.0.1:${server.imapPort(address)}`);
		expect(reader.errors[0]).not.toContain('k7-wrong');
		reader.login = { ...reader.login, password: 'secret' };
		await waitFor('the connection', () => reader.states.at(-1) === 'connected');
	});

	it('fetches again what could not be committed', async () => {
		await reader.start();
		reader.failures = 1;
		await deliver('stubborn');
		expect(await reader.read(1)).toEqual(['stubborn']);
		expect(reader.states).toEqual(['connected', 'disconnected', 'connected']);
		expect(reader.errors[1]).toContain('The store is away.');
	});

	it.each(['refusing', 'refusing the size of', 'leaving out', 'emptying'] as const)(
		'lets a mail keep no other waiting that the server does not give, %s it',
		async (how) => {
			await reader.start();
			server.withhold(address, 2, how);
			for (const subject of ['one', 'two', 'three']) await deliver(subject);
			await waitFor('three mails', () => reader.mails.length >= 3, { timeoutMs: 25_000 });
			expect(reader.subjects()).toEqual(['one', 'two', 'three']);
			expect(reader.mails[1]?.raw.toString()).toContain('[The mail server did not give this mail.');
			expect(reader.saved?.lastUid).toBe(3);
		},
	);

	describe('while somebody reads mail with a program', () => {
		it('passes over nothing that stands before that mail', async () => {
			await reader.start();
			await reader.supervisor.stop();
			for (let count = 1; count <= 60; count++) await deliver(`mail ${count}`);
			server.tellOf(address, 60);
			reader = reader.again();
			const stopped = Promise.withResolvers<void>();
			reader.onBatch = (batch) => {
				if (batch === 3) stopped.resolve(reader.supervisor.stop());
			};
			reader.supervisor.start();
			await stopped.promise;
			expect(reader.saved?.lastUid).toBe(60);
			expect(reader.subjects()).toEqual(Array.from({ length: 60 }, (_, at) => `mail ${at + 1}`));
		});

		it('takes in no mail from before the chosen date', async () => {
			for (const subject of ['old', 'older']) await deliver(subject);
			server.tellOf(address, 2);
			reader = new Reader(reader.login, { startAt: new Date(Date.now() + HOUR_MS) });
			await reader.start();
			await waitFor('the look', () => reader.looks > 0);
			expect(reader.subjects()).toEqual([]);
		});

		it('reads a large mail byte for byte', async () => {
			await deliver('small');
			await reader.start();
			server.tellOf(address, 1);
			const raw = rawMail({ subject: 'large', text: `${'0123456789'.repeat(7)}\r\n`.repeat(40_000) });
			await server.deliver(address, raw, 'frank@customer.test');
			await reader.read(1);
			expect(reader.mails[0]?.raw.subarray(-raw.length).equals(raw)).toBe(true);
		});
	});

	it('reads a large mail whole, however often it could not be committed', async () => {
		await reader.start();
		reader.failures = 3;
		const raw = rawMail({ subject: 'large', text: `${'0123456789'.repeat(7)}\r\n`.repeat(20_000) });
		await server.deliver(address, raw, 'frank@customer.test');
		await waitFor('the mail', () => reader.mails.length > 0, { timeoutMs: 30_000 });
		expect(reader.mails[0]?.raw.subarray(-raw.length).equals(raw)).toBe(true);
	});

	it('names a folder that is not there as trouble', async () => {
		reader = new Reader(reader.login, { folder: 'No Such Folder' });
		reader.supervisor.start();
		await waitFor('the trouble', () => reader.states.length > 0);
		expect(reader.states).toEqual(['disconnected']);
	});

	describe('stop', () => {
		it('ends an idle connection at once', async () => {
			await reader.start();
			await sleep(50);
			expect(await stopMs()).toBeLessThan(AT_ONCE_MS);
			expect(reader.states).toEqual(['connected', 'disconnected']);
			await deliver('too late');
			await sleep(100);
			expect(reader.subjects()).toEqual([]);
		});

		it('ends the pause after a failure at once', async () => {
			await server.stopImap(address);
			reader.supervisor.start();
			await waitFor('the failure', () => reader.states.at(-1) === 'disconnected');
			await sleep(20);
			expect(await stopMs()).toBeLessThan(AT_ONCE_MS);
			await server.startImap(address);
		});

		it('ends the pause that begins while it is called', async () => {
			await server.stopImap(address);
			const { promise: told, resolve: tell } = Promise.withResolvers<void>();
			reader.hold = told;
			reader.supervisor.start();
			await waitFor('the failure', () => reader.states.at(-1) === 'disconnected');
			setTimeout(() => tell(), 20);
			expect(await stopMs()).toBeLessThan(AT_ONCE_MS);
			await server.startImap(address);
		});

		it('ends a connection at once that is not yet made', async () => {
			const sockets: Socket[] = [];
			const silent = createServer((socket) => sockets.push(socket));
			await once(silent.listen(0, '127.0.0.1'), 'listening');
			reader = new Reader(loginOf((silent.address() as AddressInfo).port));
			reader.supervisor.start();
			await waitFor('the connection', () => sockets.length > 0);
			expect(await stopMs()).toBeLessThan(AT_ONCE_MS);
			for (const socket of sockets) socket.destroy();
			await once(silent.close(), 'close');
		});

		it('finishes the batch that is being committed, and begins no other', async () => {
			await reader.start();
			await reader.supervisor.stop();
			for (let count = 0; count < 120; count++) await deliver(`mail ${count}`);
			reader = reader.again();
			const stopped = Promise.withResolvers<void>();
			// The first batch is the place to start, the second one the first with mail.
			reader.onBatch = (batch) => {
				if (batch === 2) stopped.resolve(reader.supervisor.stop());
			};
			reader.supervisor.start();
			await stopped.promise;
			expect(reader.subjects()).toHaveLength(50);
			expect(reader.saved?.lastUid).toBe(50);
		});

		async function stopMs(): Promise<number> {
			const before = Date.now();
			await reader.supervisor.stop();
			return Date.now() - before;
		}
	});

	function loginOf(port: number): ServerLogin {
		return {
			host: '127.0.0.1',
			port,
			security: 'none',
			user: address,
			password: 'secret',
			allowsUnknownCertificate: false,
		};
	}

	async function deliver(subject: string): Promise<void> {
		await server.deliver(address, rawMail({ subject }));
	}

	/** The connection of a person who reads the same mailbox. */
	async function mailProgram(): Promise<ImapFlow> {
		const program = new ImapFlow({
			host: '127.0.0.1',
			port: server.imapPort(address),
			secure: false,
			auth: { user: address, pass: 'secret' },
			logger: false,
		});
		await program.connect();
		return program;
	}
});

/** A supervisor with what it would keep in a store. */
class Reader {
	readonly states: string[] = [];
	readonly errors: string[] = [];
	readonly mails: { readonly sourceKey: string; readonly raw: Buffer; readonly parts: number }[] = [];
	saved: FolderCursor | undefined;
	batches = 0;
	/** How many batches with mail fail from now on. */
	failures = 0;
	/** Hears that a batch is about to be committed, and its number. */
	onBatch: (batch: number) => void = () => undefined;
	/** Commits and tidings wait for it. */
	hold: Promise<void> = Promise.resolve();
	readonly supervisor: ImapSupervisor;

	/** Ids of mail that was finished on the server. */
	readonly finished: string[] = [];
	/** Mail that waits to be finished on the server. */
	unfinished: FinishedMail[] = [];
	looks = 0;

	constructor(
		public login: ServerLogin,
		private readonly options: Partial<SupervisorOptions> = {},
	) {
		this.supervisor = new ImapSupervisor({
			folder: 'INBOX',
			maxBytes: 25 * 1024 * 1024,
			startAt: undefined,
			after: { kind: 'nothing' },
			login: async () => this.login,
			cursor: async () => this.saved,
			receive: (batch) => this.receive(batch),
			onFetched: async () => void (this.looks += 1),
			finished: async (prefix) => this.unfinished.filter(({ sourceKey }) => sourceKey.startsWith(prefix)),
			markFinished: async (ids) => {
				this.finished.push(...ids);
				this.unfinished = this.unfinished.filter(({ id }) => !ids.includes(id));
			},
			onState: async (state, error) => {
				this.states.push(state);
				this.errors.push(error);
				await this.hold;
			},
			...options,
		});
	}

	/** Gives a new supervisor that goes on where this one stood. */
	again(): Reader {
		const reader = new Reader(this.login, this.options);
		reader.saved = this.saved;
		return reader;
	}

	async start(): Promise<void> {
		this.supervisor.start();
		await waitFor('the connection', () => this.states.at(-1) === 'connected');
	}

	async read(count: number): Promise<string[]> {
		await waitFor(`${count} mails`, () => this.mails.length >= count);
		return this.subjects();
	}

	subjects(): string[] {
		return this.mails.map(({ raw }) => /^Subject: (.*)\r$/m.exec(Buffer.from(raw).toString())?.[1] ?? '');
	}

	private async receive({ mails, cursor }: FolderBatch): Promise<void> {
		this.batches += 1;
		this.onBatch(this.batches);
		await this.hold;
		if (mails.length > 0 && this.failures > 0) {
			this.failures -= 1;
			throw new Error('The store is away.');
		}
		for (const { sourceKey, raw } of mails) {
			const parts: Uint8Array[] = [];
			if (raw instanceof Uint8Array) parts.push(raw);
			else for await (const part of raw) parts.push(part);
			this.mails.push({ sourceKey, raw: Buffer.concat(parts), parts: parts.length });
		}
		this.saved = cursor;
	}
}
