import type { ITriggerFunctions } from 'n8n-workflow';
import { execute, flowRun, nodeOf, workflowOf, type FlowRun, type LoadedTemplate } from './n8n-core';
import { hostOf, type CredentialsByName } from './n8n-core-host';
import { n8nLibrary, type N8nLibrary } from './n8n-core-library';
import { waitFor } from './wait-for';

/** One execution that a trigger started. */
export interface TriggeredRun extends FlowRun {
	readonly startNode: string;
}

/** What runs between publishing a workflow and unpublishing it. */
export interface PublishedWorkflow {
	/** Executions that have ended, in the order of their ends. */
	readonly runs: readonly TriggeredRun[];
	/** Does something, and gives the next execution that ends after it. */
	runAfter(act: () => Promise<unknown>): Promise<TriggeredRun>;
	stop(): Promise<void>;
}

/** Starts the enabled mailbox triggers of a workflow; what they emit is executed, and they hear how it ended. */
export async function publish(
	workflow: LoadedTemplate,
	credentials: CredentialsByName,
): Promise<PublishedWorkflow> {
	const library = await n8nLibrary();
	const runs: TriggeredRun[] = [];
	const triggers = workflow.nodes.filter(({ type, disabled }) => isOurTrigger(type) && !disabled);
	const started = triggers.map(async ({ name }) => {
		const context = triggerContext(library, { workflow, credentials, startNode: name, runs });
		const node = library.nodeTypes.getByNameAndVersion('n8n-nodes-helpdesk.helpDeskMailboxTrigger', 1);
		return await node.trigger?.call(context);
	});
	const responses = await Promise.all(started);
	return {
		runs,
		runAfter: async (act) => {
			const before = runs.length;
			await act();
			return await waitFor('an execution of the workflow', () => runs[before], { intervalMs: 5 });
		},
		stop: async () => {
			await Promise.all(responses.map((response) => response?.closeFunction?.()));
		},
	};
}

interface Triggering {
	readonly workflow: LoadedTemplate;
	readonly credentials: CredentialsByName;
	readonly startNode: string;
	readonly runs: TriggeredRun[];
}

function triggerContext(library: N8nLibrary, triggering: Triggering): ITriggerFunctions {
	const { workflow: template, startNode, credentials } = triggering;
	const workflow = workflowOf(library, template);
	const refuse = (error: Error) => {
		throw error;
	};
	return new library.core.TriggerContext(
		workflow,
		nodeOf(workflow, startNode),
		hostOf(library, 'trigger', template, credentials),
		'trigger',
		'activate',
		emitter(library, triggering),
		// n8n gives up on a trigger that emits errors: ours must never do it.
		refuse,
		refuse,
		{},
	);
}

function emitter(library: N8nLibrary, triggering: Triggering): ITriggerFunctions['emit'] {
	const { startNode, runs } = triggering;
	return (outputs, _responded, done) => {
		execute(library, triggering, outputs).then(
			(run) => {
				runs.push({ ...flowRun(run), startNode });
				done?.resolve(run);
			},
			(error: Error) => done?.reject(error),
		);
	};
}

function isOurTrigger(type: string): boolean {
	return type === 'n8n-nodes-helpdesk.helpDeskMailboxTrigger';
}
