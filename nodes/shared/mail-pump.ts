import { releaseMails } from '../../helpdesk/desk/release-mails';
import { giveBackMails, settleMails } from '../../helpdesk/desk/settle-mail';
import { nextRun, type InboundMail } from '../../helpdesk/domain/inbound-mail';
import type { Desk, InboundLease, InboundStore } from '../../helpdesk/ports';
import { processState, workers } from './process-state';

// Mail whose pause after a failure is over has nobody else to wake the pump.
const WAKE_EVERY_MS = 5_000;
const TICKS_PER_HOUR = 720;
// Renewed with every tick; who misses it for so long has ended, or hangs.
const LEASE_MS = 120_000;
const DOWNLOAD_PATIENCE_MS = 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
const PRUNE_AT_ONCE = 200;
// n8n keeps one isolate ready for expressions and takes a while to make the next, so that runs which start together all wait.
// A run that takes longer than this overlaps with the next.
const BETWEEN_STARTS_MS = 60;

/** How a pump works. */
export interface PumpOptions {
	readonly mailboxId: string;
	/** How many mails go into one run when many wait. */
	readonly mailsPerRun: number;
	readonly maxRuns: number;
	/** A run that has not ended by then has failed: n8n says nothing of those that were stopped before they began. */
	readonly longestRunMs: number;
	/** For how many days the raw bytes of mail are kept that is through; 0: for ever. */
	readonly keepRawDays: number;
	/** Whether something is left to do on the server with mail that is through. */
	readonly leavesUnfinished: boolean;
	/** Makes ready what a run of the flow needs for some mails, and gives what starts it. */
	prepare(mails: readonly InboundMail[]): Promise<StartRun>;
	/** Hears that mail is through. */
	onSettled(): void;
	/** Hears of trouble with the store; the pump goes on. */
	onError(error: unknown): void;
}

/** Starts a run; resolves with its failure, or undefined when it went well. */
export type StartRun = () => Promise<string | undefined>;

interface Run {
	readonly mails: readonly InboundMail[];
	readonly since: number;
	failure: string | undefined;
	hasEnded: boolean;
}

/**
 * Offers the committed mail of one mailbox to a flow, oldest first, and records how each run ended. Mail of one
 * conversation is never in two runs at once, whoever began them. Mail that was offered by a process which is gone is offered again.
 */
export class MailPump {
	private timer: NodeJS.Timeout | undefined;
	private ticks = 0;
	private isStopped = false;
	private offering: Promise<void> | undefined;
	private isAskedAgain = false;
	/** Resolves when the last run has started: only then is the next one made ready, else too much stands in memory. */
	private lastStart: Promise<void> = Promise.resolve();
	/** Resolves when the next run may start. */
	private turn: Promise<void> = Promise.resolve();
	/** Runs that go on, and those that ended and that the store does not know of yet. */
	private readonly runs = new Set<Run>();

	constructor(
		private readonly desk: Desk,
		private readonly options: PumpOptions,
	) {}

	async start(): Promise<void> {
		await releaseMails(this.desk, this.options.mailboxId, workers);
		this.timer = setInterval(() => this.tick(), WAKE_EVERY_MS);
		this.wake();
	}

	/** Stops offering; runs that go on are still settled when they end. */
	async stop(): Promise<void> {
		this.isStopped = true;
		await this.offering;
		if (this.runs.size === 0) clearInterval(this.timer);
	}

	/** Looks for mail that is due. */
	wake(): void {
		if (this.offering) {
			this.isAskedAgain = true;
			return;
		}
		this.offering = this.offer()
			.catch((error: unknown) => this.options.onError(error))
			.finally(() => {
				this.offering = undefined;
				if (!this.isAskedAgain) return;
				this.isAskedAgain = false;
				this.wake();
			});
	}

	private tick(): void {
		if (this.isStopped && this.runs.size === 0) clearInterval(this.timer);
		this.giveUpLateRuns();
		this.keepHouse(this.ticks++ % TICKS_PER_HOUR === 0)
			.catch((error: unknown) => this.options.onError(error))
			.finally(() => this.wake());
	}

	private giveUpLateRuns(): void {
		const { longestRunMs } = this.options;
		const latest = this.desk.clock.now().getTime() - longestRunMs;
		for (const run of this.runs) {
			if (run.hasEnded || run.since > latest) continue;
			run.failure = `The execution did not end within ${Math.round(longestRunMs / 60_000)} minutes.`;
			run.hasEnded = true;
		}
	}

