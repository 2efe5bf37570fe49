import { setTimeout as sleep } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';
import { HelpDeskError } from '../../domain/errors';
import type { ConnectionState } from '../../domain/mailbox';
import type { ServerLogin } from '../../domain/server-login';
import type { FolderCursor } from '../../ports';
import { finishMails, type AfterProcessing, type FinishedMail } from './finish-mails';
import { newMail, openFolder, sourcePrefix, type FolderBatch } from './folder-reader';
import { connectImap, SOCKET_TIMEOUT_MS } from './imap-login';

/** What a supervisor reads and whom it tells. */
export interface SupervisorOptions {
	readonly folder: string;
	readonly maxBytes: number;
	/** Where the first reading begins; undefined: at the mail that arrives from now on. */
	readonly startAt: Date | undefined;
	readonly after: AfterProcessing;
	/** Read again before every connection, so that a corrected password works at once. */
	login(): Promise<ServerLogin>;
	cursor(): Promise<FolderCursor | undefined>;
	/** Commits a batch with its cursor; what rejects is fetched again. */
	receive(batch: FolderBatch): Promise<void>;
	/** Hears that the folder was looked through to its end. */
	onFetched(): Promise<void>;
	/** Gives mail whose flow is through and which still waits for `after`. */
	finished(prefix: string, limit: number): Promise<FinishedMail[]>;
	markFinished(ids: readonly string[]): Promise<void>;
	/** Hears of every change of the connection; must not reject. */
	onState(state: ConnectionState, error: string): Promise<void>;
}

// A push can be lost on its way; a look now and then finds what was missed. It also renews IDLE and must be answered, so that
// a half-open connection is noticed within a minute.
const SAFETY_POLL_MS = 25_000;
const FIRST_BACK_OFF_MS = 1_000;
const MAX_BACK_OFF_MS = 60_000;
const FINISH_LIMIT = 100;
// So long the flows that a batch is for have n8n to themselves.
const AFTER_BATCH_MS = 50;
// Trouble that lasts until a person does something about the login.
const AUTHORISATION_CODES = new Set<string>(['imap-login-failed', 'oauth-authorisation-lost']);

/**
 * Reads one folder for ever: connects, catches up, waits for pushes, and connects again after any trouble with a
 * growing pause. Starting it never fails; trouble shows in `onState`.
 */
export class ImapSupervisor {
	private readonly stopping = new AbortController();
	private running: Promise<void> | undefined;
	private failures = 0;
	/** Why the server does not do what is to be done with processed mail. */
	private refusal = '';
	private readonly refusals = new Map<string, number>();
	private wakeUp = Promise.withResolvers<void>();

	constructor(private readonly options: SupervisorOptions) {}

	start(): void {
		this.running ??= this.superviseForever();
	}

	/** Has the folder looked through now; mail may also wait to be finished. */
	wake(): void {
		this.wakeUp.resolve();
	}

	/** Ends the connection and resolves when nothing of the supervisor runs any more. */
	async stop(): Promise<void> {
		this.stopping.abort();
		await this.running;
		// Nobody reads the mailbox now, which matters to those whose answers arrive in it (rule 27).
		await this.options.onState('disconnected', '');
	}

	private async superviseForever(): Promise<void> {
		while (!this.stopping.signal.aborted) {
			const error = await this.session().catch((reason: unknown) => reason);
			if (this.stopping.signal.aborted) return;
			this.failures += 1;
			await this.options.onState(stateOf(error), textOf(error));
			await this.pause(backOffMs(this.failures));
		}
	}

	private async session(): Promise<void> {
		const { options } = this;
		const { promise: ended, resolve: end } = Promise.withResolvers<void>();
		const client = await connectImap(await options.login(), end, this.stopping.signal);
		// Listens all the time: a push that comes while mail is being read must not get lost before the wait.
		let announced = 0;
		client.on('exists', ({ count, prevCount }: { count: number; prevCount: number }) => {
			announced += count - prevCount;
			this.wake();
		});
		try {
			const folder = { ...options, isChanged: options.after.kind !== 'nothing' };
			let cursor = await openFolder(client, folder, await options.cursor(), new Date());
			// The place to start is kept at once, so that mail which arrives during the first outage is not lost.
			await options.receive({ mails: [], cursor });
			this.refusal = '';
			let isReading = false;
			// A server can let everybody in and give no mail: who has read is connected.
			const hasRead = async () => {
				if (!isReading) await options.onState('connected', '');
				isReading = true;
			};
			while (!this.stopping.signal.aborted && client.usable) {
				this.wakeUp = Promise.withResolvers<void>();
				const fetching = { maxBytes: options.maxBytes, announced, refusals: this.refusals };
				announced = 0;
				for await (const batch of newMail(client, cursor, fetching)) {
					await options.receive(batch);
					cursor = batch.cursor;
					await hasRead();
					if (batch.mails.length > 0) await this.pause(AFTER_BATCH_MS);
				}
				await hasRead();
				await this.finish(client, cursor);
				await options.onFetched();
				// Who could look through the folder has not failed in a row.
				this.failures = 0;
				await waitForPush(client, this.wakeUp.promise, ended);
			}
			if (!this.stopping.signal.aborted)
				throw new HelpDeskError('mailbox-unreachable', 'The mail server ended the connection.');
		} finally {
			client.close();
		}
	}

	private async pause(ms: number): Promise<void> {
		await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
	}

	// From the ledger, so that what was processed while the connection was gone is done after the next one is there.
	private async finish(client: ImapFlow, cursor: FolderCursor): Promise<void> {
		const { after, finished, markFinished } = this.options;
		if (after.kind === 'nothing') return;
		for (;;) {
			const mails = await finished(sourcePrefix(cursor), FINISH_LIMIT);
			if (mails.length === 0) return;
			const refusal = await finishMails(client, after, mails);
			await this.tell(refusal ?? '');
			// Mail comes in all the same; the next look at the folder tries again.
			if (refusal !== undefined) return;
			await markFinished(mails.map(({ id }) => id));
		}
	}

	private async tell(refusal: string): Promise<void> {
		if (this.refusal === refusal) return;
		this.refusal = refusal;
		await this.options.onState('connected', refusal);
	}
}

async function waitForPush(client: ImapFlow, pushed: Promise<void>, ended: Promise<unknown>): Promise<void> {
	const { promise: waited, resolve } = Promise.withResolvers<void>();
	const timer = setTimeout(resolve, SAFETY_POLL_MS);
	// IDLE ends when the next command is given; when it ends badly, the connection is of no use any more.
	const idle = client.idle();
	const failed = idle.then(
		(isIdle) => (isIdle === false ? undefined : waited),
		() => undefined,
	);
	await Promise.race([pushed, waited, ended, failed]);
	clearTimeout(timer);
	// The next command ends IDLE. Where the server never said that it began, imapflow would wait for ever.
	const patience = setTimeout(() => client.close(), SOCKET_TIMEOUT_MS);
	const calm = () => clearTimeout(patience);
	void idle.then(calm, calm);
}

function stateOf(error: unknown): ConnectionState {
	const isRefused = error instanceof HelpDeskError && AUTHORISATION_CODES.has(error.code);
	return isRefused ? 'needs-authorisation' : 'disconnected';
}

function textOf(error: unknown): string {
	return error instanceof Error ? error.message || error.name : String(error);
}

function backOffMs(failures: number): number {
	const ms = Math.min(FIRST_BACK_OFF_MS * 2 ** (failures - 1), MAX_BACK_OFF_MS);
	return ms * (0.75 + Math.random() / 2);
}
