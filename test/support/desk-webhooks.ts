import type { Template } from './acme';
import type { N8nClient } from './n8n-client';

/** What a Help Desk node is asked by a webhook: the fields of one of its operations; expressions read the request. */
export interface DeskWebhook {
	readonly path: string;
	readonly parameters: Readonly<Record<string, unknown>>;
}

/** Adds webhooks to a workflow, each with a Help Desk node behind it whose items are the answer. */
export function addDeskWebhooks({ nodes, connections }: Template, webhooks: readonly DeskWebhook[]): void {
	for (const [index, { path, parameters }] of webhooks.entries()) {
		const name = `Webhook ${path}`;
		const common = { typeVersion: 1, position: [0, 4000 + index * 200] };
		const hook = {
			...common,
			id: `hook-${path}`,
			name,
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: `5d3f1f0b-0000-4000-8000-${String(index).padStart(12, '0')}`,
			parameters: { httpMethod: 'POST', path, responseMode: 'lastNode', responseData: 'allEntries' },
		};
		const desk = {
			...common,
			id: `desk-${path}`,
			name: `Desk ${path}`,
			type: 'n8n-nodes-helpdesk.helpDesk',
			onError: 'continueRegularOutput',
			parameters,
		};
		nodes.push(hook, desk);
		connections[name] = { main: [[{ node: desk.name, type: 'main', index: 0 }]] };
	}
}

/** Calls a webhook and returns the items of the node behind it. */
export async function askDesk(
	n8n: N8nClient,
	path: string,
	fields: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>[]> {
	const response = await n8n.visit(`/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(fields),
	});
	const text = await response.text();
	if (!response.ok)
		throw new Error(`The webhook ${path} answered ${response.status}: ${text.slice(0, 1000)}`);
	return JSON.parse(text) as Record<string, unknown>[];
}
