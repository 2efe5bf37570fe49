import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { longestBlock, recordEventLoop } from '../support/event-loop';
import { IntakeLab, labAccounts, startLabMail, type LabMailbox } from '../support/intake-lab';
import { TcpProxy } from '../support/tcp-proxy';
import type { FaultCase } from './fault-case';
import { MAILBOX_FAULTS } from './mailbox-faults';
import { NETWORK_FAULTS } from './network-faults';
import { PROCESS_FAULTS } from './process-faults';
import { say, table } from '../support/report';
import { MAILS, Scene, type Verdict } from './scene';
import { STORE_FAULTS, mountDisk, unmountDisk } from './store-faults';

const CASES = [...NETWORK_FAULTS, ...MAILBOX_FAULTS, ...STORE_FAULTS, ...PROCESS_FAULTS];

interface Result extends Verdict {
	readonly name: string;
	readonly seconds: number;
	readonly blockedMs: number;
	readonly notes: readonly string[];
}

/** Plays the faults, or the named ones, each amid a burst of mail; returns how many cases went wrong. */
export async function playFaults(names: readonly string[]): Promise<number> {
	const unknown = names.filter((name) => !CASES.some((each) => each.name === name));
	if (unknown.length > 0) {
		say(`There is no case ${unknown.join(', ')}. Say some of: ${CASES.map(({ name }) => name).join(', ')}`);
		return 2;
	}
	const cases = CASES.filter(({ name }) => names.length === 0 || names.includes(name));
	const folder = mkdtempSync(join(tmpdir(), 'faults-'));
	const stage = await Stage.build(folder, cases);
	const results: Result[] = [];
	try {
		for (const each of cases) {
			results.push(await stage.play(each));
			say(line(results.at(-1) as Result));
		}
	} finally {
		await stage.stop();
		rmSync(folder, { recursive: true, force: true });
	}
	return conclude(results);
}

/** The lab of a run, with a proxy for each case that wants one. */
class Stage {
	static async build(folder: string, cases: readonly FaultCase[]): Promise<Stage> {
		const mail = await startLabMail(cases.map(({ name }) => name));
		const proxies = new Map<string, TcpProxy>();
		const mailboxes: LabMailbox[] = [];
		for (const { name, isProxied } of cases) {
			if (isProxied) {
				const proxy = new TcpProxy(mail.imapPort());
				await proxy.start();
				proxies.set(name, proxy);
			}
			const proxy = proxies.get(name);
			mailboxes.push({ name, ...(proxy && { imapPort: proxy.port }) });
		}
		const disk = cases.some(({ needsOwnDisk }) => needsOwnDisk)
			? { beforeStart: mountDisk, disk: join(folder, 'n8n', '.n8n', 'helpdesk') }
			: {};
		const lab = await IntakeLab.start({ folder, mail, mailboxes, env: recordEventLoop(folder), ...disk });
		return new Stage(lab, proxies, cases, disk.disk);
	}

	private constructor(
		private readonly lab: IntakeLab,
		private readonly proxies: ReadonlyMap<string, TcpProxy>,
		private readonly cases: readonly FaultCase[],
		private readonly disk: string | undefined,
	) {}

	async play({ name, bytesEach = 1000, inject }: FaultCase): Promise<Result> {
		const scene = new Scene(name, this.lab, bytesEach, this.proxies.get(name));
		const start = Date.now();
		const verdict = await this.verdict(scene, inject).catch((error: unknown) => {
			scene.notes.push(`broken off: ${error instanceof Error ? error.message : String(error)}`.slice(0, 600));
			return { lost: MAILS, doubled: 0, aliveMs: undefined };
		});
		if (verdict.lost > 0) scene.notes.push(...this.errors(scene));
		const result = {
			...verdict,
			name,
			seconds: Math.round((Date.now() - start) / 1000),
			blockedMs: longestBlock(this.lab.folder, start),
			notes: scene.notes,
		};
		await this.tidy(name).catch((error: unknown) => say(`tidying up after ${name} failed: ${error}`));
		return result;
	}

	async stop(): Promise<void> {
		await this.lab.n8n.stop();
		await this.lab.mail.stop();
		for (const proxy of this.proxies.values()) await proxy.stop();
		if (this.disk !== undefined) await unmountDisk(this.disk);
	}

	private async verdict(scene: Scene, inject: FaultCase['inject']): Promise<Verdict> {
		await this.lab.publish(scene.name);
		await inject(scene);
		return await scene.verdict();
	}

	private errors(scene: Scene): string[] {
		try {
			return scene.errors();
		} catch (error) {
			return [String(error)];
		}
	}

	/** Whatever a case has left behind must not harm the next one. */
	private async tidy(name: string): Promise<void> {
		const { lab } = this;
		this.proxies.get(name)?.forward();
		await lab.mail.setAccounts(labAccounts(this.cases.map((each) => each.name)));
		if (lab.n8n.pid === undefined) await lab.n8n.start();
		await lab.unpublish(name);
	}
}

function line({ name, lost, doubled, aliveMs, seconds, blockedMs, notes }: Result): string {
	const alive = aliveMs === undefined ? 'DEAD' : `alive (${aliveMs} ms)`;
	const figures = `${MAILS} mails, ${lost} lost, ${doubled} doubled, ${alive}, ${seconds} s, n8n blocked ≤ ${blockedMs} ms`;
	return `${name}: ${figures}${notes.length > 0 ? ` — ${notes.join('; ')}` : ''}`;
}

function conclude(results: readonly Result[]): number {
	const titles = new Map(CASES.map(({ name, title }) => [name, title]));
	say(
		table(
			['case', 'mails', 'lost', 'doubled', 'alive', 'seconds', 'n8n blocked ms'],
			results.map(({ name, lost, doubled, aliveMs, seconds, blockedMs }) => [
				titles.get(name) ?? name,
				MAILS,
				lost,
				doubled,
				aliveMs === undefined ? 'no' : `after ${aliveMs} ms`,
				seconds,
				blockedMs,
			]),
		),
	);
	const sum = (figure: (result: Result) => number) =>
		results.reduce((total, each) => total + figure(each), 0);
	const total = {
		cases: results.length,
		lost: sum(({ lost }) => lost),
		doubled: sum(({ doubled }) => doubled),
		dead: sum(({ aliveMs }) => (aliveMs === undefined ? 1 : 0)),
	};
	say(JSON.stringify(total));
	return total.lost + total.doubled + total.dead;
}