	private async keepHouse(isHourly: boolean): Promise<void> {
		const { store, clock } = this.desk;
		const { mailboxId, keepRawDays } = this.options;
		const ids = [...this.runs].flatMap(({ mails }) => mails.map(({ id }) => id));
		if (ids.length > 0) await store.inbound.renewLease(processState().owner, ids, this.leaseEnd());
		if (this.isStopped) return;
		await releaseMails(this.desk, mailboxId, workers);
		if (!isHourly) return;
		const now = clock.now().getTime();
		await store.inbound.dropDownloadsBefore(new Date(now - DOWNLOAD_PATIENCE_MS));
		if (keepRawDays === 0) return;
		const then = new Date(now - keepRawDays * DAY_MS);
		const prune = () => store.transaction((tx) => tx.inbound.pruneBefore(mailboxId, then, PRUNE_AT_ONCE));
		while ((await prune()) === PRUNE_AT_ONCE);
	}

	private async offer(): Promise<void> {
		await this.settleEnded();
		const { mailboxId, mailsPerRun, maxRuns } = this.options;
		while (!this.isStopped && this.runs.size < maxRuns) {
			const now = this.desk.clock.now();
			const lease = { owner: processState().owner, until: this.leaseEnd() };
			const { mails, areMoreDue } = await this.desk.store.repeatable(async ({ inbound }) => {
				const busyKeys = await inbound.offeredKeys(mailboxId);
				const due = await inbound.due(mailboxId, mailsPerRun * 3, now);
				const chosen = nextRun(due, busyKeys, mailsPerRun).map(({ id }) => id);
				const taken = chosen.length === 0 ? [] : await this.take(inbound, chosen, lease, now);
				return { mails: taken, areMoreDue: due.length > chosen.length };
			});
			if (mails.length === 0) return;
			if (this.isStopped) return await this.giveBack(mails);
			this.startRun(mails);
			if (!areMoreDue) return;
		}
	}

	// Known as in the works before anybody can see the mail as offered: else it might be released as left behind.
	private async take(
		inbound: InboundStore,
		ids: readonly string[],
		lease: InboundLease,
		now: Date,
	): Promise<InboundMail[]> {
		const { inFlight } = processState();
		for (const id of ids) inFlight.add(id);
		const mails = await inbound.offer(ids, lease, now).catch((error: unknown) => {
			for (const id of ids) inFlight.delete(id);
			throw error;
		});
		const taken = new Set(mails.map(({ id }) => id));
		for (const id of ids) if (!taken.has(id)) inFlight.delete(id);
		return mails;
	}

	// Stopped in the middle: whoever comes next gets the mail at once.
	private async giveBack(mails: readonly InboundMail[]): Promise<void> {
		const ids = mails.map(({ id }) => id);
		// Also when the store is away: then the next look releases what nobody works on.
		for (const id of ids) processState().inFlight.delete(id);
		await giveBackMails(this.desk, ids);
	}

	private startRun(mails: readonly InboundMail[]): void {
		const since = this.desk.clock.now().getTime();
		const run: Run = { mails, since, failure: undefined, hasEnded: false };
		this.runs.add(run);
		this.runInTurn(mails)
			.catch((error: unknown) => String(error))
			.then((failure) => {
				if (run.hasEnded) return;
				run.failure = failure;
				run.hasEnded = true;
				this.wake();
			});
	}

	// One run starts after the other; what the next needs is made ready meanwhile. Runs that take long overlap all the same.
	private async runInTurn(mails: readonly InboundMail[]): Promise<string | undefined> {
		const { lastStart, turn } = this;
		const { promise: hasStarted, resolve: letNextPrepare } = Promise.withResolvers<void>();
		const { promise: mayNextStart, resolve: letNextStart } = Promise.withResolvers<void>();
		this.lastStart = hasStarted;
		this.turn = mayNextStart;
		try {
			await lastStart;
			const start = await this.options.prepare(mails).finally(() => turn);
			const ended = start();
			letNextPrepare();
			setTimeout(letNextStart, BETWEEN_STARTS_MS).unref();
			return await ended;
		} finally {
			letNextPrepare();
			letNextStart();
		}
	}

	// A store that is away for a moment when a run ends must not keep its mail from the next try.
	private async settleEnded(): Promise<void> {
		for (const run of this.runs) {
			if (!run.hasEnded) continue;
			const ids = run.mails.map(({ id }) => id);
			const { failure } = run;
			await settleMails(this.desk, ids, { failure, isUnfinished: this.options.leavesUnfinished });
			this.runs.delete(run);
			for (const id of ids) processState().inFlight.delete(id);
			if (failure === undefined) this.options.onSettled();
		}
	}

	private leaseEnd(): Date {
		return new Date(this.desk.clock.now().getTime() + LEASE_MS);
	}
}
