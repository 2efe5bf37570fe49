import { setTimeout as sleep } from 'node:timers/promises';
import type { Break } from '../support/tcp-proxy';
import { waitFor } from '../support/wait-for';
import type { FaultCase } from './fault-case';
import { MAILS, type Scene } from './scene';

const HALF = MAILS / 2;
/** Longer than n8n's own patience with a trigger. */
const OUTAGE_MS = 75_000;
const RESETS = 5;

/** Faults of the way between trigger and mail server. */
export const NETWORK_FAULTS: readonly FaultCase[] = [
	{
		name: 'server-stopped',
		title: `mail server stopped for ${OUTAGE_MS / 1000} s`,
		inject: async (scene) => {
			await scene.deliver(HALF);
			await scene.untilTaken(MAILS / 10);
			await scene.lab.mail.stopImap();
			// A process of Dovecot still answers a client in the middle of something.
			const isCut = () => scene.connection() === 'disconnected';
			await waitFor('the desk to notice the outage', isCut, { timeoutMs: 60_000 });
			const before = scene.taken() + sum(scene.open());
			await scene.deliver();
			await sleep(OUTAGE_MS);
			scene.notes.push(`${MAILS - before} mails came while it was away`);
			if (scene.taken() > before) throw new Error('The mail server was not away.');
			await scene.lab.mail.startImap();
		},
	},
	{
		name: 'black-hole',
		title: `TCP black hole for ${OUTAGE_MS / 1000} s`,
		isProxied: true,
		inject: async (scene) => {
			await scene.deliver(HALF);
			await scene.untilTaken(MAILS / 10);
			scene.proxy.swallow();
			await scene.deliver();
			await sleep(OUTAGE_MS);
			scene.proxy.forward();
		},
	},
	{
		name: 'black-hole-at-idle',
		title: `TCP black hole for ${OUTAGE_MS / 1000} s, from the client's IDLE on`,
		isProxied: true,
		inject: async (scene) => {
			await scene.deliver(HALF);
			await scene.untilTaken(HALF);
			scene.proxy.swallowAt('IDLE');
			await scene.deliver();
			await sleep(OUTAGE_MS);
			scene.proxy.forward();
		},
	},
	{
		name: 'reset-in-fetch',
		title: `RST in the middle of FETCH, ${RESETS} times`,
		isProxied: true,
		// Big enough to arrive in several pieces.
		bytesEach: 20_000,
		inject: (scene) =>
			resetMidway(
				scene,
				Array.from({ length: RESETS }, () => ({ inLiteral: 1 + Math.floor(Math.random() * 8) })),
			),
	},
	{
		name: 'reset-anywhere',
		title: `RST after any byte, ${RESETS} times`,
		isProxied: true,
		inject: (scene) =>
			resetMidway(
				scene,
				Array.from({ length: RESETS }, () => ({ afterBytes: Math.floor(Math.random() * 20_000) })),
			),
	},
];

function sum(counts: Record<string, number>): number {
	return Object.values(counts).reduce((total, count) => total + count, 0);
}

async function resetMidway(scene: Scene, breaks: readonly Break[]): Promise<void> {
	await scene.deliver(HALF);
	await scene.untilTaken(MAILS / 10);
	scene.proxy.resetBy(...breaks);
	const part = Math.ceil(HALF / breaks.length);
	const haveMet = (count: number) => () => scene.proxy.resets > count;
	for (let reset = 1; reset <= breaks.length; reset++) {
		await scene.deliver(part);
		await waitFor(`reset ${reset}`, haveMet(reset), { timeoutMs: 90_000 }).catch(() => undefined);
	}
	scene.notes.push(`${scene.proxy.resets - 1} resets`);
}
