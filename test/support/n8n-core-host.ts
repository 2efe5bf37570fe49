import {
	ICredentialsHelper,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type INodeCredentialsDetails,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import type { N8nLibrary } from './n8n-core-library';

/** Credentials by the name that nodes choose them by. */
export type CredentialsByName = Record<string, ICredentialDataDecryptedObject>;

const BASE_URL = 'http://127.0.0.1:5678/';
let executions = 0;

/** Stands in for the n8n around an execution: its addresses, its credentials, and nobody who listens. */
export function hostOf(
	{ core }: N8nLibrary,
	mode: WorkflowExecuteMode,
	workflow: IWorkflowBase,
	credentials: CredentialsByName,
): IWorkflowExecuteAdditionalData {
	const executionId = String((executions += 1));
	const host: Partial<IWorkflowExecuteAdditionalData> & Record<string, unknown> = {
		hooks: new core.ExecutionLifecycleHooks(mode, executionId, workflow),
		credentialsHelper: new NamedCredentials(credentials),
		executionId,
		currentNodeExecutionIndex: 0,
		variables: {},
		logAiEvent: () => undefined,
		...Object.fromEntries(URLS.map((name) => [name, BASE_URL])),
	};
	return host as IWorkflowExecuteAdditionalData;
}

const URLS = [
	'restApiUrl',
	'instanceBaseUrl',
	'formBaseUrl',
	'formWaitingBaseUrl',
	'formTestBaseUrl',
	'webhookBaseUrl',
	'webhookWaitingBaseUrl',
	'webhookTestBaseUrl',
];

// Credentials are found by their name, as the editor does when a template is pasted.
class NamedCredentials extends ICredentialsHelper {
	constructor(private readonly credentials: CredentialsByName) {
		super();
	}

	override getParentTypes(): string[] {
		return [];
	}

	override isCredentialUsableByNode(): boolean {
		return true;
	}

	override async getDecrypted(
		_host: IWorkflowExecuteAdditionalData,
		{ name }: INodeCredentialsDetails,
	): Promise<ICredentialDataDecryptedObject> {
		const data = this.credentials[name];
		if (!data) throw new Error(`There is no credential with the name ${name}.`);
		return data;
	}

	override async authenticate(): Promise<never> {
		throw unused();
	}

	override async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	override async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	override async getCredentials(): Promise<ICredentials> {
		throw unused();
	}

	override async updateCredentials(): Promise<void> {
		throw unused();
	}

	override async updateCredentialsOauthTokenData(): Promise<void> {
		throw unused();
	}

	override getCredentialsProperties(): [] {
		return [];
	}
}

function unused(): Error {
	return new Error('The shipped templates have no use for this.');
}
