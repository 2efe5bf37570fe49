import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { DnsAuthenticator } from '../../helpdesk/adapters/authentication/dns-authenticator';
import { mailHtml } from '../../helpdesk/adapters/html/html';
import { SmtpSender } from '../../helpdesk/adapters/smtp/smtp-sender';
import { openPostgresStore } from '../../helpdesk/adapters/store/postgres-store';
import { openSqliteStore } from '../../helpdesk/adapters/store/sqlite-store';
import { newTokenKey, systemClock, systemCrypto, systemIds } from '../../helpdesk/adapters/system/system';
import { HelpDeskError } from '../../helpdesk/domain/errors';
import type { ServerLogin } from '../../helpdesk/domain/server-login';
import type { Desk, MailSender, Store } from '../../helpdesk/ports';
import { POSTGRES_CREDENTIAL, postgresLogin } from './logins';
import { loginKey, processState } from './process-state';

// One for all nodes, because it remembers answers of the DNS.
const authenticator = new DnsAuthenticator();

/** What of n8n's contexts is needed to open the desk. */
export interface DeskContext {
	getNode(): INode;
	getCredentials(type: string, itemIndex?: number): Promise<ICredentialDataDecryptedObject>;
}

/**
 * Opens the desk that a node works with: in PostgreSQL when the node has that credential, else in the file in n8n's
 * user folder. One store is shared by all nodes of the process.
 *
 * @throws HelpDeskError store-unavailable, store-needs-postgres
 */
export async function openDesk(context: DeskContext): Promise<Desk> {
	const usesPostgres = context.getNode().credentials?.[POSTGRES_CREDENTIAL] !== undefined;
	const store = usesPostgres ? await postgresStore(context) : await sqliteStore();
	const { reader, owner } = processState();
	const desk = { store, clock: systemClock, ids: systemIds, crypto: systemCrypto, reader, owner };
	return { ...desk, html: mailHtml, authenticator };
}

/**
 * Gives the sender of a login; its connections are shared by all nodes of the process, whatever token opened them. A
 * login that has changed closes those of the old one.
 */
export function senderFor(login: ServerLogin): MailSender {
	const { senders } = processState();
	const name = 'accessToken' in login ? login.credentialId : login.user;
	const account = `${name}@${login.host}:${login.port}`;
	const key = loginKey(login);
	const known = senders.get(account);
	if (known?.key === key) {
		if ('accessToken' in login) known.sender.takeTokensFrom(login);
		return known.sender;
	}
	known?.sender.retire();
	const sender = new SmtpSender(login);
	senders.set(account, { key, sender });
	return sender;
}

/** Gives the file of the embedded store. */
export function sqlitePath(): string {
	return join(process.env.N8N_USER_FOLDER ?? homedir(), '.n8n', 'helpdesk', 'desk.sqlite');
}

async function postgresStore(context: DeskContext): Promise<Store> {
	const login = postgresLogin(await context.getCredentials(POSTGRES_CREDENTIAL));
	return await shared(loginKey(login), () => openPostgresStore(login, firstValues()));
}

function sqliteStore(): Promise<Store> {
	if (process.env.EXECUTIONS_MODE === 'queue' && process.env.HELPDESK_SQLITE_SHARED_DISK !== 'true') {
		throw new HelpDeskError(
			'store-needs-postgres',
			'n8n runs in queue mode, where main and workers may be on different machines and would each have a desk of their own.',
		);
	}
	return shared(sqlitePath(), () => openSqliteStore(sqlitePath(), firstValues()));
}

function shared(key: string, open: () => Promise<Store>): Promise<Store> {
	const { stores } = processState();
	const known = stores.get(key);
	if (known) return known;
	const opening = open();
	stores.set(key, opening);
	// A database that was away a moment ago gets another chance.
	opening.catch(() => stores.delete(key));
	return opening;
}

function firstValues() {
	return { deskId: systemIds.next(), tokenKey: newTokenKey(), now: systemClock.now() };
}
