import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	Workflow,
	createRunExecutionData,
	type ExecutionStatus,
	type IDataObject,
	type INode,
	type IRun,
	type IWorkflowBase,
	type IWorkflowSettings,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { hostOf, type CredentialsByName } from './n8n-core-host';
import { n8nLibrary, type N8nLibrary, type Outputs } from './n8n-core-library';

/** A workflow template as it is shipped; a copy of one's own. */
export interface LoadedTemplate extends IWorkflowBase {
	readonly settings: IWorkflowSettings;
}

export const TEMPLATES = ['help-desk', 'set-up', 'deliver-due-mail'] as const;
export type TemplateName = (typeof TEMPLATES)[number];

/** What a workflow is run with. */
export interface RunOptions {
	readonly workflow: LoadedTemplate;
	/** Name of the node to begin with; a trigger passes its items on, any other node works on them. */
	readonly startNode: string;
	readonly items?: readonly IDataObject[];
	readonly credentials?: CredentialsByName;
	readonly mode?: WorkflowExecuteMode;
}

/** How an execution ended. */
export interface FlowRun {
	readonly status: ExecutionStatus;
	/** What stopped it. */
	readonly error: IRun['data']['resultData']['error'];
	readonly run: IRun;
	/** Names of the nodes that ran, in no particular order. */
	readonly ran: readonly string[];
	/** Gives what a node put on an output, over all its runs; empty when it did not run. */
	output(node: string, output?: number): IDataObject[];
}

/** Reads a shipped template. */
export function loadTemplate(name: TemplateName): LoadedTemplate {
	const file = join(__dirname, '..', '..', 'workflows', `${name}.json`);
	return JSON.parse(readFileSync(file, 'utf8')) as LoadedTemplate;
}

/** Gives a node of a template, or of n8n's object of it, by its name. */
export function nodeOf(
	{ name: workflow, nodes }: Pick<LoadedTemplate, 'name' | 'nodes'> | Pick<Workflow, 'name' | 'nodes'>,
	name: string,
): INode {
	const node = Object.values(nodes).find((each) => each.name === name);
	if (!node) throw new Error(`The workflow "${workflow}" has no node "${name}".`);
	return node;
}

/** Runs a workflow from one of its nodes with n8n-core, and tells what every node gave. */
export async function runWorkflow(options: RunOptions): Promise<FlowRun> {
	const items = (options.items ?? [{}]).map((json) => ({ json }));
	return flowRun(await execute(await n8nLibrary(), options, [items]));
}

/** Runs a workflow from a node with the items that stand on its outputs, as n8n does for a trigger that emits. */
export async function execute(
	library: N8nLibrary,
	{ workflow: template, startNode, credentials = {}, mode = 'trigger' }: RunOptions,
	main: Outputs,
): Promise<IRun> {
	const workflow = workflowOf(library, template);
	const data = createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node: nodeOf(workflow, startNode), data: { main }, source: null }],
		},
	});
	const host = hostOf(library, mode, template, credentials);
	return await new library.core.WorkflowExecute(host, mode, data).processRunExecutionData(workflow);
}

/** Makes n8n's object of a template; the template itself stays as it is. */
export function workflowOf({ nodeTypes }: N8nLibrary, template: LoadedTemplate): Workflow {
	// n8n writes defaults into the nodes and drops parameters that it does not know.
	return new Workflow({ ...structuredClone(template), active: true, nodeTypes });
}

/** Tells what an execution did. */
export function flowRun(run: IRun): FlowRun {
	const { runData, error } = run.data.resultData;
	return {
		run,
		status: run.status,
		error,
		ran: Object.keys(runData),
		output: (node, output = 0) =>
			(runData[node] ?? []).flatMap(({ data }) => (data?.main?.[output] ?? []).map(({ json }) => json)),
	};
}

/** Gives the page that a form shows at its end, once the execution waits at it. */
export async function completionPage(
	template: LoadedTemplate,
	{ run }: FlowRun,
): Promise<Record<'title' | 'message', unknown>> {
	const library = await n8nLibrary();
	const workflow = workflowOf(library, template);
	const node = nodeOf(workflow, run.data.resultData.lastNodeExecuted ?? '');
	const host = hostOf(library, 'webhook', template, {});
	const context = new library.core.WebhookContext(workflow, node, host, 'webhook', {}, [], run.data);
	return {
		title: context.getNodeParameter('completionTitle'),
		message: context.getNodeParameter('completionMessage'),
	};
}
