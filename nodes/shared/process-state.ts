import { createHash } from 'node:crypto';
import type { INode, IWorkflowMetadata } from 'n8n-workflow';
import type { SmtpSender } from '../../helpdesk/adapters/smtp/smtp-sender';
import type { Store } from '../../helpdesk/ports';

// Changes whenever what is kept here changes shape, so that an updated package does not meet the objects of the old one.
const VERSION = 2;

/** Where mail is that was committed. */
export interface TakenMail {
	readonly mailboxId: string;
	readonly sourceKey: string;
}

interface ProcessState {
	readonly stores: Map<string, Promise<Store>>;
	readonly senders: Map<string, SmtpSender>;
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
		stores: new Map(),
		senders: new Map(),
		inFlight: new Set(),
		inboundListeners: new Set(),
		testMails: new Map(),
	});
}

/** Names a node of a workflow within the process. */
export function testKey(context: { getNode(): INode; getWorkflow(): IWorkflowMetadata }): string {
	return `${context.getWorkflow().id}:${context.getNode().id}`;
}

/** Gives a key for something made from a login, without keeping the password in it. */
export function loginKey(login: object): string {
	return createHash('sha256').update(JSON.stringify(login)).digest('hex');
}
