import { Worker } from 'node:worker_threads';
import type { RawMail } from '../../ports';
import { WORKER_FILE } from './worker-file';
import type { Answer, FromWorker, MailJob, MailPart, ToWorker } from './worker-messages';

/** How much a mail may cost before it is read from its beginning only. */
export interface ReadLimits {
	readonly timeoutMs: number;
	readonly memoryMb: number;
}

/** Mail that took more time or memory than it may. */
export class TooMuch extends Error {}

/** A thread that parses mail; it does one thing after the other. */
export class MailThread {
	private readonly worker: Worker;
	private timer: NodeJS.Timeout | undefined;
	/** Why the thread is no more. */
	private death: string | undefined;
	private onDeath: ((why: string) => void) | undefined;

	constructor(private readonly limits: ReadLimits) {
		this.worker = new Worker(WORKER_FILE, {
			resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: 2 },
			// n8n's own switches, such as a snapshot or an inspector, are none of this thread's.
			execArgv: [],
			env: {},
		});
		// Without a listener the failure of an idle thread would end n8n.
		this.worker.on('error', (error: Error) => this.die(error.message));
		this.worker.on('exit', () => this.die('The thread ended.'));
		this.worker.unref();
	}

	get isDead(): boolean {
		return this.death !== undefined;
	}

	/** Does a job with one mail, whose bytes it takes as it needs them. @throws TooMuch, and what the bytes fail with */
	async run(raw: RawMail, job: MailJob): Promise<Answer> {
		let parts = raw.parts()[Symbol.asyncIterator]();
		const first = await parts.next();
		const isWhole = first.done === true || first.value.byteLength >= raw.bytes;
		try {
			const part = first.done ? null : owned(first.value);
			return await this.ask({ job, part, isWhole }, async (wants) => {
				if (wants === 'first') parts = raw.parts()[Symbol.asyncIterator]();
				const { done, value } = await parts.next();
				return done ? null : owned(value);
			});
		} finally {
			await parts.return?.();
		}
	}

	/** Reads small mails, which is quicker together. @throws TooMuch when one of them is */
	async readAll(mails: readonly Uint8Array[]): Promise<Answer> {
		return await this.ask({ mails: mails.map(owned) }, async () => null);
	}

	onIdle(ms: number, act: () => void): void {
		this.timer = setTimeout(act, ms);
		this.timer.unref();
	}

	async end(): Promise<void> {
		clearTimeout(this.timer);
		await this.worker.terminate();
	}

	private async ask(
		message: ToWorker,
		more: (wants: 'first' | 'next') => Promise<MailPart>,
	): Promise<Answer> {
		clearTimeout(this.timer);
		const { promise, resolve, reject } = Promise.withResolvers<Answer>();
		const onMessage = (said: FromWorker) => {
			if ('wants' in said) more(said.wants).then((part) => this.say({ part }), reject);
			else resolve(said);
		};
		const fail = (why: string) => reject(new TooMuch(why));
		if (this.death !== undefined) fail(this.death);
		this.onDeath = fail;
		const timer = setTimeout(() => fail('The time was over.'), this.limits.timeoutMs);
		this.worker.on('message', onMessage);
		this.worker.ref();
		try {
			this.say(message);
			return await promise;
		} finally {
			clearTimeout(timer);
			this.worker.unref();
			this.worker.off('message', onMessage);
			this.onDeath = undefined;
		}
	}

	private die(why: string): void {
		this.death ??= why;
		this.onDeath?.(this.death);
	}

	private say(message: ToWorker): void {
		const parts = 'mails' in message ? message.mails : message.part ? [message.part] : [];
		this.worker.postMessage(
			message,
			parts.map(({ buffer }) => buffer),
		);
	}
}

// A buffer can be handed to the thread without a copy only when nothing else lives in its memory.
function owned(part: Uint8Array): Uint8Array<ArrayBuffer> {
	const isWhole = part.byteOffset === 0 && part.byteLength === part.buffer.byteLength;
	return isWhole && part.buffer instanceof ArrayBuffer
		? (part as Uint8Array<ArrayBuffer>)
		: new Uint8Array(part);
}
