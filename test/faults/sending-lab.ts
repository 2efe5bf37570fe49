import { join } from 'node:path';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import { selfSigned } from '../support/certificate';
import {
	IntakeLab,
	addressOf,
	credentialData,
	credentialId,
	labWorkflow,
	startLabMail,
	workflowId,
} from '../support/intake-lab';
import type { WorkflowToImport } from '../support/real-n8n';
import { ScriptedSmtp } from '../support/scripted-smtp';
import { deskOfFolder, notified } from '../support/seeded-desk';
import { aMailbox, aStaff } from '../support/test-desk';
import { writeFileSync } from 'node:fs';
import { SMTP_PASSWORD, type SendingCase } from './sending-scene';

const DUE_EVERY_SECONDS = 10;
const PEOPLE = ['john', 'ann', 'gone'];

/** What a run of sending faults works with: n8n, a mail server for each case, and notifications to answer. */
export interface SendingLab {
	readonly lab: IntakeLab;
	readonly servers: ReadonlyMap<string, ScriptedSmtp>;
	readonly notifications: ReadonlyMap<string, readonly OutboundMail[]>;
	stop(): Promise<void>;
}

/** Starts n8n with a desk in which staff have been told of everything that the cases let them answer. */
export async function startSendingLab(folder: string, cases: readonly SendingCase[]): Promise<SendingLab> {
	const mail = await startLabMail(cases.map(({ name }) => name));
	const certificate = selfSigned('localhost');
	const trusted = join(folder, 'trusted.pem');
	writeFileSync(trusted, certificate.cert);
	const servers = new Map<string, ScriptedSmtp>();
	for (const { name } of cases) {
		const server = new ScriptedSmtp({ certificate, accounts: new Map([[addressOf(name), SMTP_PASSWORD]]) });
		await server.start();
		servers.set(name, server);
	}
	const notifications = new Map<string, OutboundMail[]>();
	const lab = await IntakeLab.start({
		folder,
		mail,
		mailboxes: [],
		credentials: cases.map((each) => credentialOf(each, mail, servers.get(each.name)?.port ?? 0)),
		workflows: cases.flatMap((each) => [answering(each), deliveringDue(each)]),
		env: { NODE_EXTRA_CA_CERTS: trusted },
		beforeStart: () => seed(join(folder, 'n8n'), cases, notifications),
	});
	return {
		lab,
		servers,
		notifications,
		stop: async () => {
			await lab.n8n.stop();
			await mail.stop();
			for (const server of servers.values()) await server.stop();
		},
	};
}

/** Returns the id of the workflow that sends what a case's mailbox still owes. */
export function dueWorkflowId(name: string): string {
	return `due-${name}`;
}

async function seed(
	userFolder: string,
	cases: readonly SendingCase[],
	notifications: Map<string, OutboundMail[]>,
): Promise<void> {
	const desk = await deskOfFolder(userFolder);
	const mailboxes = new Map<string, Mailbox>();
	for (const { name } of cases)
		mailboxes.set(name, await aMailbox(desk, { address: addressOf(name), channelName: name }));
	await aStaff(desk, { address: `${PEOPLE[0]}@acme-staff.test` });
	for (const { name, answers } of cases) {
		const mailbox = mailboxes.get(name) as Mailbox;
		const got: OutboundMail[] = [];
		for (let index = 0; index < answers; index++)
			got.push(await notified(desk, mailbox, `customer-${index}@${name}.test`));
		notifications.set(name, got);
	}
	for (const person of PEOPLE.slice(1))
		await aStaff(desk, { name: person, address: `${person}@acme-staff.test` });
	await desk.store.close();
}

function credentialOf({ name, smtpHost }: SendingCase, mail: IntakeLab['mail'], port: number) {
	const data = {
		...credentialData(mail, { name, imapPort: mail.imapPort() }),
		smtpHost: smtpHost ?? '127.0.0.1',
		smtpPort: port,
		smtpSameLogin: false,
		smtpUser: addressOf(name),
		smtpPassword: SMTP_PASSWORD,
		ignoreSslIssues: smtpHost === undefined,
	};
	return { id: credentialId(name), name, type: 'helpDeskMailboxApi', data };
}

// Thread Conversation puts a staff answer on its third output, a new conversation on its first.
function answering({ name, notifies }: SendingCase): WorkflowToImport {
	const { nodes } = labWorkflow({ name });
	const type = notifies ? 'notifyStaff' : 'sendReply';
	const send = { ...deskNode(name, 'Send', type), position: [480, 0] };
	const toSend = [{ node: 'Send', type: 'main', index: 0 }];
	return {
		id: workflowId(name),
		name,
		nodes: [...nodes, send],
		connections: {
			Mail: { main: [[{ node: 'Thread', type: 'main', index: 0 }]] },
			Thread: { main: notifies ? [toSend] : [[], [], toSend] },
		},
	};
}

function deliveringDue({ name }: SendingCase): WorkflowToImport {
	const schedule = {
		id: `schedule-${name}`,
		name: 'Often',
		type: 'n8n-nodes-base.scheduleTrigger',
		typeVersion: 1.2,
		position: [0, 0],
		parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: DUE_EVERY_SECONDS }] } },
	};
	const due = { ...deskNode(name, 'Due', 'sendReply'), parameters: { operation: 'deliverDue' } };
	const connections = { Often: { main: [[{ node: 'Due', type: 'main', index: 0 }]] } };
	return { id: dueWorkflowId(name), name: `due ${name}`, nodes: [schedule, due], connections };
}

function deskNode(name: string, title: string, type: string) {
	return {
		id: `${title}-${name}`,
		name: title,
		type: `n8n-nodes-helpdesk.${type}`,
		typeVersion: 1,
		position: [240, 0],
		parameters: {},
		credentials: { helpDeskMailboxApi: { id: credentialId(name), name } },
	};
}
