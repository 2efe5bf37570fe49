import type { Mail } from '../../domain/mail';
import type { AttachmentContent, MailReader, RawMail } from '../../ports';
import type { MailThread, ReadLimits } from './mail-thread';
import { headOf } from './mail-head';
import { parseHead } from './parse-mail';
import { ThreadPool } from './thread-pool';

const LIMITS: ReadLimits = { timeoutMs: 30_000, memoryMb: 256 };
const SMALL_BYTES = 256 * 1024;
const MAX_TOGETHER = 20;
const MAX_CACHED_MAILS = 200;
const MAX_CACHED_CHARACTERS = 2_000_000;

interface SmallMail {
	readonly raw: RawMail;
	resolve(mail: Mail | undefined): void;
	reject(error: unknown): void;
}

/**
 * Reads mail in threads of its own, so that no mail holds up n8n, with limits on time and memory for each. What was read is
 * remembered for a while: every node of a flow reads the same mail.
 */
export class WorkerMailReader implements MailReader {
	private readonly pool: ThreadPool;
	private readonly small: SmallMail[] = [];
	private readonly known = new Map<string, { readonly mail: Promise<Mail>; size: number }>();
	private knownSize = 0;

	constructor(limits: ReadLimits = LIMITS) {
		this.pool = new ThreadPool(limits);
	}

	read(raw: RawMail): Promise<Mail> {
		const known = this.known.get(raw.id);
		if (known) return known.mail;
		const mail = this.readOnce(raw);
		this.remember(raw.id, mail);
		return mail;
	}

	async attachments(raw: RawMail, indexes: readonly number[]): Promise<AttachmentContent[]> {
		const answer = await this.pool.use((thread) => thread.run(raw, { kind: 'attachments', indexes }));
		return answer && 'contents' in answer ? [...answer.contents] : [];
	}

	async readAttached(raw: RawMail, index: number): Promise<Mail | undefined> {
		const answer = await this.pool.use((thread) => thread.run(raw, { kind: 'attached', index }));
		return answer && 'attached' in answer ? answer.attached : undefined;
	}

	/** Ends the threads. */
	async close(): Promise<void> {
		await this.pool.close();
	}

	private async readOnce(raw: RawMail): Promise<Mail> {
		const together = raw.bytes <= SMALL_BYTES ? await this.readTogether(raw) : undefined;
		if (together) return together;
		for (const kind of ['mail', 'head'] as const) {
			const answer = await this.pool.use((thread) => thread.run(raw, { kind }));
			if (answer && 'mail' in answer) return answer.mail;
		}
		// Not even the beginning can be parsed in a thread: what it is about must do.
		return await parseHead((await headOf(raw.parts())).subarray(0, 16_384));
	}

	/** Undefined when it, or another that was read with it, was too much. */
	private async readTogether(raw: RawMail): Promise<Mail | undefined> {
		const { promise, resolve, reject } = Promise.withResolvers<Mail | undefined>();
		this.small.push({ raw, resolve, reject });
		if (this.small.length === 1)
			void this.pool.use((thread) => this.readSmall(thread)).catch(() => undefined);
		return await promise;
	}

	// Takes what has come until a thread was free.
	private async readSmall(thread: MailThread): Promise<void> {
		const mails = this.small.splice(0, MAX_TOGETHER);
		if (this.small.length > 0) void this.pool.use((next) => this.readSmall(next)).catch(() => undefined);
		const parts = await Promise.all(mails.map((mail) => bytesOf(mail.raw).catch(mail.reject)));
		const ready = mails.filter((_, index) => parts[index]);
		try {
			const answer = await thread.readAll(parts.flatMap((part) => part ?? []));
			const read = 'mails' in answer ? answer.mails : [];
			ready.forEach(({ resolve }, index) => resolve(read[index]));
		} catch (error) {
			for (const { resolve } of ready) resolve(undefined);
			await Promise.reject(error);
		}
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

async function bytesOf(raw: RawMail): Promise<Uint8Array> {
	const parts: Uint8Array[] = [];
	for await (const part of raw.parts()) parts.push(part);
	return parts.length === 1 ? (parts[0] ?? new Uint8Array()) : Buffer.concat(parts);
}
