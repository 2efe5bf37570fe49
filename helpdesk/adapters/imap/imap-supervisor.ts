import { setTimeout as sleep } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';
import { HelpDeskError } from '../../domain/errors';
import type { ConnectionState } from '../../domain/mailbox';
import type { ServerLogin } from '../../domain/server-login';
import type { FolderCursor } from '../../ports';
import { newMail, openFolder, type FolderBatch } from './folder-reader';
import { connectImap } from './imap-login';

/** What a supervisor reads and whom it tells. */
export interface SupervisorOptions {
	readonly folder: string;
	/** Read again before every connection, so that a corrected password works at once. */
	login(): Promise<ServerLogin>;
	cursor(): Promise<FolderCursor | undefined>;
	/** Commits a batch with its cursor; what rejects is fetched again. */
	receive(batch: FolderBatch): Promise<void>;
	/** Hears of every change of the connection; must not reject. */
	onState(state: ConnectionState, error: string): Promise<void>;
}

// A push can be lost on its way; a look now and then finds what was missed.
const SAFETY_POLL_MS = 60_000;
const FIRST_BACK_OFF_MS = 1_000;
const MAX_BACK_OFF_MS = 60_000;
// Trouble that lasts until a person does something about the login.
const AUTHORISATION_CODES = new Set<string>(['imap-login-failed', 'oauth-authorisation-lost']);

/**
 * Reads one folder for ever: connects, catches up, waits for pushes, and connects again after any trouble with a
 * growing pause. Starting it never fails; trouble shows in `onState`.
 */
export class ImapSupervisor {
	private readonly stopping = new AbortController();
	private running: Promise<void> | undefined;

	constructor(private readonly options: SupervisorOptions) {}

	start(): void {
		this.running ??= this.superviseForever();
	}

	/** Ends the connection and resolves when nothing of the supervisor runs any more. */
	async stop(): Promise<void> {
		this.stopping.abort();
		await this.running;
		// Nobody reads the mailbox now, which matters to those whose answers arrive in it (rule 27).
		await this.options.onState('disconnected', 'The trigger was stopped.');
	}

	private async superviseForever(): Promise<void> {
		let failures = 0;
		while (!this.stopping.signal.aborted) {
			const connectedAt = Date.now();
			const error = await this.session().catch((reason: unknown) => reason);
			if (this.stopping.signal.aborted) return;
			// A connection that held for a while is no failure in a row.
			failures = Date.now() - connectedAt > MAX_BACK_OFF_MS ? 1 : failures + 1;
			await this.options.onState(stateOf(error), textOf(error));
			await sleep(backOffMs(failures), undefined, { signal: this.stopping.signal }).catch(() => undefined);
		}
	}

	private async session(): Promise<void> {
		const { promise: ended, resolve: end } = Promise.withResolvers<void>();
		const client = await connectImap(await this.options.login(), end, this.stopping.signal);
		// Listens all the time: a push that comes while mail is being read must not get lost before the wait.
		let pushed = Promise.withResolvers<void>();
		client.on('exists', () => pushed.resolve());
		try {
			let cursor = await openFolder(client, this.options.folder, await this.options.cursor(), new Date());
			// The place to start is kept at once, so that mail which arrives during the first outage is not lost.
			await this.options.receive({ mails: [], cursor });
			await this.options.onState('connected', '');
			while (!this.stopping.signal.aborted && client.usable) {
				pushed = Promise.withResolvers<void>();
				for await (const batch of newMail(client, cursor)) {
					await this.options.receive(batch);
					cursor = batch.cursor;
				}
				await waitForPush(client, pushed.promise, ended);
			}
			if (!this.stopping.signal.aborted)
				throw new HelpDeskError('mailbox-unreachable', 'The mail server ended the connection.');
		} finally {
			client.close();
		}
	}
}

async function waitForPush(client: ImapFlow, pushed: Promise<void>, ended: Promise<unknown>): Promise<void> {
	const { promise: waited, resolve } = Promise.withResolvers<void>();
	const timer = setTimeout(resolve, SAFETY_POLL_MS);
	// IDLE ends when the next command is given; when it ends badly, the connection is of no use any more.
	const failed = client.idle().then(
		(isIdle) => (isIdle === false ? undefined : waited),
		() => undefined,
	);
	await Promise.race([pushed, waited, ended, failed]);
	clearTimeout(timer);
}

function stateOf(error: unknown): ConnectionState {
	const isRefused = error instanceof HelpDeskError && AUTHORISATION_CODES.has(error.code);
	return isRefused ? 'needs-authorisation' : 'disconnected';
}

function textOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function backOffMs(failures: number): number {
	const ms = Math.min(FIRST_BACK_OFF_MS * 2 ** (failures - 1), MAX_BACK_OFF_MS);
	return ms * (0.75 + Math.random() / 2);
}
