import { setTimeout as sleep } from 'node:timers/promises';
import { mailWithAttachment } from '../test/support/hostile-mail';
import type { IntakeLab } from '../test/support/intake-lab';
import { rawMail } from '../test/support/raw-mail';
import type { Contender } from './contender';
import { rounded } from './figures';
import { idleMb, peakMb, pidOf } from './process-cost';

const ATTACHMENT_BYTES = 25 << 20;
const WARM_UP = 100;

/** How far n8n's resident memory rose over its idle level. */
export interface MemoryRises {
	readonly oneRiseMb: number;
	readonly burstRiseMb: number;
	/** Mails that the desk kept whole, not only their headers. */
	readonly keptWhole: number;
}

/** Sends one mail with an attachment of 25 MB to a warm and idle n8n, then many at once. */
export async function measureMemory(
	lab: IntakeLab,
	contender: Contender,
	burst: number,
): Promise<MemoryRises> {
	await lab.restart();
	await contender.publish();
	await sleep(1000);
	const ordinary = Array.from({ length: WARM_UP }, (_, index) => rawMail({ subject: `Ordinary ${index}` }));
	await lab.mail.deliverAtOnce(contender.address, ordinary);
	await contender.untilDone(WARM_UP, 120_000);
	const oneRiseMb = await riseBy(lab, contender, 1, WARM_UP + 1);
	const burstRiseMb = await riseBy(lab, contender, burst, WARM_UP + 1 + burst);
	const [row] = lab.rows(`select count(*) as n from inbound_mail where bytes > ${ATTACHMENT_BYTES}`);
	await contender.unpublish();
	return { oneRiseMb, burstRiseMb, keptWhole: Number(row?.n) };
}

async function riseBy(lab: IntakeLab, contender: Contender, mails: number, total: number): Promise<number> {
	const pid = pidOf(lab.n8n);
	const idle = await idleMb(pid);
	const raw = mailWithAttachment('Attachment of 25 MB', ATTACHMENT_BYTES);
	for (let index = 0; index < mails; index++) {
		await lab.mail.deliverAtOnce(contender.address, [renamed(raw, `Attachment ${total}-${index}`)]);
	}
	await contender.untilDone(total, 900_000);
	return rounded(peakMb(pid) - idle);
}

/** Returns the mail with another subject and Message-ID. */
function renamed(raw: Buffer, subject: string): Buffer {
	const end = raw.indexOf('\r\n\r\n');
	const head = raw
		.subarray(0, end)
		.toString('latin1')
		.replace(/^Subject: .*$/m, `Subject: ${subject}`)
		.replace(/^Message-ID: .*$/m, `Message-ID: <${subject.replaceAll(' ', '-')}@hostile.test>`);
	return Buffer.concat([Buffer.from(head, 'latin1'), raw.subarray(end)]);
}
