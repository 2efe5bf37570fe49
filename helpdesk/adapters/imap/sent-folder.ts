import type { ImapFlow, ListResponse } from 'imapflow';
import type { ServerLogin } from '../../domain/server-login';
import { connectImap } from './imap-login';

// A burst of answers that no server wants to have must not fill the memory.
const MAX_WAITING_BYTES = 50_000_000;
const IDLE_MS = 20_000;
const PAUSE_MS = 5 * 60_000;
// What the folder is called where the server does not say which one it is.
const NAMES = [
	'sent',
	'sent items',
	'sent messages',
	'sent mail',
	'gesendet',
	'gesendete elemente',
	'envoyés',
];

/**
 * Puts copies of sent mail into the Sent folder of a mailbox (rule 31), one after the other and behind the back of who
 * sends: a copy that cannot be filed is given up, and the next try is minutes later.
 */
export class SentFolder {
	private readonly waiting: Uint8Array[] = [];
	private bytes = 0;
	private isFiling = false;
	private pausedUntil = 0;

	/** @param idleMs - how long a connection stays for the next copy */
	constructor(private readonly idleMs = IDLE_MS) {}

	/** Takes a copy to be filed; gives it up when too much waits already. */
	file(raw: Uint8Array, login: ServerLogin): void {
		if (Date.now() < this.pausedUntil || this.bytes + raw.length > MAX_WAITING_BYTES) return;
		this.waiting.push(raw);
		this.bytes += raw.length;
		this.fileWaiting(login);
	}

	private fileWaiting(login: ServerLogin): void {
		if (this.isFiling || this.waiting.length === 0) return;
		this.isFiling = true;
		this.fileAll(login)
			.catch(() => this.giveUp())
			.finally(() => {
				this.isFiling = false;
				// What came while the connection ended.
				this.fileWaiting(login);
			});
	}

	private async fileAll(login: ServerLogin): Promise<void> {
		const client = await connectImap(login, () => undefined);
		try {
			const folder = await sentFolderOf(client);
			for (;;) {
				const raw = this.waiting.shift() ?? (await this.next());
				if (!raw) return;
				this.bytes -= raw.length;
				// imapflow answers false, not a rejection, when the server has refused.
				const appended = await client.append(folder, Buffer.from(raw), ['\\Seen']);
				if (appended === false) throw new Error('The server did not take the copy.');
			}
		} finally {
			await client.logout().catch(() => client.close());
		}
	}

	// Answers come in bursts: the connection stays for the next one.
	private async next(): Promise<Uint8Array | undefined> {
		const end = Date.now() + this.idleMs;
		while (this.waiting.length === 0 && Date.now() < end)
			await new Promise<void>((resolve) => setTimeout(resolve, 250).unref());
		return this.waiting.shift();
	}

	private giveUp(): void {
		this.waiting.length = 0;
		this.bytes = 0;
		this.pausedUntil = Date.now() + PAUSE_MS;
	}
}

/** Gives the path of the Sent folder: the one that the server marks (RFC 6154), else one that is called so. */
export function sentFolderIn(
	folders: ReadonlyArray<Pick<ListResponse, 'path' | 'name' | 'specialUse'>>,
): string | undefined {
	const marked = folders.find(({ specialUse }) => specialUse === '\\Sent');
	return (marked ?? folders.find(({ name }) => NAMES.includes(name.toLowerCase())))?.path;
}

async function sentFolderOf(client: ImapFlow): Promise<string> {
	return sentFolderIn(await client.list()) ?? (await client.mailboxCreate('Sent')).path;
}
