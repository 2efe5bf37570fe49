import { say, table } from '../test/support/report';
import type { Backlog } from './backlog';
import { median, quantile, ratio, rounded } from './figures';
import type { MemoryRises } from './memory';

/** Everything that was measured; empty where a part was left out. */
export interface Figures {
	readonly backlog: Sides<Backlog[]>;
	readonly latency: Sides<number[]>;
	readonly push: Sides<number[]>;
	readonly memory: MemoryRises | undefined;
}

/** The same of both contenders. */
export interface Sides<T> {
	readonly ours: T;
	readonly builtin: T;
}

interface Line {
	readonly what: string;
	readonly ours: number | undefined;
	readonly builtin: number | undefined;
	readonly limit: string;
}

/** Prints the table with the limits, and as the last line one JSON object. */
export function report(figures: Figures, mails: number, attachments: number): void {
	const lines = {
		...backlogLines(figures, mails),
		...latencyLines(figures),
		...memoryLines(figures, attachments),
	};
	say(table(['figure', 'ours', 'built-in', 'ratio', 'limit'], Object.values(lines).map(cells)));
	say(
		JSON.stringify({
			throughput: ratioOf(lines.throughput),
			p50: ratioOf(lines.p50),
			p99: ratioOf(lines.p99),
			p50AfterPushMs: oursOf(lines.p50AfterPush),
			cpuPerMail: ratioOf(lines.cpuPerMail),
			peakMemory: ratioOf(lines.peakMemory),
			attachment25MbRiseMb: oursOf(lines.oneRise),
			burst100RiseMb: oursOf(lines.burstRise),
		}),
	);
}

function backlogLines({ backlog }: Figures, mails: number) {
	const line = (what: string, limit: string, figure: (backlog: Backlog) => number): Line => ({
		what,
		limit,
		ours: orNothing(backlog.ours.map(figure), median),
		builtin: orNothing(backlog.builtin.map(figure), median),
	});
	return {
		throughput: line(`backlog of ${mails} mails: mails/s`, '≥ 1, goal 1.5', (each) => each.mailsPerSecond),
		cpuPerMail: line('CPU per mail, ms', '≤ 1', (each) => each.cpuMsPerMail),
		peakMemory: line('peak memory of n8n, MB', '≤ 1', (each) => each.peakMb),
		rise: line('peak memory over idle, MB', '', (each) => each.riseMb),
		batch: line('mails per execution', '', (each) => each.mailsPerExecution),
	};
}

function latencyLines({ latency, push }: Figures) {
	const line = (what: string, limit: string, { ours, builtin }: Sides<number[]>, share: number): Line => ({
		what,
		limit,
		ours: orNothing(ours, (values) => quantile(values, share)),
		builtin: orNothing(builtin, (values) => quantile(values, share)),
	});
	return {
		p50: line('delivery → finished (Dovecot) p50, ms', '≤ 1', latency, 0.5),
		p99: line('delivery → finished (Dovecot) p99, ms', '≤ 1', latency, 0.99),
		p50AfterPush: line('push → finished p50, ms', 'ours ≤ 150 ms', push, 0.5),
		p99AfterPush: line('push → finished p99, ms', '', push, 0.99),
	};
}

function memoryLines({ memory }: Figures, attachments: number) {
	const line = (what: string, limit: string, ours: number | undefined): Line => ({
		what,
		limit,
		ours,
		builtin: undefined,
	});
	return {
		oneRise: line('a 25 MB attachment: rise of memory, MB', '< 100 MB', memory?.oneRiseMb),
		burstRise: line(`a burst of ${attachments} of them: rise, MB`, '< 300 MB', memory?.burstRiseMb),
		keptWhole: line('of them kept whole', '', memory?.keptWhole),
	};
}

function cells({ what, ours, builtin, limit }: Line): string[] {
	const cell = (value: number | undefined) =>
		(value === undefined ? '' : String(rounded(value, 1))).padStart(8);
	return [what, cell(ours), cell(builtin), String(ratio(ours, builtin) ?? '').padStart(5), limit];
}

function orNothing(values: number[], figure: (values: number[]) => number): number | undefined {
	return values.length > 0 ? figure(values) : undefined;
}

function ratioOf({ ours, builtin }: Line): number | undefined {
	return ratio(ours, builtin);
}

function oursOf({ ours }: Line): number | undefined {
	return ours === undefined ? undefined : rounded(ours);
}
