import { beforeEach, describe, expect, it } from '@jest/globals';
import { receiveMail } from '../../helpdesk/desk/receive-mail';
import { threadMail } from '../../helpdesk/desk/thread-mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { rawMail, type RawMailParts } from '../support/raw-mail';
import { aMailbox, offerDue, testDesk, USUAL_THREADING, type TestDesk } from '../support/test-desk';

const WEEK_MS = 7 * 24 * 3_600_000;

describe('noteDelivery', () => {
	let desk: TestDesk;
	let support: Mailbox;
	let sales: Mailbox;
	let uid = 0;

	beforeEach(async () => {
		desk = await testDesk();
		support = await aMailbox(desk);
		sales = await aMailbox(desk, { address: 'sales@acme.test' });
	});

	it('tells that mail keeps coming by two ways, and names them, once a day', async () => {
		for (let mail = 1; mail <= 5; mail++) await comesTo([support, sales], { to: 'info@acme.test' });
		expect(await ways()).toEqual(['sales@acme.test by IMAP (INBOX) and support@acme.test by IMAP (INBOX)']);
	});

	it.each<[string, RawMailParts, () => Mailbox[], number]>([
		['comes twice only', {}, () => [support, sales], 2],
		['is addressed to both', { to: 'support@acme.test, sales@acme.test' }, () => [support, sales], 5],
		['comes again by the same way', {}, () => [support, support], 5],
	])('says nothing of mail that %s', async (_when, parts, mailboxes, mails) => {
		for (let mail = 1; mail <= mails; mail++) await comesTo(mailboxes(), { to: 'info@acme.test', ...parts });
		expect(await ways()).toEqual([]);
	});

	it('forgets what was long ago', async () => {
		for (let mail = 1; mail <= 4; mail++) {
			await comesTo([support, sales], { to: 'info@acme.test' });
			desk.wait(WEEK_MS / 2 + 1);
		}
		expect(await ways()).toEqual([]);
	});

	async function comesTo(mailboxes: Mailbox[], parts: RawMailParts): Promise<void> {
		const raw = rawMail(parts);
		for (const { id } of mailboxes) {
			await receiveMail(desk, id, [{ sourceKey: `imap:INBOX:1:${++uid}`, raw }]);
			const [mail] = await offerDue(desk, id, 1);
			await threadMail(desk, mail?.id ?? '', USUAL_THREADING);
		}
	}

	async function ways() {
		const events = await desk.store.eventsSince('duplicate-forwarding', new Date(0), 10);
		return events.map(({ data }) => data?.ways);
	}
});
