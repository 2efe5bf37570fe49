import { setTimeout as sleep } from 'node:timers/promises';
import { selfSigned } from '../support/certificate';
import type { SmtpAct, SmtpMoment } from '../support/scripted-smtp';
import { waitFor } from '../support/wait-for';
import { SMTP_PASSWORD, type SendingCase, type SendingScene } from './sending-scene';

const FEW = Number(process.env.HELPDESK_FAULT_ANSWERS ?? 10);
// Well below a minute, after which what could not be sent is tried again.
const OUTAGE_MS = 15_000;

/** Faults of the mail server that takes our mail. */
export const SERVER_FAULTS: readonly SendingCase[] = [
	{
		name: 'refused-connection',
		title: 'connection refused',
		answers: FEW,
		inject: async (scene) => {
			await scene.server.stop();
			await scene.bring();
			await haveFailed(scene);
			await scene.server.start();
		},
	},
	{
		name: 'greets-421',
		title: '421 instead of a greeting',
		answers: FEW,
		inject: (scene) => whileItSays(scene, 'greeting', '421 4.3.2 Too busy'),
	},
	{
		name: 'greylists-450',
		title: '450 to each recipient',
		answers: FEW,
		inject: (scene) => whileItSays(scene, 'recipient', '450 4.2.0 Greylisted, come again'),
	},
	{
		name: 'one-of-three-550',
		title: '550 for one of three recipients',
		answers: FEW,
		notifies: true,
		refuses: (recipient) => recipient.startsWith('gone@'),
		inject: async (scene) => {
			refuse(scene);
			await scene.bring();
		},
	},
	{
		name: 'customer-550',
		title: '550 for one customer in three',
		answers: FEW,
		refuses: (recipient) => Number(/\d+/.exec(recipient)?.[0]) % 3 === 0,
		inject: async (scene) => {
			refuse(scene);
			await scene.bring();
		},
	},
	{
		name: 'hangs-after-data',
		title: 'silence after DATA, for half of them',
		answers: FEW,
		inject: (scene) => whileItDoes(scene, 'data', 'hang'),
	},
	{
		name: 'hangs-after-dot',
		title: 'silence after the final dot, for half of them',
		answers: FEW,
		inject: (scene) => whileItDoes(scene, 'answer', 'hang'),
	},
	{
		name: 'cut-after-dot',
		title: 'connection lost after the final dot, mail taken',
		answers: FEW,
		inject: (scene) => whileItDoes(scene, 'answer', 'reset'),
	},
	{
		name: 'cut-before-taken',
		title: 'connection lost after the final dot, mail not taken',
		answers: FEW,
		inject: (scene) => whileItDoes(scene, 'final-dot', 'close'),
	},
	{
		name: 'slow',
		title: 'server that takes two seconds for each answer',
		answers: FEW,
		inject: async (scene) => {
			scene.server.script = ({ moment }) => (moment === 'body' ? undefined : 2000);
			await scene.bring();
		},
	},
	{
		name: 'wrong-certificate',
		title: 'certificate that nobody vouches for',
		answers: FEW,
		smtpHost: 'localhost',
		inject: async (scene) => {
			const { certificate } = scene.server;
			scene.server.certificate = selfSigned('localhost');
			await scene.bring();
			await haveFailed(scene);
			if (scene.server.mails.length > 0) throw new Error('The certificate was trusted.');
			scene.server.certificate = certificate;
		},
	},
	{
		name: 'expired-password',
		title: 'password that is good no more, then again',
		answers: FEW,
		inject: async (scene) => {
			scene.server.accounts = new Map([[scene.address, 'another']]);
			await scene.bring();
			await haveFailed(scene);
			scene.server.accounts = new Map([[scene.address, SMTP_PASSWORD]]);
		},
	},
];

function refuse({ server, played }: SendingScene): void {
	server.script = ({ moment, recipients }) => {
		const isRefused = moment === 'recipient' && played.refuses?.(recipients.at(-1) ?? '');
		return isRefused ? '550 5.1.1 Nobody of that name' : undefined;
	};
}

async function whileItSays(scene: SendingScene, at: SmtpMoment, reply: SmtpAct): Promise<void> {
	scene.server.script = ({ moment }) => (moment === at ? reply : undefined);
	await scene.bring();
	await haveFailed(scene);
	scene.server.script = () => undefined;
}

// The first half meets the trouble; who tries again later, or comes later, does not.
async function whileItDoes(scene: SendingScene, at: SmtpMoment, act: SmtpAct): Promise<void> {
	const met = new Set<string>();
	scene.server.script = ({ moment, recipients: [recipient = ''] }) => {
		if (moment !== at || met.size >= FEW / 2 || met.has(recipient)) return undefined;
		met.add(recipient);
		return act;
	};
	await scene.bring();
	await waitFor(`${at}: ${String(act)}`, () => met.size >= Math.floor(FEW / 2), { timeoutMs: 120_000 });
}

async function haveFailed(scene: SendingScene): Promise<void> {
	const isThere = () => (scene.states().retry ?? 0) >= 1;
	await waitFor('a mail to be tried in vain', isThere, { timeoutMs: 60_000, intervalMs: 100 });
	await sleep(OUTAGE_MS);
	scene.notes.push(`${scene.states().retry ?? 0} tried in vain`);
}
