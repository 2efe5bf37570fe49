import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say, table } from '../test/support/report';
import { unpackedPackage } from '../test/support/packed-package';
import { RealN8n } from '../test/support/real-n8n';
import { deskOfFolder } from '../test/support/seeded-desk';
import { testDesk, type TestDesk } from '../test/support/test-desk';
import { waitFor } from '../test/support/wait-for';
import { median, ratio, rounded } from './figures';
import { cpuMs, pidOf } from './process-cost';
import {
	acmeDesk,
	answersToSend,
	asPlainMails,
	hire,
	mailToTellOf,
	SUPPORT,
	type Work,
} from './sending-desk';
import { builtinSender, ourSender, sendingCredentials } from './sending-flows';
import { SmtpChild } from './smtp-child';

const ROUNDS = Number(process.env.HELPDESK_BENCH_ROUNDS ?? 3);
const REPLIES = Number(process.env.HELPDESK_BENCH_REPLIES ?? 500);
const PEOPLE = Number(process.env.HELPDESK_BENCH_PEOPLE ?? 50);
const WARM_UP = 30;
const PASSWORD = 'bench-pass-7T2';

type Side = 'ours' | 'builtin';
type Kind = 'notifications' | 'replies';

/** What one execution took that sent mails. */
interface Run {
	readonly mailsPerSecond: number;
	readonly cpuMsPerMail: number;
	readonly connections: number;
}

/** What there is to send, per side and kind: a work for each round, the first one to get warm. */
type Works = Record<Side, Record<Kind, readonly Work[]>>;

