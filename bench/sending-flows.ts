import type { CredentialToImport, WorkflowToImport } from '../test/support/real-n8n';

const OURS = { id: 'bench-ours', name: 'ours' };
const BUILTIN = { id: 'bench-builtin', name: 'builtin' };

interface FlowNode {
	readonly name: string;
	readonly type: string;
	readonly typeVersion: number;
	readonly parameters: Readonly<Record<string, unknown>>;
	readonly credentials?: Readonly<Record<string, { readonly id: string; readonly name: string }>>;
}

/** Gives the credentials of both sides: the same login to the same server, encrypted by STARTTLS. */
export function sendingCredentials(address: string, password: string, port: number): CredentialToImport[] {
	const ours = {
		address,
		user: address,
		password,
		imapHost: '127.0.0.1',
		imapPort: 143,
		imapSecurity: 'starttls',
		smtpHost: '127.0.0.1',
		smtpPort: port,
		smtpSecurity: 'starttls',
		smtpSameLogin: true,
		ignoreSslIssues: true,
	};
	const login = { user: address, password, host: '127.0.0.1', port };
	const builtin = { ...login, secure: false, disableStartTls: false, hostName: '' };
	return [
		{ ...OURS, type: 'helpDeskMailboxApi', data: ours },
		{ ...BUILTIN, type: 'smtp', data: builtin },
	];
}

/** Gives a flow of ours that is called with message ids. */
export function ourSender(kind: 'replies' | 'notifications'): WorkflowToImport {
	const node = kind === 'replies' ? 'sendReply' : 'notifyStaff';
	return calledFlow(`send-${kind}`, {
		name: 'Send',
		type: `n8n-nodes-helpdesk.${node}`,
		typeVersion: 1,
		parameters: { messageId: '={{ $json.messageId }}' },
		credentials: { helpDeskMailboxApi: OURS },
	});
}

/** Gives a flow with n8n's own Send Email that is called with mails. */
export function builtinSender(): WorkflowToImport {
	return calledFlow('send-builtin', {
		name: 'Send',
		type: 'n8n-nodes-base.emailSend',
		typeVersion: 2.1,
		parameters: {
			fromEmail: 'Acme Support <support@acme.test>',
			toEmail: '={{ $json.to }}',
			subject: '={{ $json.subject }}',
			emailFormat: 'both',
			text: '={{ $json.text }}',
			html: '={{ $json.html }}',
			options: { appendAttribution: false, allowUnauthorizedCerts: true },
		},
		credentials: { smtp: BUILTIN },
	});
}

function calledFlow(id: string, sending: FlowNode): WorkflowToImport {
	const webhook: FlowNode = {
		name: 'Call',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		parameters: { httpMethod: 'POST', path: id, responseMode: 'lastNode', options: {} },
	};
	const split: FlowNode = {
		name: 'Items',
		type: 'n8n-nodes-base.splitOut',
		typeVersion: 1,
		parameters: { fieldToSplitOut: 'body.items', options: {} },
	};
	const chain = [webhook, split, sending];
	return {
		id,
		name: id,
		nodes: chain.map((node, index) => ({
			...node,
			id: `${id}-${index}`,
			position: [240 * index, 0],
			...(node === webhook && { webhookId: id }),
		})),
		connections: {
			Call: { main: [[{ node: 'Items', type: 'main', index: 0 }]] },
			Items: { main: [[{ node: 'Send', type: 'main', index: 0 }]] },
		},
	};
}
