import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { INode, IWorkflowMetadata } from 'n8n-workflow';
import type { SentFolder } from '../../helpdesk/adapters/imap/sent-folder';
import { WorkerMailReader } from '../../helpdesk/adapters/mime/worker-mail-reader';
import type { Workers } from '../../helpdesk/desk/release-mails';
import type { SmtpSender } from '../../helpdesk/adapters/smtp/smtp-sender';
import type { Store } from '../../helpdesk/ports';

// Changes whenever what is kept here changes shape, so that an updated package does not meet the objects of the old one.
const VERSION = 6;

const PLACE = placeOfProcess();

/** Where mail is that was committed. */
export interface TakenMail {
	readonly mailboxId: string;
	readonly sourceKey: string;
}

interface ProcessState {
	/** Names this process among all that ever work on the desk: where it runs, its process id, and a word of its own. */
	readonly owner: string;
	readonly stores: Map<string, Promise<Store>>;
	/** By account at its server, with the `loginKey` that they were made from. */
	readonly senders: Map<string, { readonly key: string; readonly sender: SmtpSender }>;
	/** By `loginKey` of their IMAP login. */
	readonly sentFolders: Map<string, SentFolder>;
	readonly reader: WorkerMailReader;
	/** Ids of inbound mail that flows of this process work on; they outlive the trigger that started them. */
	readonly inFlight: Set<string>;
	/** Hear of mailboxes for which mail was committed. */
	readonly inboundListeners: Set<(mailboxId: string) => void>;
	/** Mail that a request brought to a test in the editor, by `testKey` of the trigger. */
	readonly testMails: Map<string, TakenMail>;
}

/** Gives what all nodes of one n8n process share; it survives a reload of the package. */
export function processState(): ProcessState {
	const holder = globalThis as { [key: symbol]: ProcessState | undefined };
	const key = Symbol.for(`n8n-nodes-helpdesk/process-state@${VERSION}`);
	return (holder[key] ??= {
		owner: `${PLACE}:${process.pid}:${randomUUID()}`,
		stores: new Map(),
		senders: new Map(),
		sentFolders: new Map(),
		reader: new WorkerMailReader(),
		inFlight: new Set(),
		inboundListeners: new Set(),
		testMails: new Map(),
	});
}

/** Names a node of a workflow within the process. */
export function testKey(context: { getNode(): INode; getWorkflow(): IWorkflowMetadata }): string {
	return `${context.getWorkflow().id}:${context.getNode().id}`;
}

/** Who works on mail: this process on what is in flight, and others until they have ended. */
export const workers: Workers = { isGone, inFlight: () => processState().inFlight };

/** Tells of the owner of a claim that its process has ended; what this process has claimed it is still sending. */
export function isGoneSender(owner: string): boolean {
	return owner !== processState().owner && isGone(owner);
}

// Of other places nobody can tell, so that their leases must end; what this process has given up is not in flight any more.
function isGone(owner: string): boolean {
	const [where, pid] = owner.split(':');
	if (owner === processState().owner) return true;
	if (where !== PLACE) return false;
	// A process id comes back after a restart.
	return Number(pid) === process.pid || !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		// Somebody else's process exists, too.
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

/** Gives a key for something made from a login, without keeping the password in it; tokens are no part of it. */
export function loginKey(login: object): string {
	return createHash('sha256').update(JSON.stringify(login)).digest('hex');
}

// Containers may share the name of their host, and each has a process 1: what tells them apart is the start of the machine
// and the namespace of their process ids. Where the system tells neither, the name must do.
function placeOfProcess(): string {
	const parts = [
		() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
		() => readlinkSync('/proc/self/ns/pid').replace(/\D/g, ''),
	].map((read) => {
		try {
			return read();
		} catch {
			return '';
		}
	});
	return [hostname(), ...parts].join('/');
}
