import { setTimeout as sleep } from 'node:timers/promises';
import type { SmtpMoment } from '../support/scripted-smtp';
import { waitFor } from '../support/wait-for';
import type { SendingCase, SendingScene } from './sending-scene';

const KILLS = Number(process.env.HELPDESK_FAULT_KILLS ?? 20);
const REPLIES = Number(process.env.HELPDESK_FAULT_REPLIES ?? 200);
// Each step of a session takes a while, so that a kill at random falls between any two.
const STEP_MS = 25;
const MOMENTS: readonly SmtpMoment[] = [
	'greeting',
	'login',
	'sender',
	'recipient',
	'data',
	'body',
	'final-dot',
	'answer',
];

/** n8n is killed amid sending: half of the times at a step of the session with the server, else at random. */
export const SENDING_KILLS: SendingCase = {
	name: 'kill-9-sending',
	title: `n8n killed (-9) ${KILLS} times amid ${REPLIES} replies`,
	answers: REPLIES,
	isAlone: true,
	inject: async (scene) => {
		const seen = new Map<string, number>();
		for (let kill = 0; kill < KILLS; kill++) {
			const before = scene.settled();
			const isStruck =
				kill % 2 === 0 ? killAt(scene, MOMENTS[(kill / 2) % MOMENTS.length] as SmtpMoment) : undefined;
			await scene.bring(Math.ceil(REPLIES / KILLS));
			await (isStruck ?? killAtRandom(scene, before));
			for (const [state, count] of Object.entries(scene.states()))
				if (state !== 'sent' && state !== 'ambiguous') seen.set(state, (seen.get(state) ?? 0) + count);
			scene.server.script = ({ moment }) => (moment === 'body' ? undefined : STEP_MS);
			await scene.stage.lab.startAgain(scene.name);
		}
		const states = [...seen].map(([state, count]) => `${count} ${state}`).join(', ');
		scene.notes.push(`${KILLS} kills; left behind: ${states}`);
	},
};

// Whichever mail comes to that step after a few others have gone through.
async function killAt(scene: SendingScene, at: SmtpMoment): Promise<void> {
	const { promise: struck, resolve: strike } = Promise.withResolvers<void>();
	// A connection greets and logs in once, for all of its mails.
	let left = at === 'greeting' || at === 'login' ? 1 : 1 + Math.floor(Math.random() * 5);
	scene.server.script = ({ moment }) => {
		if (moment === at && --left === 0) {
			scene.stage.lab.n8n.kill().then(strike, strike);
			return 'hang';
		}
		return moment === 'body' ? undefined : STEP_MS;
	};
	await Promise.race([struck, sleep(30_000)]);
	await scene.stage.lab.n8n.kill();
}

async function killAtRandom(scene: SendingScene, before: number): Promise<void> {
	const begins = () =>
		scene.settled() > before || (scene.states().claimed ?? 0) + (scene.states().transmitting ?? 0) > 0;
	await waitFor('sending to begin', begins, { timeoutMs: 60_000, intervalMs: 5 });
	await sleep(Math.random() * 600);
	await scene.stage.lab.n8n.kill();
}
