import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { PostgresLogin } from '../../helpdesk/adapters/store/postgres-store';
import { isAddress } from '../../helpdesk/domain/address';
import { HelpDeskError } from '../../helpdesk/domain/errors';
import type { ServerLogin } from '../../helpdesk/domain/server-login';

/** Name of the mailbox credential. */
export const MAILBOX_CREDENTIAL = 'helpDeskMailboxApi';
/** Name of the credential of the PostgreSQL store. */
export const POSTGRES_CREDENTIAL = 'helpDeskPostgresApi';

/** What a mailbox credential says. */
export interface MailboxLogin {
	readonly address: string;
	readonly imap: ServerLogin;
	readonly smtp: ServerLogin;
}

/** Reads a mailbox credential. @throws HelpDeskError invalid-address */
export function mailboxLogin(data: ICredentialDataDecryptedObject): MailboxLogin {
	const address = text(data.address).trim();
	if (!isAddress(address)) {
		throw new HelpDeskError('invalid-address', `The mailbox credential has no valid address: "${address}".`);
	}
	const allowsUnknownCertificate = data.ignoreSslIssues === true;
	const user = text(data.user) || address;
	const password = text(data.password);
	const hasSameLogin = data.smtpSameLogin !== false;
	return {
		address,
		imap: {
			host: text(data.imapHost),
			port: Number(data.imapPort),
			security: securityOf(data.imapSecurity),
			user,
			password,
			allowsUnknownCertificate,
		},
		smtp: {
			host: text(data.smtpHost),
			port: Number(data.smtpPort),
			security: securityOf(data.smtpSecurity),
			user: hasSameLogin ? user : text(data.smtpUser),
			password: hasSameLogin ? password : text(data.smtpPassword),
			allowsUnknownCertificate,
		},
	};
}

/** Reads a PostgreSQL credential. */
export function postgresLogin(data: ICredentialDataDecryptedObject): PostgresLogin {
	const ssl = data.ssl === 'require' || data.ssl === 'verify' ? data.ssl : 'disable';
	return {
		host: text(data.host),
		port: Number(data.port),
		database: text(data.database),
		user: text(data.user),
		password: text(data.password),
		ssl,
	};
}

function securityOf(value: unknown): ServerLogin['security'] {
	return value === 'none' || value === 'starttls' ? value : 'tls';
}

function text(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
