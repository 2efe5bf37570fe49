import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
	Expression,
	NodeHelpers,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type INodeTypes,
	type IRun,
	type IRunExecutionData,
	type ITriggerFunctions,
	type IVersionedNodeType,
	type IWebhookFunctions,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type Workflow,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { n8nHome } from './n8n-home';

const PACKAGE = join(__dirname, '..', '..');

interface NodeLoader {
	readonly packageName: string;
	readonly types: { readonly nodes: readonly INodeTypeDescription[] };
	loadAll(): Promise<void>;
	getNode(name: string): { readonly type: INodeType | IVersionedNodeType };
}

type ContextArguments = [Workflow, INode, IWorkflowExecuteAdditionalData, WorkflowExecuteMode];

/** What is used of n8n-core here; it comes with the private n8n only, so its own types are not at hand. */
interface N8nCore {
	readonly PackageDirectoryLoader: new (folder: string) => NodeLoader;
	readonly LazyPackageDirectoryLoader: new (folder: string) => NodeLoader;
	readonly WorkflowExecute: new (
		additionalData: IWorkflowExecuteAdditionalData,
		mode: WorkflowExecuteMode,
		data: IRunExecutionData,
	) => { processRunExecutionData(workflow: Workflow): PromiseLike<IRun> };
	readonly ExecutionLifecycleHooks: new (
		mode: WorkflowExecuteMode,
		executionId: string,
		workflow: IWorkflowBase,
	) => object;
	readonly TriggerContext: new (
		...args: [
			...ContextArguments,
			activation: WorkflowActivateMode,
			emit: ITriggerFunctions['emit'],
			emitError: ITriggerFunctions['emitError'],
			saveFailedExecution: ITriggerFunctions['saveFailedExecution'],
			scheduling: object,
		]
	) => ITriggerFunctions;
	readonly WebhookContext: new (
		...args: [...ContextArguments, webhook: object, close: [], data: IRunExecutionData]
	) => IWebhookFunctions;
}

/** n8n-core with the node packages it may use, each loaded as n8n loads it. */
export interface N8nLibrary {
	readonly core: N8nCore;
	readonly nodeTypes: INodeTypes;
}

/** Items as they stand on the outputs of a node. */
export type Outputs = INodeExecutionData[][];

let library: Promise<N8nLibrary> | undefined;

/** Loads n8n-core, n8n's own nodes and ours as they were built; once per test file. Needs N8N_USER_FOLDER. */
export function n8nLibrary(): Promise<N8nLibrary> {
	return (library ??= load());
}

/** Gives a module of the built package. */
export function builtModule<T>(name: string): T {
	return createRequire(join(PACKAGE, 'package.json'))(`./dist/${name}.js`) as T;
}

async function load(): Promise<N8nLibrary> {
	process.env.N8N_LOG_LEVEL = 'silent';
	const core = createRequire(join(n8nHome(), 'package.json'))('n8n-core') as N8nCore;
	// The engine that n8n runs by default is a native module; its language is the same.
	Expression.setExpressionEngine('legacy');
	const loaders = [
		new core.PackageDirectoryLoader(PACKAGE),
		new core.LazyPackageDirectoryLoader(join(n8nHome(), 'node_modules', 'n8n-nodes-base')),
	];
	for (const loader of loaders) await loader.loadAll();
	return { core, nodeTypes: nodeTypesOf(loaders) };
}

function nodeTypesOf(loaders: readonly NodeLoader[]): INodeTypes {
	const getByName = (type: string) => {
		const dot = type.lastIndexOf('.');
		const loader = loaders.find(({ packageName }) => packageName === type.slice(0, dot));
		if (!loader) throw new Error(`No package has the node type ${type}.`);
		return loader.getNode(type.slice(dot + 1)).type;
	};
	return {
		getByName,
		getByNameAndVersion: (type, version) => NodeHelpers.getVersionedNodeType(getByName(type), version),
		getKnownTypes: () => ({}),
	};
}
