import { ImapFlow } from 'imapflow';
import { HelpDeskError } from '../../domain/errors';
import type { ServerLogin } from '../../domain/server-login';

// Together they notice a half-open connection within a minute: IDLE is renewed, and the renewal must be answered.
const MAX_IDLE_MS = 25_000;
const SOCKET_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 20_000;
const MAX_LITERAL_BYTES = 60_000_000;

/**
 * Opens an authenticated connection.
 *
 * @param stopping - closes the connection, also while it is being made
 * @throws HelpDeskError imap-login-failed, mailbox-unreachable
 */
export async function connectImap(
	login: ServerLogin,
	onClose: () => void,
	stopping?: AbortSignal,
): Promise<ImapFlow> {
	stopping?.throwIfAborted();
	const client = new ImapFlow({
		host: login.host,
		port: login.port,
		secure: login.security === 'tls',
		doSTARTTLS: login.security === 'tls' ? undefined : login.security === 'starttls',
		auth: { user: login.user, pass: login.password },
		tls: { rejectUnauthorized: !login.allowsUnknownCertificate },
		logger: false,
		disableAutoIdle: true,
		maxIdleTime: MAX_IDLE_MS,
		socketTimeout: SOCKET_TIMEOUT_MS,
		connectionTimeout: CONNECT_TIMEOUT_MS,
		greetingTimeout: CONNECT_TIMEOUT_MS,
		maxLiteralSize: MAX_LITERAL_BYTES,
	});
	// Without this listener a connection that is reset would end n8n.
	client.on('error', onClose);
	client.on('close', onClose);
	const close = () => client.close();
	stopping?.addEventListener('abort', close, { once: true });
	client.once('close', () => stopping?.removeEventListener('abort', close));
	try {
		await client.connect();
		return client;
	} catch (error) {
		client.close();
		throw loginError(login, error);
	}
}

/** Logs in and out again. @throws HelpDeskError imap-login-failed, mailbox-unreachable */
export async function checkImapLogin(login: ServerLogin): Promise<void> {
	const client = await connectImap(login, () => undefined);
	await client.logout().catch(() => client.close());
}

function loginError({ host, port }: ServerLogin, error: unknown): HelpDeskError {
	const isRefused =
		error instanceof Error && 'authenticationFailed' in error && error.authenticationFailed === true;
	const answer = error instanceof Error && 'responseText' in error ? String(error.responseText) : '';
	const reason = (answer || (error instanceof Error ? error.message : String(error))).slice(0, 300);
	return new HelpDeskError(
		isRefused ? 'imap-login-failed' : 'mailbox-unreachable',
		`IMAP at ${host}:${port} did not work: ${reason}`,
		{ cause: error },
	);
}
