import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MailAccount, MailPeer } from './mail-peer';
import { submitForm, type Form } from './n8n-form';
import { unpackedPackage } from './packed-package';
import { startPhone, type Phone } from './phone';
import { RealN8n, type CredentialToImport, type WorkflowToImport } from './real-n8n';
import { waitFor } from './wait-for';

const WORKFLOWS = join(__dirname, '..', '..', 'workflows');
/** The password of every account; nothing else in a run looks like it. */
export const PASSWORD = 'mail-pass-7Q2';

export const SUPPORT = 'support@acme.test';
export const REPLIES = 'replies@acme.test';
export const JOHN = 'john@staff.test';
export const KELLY = 'kelly@staff.test';
export const CHRIS = 'chris@staff.test';
export const FRANK = 'frank@customer.test';
export const FIONA = 'fiona@customer.test';
export const JOHNS_SIGNATURE = 'John Miller\nAcme Support, +1 555 0100';

/** The mail accounts of the story: the two of the desk, three of staff, two customers and a stranger. */
export const ACCOUNTS: readonly MailAccount[] = [SUPPORT, REPLIES, JOHN, KELLY, CHRIS, FRANK, FIONA].map(
	(address) => ({
		address,
		password: PASSWORD,
	}),
);

/** What Acme's desk is set up with. */
export interface AcmeOptions {
	readonly mail: MailPeer;
	/** Everything that is written goes here. */
	readonly folder: string;
	readonly env?: Readonly<Record<string, string>>;
	/** Stored besides those of the two mailboxes. */
	readonly credentials?: readonly CredentialToImport[];
	/** What else must run before the forms are filled in, with the unpacked package at hand. */
	readonly whenStarted?: (packageFolder: string) => Promise<void>;
	/** Changes a template before it is imported. */
	readonly edit?: (workflow: Template) => void;
	readonly tell?: (what: string) => void;
}

/** A workflow template as it is shipped. */
export interface Template extends WorkflowToImport {
	readonly id: string;
	readonly nodes: TemplateNode[];
	readonly connections: Record<string, { main: { node: string; type: string; index: number }[][] }>;
}

export interface TemplateNode {
	readonly id: string;
	readonly name: string;
	readonly type: string;
	disabled?: boolean;
	webhookId?: string;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string | null; name: string }>;
}

/** A running n8n with the shipped templates, set up through their forms as a team would do it. */
export interface Acme {
	readonly n8n: RealN8n;
	readonly mail: MailPeer;
	readonly phone: Phone;
	/** Starts an n8n that was stopped or killed, and waits until its triggers have connected both mailboxes. */
	startAgain(): Promise<void>;
	stop(): Promise<void>;
}

/** Installs the packed package into a fresh n8n, imports and publishes the templates, and sets the desk up. */
export async function startAcme(options: AcmeOptions): Promise<Acme> {
	const { mail, folder, tell = () => undefined } = options;
	tell('packing the package and installing it into a fresh n8n');
	const packageFolder = await unpackedPackage(join(folder, 'package'));
	const phone = await startPhone();
	const n8n = await RealN8n.prepare({
		userFolder: join(folder, 'n8n'),
		packageFolder,
		...(options.env && { env: options.env }),
	});
	await n8n.importCredentials([...mailboxCredentials(mail), ...(options.credentials ?? [])]);
	const templates = ['help-desk', 'set-up', 'deliver-due-mail'].map(template);
	for (const each of templates) {
		chooseCredentials(each);
		enableMasterInbox(each);
		options.edit?.(each);
	}
	tell('importing and publishing the three templates');
	await n8n.importWorkflow(...templates);
	for (const { id } of templates) await n8n.publish(id);
	tell('starting n8n');
	await startConnected(n8n);
	await n8n.login();
	for (const { id } of templates) await n8n.waitUntilPublished(id);
	await options.whenStarted?.(packageFolder);
	const acme: Acme = {
		n8n,
		mail,
		phone,
		startAgain: () => startConnected(n8n),
		stop: async () => {
			await n8n.stop();
			await phone.stop();
		},
	};
	tell('filling in the set-up forms: two mailboxes, three staff members, a master inbox');
	await setUp(n8n, phone);
	return acme;
}

