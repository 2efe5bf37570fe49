import { createSecureContext } from 'node:tls';
import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { checkImapLogin } from '../../helpdesk/adapters/imap/imap-login';
import { checkSmtpLogin } from '../../helpdesk/adapters/smtp/smtp-sender';
import { openPostgresStore } from '../../helpdesk/adapters/store/postgres-store';
import { newTokenKey, systemClock, systemIds } from '../../helpdesk/adapters/system/system';
import { textWithAdvice } from './advice';
import { tlsOf } from './inbound-settings';
import { mailboxLogin, postgresLogin } from './logins';

/** Logs in to IMAP and to SMTP, and says which of the two failed and what to try. */
export async function helpDeskMailboxTest(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await resultOf('Reading (IMAP) and sending (SMTP) both work.', async () => {
		const login = mailboxLogin(data ?? {});
		await checkImapLogin(login.imap);
		await checkSmtpLogin(login.smtp);
	});
}

/** Checks what can be checked without a provider: that there is something to prove, and that certificate and key fit. */
export async function helpDeskInboundTest(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const { secret, signingSecret, tlsCertificate, tlsPrivateKey } = data;
	const parts = [secret, signingSecret, tlsCertificate, tlsPrivateKey];
	if (parts.every((part) => String(part ?? '').trim() === '')) {
		return {
			status: 'Error',
			message: 'Fill in what the sender of your mail needs: one of the four fields.',
		};
	}
	const tls = tlsOf(data);
	if (!tls && (tlsCertificate || tlsPrivateKey)) {
		return { status: 'Error', message: 'A certificate needs its private key, and a key its certificate.' };
	}
	try {
		createSecureContext(tls);
		return { status: 'OK', message: 'What is filled in can be used.' };
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		return { status: 'Error', message: `Certificate and private key cannot be used: ${reason}` };
	}
}

/** Opens the database and brings its tables up to date. */
export async function helpDeskPostgresTest(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await resultOf('The database is ready.', async () => {
		const first = { deskId: systemIds.next(), tokenKey: newTokenKey(), now: systemClock.now() };
		const store = await openPostgresStore(postgresLogin(data ?? {}), first);
		await store.close();
	});
}

async function resultOf(success: string, check: () => Promise<void>): Promise<INodeCredentialTestResult> {
	try {
		await check();
		return { status: 'OK', message: success };
	} catch (error) {
		return { status: 'Error', message: textWithAdvice(error) };
	}
}
