import type { N8nClient } from './n8n-client';
import { waitFor } from './wait-for';

/** A form as it stands in a workflow: its path below `/form/` and the names of its fields in their order. */
export interface Form {
	readonly path: string;
	readonly fieldNames: readonly string[];
}

/**
 * Fills in a form that asks for an n8n login, as a logged-in person does in the browser, and returns the page that
 * follows.
 */
export async function submitForm(
	n8n: N8nClient,
	{ path, fieldNames }: Form,
	fields: Readonly<Record<string, string | readonly string[]>>,
): Promise<string> {
	const page = await openForm(n8n, `/form/${path}`);
	const token = /const authToken = '([^']+)'/.exec(page)?.[1];
	if (token === undefined) throw new Error(`The form ${path} has no token:\n${page.slice(0, 1000)}`);
	const headers = { 'x-auth-token': token };
	const body = bodyOf(fieldNames, fields);
	const submitted = await n8n.visit(`/form/${path}`, { method: 'POST', headers, body });
	const answer = await submitted.text();
	if (!submitted.ok) throw new Error(`The form ${path} was refused: ${submitted.status} ${answer}`);
	const { formWaitingUrl } = JSON.parse(answer) as { formWaitingUrl: string };
	await waitFor(`the run behind the form ${path} to show its page`, () => isWaiting(n8n, formWaitingUrl));
	return await (await n8n.visit(formWaitingUrl, { headers })).text();
}

// Asked for earlier, the page would keep us waiting for ever.
async function isWaiting(n8n: N8nClient, formWaitingUrl: string): Promise<boolean> {
	const url = new URL(formWaitingUrl);
	url.pathname += '/n8n-execution-status';
	return (await (await n8n.visit(url.href)).text()).trim() === 'form-waiting';
}

// n8n sends the browser round by its own consent page, which approves at once or on a click.
async function openForm(n8n: N8nClient, url: string, hops = 0): Promise<string> {
	const response = await n8n.visit(url);
	if (response.status < 300 || response.status >= 400) return await response.text();
	const target = response.headers.get('location') ?? '';
	if (hops > 8) throw new Error(`The form redirects for ever, last to ${target}.`);
	return await openForm(n8n, target.startsWith('/oauth/consent') ? await approve(n8n) : target, hops + 1);
}

async function approve(n8n: N8nClient): Promise<string> {
	const details = await n8n.rest<{ redirectUrl?: string; scopes?: string[] }>('GET', '/consent/details');
	if (details.redirectUrl !== undefined) return details.redirectUrl;
	const consent = { approved: true, scopes: details.scopes ?? [] };
	return (await n8n.rest<{ redirectUrl: string }>('POST', '/consent/approve', consent)).redirectUrl;
}

// The page names its inputs by their position.
function bodyOf(
	names: readonly string[],
	fields: Readonly<Record<string, string | readonly string[]>>,
): FormData {
	const body = new FormData();
	for (const [position, name] of names.entries()) {
		const value = fields[name] ?? '';
		body.append(`field-${position}`, typeof value === 'string' ? value : JSON.stringify(value));
	}
	return body;
}
