import type { AfterProcessing } from '../../helpdesk/adapters/imap/finish-mails';
import { ImapSupervisor } from '../../helpdesk/adapters/imap/imap-supervisor';
import { recordConnection } from '../../helpdesk/desk/mailbox-connection';
import { receiveMail } from '../../helpdesk/desk/receive-mail';
import { worstConnection, type ConnectionState, type Mailbox } from '../../helpdesk/domain/mailbox';
import type { Desk } from '../../helpdesk/ports';
import type { MailboxLogin } from './logins';

const FETCH_NOTE_MS = 30_000;

/** How a mailbox is read. */
export interface MailboxSessionOptions {
	readonly desk: Desk;
	readonly mailbox: Mailbox;
	/** The first is the one that matters; trouble with another only degrades the mailbox. */
	readonly folders: readonly string[];
	readonly maxBytes: number;
	readonly startAt: Date | undefined;
	readonly after: AfterProcessing;
	/** False for a test in the editor, beside which the published trigger goes on: its end is no disconnection. */
	readonly keepsState: boolean;
	login(): Promise<MailboxLogin>;
	/** Hears that mail was committed. */
	onMail(): void;
	/** Hears of every change of the connection. */
	onState(state: ConnectionState, error: string): void;
}

/** Reads a mailbox, a connection for each folder: commits its new mail to the desk and keeps its state there. */
export class MailboxSession {
	private readonly supervisors: readonly ImapSupervisor[];
	private readonly states = new Map<string, { readonly state: ConnectionState; readonly error: string }>();
	private fetchNotedAt = 0;

	constructor(private readonly options: MailboxSessionOptions) {
		this.supervisors = options.folders.map((folder) => this.supervise(folder));
	}

	start(): void {
		for (const supervisor of this.supervisors) supervisor.start();
	}

	/** Has the server looked at, as mail may wait to be finished there. */
	wake(): void {
		for (const supervisor of this.supervisors) supervisor.wake();
	}

	async stop(): Promise<void> {
		await Promise.all(this.supervisors.map((supervisor) => supervisor.stop()));
	}

	private supervise(folder: string): ImapSupervisor {
		const { desk, mailbox, maxBytes, startAt, after, login } = this.options;
		const { store } = desk;
		return new ImapSupervisor({
			folder,
			maxBytes,
			startAt,
			after,
			login: async () => (await login()).imap,
			cursor: () => store.mailboxes.cursor(mailbox.id, folder),
			receive: async ({ mails, cursor }) => {
				// A run may begin while the disk is waited for.
				await receiveMail(desk, mailbox.id, mails, cursor, (added) => {
					if (added > 0) this.options.onMail();
				});
				if (mails.length > 0) await this.noteFetch();
			},
			onFetched: () => this.noteFetch(),
			finished: (prefix, limit) => store.inbound.unfinished(mailbox.id, prefix, limit),
			markFinished: (ids) => store.inbound.markFinished(ids),
			onState: (state, error) => this.noteState(folder, state, error),
		});
	}

	private async noteFetch(): Promise<void> {
		const { desk, mailbox, keepsState } = this.options;
		const now = desk.clock.now();
		if (!keepsState || now.getTime() - this.fetchNotedAt < FETCH_NOTE_MS) return;
		await desk.store.mailboxes.markFetched(mailbox.id, now);
		await this.assertState();
		this.fetchNotedAt = now.getTime();
	}

	// Another trigger of the mailbox may have stopped, which is no news of this one.
	private async assertState(): Promise<void> {
		const { desk, mailbox } = this.options;
		const { state, error } = this.wholeState();
		const kept = await desk.store.mailboxes.byId(mailbox.id);
		if (state === 'connected' && kept?.connection !== state)
			await recordConnection(desk, mailbox.id, state, error);
	}

	private wholeState() {
		const { folders } = this.options;
		return worstConnection(folders.map((each) => ({ folder: each, ...this.states.get(each) })));
	}

	private async noteState(folder: string, state: ConnectionState, error: string): Promise<void> {
		this.states.set(folder, { state, error });
		const { desk, mailbox, keepsState, onState } = this.options;
		const whole = this.wholeState();
		onState(whole.state, whole.error);
		if (!keepsState) return;
		// The store may be what is in trouble; the supervisor must go on all the same.
		await recordConnection(desk, mailbox.id, whole.state, whole.error).catch((failure: unknown) =>
			onState('disconnected', String(failure)),
		);
	}
}
