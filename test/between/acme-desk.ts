import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { IDataObject, INode } from 'n8n-workflow';
import { updateMailbox } from '../../helpdesk/desk/save-mailbox';
import type { Mail } from '../../helpdesk/domain/mail';
import type { MailboxSettings } from '../../helpdesk/domain/mailbox';
import type { StaffSettings } from '../../helpdesk/domain/staff';
import type { Desk } from '../../helpdesk/ports';
import { ACCOUNTS, FRANK, JOHN, JOHNS_SIGNATURE, REPLIES, SUPPORT } from '../support/acme';
import { loadTemplate, nodeOf, runWorkflow, type FlowRun, type LoadedTemplate } from '../support/n8n-core';
import type { CredentialsByName } from '../support/n8n-core-host';
import { builtModule } from '../support/n8n-core-library';
import { publish, type PublishedWorkflow, type TriggeredRun } from '../support/n8n-core-triggers';
import { startNpmMail, type NpmMail } from '../support/npm-mail';
import { startPhone, type Phone } from '../support/phone';
import { rawMail, type RawMailParts } from '../support/raw-mail';
import { CLIENT_SIGNATURE, answerTo } from '../support/story';
import { aStaff } from '../support/test-desk';
import { waitFor } from '../support/wait-for';
import { readMail } from '../support/read-mail';

type OpenDesk = typeof import('../../nodes/shared/open-desk');
type ProcessStateModule = typeof import('../../nodes/shared/process-state');

/** What differs from the desk that most tests want: one mailbox, John, the template as it is shipped. */
export interface AcmeDeskOptions {
	readonly staff?: readonly Partial<StaffSettings>[] | ((phone: Phone) => readonly Partial<StaffSettings>[]);
	readonly mailbox?: Partial<MailboxSettings>;
	/** Whether the second mailbox is read too and receives the answers to what the first one sends. */
	readonly hasMasterInbox?: boolean;
	readonly edit?: (workflow: LoadedTemplate) => void;
}

/** The template *Help desk*, published: mail comes by IMAP, goes by SMTP, and is kept in a desk of its own. */
export interface AcmeDesk {
	readonly mail: NpmMail;
	readonly phone: Phone;
	readonly desk: Desk;
	readonly workflow: LoadedTemplate;
	readonly credentials: CredentialsByName;
	readonly flow: PublishedWorkflow;
	/** Brings a mail to a mailbox of the desk and gives the execution that it starts. */
	arrive(mail: RawMailParts | Buffer, to?: string): Promise<TriggeredRun>;
	/** Answers a mail as an ordinary mail program does, and gives the execution that it starts. */
	answer(mail: Mail, text: string, parts?: RawMailParts): Promise<TriggeredRun>;
	/** Reads the last mail that reached an account. */
	lastMailTo(address: string): Promise<Mail>;
	/** Runs the template from one of its nodes. */
	runFrom(startNode: string, items: readonly IDataObject[]): Promise<FlowRun>;
	stop(): Promise<void>;
}

/** The name of the node that `runHelpDesk` runs. */
export const HELP_DESK = 'Help Desk';

export const JOHN_MILLER = { name: 'John Miller', address: JOHN, signature: JOHNS_SIGNATURE };

/** Publishes the template on fresh loopback servers and an empty store, and waits until it is connected. */
export async function startAcmeDesk(options: AcmeDeskOptions = {}): Promise<AcmeDesk> {
	await useEmptyStore();
	const [mail, phone] = await Promise.all([startNpmMail({ accounts: ACCOUNTS }), startPhone()]);
	const desk = await openBuiltDesk();
	const { staff = [JOHN_MILLER] } = options;
	for (const each of typeof staff === 'function' ? staff(phone) : staff) await aStaff(desk, each);
	const workflow = loadTemplate('help-desk');
	if (options.hasMasterInbox) nodeOf(workflow, 'Mail arrives at the master inbox').disabled = false;
	options.edit?.(workflow);
	const credentials = credentialsFor(mail);
	const flow = await publish(workflow, credentials);
	await setUpMailboxes(desk, options);
	return {
		mail,
		phone,
		desk,
		workflow,
		credentials,
		flow,
		...actsOf(mail, flow),
		runFrom: (startNode, items) => runWorkflow({ workflow, startNode, items, credentials }),
		stop: async () => {
			await flow.stop();
			await closeBuiltDesk();
			await Promise.all([mail.stop(), phone.stop()]);
		},
	};
}

