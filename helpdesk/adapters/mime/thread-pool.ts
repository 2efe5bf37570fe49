import { MailThread, TooMuch, type ReadLimits } from './mail-thread';

const MAX_THREADS = 2;
const IDLE_MS = 60_000;
const PATIENCE_MS = 500;

/** Threads that parse mail: one is fast enough for mail as it mostly is, another one helps out while a mail takes long. */
export class ThreadPool {
	private readonly idle: MailThread[] = [];
	private readonly waiting: Array<(thread: MailThread) => void> = [];
	private count = 0;

	constructor(private readonly limits: ReadLimits) {}

	/** Has a thread do some work; undefined when it was too much for it. */
	async use<T>(work: (thread: MailThread) => Promise<T>): Promise<T | undefined> {
		const thread = await this.free();
		const timer = setTimeout(() => this.help(), PATIENCE_MS);
		try {
			const result = await work(thread);
			this.release(thread);
			return result;
		} catch (error) {
			await thread.end();
			this.replace();
			// Else the store failed, not the mail: whoever asked tries again.
			return error instanceof TooMuch ? undefined : await Promise.reject(error);
		} finally {
			clearTimeout(timer);
		}
	}

	/** Ends the threads that nobody uses. */
	async close(): Promise<void> {
		await Promise.all(this.idle.splice(0).map((thread) => thread.end()));
	}

	private async free(): Promise<MailThread> {
		for (let idle = this.idle.pop(); idle; idle = this.idle.pop()) {
			if (!idle.isDead) return idle;
			this.count -= 1;
		}
		if (this.count === 0) return this.newThread();
		const { promise, resolve } = Promise.withResolvers<MailThread>();
		this.waiting.push(resolve);
		return await promise;
	}

	private help(): void {
		if (this.count < MAX_THREADS) this.waiting.shift()?.(this.newThread());
	}

	private newThread(): MailThread {
		this.count += 1;
		return new MailThread(this.limits);
	}

	private replace(): void {
		const next = this.waiting.shift();
		if (next) next(new MailThread(this.limits));
		else this.count -= 1;
	}

	private release(thread: MailThread): void {
		const next = this.waiting.shift();
		if (next) {
			next(thread);
			return;
		}
		this.idle.push(thread);
		// One stays warm, as the next mail shall not wait for a thread to start.
		thread.onIdle(IDLE_MS, () => {
			const at = this.idle.indexOf(thread);
			if (at < 0 || this.idle.length === 1) return;
			this.idle.splice(at, 1);
			this.count -= 1;
			void thread.end();
		});
	}
}
