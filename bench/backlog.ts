import { setTimeout as sleep } from 'node:timers/promises';
import type { IntakeLab } from '../test/support/intake-lab';
import { rawMail } from '../test/support/raw-mail';
import type { Contender } from './contender';
import { realisticMails } from './corpus';
import { rounded } from './figures';
import { cpuMs, idleMb, peakMb, pidOf } from './process-cost';

const WARM_UP = 60;

/** What it took to work off a backlog. */
export interface Backlog {
	readonly mailsPerSecond: number;
	readonly cpuMsPerMail: number;
	readonly peakMb: number;
	readonly riseMb: number;
	readonly mailsPerExecution: number;
}

/** Lets a warm and idle n8n find a heap of new mail, and measures until the last run has ended. */
export async function measureBacklog(lab: IntakeLab, contender: Contender, mails: number): Promise<Backlog> {
	await lab.restart();
	await contender.publish();
	await warmUp(lab, contender);
	const raws = [...realisticMails(contender.address, mails)];
	const pid = pidOf(lab.n8n);
	const idle = await idleMb(pid);
	const cpuBefore = cpuMs(pid);
	const runsBefore = contender.finishedRuns().length;
	// The built-in trigger does not look for mail when it connects, only when more comes: hence not before publishing.
	const start = await lab.mail.deliverAtOnce(contender.address, raws);
	const end = await contender.untilDone(WARM_UP + mails, 600_000);
	const cpu = cpuMs(pid) - cpuBefore;
	const peak = peakMb(pid);
	const runs = contender.finishedRuns().slice(runsBefore);
	const counted = await contender.mailsIn(runs);
	await contender.unpublish();
	if (counted !== mails) throw new Error(`${contender.name} put ${counted} mails into runs, not ${mails}.`);
	return {
		mailsPerSecond: rounded(mails / ((end - start) / 1000), 1),
		cpuMsPerMail: rounded(cpu / mails, 2),
		peakMb: rounded(peak),
		riseMb: rounded(peak - idle),
		mailsPerExecution: rounded(mails / runs.length, 1),
	};
}

/** Takes a few ordinary mails in: code is loaded and compiled then. */
async function warmUp(lab: IntakeLab, contender: Contender): Promise<void> {
	// The first connection must have found out where "now" is before mail comes.
	await sleep(1000);
	const raws = Array.from({ length: WARM_UP }, (_, index) => rawMail({ subject: `Warm-up ${index}` }));
	await lab.mail.deliverAtOnce(contender.address, raws);
	await contender.untilDone(WARM_UP, 120_000);
}
