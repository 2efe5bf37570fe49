import { setTimeout as sleep } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { LAB_PASSWORD, credentialData, credentialId } from '../support/intake-lab';
import { waitFor } from '../support/wait-for';
import type { FaultCase } from './fault-case';
import { MAILS, type Scene } from './scene';

const OTHER_PASSWORD = 'another-pass-of-the-lab';
const GONE = MAILS / 10;

/** Faults of the account and of what lies in it. */
export const MAILBOX_FAULTS: readonly FaultCase[] = [
	{
		name: 'wrong-password',
		title: 'password wrong for 30 s, then right again',
		inject: async (scene) => {
			await lockOut(scene);
			await sleep(30_000);
			await setPassword(scene, LAB_PASSWORD);
		},
	},
	{
		name: 'new-password',
		title: 'password changed, then corrected in n8n',
		inject: async (scene) => {
			await lockOut(scene);
			const { mail, n8n } = scene.lab;
			const { name } = scene;
			const data = credentialData(mail, { name, password: OTHER_PASSWORD });
			await n8n.rest('PATCH', `/credentials/${credentialId(name)}`, {
				name,
				type: 'helpDeskMailboxApi',
				data,
			});
		},
	},
	{
		name: 'uidvalidity',
		title: 'UIDVALIDITY changed',
		inject: async (scene) => {
			const { mail } = scene.lab;
			await scene.deliver(MAILS / 2);
			await scene.untilTaken(MAILS / 5);
			const another = String(Math.floor(Date.now() / 1000) + 1000);
			await mail.doveadm('mailbox', 'update', '-u', scene.address, '--uid-validity', another, 'INBOX');
			const status = await mail.doveadm('mailbox', 'status', '-u', scene.address, 'uidvalidity', 'INBOX');
			if (!status.includes(another)) throw new Error(`UIDVALIDITY did not change: ${status}`);
			await scene.deliver();
		},
	},
	{
		name: 'expunged',
		title: 'mails expunged while they are fetched',
		isProxied: true,
		inject: async (scene) => {
			// Slow enough that mails which were listed are gone when they are asked for.
			scene.proxy.delayMs = 40;
			for (const round of [1, 2]) {
				const before = scene.taken();
				await scene.deliver(MAILS / 4);
				await scene.deliverAs(
					Array.from({ length: GONE }, (_, index) => `${scene.name}: gone ${round}.${index}`),
				);
				await scene.deliver(MAILS / 4);
				await scene.untilTaken(before + MAILS / 10);
				const which = ['mailbox', 'INBOX', 'header', 'subject', `${scene.name}: gone`];
				await scene.lab.mail.doveadm('expunge', '-u', scene.address, ...which);
			}
			scene.proxy.delayMs = 0;
			const taken = scene.count(
				`select count(*) as n from conversation where subject like '${scene.name}: gone %'`,
			);
			scene.notes.push(`${2 * GONE} more expunged, ${taken} of them after they were taken in`);
		},
	},
	{
		name: 'read-first',
		title: 'every mail read by a person first',
		inject: async (scene) => {
			await scene.deliver(MAILS / 2, true);
			const reader = await person(scene);
			const reading = markAllRead(scene, reader);
			await scene.deliver();
			await reading;
			await reader.logout();
		},
	},
];

async function lockOut(scene: Scene): Promise<void> {
	await scene.deliver(MAILS / 2);
	await scene.untilTaken(MAILS / 10);
	await setPassword(scene, OTHER_PASSWORD);
	await scene.lab.mail.cutImap(scene.address);
	await scene.deliver();
	const isRefused = () => scene.connection() === 'needs-authorisation';
	await waitFor('the desk to say that the login is refused', isRefused, { timeoutMs: 60_000 });
}

async function setPassword(scene: Scene, password: string): Promise<void> {
	await scene.lab.mail.setAccounts([{ address: scene.address, password }]);
}

async function person(scene: Scene): Promise<ImapFlow> {
	const reader = new ImapFlow({
		host: '127.0.0.1',
		port: scene.lab.mail.imapPort(),
		secure: false,
		doSTARTTLS: false,
		auth: { user: scene.address, pass: LAB_PASSWORD },
		logger: false,
	});
	reader.on('error', () => undefined);
	await reader.connect();
	await reader.mailboxOpen('INBOX');
	return reader;
}

async function markAllRead(scene: Scene, reader: ImapFlow): Promise<void> {
	const end = Date.now() + 60_000;
	while (scene.taken() < MAILS && Date.now() < end) {
		await reader.messageFlagsAdd({ seen: false }, ['\\Seen']);
		await sleep(20);
	}
}
