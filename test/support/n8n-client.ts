import { randomUUID } from 'node:crypto';
import type { IRunExecutionData } from 'n8n-workflow';
import type { N8nOwner } from './n8n-environment';
import { parseRunData } from './n8n-home';
import { waitFor } from './wait-for';

/** Whether the triggers of a workflow run: `in_progress` right after publishing, `failed` once n8n has given up. */
export interface PublicationStatus {
	readonly status: 'published' | 'in_progress' | 'failed';
	readonly triggers: ReadonlyArray<{
		readonly nodeId: string;
		readonly status: string;
		readonly errorMessage: string | null;
	}>;
}

/** One run of a workflow, in n8n's words. */
export interface ExecutionSummary {
	readonly id: string;
	readonly status: string;
	readonly startedAt: string | null;
	readonly stoppedAt: string | null;
	readonly workflowId: string;
}

/** One run with what its nodes put out: `data.resultData.runData[node][run].data?.main[output]`. */
export interface Execution extends ExecutionSummary {
	readonly data: IRunExecutionData;
}

/** n8n answered a request with a failure. */
export class N8nRestError extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

/** A running n8n, used by the editor's own API: a cookie and a browser id. */
export class N8nClient {
	private readonly browserId = randomUUID();
	private readonly cookies = new Map<string, string>();

	constructor(
		readonly url: string,
		readonly owner: N8nOwner,
	) {}

	/** Logs the owner in; survives a restart of n8n. */
	async login(): Promise<void> {
		const { email, password } = this.owner;
		await this.rest('POST', '/login', { emailOrLdapLoginId: email, password });
	}

	/**
	 * Calls a path below `/rest` and returns the `data` of the answer.
	 *
	 * @throws N8nRestError with n8n's message when the answer is not a success
	 */
	async rest<T>(method: string, path: string, body?: unknown): Promise<T> {
		// `push-ref` lets manual runs report to this "browser tab"; they are refused without.
		const headers: Record<string, string> = { 'push-ref': this.browserId };
		if (body !== undefined) headers['content-type'] = 'application/json';
		const payload = body === undefined ? {} : { body: JSON.stringify(body) };
		const response = await this.visit(`/rest${path}`, { method, headers, ...payload });
		const text = await response.text();
		if (!response.ok) {
			throw new N8nRestError(response.status, `${method} ${path}: ${response.status} ${text.slice(0, 1000)}`);
		}
		return (JSON.parse(text || '{}') as { data: T }).data;
	}

	/** Requests an address of this n8n as the same browser: the same cookies, redirects not followed. */
	async visit(url: string, init: RequestInit = {}): Promise<Response> {
		const headers = new Headers(init.headers);
		headers.set('browser-id', this.browserId);
		if (this.cookies.size > 0)
			headers.set('cookie', [...this.cookies].map((pair) => pair.join('=')).join('; '));
		const response = await fetch(new URL(url, this.url), { ...init, headers, redirect: 'manual' });
		for (const cookie of response.headers.getSetCookie()) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
			if (value === '') this.cookies.delete(name);
			else this.cookies.set(name, value);
		}
		return response;
	}

	publicationStatus(workflowId: string): Promise<PublicationStatus> {
		return this.rest('GET', `/workflows/${workflowId}/publication-status`);
	}

	/** Waits until the triggers of a workflow have started; a failed publication is thrown at once. */
	async waitUntilPublished(workflowId: string, timeoutMs = 30_000): Promise<void> {
		const settled = async () => {
			const publication = await this.publicationStatus(workflowId);
			return publication.status === 'in_progress' ? undefined : publication;
		};
		const { status, triggers } = await waitFor(`workflow ${workflowId} to be published`, settled, {
			timeoutMs,
		});
		if (status === 'failed') throw new Error(`Workflow ${workflowId} failed: ${JSON.stringify(triggers)}`);
	}

	/** Publishes the current version of a workflow of a running n8n; its triggers start a little later. */
	async publishRunning(workflowId: string): Promise<void> {
		const { versionId } = await this.rest<{ versionId: string }>('GET', `/workflows/${workflowId}`);
		await this.rest('POST', `/workflows/${workflowId}/activate`, { versionId });
	}

	async unpublish(workflowId: string): Promise<void> {
		await this.rest('POST', `/workflows/${workflowId}/deactivate`, {});
	}

	/** Returns the latest 100 runs, of one workflow or of all, newest first. */
	async executions(workflowId?: string): Promise<ExecutionSummary[]> {
		const filter =
			workflowId === undefined ? '' : `&filter=${encodeURIComponent(JSON.stringify({ workflowId }))}`;
		const path = `/executions?limit=100${filter}`;
		const { results } = await this.rest<{ results: ExecutionSummary[] }>('GET', path);
		return results
			.map(({ id, status, startedAt, stoppedAt, workflowId: of }) => ({
				id,
				status,
				startedAt,
				stoppedAt,
				workflowId: of,
			}))
			.sort((a, b) => Number(b.id) - Number(a.id));
	}

	async execution(id: string): Promise<Execution> {
		const answer = await this.rest<ExecutionSummary & { data: string }>('GET', `/executions/${id}`);
		const { status, startedAt, stoppedAt, workflowId, data } = answer;
		return { id: answer.id, status, startedAt, stoppedAt, workflowId, data: parseRunData(data) };
	}
}
