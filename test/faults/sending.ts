import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say, table } from '../support/report';
import { SERVER_FAULTS } from './sending-cases';
import { SENDING_KILLS } from './sending-kills';
import { startSendingLab, type SendingLab } from './sending-lab';
import { SendingScene, type SendingCase, type SendingVerdict } from './sending-scene';

const CASES = [...SERVER_FAULTS, SENDING_KILLS];

interface Result extends SendingVerdict {
	readonly title: string;
	readonly seconds: number;
}

/** Plays the faults of sending, or the named ones; returns how many mails were lost or doubled. */
export async function playSendingFaults(names: readonly string[]): Promise<number> {
	const unknown = names.filter((name) => !CASES.some((each) => each.name === name));
	if (unknown.length > 0) {
		say(`There is no case ${unknown.join(', ')}. Say some of: ${CASES.map(({ name }) => name).join(', ')}`);
		return 2;
	}
	const cases = CASES.filter(({ name }) => names.length === 0 || names.includes(name));
	const folder = mkdtempSync(join(tmpdir(), 'faults-'));
	let stage: SendingLab | undefined;
	try {
		stage = await startSendingLab(folder, cases);
		return conclude(await playAll(stage, cases));
	} finally {
		await stage?.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

// Most of a case is waiting; each has a mailbox and a server of its own.
async function playAll(stage: SendingLab, cases: readonly SendingCase[]): Promise<Result[]> {
	const together = cases.filter(({ isAlone }) => !isAlone).map((each) => new SendingScene(each, stage));
	for (const scene of together) await scene.publish();
	const results = await Promise.all(together.map(play));
	for (const scene of together) await scene.unpublish();
	for (const each of cases.filter(({ isAlone }) => isAlone)) {
		const scene = new SendingScene(each, stage);
		await scene.publish();
		results.push(await play(scene));
	}
	return results;
}

async function play(scene: SendingScene): Promise<Result> {
	const { title } = scene.played;
	const start = Date.now();
	const verdict = await scene.played
		.inject(scene)
		.catch((error: unknown) => {
			scene.notes.push(`broken off: ${error instanceof Error ? error.message : String(error)}`.slice(0, 600));
		})
		.then(() => scene.verdict());
	const result = { ...verdict, title, seconds: Math.round((Date.now() - start) / 1000) };
	say(`${scene.name}: ${JSON.stringify(verdict)}, ${result.seconds} s ${scene.notes.join('; ')}`);
	return result;
}

function conclude(results: readonly Result[]): number {
	const figures = ['owed', 'sent', 'failed', 'ambiguous', 'lost', 'doubled', 'seconds'] as const;
	say(
		table(
			['case', ...figures],
			results.map((result) => [result.title, ...figures.map((figure) => result[figure])]),
		),
	);
	const sum = (figure: 'lost' | 'doubled' | 'ambiguous') =>
		results.reduce((total, each) => total + each[figure], 0);
	const total = {
		cases: results.length,
		lost: sum('lost'),
		doubled: sum('doubled'),
		ambiguous: sum('ambiguous'),
	};
	say(JSON.stringify(total));
	return total.lost + total.doubled;
}