/** Points n8n's user folder, and with it the store of the desk, at an empty folder. */
export async function useEmptyStore(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'helpdesk-between-'));
	process.env.N8N_USER_FOLDER = folder;
	return folder;
}

/** Opens the desk that the built nodes share. */
export function openBuiltDesk(): Promise<Desk> {
	const { openDesk } = builtModule<OpenDesk>('nodes/shared/open-desk');
	const node = {
		id: '',
		name: '',
		type: '',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: {},
	};
	return openDesk({ getNode: () => node, getCredentials: async () => ({}) });
}

/** Closes the stores and connections of the built nodes, and removes n8n's user folder. */
export async function closeBuiltDesk(): Promise<void> {
	const { stores, senders } = builtModule<ProcessStateModule>('nodes/shared/process-state').processState();
	for (const { sender } of senders.values()) sender.close();
	for (const store of stores.values()) await (await store).close();
	senders.clear();
	stores.clear();
	await rm(process.env.N8N_USER_FOLDER ?? '', { recursive: true, force: true });
}

/** Runs the node *Help Desk* alone. */
export function runHelpDesk(parameters: IDataObject): Promise<FlowRun> {
	const node = {
		id: HELP_DESK,
		name: HELP_DESK,
		type: 'n8n-nodes-helpdesk.helpDesk',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: parameters as INode['parameters'],
	};
	const workflow = { ...loadTemplate('help-desk'), nodes: [node], connections: {} };
	return runWorkflow({ workflow, startNode: HELP_DESK });
}

/** Moves the clock; n8n and the desk see it, timers do not. */
export function passTime(ms: number): void {
	jest.useFakeTimers({
		now: Date.now() + ms,
		doNotFake: [
			'hrtime',
			'nextTick',
			'performance',
			'queueMicrotask',
			'setImmediate',
			'clearImmediate',
			'setInterval',
			'clearInterval',
			'setTimeout',
			'clearTimeout',
		],
	});
}

function credentialsFor(mail: NpmMail): CredentialsByName {
	const login = (address: string) => ({
		address,
		user: address,
		password: ACCOUNTS.find((account) => account.address === address)?.password ?? '',
		imapHost: '127.0.0.1',
		imapPort: mail.imapPort(address),
		imapSecurity: 'none',
		smtpHost: '127.0.0.1',
		smtpPort: mail.submissionPort,
		smtpSecurity: 'none',
		smtpSameLogin: true,
	});
	return { 'Support mailbox': login(SUPPORT), 'Master inbox mailbox': login(REPLIES) };
}

async function setUpMailboxes(desk: Desk, { mailbox, hasMasterInbox }: AcmeDeskOptions): Promise<void> {
	const support = await connected(desk, SUPPORT);
	const master = hasMasterInbox ? { masterInboxId: (await connected(desk, REPLIES)).id } : {};
	await updateMailbox(desk, support.id, { channelName: 'Acme Support', ...mailbox, ...master });
}

function connected({ store }: Desk, address: string) {
	const ask = async () => {
		const mailbox = await store.mailboxes.byAddress(address);
		return mailbox?.connection === 'connected' && mailbox;
	};
	return waitFor(`${address} to be connected`, ask, { intervalMs: 5 });
}

function actsOf(mail: NpmMail, flow: PublishedWorkflow) {
	const arrive = (what: RawMailParts | Buffer, to = SUPPORT) =>
		flow.runAfter(() => {
			const raw = Buffer.isBuffer(what) ? what : rawMail({ to, ...what });
			return mail.deliver(to, raw, FRANK);
		});
	return {
		arrive,
		answer: (original: Mail, text: string, parts: RawMailParts = {}) => {
			const to = original.replyTo[0]?.address ?? original.from?.address ?? SUPPORT;
			const typed = `${text}\n\n${CLIENT_SIGNATURE}`;
			return arrive(answerTo(original, typed, { from: `John Miller <${JOHN}>`, to, ...parts }), to);
		},
		lastMailTo: async (address: string) => {
			const raw = (await mail.inbox(address)).at(-1);
			if (!raw) throw new Error(`No mail reached ${address}.`);
			return await readMail(raw);
		},
	};
}