function template(name: string): Template {
	return JSON.parse(readFileSync(join(WORKFLOWS, `${name}.json`), 'utf8')) as Template;
}

// What the editor does by itself when a template is pasted: credentials are chosen by their name.
function chooseCredentials({ nodes }: Template): void {
	const ids: Record<string, string> = {
		'Support mailbox': 'acmeSupport',
		'Master inbox mailbox': 'acmeReplies',
	};
	for (const { credentials: chosen } of nodes) {
		for (const credential of Object.values(chosen ?? {})) credential.id = ids[credential.name] ?? null;
	}
}

function enableMasterInbox({ nodes }: Template): void {
	for (const node of nodes) delete node.disabled;
}

/** The credentials of both mailboxes, as a team would fill them in. */
export function mailboxCredentials(mail: MailPeer): CredentialToImport[] {
	const security = mail.caFile === undefined ? 'none' : 'starttls';
	const login = (id: string, name: string, address: string) => ({
		id,
		name,
		type: 'helpDeskMailboxApi',
		data: {
			address,
			user: address,
			password: PASSWORD,
			imapHost: '127.0.0.1',
			imapPort: mail.imapPort(address),
			imapSecurity: security,
			smtpHost: '127.0.0.1',
			smtpPort: mail.submissionPort,
			smtpSecurity: security,
			smtpSameLogin: true,
			// The certificate of the test server is its own.
			ignoreSslIssues: true,
		},
	});
	return [
		login('acmeSupport', 'Support mailbox', SUPPORT),
		login('acmeReplies', 'Master inbox mailbox', REPLIES),
	];
}

async function startConnected(n8n: RealN8n): Promise<void> {
	const connections = (address: string) => n8n.log(10_000_000).split(`${address} is connected`).length;
	const before = new Map([SUPPORT, REPLIES].map((address) => [address, connections(address)]));
	await n8n.start();
	const areConnected = () => [...before].every(([address, count]) => connections(address) > count);
	await waitFor('both mailboxes to be connected', areConnected, { timeoutMs: 60_000 });
}

async function setUp(n8n: RealN8n, phone: Phone): Promise<void> {
	const mailbox = { fromName: 'Staff member via channel', signature: '{channelName}', owner: '' };
	await save(n8n, 'helpdesk-mailbox', {
		...mailbox,
		address: SUPPORT,
		channelName: 'Acme Support',
		plus: ['Yes'],
	});
	await save(n8n, 'helpdesk-mailbox', {
		...mailbox,
		address: REPLIES,
		channelName: 'Acme Replies',
		plus: ['No'],
	});
	const person = { others: '', signature: '', mobile: '', desktop: '' };
	await save(n8n, 'helpdesk-staff', {
		...person,
		name: 'John Miller',
		address: JOHN,
		signature: JOHNS_SIGNATURE,
	});
	await save(n8n, 'helpdesk-staff', {
		...person,
		name: 'Kelly Ray',
		address: KELLY,
		mobile: phone.topicUrl('kelly'),
	});
	await save(n8n, 'helpdesk-staff', { ...person, name: 'Chris Park', address: CHRIS });
	const mobileOnly = { email: [], mobile: ['New conversation'], desktop: [] };
	await save(n8n, 'helpdesk-notifications', { address: KELLY, ...mobileOnly });
	await save(n8n, 'helpdesk-master-inbox', { address: SUPPORT, master: REPLIES });
}

async function save(
	n8n: RealN8n,
	path: string,
	fields: Record<string, string | readonly string[]>,
): Promise<void> {
	const page = await submitForm(n8n, formOf(path), fields);
	if (!page.includes('Saved'))
		throw new Error(`The form ${path} did not say that it saved:\n${page.slice(0, 3000)}`);
}

function formOf(path: string): Form {
	for (const { parameters } of template('set-up').nodes) {
		const { options, formFields } = parameters as {
			options?: { path?: string };
			formFields?: { values: { fieldName: string }[] };
		};
		if (options?.path === path && formFields)
			return { path, fieldNames: formFields.values.map((field) => field.fieldName) };
	}
	throw new Error(`The template set-up has no form ${path}.`);
}
