import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HoodiecrowMailbox } from '../test/support/hoodiecrow-mailbox';
import { IntakeLab, LAB_PASSWORD, addressOf, startLabMail } from '../test/support/intake-lab';
import { say } from '../test/support/report';
import { measureBacklog, type Backlog } from './backlog';
import { Contender, builtinCredential, builtinWorkflow } from './contender';
import { quantile, rounded } from './figures';
import { report, type Figures, type Sides } from './intake-report';
import { measureLatency } from './latency';
import { collectsGarbage } from './process-cost';
import { measureMemory, type MemoryRises } from './memory';

const ROUNDS = Number(process.env.HELPDESK_BENCH_ROUNDS ?? 2);
const MAILS = Number(process.env.HELPDESK_BENCH_MAILS ?? 2000);
const LATENCY_MAILS = Number(process.env.HELPDESK_BENCH_LATENCY_MAILS ?? 60);
const LATENCY_TURNS = 4;
const ATTACHMENTS = Number(process.env.HELPDESK_BENCH_ATTACHMENTS ?? 100);
const PARTS = ['backlog', 'latency', 'push', 'memory'];

/** Measures our intake, or parts of it, beside n8n's own mail trigger, in one n8n and on one mail server. */
export async function benchIntake(parts: readonly string[]): Promise<void> {
	const unknown = parts.filter((part) => !PARTS.includes(part));
	if (unknown.length > 0)
		throw new Error(`There is no ${unknown.join(', ')}; say some of: ${PARTS.join(', ')}`);
	const folder = mkdtempSync(join(tmpdir(), 'bench-'));
	const bench = await Bench.build(folder);
	try {
		report(await bench.measure(parts.length > 0 ? parts : PARTS), MAILS, ATTACHMENTS);
	} finally {
		await bench.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

// Each begins in turn, so that it is not always the same one that finds n8n and the machine as the other left them.
function inTurn(round: number): readonly ('ours' | 'builtin')[] {
	return round % 2 === 0 ? ['builtin', 'ours'] : ['ours', 'builtin'];
}

class Bench {
	static async build(folder: string): Promise<Bench> {
		const rounds = Array.from({ length: ROUNDS }, (_, index) => `r${index + 1}`);
		const ours = [...rounds, 'latency', 'memory'].map((name) => `ours-${name}`);
		const builtins = [...rounds, 'latency'].map((name) => `builtin-${name}`);
		const mail = await startLabMail([...ours, ...builtins]);
		const pushing = { ours: await pushingServer('ours-push'), builtin: await pushingServer('builtin-push') };
		const parameters = { options: { maxMegabytes: 50 } };
		// Unencrypted for both: the built-in trigger knows no STARTTLS.
		const lab = await IntakeLab.start({
			folder,
			mail,
			mailboxes: [
				...ours.map((name) => ({ name, imapPort: mail.imapPort(), parameters })),
				{ name: 'ours-push', imapPort: pushing.ours.port, parameters },
			],
			credentials: [
				...builtins.map((name) => builtinCredential(name, mail.imapPort())),
				builtinCredential('builtin-push', pushing.builtin.port),
			],
			workflows: [...builtins, 'builtin-push'].map(builtinWorkflow),
			env: collectsGarbage(process.env.HELPDESK_BENCH_NODE_OPTIONS),
		});
		return new Bench(lab, pushing);
	}

	private constructor(
		private readonly lab: IntakeLab,
		private readonly pushing: Sides<HoodiecrowMailbox>,
	) {}

	async measure(parts: readonly string[]): Promise<Figures> {
		const figures = {
			backlog: { ours: [] as Backlog[], builtin: [] as Backlog[] },
			latency: { ours: [] as number[], builtin: [] as number[] },
			push: { ours: [] as number[], builtin: [] as number[] },
			memory: undefined as MemoryRises | undefined,
		};
		for (let round = 1; parts.includes('backlog') && round <= ROUNDS; round++) {
			for (const side of inTurn(round)) {
				const backlog = await measureBacklog(this.lab, this.contender(side, `r${round}`), MAILS);
				figures.backlog[side].push(backlog);
				say(`backlog, round ${round}, ${side}: ${JSON.stringify(backlog)}`);
			}
		}
		if (parts.includes('latency')) await this.measureLatencies(figures.latency);
		if (parts.includes('push')) await this.measurePushes(figures.push);
		if (parts.includes('memory')) {
			figures.memory = await measureMemory(this.lab, this.contender('ours', 'memory'), ATTACHMENTS);
			say(`memory: ${JSON.stringify(figures.memory)}`);
		}
		return figures;
	}

	async stop(): Promise<void> {
		await this.lab.n8n.stop();
		await this.lab.mail.stop();
		await this.pushing.ours.stop();
		await this.pushing.builtin.stop();
	}

	// In turns, so that what happens on the machine meanwhile happens to both.
	private async measureLatencies(latency: Sides<number[]>): Promise<void> {
		await this.lab.restart();
		for (let turn = 1; turn <= LATENCY_TURNS; turn++) {
			for (const side of inTurn(turn)) {
				const contender = this.contender(side, 'latency');
				await contender.publish();
				const deliver = (raw: Buffer) => this.lab.mail.deliverAtOnce(contender.address, [raw]);
				const mails = Math.ceil(LATENCY_MAILS / LATENCY_TURNS);
				latency[side].push(...(await measureLatency(contender, deliver, mails)));
				await contender.unpublish();
				say(`latency, turn ${turn}, ${side}: p50 ${rounded(quantile(latency[side], 0.5))} ms so far`);
			}
		}
	}

	private async measurePushes(push: Sides<number[]>): Promise<void> {
		await this.lab.restart();
		for (const side of ['ours', 'builtin'] as const) {
			const contender = this.contender(side, 'push');
			const deliver = async (raw: Buffer) => this.pushing[side].append(raw);
			try {
				await contender.publishElsewhere();
				push[side].push(...(await measureLatency(contender, deliver, LATENCY_MAILS / 2)));
			} catch (error) {
				say(`${side} does not work with the server that pushes at once: ${(error as Error).message}`);
			}
			await contender.unpublish();
		}
	}

	private contender(side: 'ours' | 'builtin', name: string): Contender {
		return new Contender(`${side}-${name}`, side === 'ours', this.lab);
	}
}

// Dovecot waits half a second before it pushes; this one does not.
async function pushingServer(name: string): Promise<HoodiecrowMailbox> {
	const server = new HoodiecrowMailbox({ address: addressOf(name), password: LAB_PASSWORD });
	await server.start();
	return server;
}
