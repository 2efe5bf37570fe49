import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { PostgresLogin } from '../../helpdesk/adapters/store/postgres-store';
import { isAddress } from '../../helpdesk/domain/address';
import { HelpDeskError } from '../../helpdesk/domain/errors';
import type { ServerLogin, TokenLogin } from '../../helpdesk/domain/server-login';

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
	const address = addressOf(data);
	const allowsUnknownCertificate = data.ignoreSslIssues === true;
	const user = trimmed(data.user) || address;
	const password = text(data.password);
	const hasSameLogin = data.smtpSameLogin !== false;
	return {
		address,
		imap: {
			host: trimmed(data.imapHost),
			port: Number(data.imapPort),
			security: securityOf(data.imapSecurity),
			user,
			password,
			allowsUnknownCertificate,
		},
		smtp: {
			host: trimmed(data.smtpHost),
			port: Number(data.smtpPort),
			security: securityOf(data.smtpSecurity),
			user: hasSameLogin ? user : trimmed(data.smtpUser),
			password: hasSameLogin ? password : text(data.smtpPassword),
			allowsUnknownCertificate,
		},
	};
}

/** Whose sign-in a mailbox credential uses. */
export type TokenProvider = 'google' | 'microsoft';

const SERVERS = {
	google: {
		imap: { host: 'imap.gmail.com', port: 993, security: 'tls' },
		smtp: { host: 'smtp.gmail.com', port: 465, security: 'tls' },
	},
	microsoft: {
		imap: { host: 'outlook.office365.com', port: 993, security: 'tls' },
		smtp: { host: 'smtp.office365.com', port: 587, security: 'starttls' },
	},
} as const;

/** Reads a mailbox credential of Google or Microsoft. @throws HelpDeskError invalid-address */
export function tokenMailboxLogin(
	provider: TokenProvider,
	data: ICredentialDataDecryptedObject,
	tokens: Pick<TokenLogin, 'credentialId' | 'accessToken'>,
): MailboxLogin {
	const address = addressOf(data);
	if (data.customServers !== true) {
		const login = { user: address, allowsUnknownCertificate: false, ...tokens };
		const { imap, smtp } = SERVERS[provider];
		return { address, imap: { ...imap, ...login }, smtp: { ...smtp, ...login } };
	}
	const login = {
		user: trimmed(data.user) || address,
		allowsUnknownCertificate: data.ignoreSslIssues === true,
		...tokens,
	};
	const server = (kind: 'imap' | 'smtp') => ({
		host: trimmed(data[`${kind}Host`]),
		port: Number(data[`${kind}Port`]),
		security: securityOf(data[`${kind}Security`]),
	});
	return { address, imap: { ...server('imap'), ...login }, smtp: { ...server('smtp'), ...login } };
}

/** Reads a PostgreSQL credential. */
export function postgresLogin(data: ICredentialDataDecryptedObject): PostgresLogin {
	const ssl = data.ssl === 'require' || data.ssl === 'verify' ? data.ssl : 'disable';
	return {
		host: trimmed(data.host),
		port: Number(data.port),
		database: trimmed(data.database),
		user: trimmed(data.user),
		password: text(data.password),
		ssl,
	};
}

function addressOf(data: ICredentialDataDecryptedObject): string {
	const address = trimmed(data.address);
	if (isAddress(address)) return address;
	throw new HelpDeskError('invalid-address', `The mailbox credential has no valid address: "${address}".`);
}

function securityOf(value: unknown): ServerLogin['security'] {
	return value === 'none' || value === 'starttls' ? value : 'tls';
}

// What is pasted often brings blanks along; in a password they may be meant.
function trimmed(value: unknown): string {
	return text(value).trim();
}

function text(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
