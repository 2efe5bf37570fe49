import { ImapSupervisor } from '../../helpdesk/adapters/imap/imap-supervisor';
import { receiveMail } from '../../helpdesk/desk/receive-mail';
import type { ConnectionState, Mailbox } from '../../helpdesk/domain/mailbox';
import type { Desk } from '../../helpdesk/ports';
import type { MailboxLogin } from './logins';

/** How a mailbox is read. */
export interface MailboxSession {
	readonly desk: Desk;
	readonly mailbox: Mailbox;
	readonly folder: string;
	/** False for a test in the editor, beside which the published trigger goes on: its end is no disconnection. */
	readonly keepsState: boolean;
	login(): Promise<MailboxLogin>;
	/** Hears that mail was committed. */
	onMail(): void;
	/** Hears of every change of the connection. */
	onState(state: ConnectionState, error: string): void;
}

/** Makes the supervisor that commits a mailbox's new mail to the desk and keeps its connection state there. */
export function superviseMailbox({
	desk,
	mailbox,
	folder,
	keepsState,
	login,
	onMail,
	onState,
}: MailboxSession): ImapSupervisor {
	return new ImapSupervisor({
		folder,
		login: async () => (await login()).imap,
		cursor: () => desk.store.mailboxes.cursor(mailbox.id, folder),
		receive: async ({ mails, cursor }) => {
			const added = await receiveMail(desk, mailbox.id, mails, cursor);
			if (added > 0) onMail();
		},
		onState: async (state, error) => {
			onState(state, error);
			if (!keepsState) return;
			// The store may be what is in trouble; the supervisor must go on all the same.
			await recordState(desk, mailbox.id, state, error).catch((failure: unknown) =>
				onState('disconnected', String(failure)),
			);
		},
	});
}

async function recordState(
	desk: Desk,
	mailboxId: string,
	state: ConnectionState,
	error: string,
): Promise<void> {
	await desk.store.transaction(async (tx) => {
		const before = await tx.mailboxes.byId(mailboxId);
		await tx.mailboxes.setConnection(mailboxId, state, error);
		if (before?.connection === state) return;
		await tx.recordEvent({ type: `mailbox-${state}`, data: { mailboxId, error } }, desk.clock.now());
	});
}
