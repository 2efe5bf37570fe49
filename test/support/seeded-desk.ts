import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../../helpdesk/adapters/store/sqlite-store';
import { newTokenKey, systemClock, systemIds } from '../../helpdesk/adapters/system/system';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import { customerWrites, notify } from './answers';
import { testDesk, type TestDesk } from './test-desk';

const DAY_MS = 24 * 3_600_000;

/** Opens the desk of an n8n that does not run yet, with the clock of this machine; close its store before the start. */
export async function deskOfFolder(userFolder: string): Promise<TestDesk> {
	const folder = join(userFolder, '.n8n', 'helpdesk');
	mkdirSync(folder, { recursive: true });
	const first = { deskId: systemIds.next(), tokenKey: newTokenKey(), now: systemClock.now() };
	const store = await openSqliteStore(join(folder, 'desk.sqlite'), first);
	return { ...(await testDesk(store)), clock: systemClock, wait: () => undefined };
}

/** Lets a customer write, and gives the notification that the desk's one staff member has got of it. */
export async function notified(desk: TestDesk, mailbox: Mailbox, customer: string): Promise<OutboundMail> {
	const message = await customerWrites(desk, mailbox, {
		from: customer,
		to: mailbox.address,
		subject: `Question of ${customer}`,
	});
	const [notification] = await notify(desk, mailbox, message);
	if (!notification) throw new Error('Nobody was notified.');
	// Long ago: what is sent next must not meet the limits of rule 32.
	const sentAt = new Date(desk.clock.now().getTime() - DAY_MS);
	await desk.store.outbound.setState(notification.id, { state: 'sent', sentAt });
	return notification;
}