/** Measures our sending beside n8n's own Send Email, in one n8n and to one SMTP server with STARTTLS and AUTH. */
export async function benchSending(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'bench-'));
	const smtp = await SmtpChild.start(SUPPORT, PASSWORD);
	let n8n: RealN8n | undefined;
	try {
		const userFolder = join(folder, 'n8n');
		const packageFolder = await unpackedPackage(join(folder, 'package'));
		const env = { NODE_OPTIONS: process.env.HELPDESK_BENCH_NODE_OPTIONS ?? '' };
		n8n = await RealN8n.prepare({ userFolder, packageFolder, env });
		const { port } = await smtp.ask('report');
		await n8n.importCredentials(sendingCredentials(SUPPORT, PASSWORD, port));
		await n8n.importWorkflow(ourSender('replies'), ourSender('notifications'), builtinSender());
		const works = await seed(userFolder);
		await n8n.start();
		await n8n.login();
		report(await new SendingBench(n8n, smtp, works).measure());
	} finally {
		await n8n?.stop();
		await smtp.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

class SendingBench {
	constructor(
		private readonly n8n: RealN8n,
		private readonly smtp: SmtpChild,
		private readonly works: Works,
	) {}

	async measure(): Promise<Record<Kind, Record<Side, Run[]>>> {
		for (const id of ['send-replies', 'send-notifications', 'send-builtin']) {
			await this.n8n.publishRunning(id);
			await this.n8n.waitUntilPublished(id);
		}
		const runs = {
			notifications: { ours: [] as Run[], builtin: [] as Run[] },
			replies: { ours: [] as Run[], builtin: [] as Run[] },
		};
		for (const kind of ['notifications', 'replies'] as const) {
			// In turns, so that what happens on the machine meanwhile happens to both.
			for (let round = 0; round <= ROUNDS; round++) {
				for (const side of ['ours', 'builtin'] as const) {
					const run = await this.run(side, kind, round);
					if (round > 0) runs[kind][side].push(run);
					say(`${kind}, ${round === 0 ? 'warm-up' : `round ${round}`}, ${side}: ${JSON.stringify(run)}`);
				}
			}
		}
		return runs;
	}

	private async run(side: Side, kind: Kind, round: number): Promise<Run> {
		const work = this.works[side][kind][round];
		if (!work) throw new Error(`There is no work for round ${round}.`);
		const { n8n, smtp } = this;
		const id = side === 'ours' ? `send-${kind}` : 'send-builtin';
		const { connections } = await smtp.ask('forget');
		const before = cpuMs(pidOf(n8n));
		const start = Date.now();
		const answer = await fetch(`${n8n.url}/webhook/${id}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ items: work.items }),
		});
		const text = await answer.text();
		const cpu = cpuMs(pidOf(n8n)) - before;
		const after = await waitFor(`${work.mails} mails`, async () => {
			const taken = await smtp.ask('report');
			return taken.mails >= work.mails && taken;
		}).catch(async (cause: unknown) => {
			const taken = await smtp.ask('report');
			throw new Error(
				`${side} sent ${taken.mails} of ${work.mails}: ${answer.status} ${text.slice(0, 500)}\n${n8n.log()}`,
				{
					cause,
				},
			);
		});
		if (after.distinct !== work.mails) throw new Error(`${side} sent ${after.distinct} different mails.`);
		return {
			mailsPerSecond: rounded((work.mails * 1000) / (after.lastTakenAt - start), 1),
			cpuMsPerMail: rounded(cpu / work.mails, 2),
			connections: after.connections - connections,
		};
	}
}

async function seed(userFolder: string): Promise<Works> {
	const ours = await fill(await deskOfFolder(userFolder));
	const theirs = await fill(await testDesk());
	const plain = { notifications: [] as Work[], replies: [] as Work[] };
	for (const answers of theirs.answers)
		plain.replies.push(await asPlainMails(theirs.desk, answers, undefined));
	for (const id of theirs.messages) plain.notifications.push(await asPlainMails(theirs.desk, [], id));
	await ours.desk.store.close();
	await theirs.desk.store.close();
	const item = (messageId: string) => ({ messageId });
	return {
		builtin: plain,
		ours: {
			replies: ours.answers.map((ids) => ({ items: ids.map(item), mails: ids.length })),
			notifications: ours.messages.map((id) => ({ items: [item(id)], mails: PEOPLE })),
		},
	};
}

async function fill(desk: TestDesk) {
	const mailbox = await acmeDesk(desk);
	const answers: string[][] = [];
	const messages: string[] = [];
	for (let round = 0; round <= ROUNDS; round++)
		answers.push(await answersToSend(desk, mailbox, `round-${round}`, round === 0 ? WARM_UP : REPLIES));
	await hire(desk, PEOPLE);
	for (let round = 0; round <= ROUNDS; round++)
		messages.push(await mailToTellOf(desk, mailbox, `news-${round}`));
	return { desk, answers, messages };
}

function report(runs: Record<Kind, Record<Side, Run[]>>): void {
	const figure = (kind: Kind, name: keyof Run) => {
		const [ours, builtin] = (['ours', 'builtin'] as const).map((side) =>
			median(runs[kind][side].map((run) => run[name])),
		);
		return { ours: ours ?? Number.NaN, builtin: builtin ?? Number.NaN };
	};
	const line = (kind: Kind, what: string, name: keyof Run, limit: string) => {
		const { ours, builtin } = figure(kind, name);
		return [what, rounded(ours, 1), rounded(builtin, 1), String(ratio(ours, builtin)), limit];
	};
	say(
		table(
			['figure', 'ours', 'Send Email', 'ratio', 'limit'],
			[
				line('notifications', `${PEOPLE} notifications: mails/s`, 'mailsPerSecond', '≥ 5'),
				line('notifications', 'CPU of n8n per mail, ms', 'cpuMsPerMail', '< 1'),
				line('notifications', 'connections made', 'connections', ''),
				line('replies', `${REPLIES} replies: mails/s`, 'mailsPerSecond', '≥ 5'),
				line('replies', 'CPU of n8n per mail, ms', 'cpuMsPerMail', '< 1'),
				line('replies', 'connections made', 'connections', ''),
			],
		),
	);
	const of = (kind: Kind, name: keyof Run) => {
		const { ours, builtin } = figure(kind, name);
		return ratio(ours, builtin);
	};
	say(
		JSON.stringify({
			notificationsPerSecond: of('notifications', 'mailsPerSecond'),
			notificationsCpuPerMail: of('notifications', 'cpuMsPerMail'),
			repliesPerSecond: of('replies', 'mailsPerSecond'),
			repliesCpuPerMail: of('replies', 'cpuMsPerMail'),
		}),
	);
}
