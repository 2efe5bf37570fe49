import { Worker } from 'node:worker_threads';
import type { Mail } from '../../domain/mail';
import type { AttachmentContent, MailReader, RawMail } from '../../ports';
import { headOf, parseHead } from './parse-mail';
import type { FromWorker, MailJob, ToWorker } from './worker-messages';
import { WORKER_FILE } from './worker-file';

/** How much a mail may cost before it is read from its beginning only. */
export interface ReadLimits {
	readonly timeoutMs: number;
	readonly memoryMb: number;
}

const LIMITS: ReadLimits = { timeoutMs: 30_000, memoryMb: 256 };
const MAX_WORKERS = 2;
const IDLE_MS = 60_000;
const PATIENCE_MS = 500;
const MAX_CACHED_MAILS = 200;
const MAX_CACHED_CHARACTERS = 10_000_000;

type Answer = Exclude<FromWorker, { wants: unknown }>;

/**
 * Reads mail in threads of its own, so that no mail holds up n8n, with limits on time and memory for each. What was read is
 * remembered for a while: every node of a flow reads the same mail.
 */
export class WorkerMailReader implements MailReader {
	private readonly idle: MailThread[] = [];
	private readonly waiting: Array<(thread: MailThread) => void> = [];
	private threads = 0;
	private readonly known = new Map<string, { readonly mail: Promise<Mail>; size: number }>();
	private knownSize = 0;

	constructor(private readonly limits: ReadLimits = LIMITS) {}

	read(raw: RawMail): Promise<Mail> {
		const known = this.known.get(raw.id);
		if (known) return known.mail;
		const mail = this.readOnce(raw);
		this.remember(raw.id, mail);
		return mail;
	}

	async attachments(raw: RawMail, indexes: readonly number[]): Promise<AttachmentContent[]> {
		const answer = await this.run(raw, { kind: 'attachments', indexes });
		return answer && 'contents' in answer ? [...answer.contents] : [];
	}

	/** Ends the threads. */
	async close(): Promise<void> {
		await Promise.all(this.idle.splice(0).map((thread) => thread.end()));
	}

	private async readOnce(raw: RawMail): Promise<Mail> {
		for (const kind of ['mail', 'head'] as const) {
			const answer = await this.run(raw, { kind });
			if (answer && 'mail' in answer) return answer.mail;
		}
		// Not even the beginning can be parsed in a thread: what it is about must do.
		return await parseHead((await headOf(raw.parts())).subarray(0, 16_384));
	}

	/** Undefined when the mail was too much for its thread. */
	private async run(raw: RawMail, job: MailJob): Promise<Answer | undefined> {
		const thread = await this.thread();
		const timer = setTimeout(() => this.help(), PATIENCE_MS);
		try {
			const answer = await thread.run(raw, job);
			this.release(thread);
			return answer;
		} catch (error) {
			await thread.end();
			this.replace();
			// Else the store failed, not the mail: whoever asked tries again.
			return error instanceof TooMuch ? undefined : await Promise.reject(error);
		} finally {
			clearTimeout(timer);
		}
	}

	private async thread(): Promise<MailThread> {
		const idle = this.idle.pop();
		if (idle) return idle;
		if (this.threads === 0) return this.newThread();
		const { promise, resolve } = Promise.withResolvers<MailThread>();
		this.waiting.push(resolve);
		return await promise;
	}

	// One thread is fast enough for mail as it mostly is; another one helps out while a mail takes long.
	private help(): void {
		if (this.threads < MAX_WORKERS) this.waiting.shift()?.(this.newThread());
	}

	private newThread(): MailThread {
		this.threads += 1;
		return new MailThread(this.limits);
	}

	private replace(): void {
		const next = this.waiting.shift();
		if (next) next(new MailThread(this.limits));
		else this.threads -= 1;
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
			this.threads -= 1;
			void thread.end();
		});
	}

	private remember(id: string, mail: Promise<Mail>): void {
		const entry = { mail, size: 0 };
		this.known.set(id, entry);
		mail.then(
			({ text, html }) => {
				if (this.known.get(id) !== entry) return;
				entry.size = text.length + html.length + 5_000;
				this.knownSize += entry.size;
				this.forgetOldest();
			},
			() => this.known.delete(id),
		);
	}

	private forgetOldest(): void {
		for (const [id, { size }] of this.known) {
			if (this.known.size <= MAX_CACHED_MAILS && this.knownSize <= MAX_CACHED_CHARACTERS) return;
			this.known.delete(id);
			this.knownSize -= size;
		}
	}
}

/** A mail that took more time or memory than it may. */
class TooMuch extends Error {}

class MailThread {
	private readonly worker: Worker;
	private timer: NodeJS.Timeout | undefined;

	constructor(private readonly limits: ReadLimits) {
		this.worker = new Worker(WORKER_FILE, {
			resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: 16 },
			// n8n's own switches, such as a snapshot or an inspector, are none of this thread's.
			execArgv: [],
			env: {},
		});
		this.worker.unref();
	}

	async run(raw: RawMail, job: MailJob): Promise<Answer> {
		clearTimeout(this.timer);
		let parts = raw.parts()[Symbol.asyncIterator]();
		const first = await parts.next();
		const { promise, resolve, reject } = Promise.withResolvers<Answer>();
		const onMessage = (message: FromWorker) => {
			if (!('wants' in message)) {
				resolve(message);
				return;
			}
			if (message.wants === 'first') parts = raw.parts()[Symbol.asyncIterator]();
			parts.next().then(({ done, value }) => this.say({ part: done ? null : owned(value) }), reject);
		};
		const fail = (why: string) => reject(new TooMuch(why));
		const onError = (error: Error) => fail(error.message);
		const onExit = () => fail('The thread ended.');
		const timer = setTimeout(() => fail('The time was over.'), this.limits.timeoutMs);
		this.worker.on('message', onMessage).on('error', onError).on('exit', onExit);
		this.worker.ref();
		try {
			this.say({ job, part: first.done ? null : owned(first.value), isWhole: isWhole(raw, first) });
			return await promise;
		} finally {
			clearTimeout(timer);
			this.worker.unref();
			this.worker.off('message', onMessage).off('error', onError).off('exit', onExit);
			await parts.return?.();
		}
	}

	onIdle(ms: number, act: () => void): void {
		this.timer = setTimeout(act, ms);
		this.timer.unref();
	}

	async end(): Promise<void> {
		clearTimeout(this.timer);
		this.worker.on('error', () => undefined);
		await this.worker.terminate();
	}

	private say(message: ToWorker): void {
		this.worker.postMessage(message, message.part ? [message.part.buffer] : []);
	}
}

function isWhole({ bytes }: RawMail, first: IteratorResult<Uint8Array>): boolean {
	return first.done === true || first.value.byteLength >= bytes;
}

// A buffer can be handed to the thread without a copy only when nothing else lives in its memory.
function owned(part: Uint8Array): Uint8Array<ArrayBuffer> {
	const isWhole = part.byteOffset === 0 && part.byteLength === part.buffer.byteLength;
	return isWhole && part.buffer instanceof ArrayBuffer
		? (part as Uint8Array<ArrayBuffer>)
		: new Uint8Array(part);
}
