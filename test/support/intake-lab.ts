import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { deskRows } from './desk-file';
import { startDovecot, type DovecotMail } from './dovecot';
import { installDovecot } from './dovecot-programs';
import type { MailAccount } from './mail-peer';
import { unpackedPackage } from './packed-package';
import { RealN8n, type CredentialToImport, type WorkflowToImport } from './real-n8n';
import { waitFor } from './wait-for';

export const LAB_PASSWORD = 'lab-pass-4K8';

/** One account with a workflow that takes its mail into the desk; nothing is published by itself. */
export interface LabMailbox {
	/** Names the account, its workflow and its credential. */
	readonly name: string;
	/** Where the credential points instead of Dovecot, unencrypted. */
	readonly imapPort?: number;
	readonly password?: string;
	readonly parameters?: Readonly<Record<string, unknown>>;
}

/** What a lab is made of. */
export interface LabOptions {
	/** Everything that n8n writes goes here. */
	readonly folder: string;
	readonly mail: DovecotMail;
	readonly mailboxes: readonly LabMailbox[];
	/** More of n8n, besides the workflows of the mailboxes. */
	readonly credentials?: readonly CredentialToImport[];
	readonly workflows?: readonly WorkflowToImport[];
	readonly env?: Readonly<Record<string, string>>;
	/** Comes before the first start of n8n, with the folder where the desk's file will be. */
	readonly beforeStart?: (deskFolder: string) => Promise<void>;
}

/** A real n8n with the packed package, whose workflows take mail from Dovecot and thread it, and no more. */
export class IntakeLab {
	static async start(options: LabOptions): Promise<IntakeLab> {
		const { folder, mail, mailboxes, credentials = [], workflows = [], env } = options;
		const userFolder = join(folder, 'n8n');
		const packageFolder = await unpackedPackage(join(folder, 'package'));
		const n8n = await RealN8n.prepare({ userFolder, packageFolder, ...(env && { env }) });
		const ours = mailboxes.map((box) => ({
			id: credentialId(box.name),
			name: box.name,
			type: 'helpDeskMailboxApi',
			data: credentialData(mail, box),
		}));
		await n8n.importCredentials([...ours, ...credentials]);
		await n8n.importWorkflow(...mailboxes.map(labWorkflow), ...workflows);
		const deskFolder = join(userFolder, '.n8n', 'helpdesk');
		mkdirSync(deskFolder, { recursive: true });
		await options.beforeStart?.(deskFolder);
		await n8n.start();
		await n8n.login();
		return new IntakeLab(folder, mail, n8n);
	}

	constructor(
		readonly folder: string,
		readonly mail: DovecotMail,
		readonly n8n: RealN8n,
	) {}

	/** Publishes a mailbox's workflow and waits until its trigger is connected. */
	async publish(name: string): Promise<void> {
		await this.untilConnected(name, () => this.n8n.publishRunning(workflowId(name)));
	}

	async unpublish(name: string): Promise<void> {
		await this.n8n.unpublish(workflowId(name));
	}

	/** Starts an n8n that was killed and waits until the trigger of a published mailbox is connected. */
	async startAgain(name: string): Promise<void> {
		await this.untilConnected(name, () => this.n8n.start());
	}

	/** Starts n8n afresh: nobody inherits the memory and the compiled code of what ran before. */
	async restart(): Promise<void> {
		await this.n8n.stop();
		await this.n8n.start();
	}

	/** Returns rows of the desk's tables. */
	rows(query: string): Record<string, unknown>[] {
		return deskRows(this.folder, query);
	}

	private async untilConnected(name: string, act: () => Promise<void>): Promise<void> {
		const before = this.connections(name);
		await act();
		const isConnected = () => this.connections(name) > before;
		await waitFor(`${addressOf(name)} to be connected`, isConnected, {
			timeoutMs: 90_000,
			intervalMs: 100,
		}).catch((cause: unknown) => {
			throw new Error(`${(cause as Error).message}\n${this.n8n.log()}`, { cause });
		});
	}

	private connections(name: string): number {
		return this.n8n.log(50_000_000).split(`${addressOf(name)} is connected`).length;
	}
}

/** Starts a real Dovecot with accounts for lab mailboxes. @throws where that is impossible, with the reason */
export async function startLabMail(names: readonly string[]): Promise<DovecotMail> {
	const ban = await installDovecot();
	if (ban !== undefined) throw new Error(ban);
	return await startDovecot({ accounts: labAccounts(names) });
}

/** Returns the mail accounts of lab mailboxes. */
export function labAccounts(names: readonly string[]): MailAccount[] {
	return names.map((name) => ({ address: addressOf(name), password: LAB_PASSWORD }));
}

/** Returns the address of a lab mailbox. */
export function addressOf(name: string): string {
	return `${name}@acme.test`;
}

/** Returns the id of a lab mailbox's workflow. */
export function workflowId(name: string): string {
	return `lab-${name}`;
}

/** Returns the id of a lab mailbox's credential. */
export function credentialId(name: string): string {
	return `labcred-${name}`;
}

/** Returns what is in the credential of a lab mailbox. */
export function credentialData(mail: DovecotMail, box: LabMailbox): Record<string, unknown> {
	const address = addressOf(box.name);
	return {
		address,
		user: address,
		password: box.password ?? LAB_PASSWORD,
		imapHost: '127.0.0.1',
		imapPort: box.imapPort ?? mail.imapPort(),
		imapSecurity: box.imapPort === undefined ? 'starttls' : 'none',
		smtpHost: '127.0.0.1',
		smtpPort: mail.submissionPort,
		smtpSecurity: 'starttls',
		smtpSameLogin: true,
		// The certificate of the test server is its own.
		ignoreSslIssues: true,
	};
}

/** Returns the nodes of a lab mailbox's workflow: its trigger, and threading. */
export function labWorkflow({ name, parameters = {} }: LabMailbox): WorkflowToImport {
	const trigger = {
		id: `trigger-${name}`,
		name: 'Mail',
		type: 'n8n-nodes-helpdesk.helpDeskMailboxTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: { folder: 'INBOX', channelName: name, ...parameters },
		credentials: { helpDeskMailboxApi: { id: credentialId(name), name } },
	};
	const thread = {
		id: `thread-${name}`,
		name: 'Thread',
		type: 'n8n-nodes-helpdesk.threadConversation',
		typeVersion: 1,
		position: [240, 0],
		parameters: {},
	};
	return chainOf(name, trigger, thread);
}

/** Returns a lab workflow of a trigger and the node behind it. */
export function chainOf<T extends { readonly name: string }>(
	name: string,
	trigger: T,
	next: T,
): WorkflowToImport {
	const connections = { [trigger.name]: { main: [[{ node: next.name, type: 'main', index: 0 }]] } };
	return { id: workflowId(name), name, nodes: [trigger, next], connections };
}
