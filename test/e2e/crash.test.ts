import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ACCOUNTS, CHRIS, FRANK, JOHN, startAcme, type Acme } from '../support/acme';
import { deskRows } from '../support/desk-file';
import type { MailPeer } from '../support/mail-peer';
import { startBestPeer } from '../support/peer';
import { customerWrites, notificationTo, staffAnswers } from '../support/story';
import { waitFor } from '../support/wait-for';

jest.setTimeout(600_000);

const MAILS = 24;
const KILLS = 3;
// Killed between the server's go-ahead and its receipt: nobody knows, so it is not sent again (rule 30).
const UNSURE = ['transmitting', 'ambiguous'];

describe('kill -9 of n8n while flows run', () => {
	let folder: string;
	let mail: MailPeer;
	let acme: Acme;

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'e2e-'));
		mail = await startBestPeer({ accounts: ACCOUNTS });
		acme = await startAcme({ mail, folder });
	});

	afterAll(async () => {
		await acme?.stop();
		await mail?.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	it('loses no mail and mails nobody twice', async () => {
		const subjects = Array.from({ length: MAILS }, (_, index) => `Crash ${String(index).padStart(2, '0')}`);
		const kills = killWhileFlowsRun();
		for (const subject of subjects) {
			await customerWrites(acme, { subject });
			await sleep(150);
		}
		const midFlow = await kills;
		// It was really in the middle of something, or this would prove nothing.
		expect(midFlow).toBeGreaterThan(0);

		await waitFor('every conversation to be there', () => conversations().length >= MAILS, {
			timeoutMs: 120_000,
		});
		await waitFor('everything to be settled', isSettled, { timeoutMs: 240_000, intervalMs: 500 });
		expect(
			conversations()
				.map(({ subject }) => subject)
				.toSorted(),
		).toEqual(subjects);
		for (const address of [JOHN, CHRIS]) await expectOneEach(address, subjects, 'notification');
	});

	it('relays an answer once, though n8n dies while it is relayed', async () => {
		const subject = 'Answered in a crash';
		await customerWrites(acme, { subject });
		const toJohn = await notificationTo(acme, JOHN, subject);
		await staffAnswers(acme, toJohn, 'One answer only.');
		await waitFor('the answer to be threaded', () => rows("select id from message where kind = 'staff'")[0], {
			timeoutMs: 30_000,
			intervalMs: 5,
		});
		await acme.n8n.kill();
		await acme.startAgain();
		await waitFor('everything to be settled', isSettled, { timeoutMs: 240_000, intervalMs: 500 });
		const [reply] = rows("select state from outbound_mail where idempotency_key like 'reply:%'");
		const arrived = (await mail.inbox(FRANK)).filter((raw) => raw.includes('One answer only.'));
		if (reply?.state !== 'sent') expect(UNSURE).toContain(reply?.state);
		expect(arrived.length).toBeLessThanOrEqual(1);
		expect(arrived.length > 0 || reply?.state !== 'sent').toBe(true);
	});

	async function killWhileFlowsRun(): Promise<number> {
		let midFlow = 0;
		for (let kill = 0; kill < KILLS; kill++) {
			await waitFor('a flow to run', () => rows("select id from inbound_mail where state = 'offered'")[0], {
				timeoutMs: 60_000,
				intervalMs: 5,
			});
			await sleep(Math.random() * 300);
			await acme.n8n.kill();
			if (rows("select id from inbound_mail where state = 'offered'").length > 0) midFlow += 1;
			await acme.startAgain();
		}
		return midFlow;
	}

	function isSettled(): boolean {
		const open = rows("select id from inbound_mail where state in ('received', 'offered', 'failed')").length;
		const owed = rows("select id from outbound_mail where state in ('queued', 'claimed', 'retry')").length;
		return open === 0 && owed === 0;
	}

	function conversations() {
		return rows("select subject from conversation where subject like 'Crash %'");
	}

	// Postfix hands over a moment after it has accepted.
	async function expectOneEach(address: string, subjects: readonly string[], kind: string): Promise<void> {
		const states = UNSURE.map((state) => `'${state}'`).join(', ');
		const unsure = rows(
			`select subject from outbound_mail where state in (${states}) and recipient_address = '${address}'`,
		).map(({ subject }) => String(subject));
		const sure = subjects.filter((subject) => !unsure.some((each) => each.endsWith(`] ${subject}`)));
		const count = async (subject: string) =>
			(await mail.inbox(address)).filter((raw) => raw.includes(`] ${subject}\r\n`)).length;
		for (const subject of sure) {
			await waitFor(`the ${kind} of ${subject} to ${address}`, async () => (await count(subject)) > 0);
		}
		const counts = await Promise.all(
			subjects.map(async (subject) => [subject, await count(subject)] as const),
		);
		expect(counts.filter(([, mails]) => mails > 1)).toEqual([]);
	}

	function rows(query: string) {
		return deskRows(folder, query);
	}
});
