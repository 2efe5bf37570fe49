import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../support/wait-for';
import type { FaultCase } from './fault-case';
import { MAILS, type Scene } from './scene';

const KILLS = Number(process.env.HELPDESK_FAULT_KILLS ?? 20);
const REPUBLICATIONS = 6;

/** Faults of n8n and of those who operate it. */
export const PROCESS_FAULTS: readonly FaultCase[] = [
	{
		name: 'kill-9',
		title: `n8n killed (-9) at ${KILLS} random moments`,
		inject: async (scene) => {
			let midWork = 0;
			let midFlow = 0;
			for (let kill = 0; kill < KILLS; kill++) {
				const before = held(scene);
				await scene.deliver(Math.ceil(MAILS / KILLS / 2));
				const hasBegun = () => held(scene) > before;
				await waitFor('the burst to arrive', hasBegun, { timeoutMs: 30_000, intervalMs: 5 });
				await sleep(Math.random() * 400);
				await scene.lab.n8n.kill();
				const open = scene.open();
				if (Object.keys(open).length > 0) midWork += 1;
				if (open.offered) midFlow += 1;
				// Mail goes on coming while n8n is away.
				await scene.deliver(Math.ceil(MAILS / KILLS / 2));
				await scene.lab.startAgain(scene.name);
			}
			scene.notes.push(`${KILLS} kills, ${midWork} with mail in the works, ${midFlow} with flows running`);
		},
	},
	{
		name: 're-published',
		title: `trigger re-published ${REPUBLICATIONS} times`,
		inject: async (scene) => {
			for (let round = 0; round < REPUBLICATIONS; round++) {
				await scene.deliver(Math.ceil(MAILS / REPUBLICATIONS));
				await sleep(500 + Math.random() * 1500);
				if (round % 2 === 0) await takeDownAndUp(scene);
				else await saveAndPublish(scene, round);
			}
		},
	},
];

function held(scene: Scene): number {
	return scene.count(
		`select count(*) as n from inbound_mail i join mailbox b on b.id = i.mailbox_id where b.address = '${scene.address}'`,
	);
}

async function takeDownAndUp({ lab: { n8n }, workflowId }: Scene): Promise<void> {
	await n8n.unpublish(workflowId);
	await n8n.publishRunning(workflowId);
	await n8n.waitUntilPublished(workflowId);
}

interface Saved {
	readonly name: string;
	readonly nodes: ReadonlyArray<{ readonly type: string; readonly parameters: object }>;
	readonly connections: object;
	readonly settings: object;
	readonly versionId: string;
}

// As the editor does it: a new version while the old one runs, then that is published in its place.
async function saveAndPublish({ lab: { n8n }, workflowId }: Scene, round: number): Promise<void> {
	const { name, nodes, connections, settings, versionId } = await n8n.rest<Saved>(
		'GET',
		`/workflows/${workflowId}`,
	);
	const changed = nodes.map((node) =>
		node.type.endsWith('Trigger')
			? { ...node, parameters: { ...node.parameters, channelName: `Round ${round}` } }
			: node,
	);
	const workflow = { name, nodes: changed, connections, settings, versionId };
	await n8n.rest('PATCH', `/workflows/${workflowId}`, workflow);
	await n8n.publishRunning(workflowId);
	await n8n.waitUntilPublished(workflowId);
}
