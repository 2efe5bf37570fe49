import { closeSync, fdatasync, openSync, realpathSync } from 'node:fs';
import { promisify } from 'node:util';

/**
 * The write-ahead log of an SQLite file. A commit that did not wait for the disk stands in it, and is safe as soon as the log
 * is on the disk. Waited for here, that does not stop n8n, and commits that come together wait together.
 */
export class WalFile {
	private fd: number | undefined;
	private running: Promise<void> | undefined;
	/** Begins when `running` has ended; it has not begun as long as it stands here. */
	private next: Promise<void> | undefined;

	/**
	 * @param path - of the database
	 * @param sync - brings a file to the disk
	 */
	constructor(
		private readonly path: string,
		private readonly sync: (fd: number) => Promise<void> = promisify(fdatasync),
	) {}

	/** Resolves when all that was committed before the call is on the disk. */
	async untilOnDisk(): Promise<void> {
		if (!this.next && !this.running) return await this.syncNow();
		this.next ??= this.afterRunning();
		await this.next;
	}

	async close(): Promise<void> {
		await (this.next ?? this.running)?.catch(() => undefined);
		if (this.fd !== undefined) closeSync(this.fd);
		this.fd = undefined;
	}

	private async afterRunning(): Promise<void> {
		await this.running?.catch(() => undefined);
		this.next = undefined;
		await this.syncNow();
	}

	private async syncNow(): Promise<void> {
		// SQLite puts the log beside the file itself, wherever the path leads; it stays there while a connection is open.
		this.fd ??= openSync(`${realpathSync(this.path)}-wal`, 'r+');
		this.running = this.sync(this.fd).finally(() => {
			this.running = undefined;
		});
		await this.running;
	}
}
