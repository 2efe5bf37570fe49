import { mailHtml } from '../../helpdesk/adapters/html/html';
import { openSqliteStore } from '../../helpdesk/adapters/store/sqlite-store';
import { newTokenKey, systemCrypto, systemIds } from '../../helpdesk/adapters/system/system';
import { receiveMail } from '../../helpdesk/desk/receive-mail';
import { createMailbox } from '../../helpdesk/desk/save-mailbox';
import { createStaff } from '../../helpdesk/desk/save-staff';
import type { ThreadSettings } from '../../helpdesk/desk/follow-route';
import { threadMail } from '../../helpdesk/desk/thread-mail';
import type { InboundMail, ThreadOutcome } from '../../helpdesk/domain/inbound-mail';
import { newMailboxSettings, type Mailbox, type MailboxSettings } from '../../helpdesk/domain/mailbox';
import type { Staff, StaffSettings } from '../../helpdesk/domain/staff';
import type { Authenticator, Desk, Store } from '../../helpdesk/ports';
import { aStaffMember } from './builders';
import { rawMail, type RawMailParts } from './raw-mail';
import { readerInThisThread } from './read-mail';

/** A desk whose clock stands until a test moves it. */
export interface TestDesk extends Desk {
	/** Moves the clock. */
	wait(ms: number): void;
}

// For desks that check no senders by themselves.
const noAuthenticator: Authenticator = {
	verdictOn: () => Promise.reject(new Error('Nobody was to be checked.')),
};

/** Opens an empty desk: in memory, or on the store given. */
export async function testDesk(store?: Store): Promise<TestDesk> {
	let now = new Date('2026-11-22T09:00:00Z');
	const first = { deskId: systemIds.next(), tokenKey: newTokenKey(), now };
	return {
		store: store ?? (await openSqliteStore(':memory:', first)),
		clock: { now: () => now },
		ids: systemIds,
		crypto: systemCrypto,
		reader: readerInThisThread,
		html: mailHtml,
		authenticator: noAuthenticator,
		owner: 'this test',
		wait: (ms) => {
			now = new Date(now.getTime() + ms);
		},
	};
}

export function aMailbox(desk: Desk, settings: Partial<MailboxSettings> = {}): Promise<Mailbox> {
	return createMailbox(desk, { ...newMailboxSettings('support@acme.test', 'Acme Support'), ...settings });
}

export function aStaff(desk: Desk, settings: Partial<StaffSettings> = {}): Promise<Staff> {
	return createStaff(desk, { ...aStaffMember(), ...settings });
}

export const USUAL_THREADING: ThreadSettings = {
	whenColleagueWasFaster: 'hold',
	assignToFirstResponder: true,
	matchesSubject: false,
	reopenForDays: undefined,
};

/** Takes a mail in and threads it; the clock moves on by a second. */
export async function arrive(
	desk: TestDesk,
	mailbox: Mailbox,
	mail: RawMailParts | Buffer,
	settings = USUAL_THREADING,
): Promise<{ readonly inboundMailId: string; readonly outcome: ThreadOutcome }> {
	desk.wait(1000);
	const raw = Buffer.isBuffer(mail) ? mail : rawMail(mail);
	await receiveMail(desk, mailbox.id, [{ sourceKey: systemIds.next(), raw }]);
	const [offered] = await offerDue(desk, mailbox.id, 1);
	if (!offered) throw new Error('The mail was not offered.');
	return { inboundMailId: offered.id, outcome: await threadMail(desk, offered.id, settings) };
}

/** Takes the oldest mails that are due for a flow, for two minutes. */
export async function offerDue(desk: Desk, mailboxId: string, limit: number): Promise<InboundMail[]> {
	const { store, clock } = desk;
	const now = clock.now();
	const due = await store.inbound.due(mailboxId, limit, now);
	const lease = { owner: 'this test', until: new Date(now.getTime() + 120_000) };
	return await store.inbound.offer(
		due.map(({ id }) => id),
		lease,
		now,
	);
}
