import { setTimeout as sleep } from 'node:timers/promises';
import { rawMail } from '../test/support/raw-mail';
import { waitFor } from '../test/support/wait-for';
import type { Contender } from './contender';

const WARM_UP = 5;
const EVERY_MS = 1000;

/**
 * Delivers a mail each second to an idle n8n; returns the milliseconds from each delivery to the end of its run.
 *
 * @throws when the runs do not match the mails one to one
 */
export async function measureLatency(
	contender: Contender,
	deliver: (raw: Buffer) => Promise<unknown>,
	mails: number,
): Promise<number[]> {
	await sleep(3 * EVERY_MS);
	await deliverEach(deliver, WARM_UP);
	await sleep(2 * EVERY_MS);
	const before = contender.finishedRuns().length;
	if (before === 0) throw new Error('no mail started a run');
	const deliveredAt = await deliverEach(deliver, mails);
	const runs = () => contender.finishedRuns().slice(before);
	await waitFor('the last run', () => runs().length >= mails, { timeoutMs: 30_000, intervalMs: 200 });
	if (runs().length !== mails) throw new Error(`${mails} mails led to ${runs().length} runs`);
	return runs().map(({ stoppedAt }, index) => stoppedAt - (deliveredAt[index] ?? Number.NaN));
}

async function deliverEach(deliver: (raw: Buffer) => Promise<unknown>, mails: number): Promise<number[]> {
	const deliveredAt: number[] = [];
	for (let index = 0; index < mails; index++) {
		const raw = rawMail({ subject: `One by one ${index}`, text: 'It does not print.\n'.repeat(20) });
		deliveredAt.push(Date.now());
		await deliver(raw);
		await sleep(EVERY_MS);
	}
	return deliveredAt;
}
