import { ImapFlow } from 'imapflow';
import { HelpDeskError } from '../../domain/errors';
import type { ServerLogin } from '../../domain/server-login';

/** How long the server may say nothing to a command. */
export const SOCKET_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 20_000;
const MAX_LITERAL_BYTES = 60_000_000;

/**
 * Opens an authenticated connection. A token that is refused before its time is replaced once.
 *
 * @param stopping - closes the connection, also while it is being made
 * @throws HelpDeskError imap-login-failed, mailbox-unreachable, oauth-authorisation-lost, oauth-server-unreachable
 */
export async function connectImap(
	login: ServerLogin,
	onClose: () => void,
	stopping?: AbortSignal,
): Promise<ImapFlow> {
	stopping?.throwIfAborted();
	const connect = (secret: Secret) => connectWith(login, secret, onClose, stopping);
	if (!('accessToken' in login)) return await connect({ pass: login.password });
	const accessToken = await unlessStopped(login.accessToken(), stopping);
	return await connect({ accessToken }).catch(async (error: unknown) => {
		const isRefused = error instanceof HelpDeskError && error.code === 'imap-login-failed';
		const renewed = isRefused ? await unlessStopped(login.accessToken(accessToken), stopping) : accessToken;
		if (renewed === accessToken) throw error;
		return await connect({ accessToken: renewed });
	});
}

/** Logs in and out again. @throws HelpDeskError imap-login-failed, mailbox-unreachable */
export async function checkImapLogin(login: ServerLogin): Promise<void> {
	const client = await connectImap(login, () => undefined);
	await client.logout().catch(() => client.close());
}

type Secret = { readonly pass: string } | { readonly accessToken: string };

async function connectWith(
	login: ServerLogin,
	secret: Secret,
	onClose: () => void,
	stopping?: AbortSignal,
): Promise<ImapFlow> {
	const client = new ImapFlow({
		host: login.host,
		port: login.port,
		secure: login.security === 'tls',
		doSTARTTLS: login.security === 'tls' ? undefined : login.security === 'starttls',
		auth: { user: login.user, ...secret },
		tls: { rejectUnauthorized: !login.allowsUnknownCertificate },
		logger: false,
		disableAutoIdle: true,
		socketTimeout: SOCKET_TIMEOUT_MS,
		connectionTimeout: CONNECT_TIMEOUT_MS,
		greetingTimeout: CONNECT_TIMEOUT_MS,
		maxLiteralSize: MAX_LITERAL_BYTES,
	});
	// The end of a connection whose login failed must not be taken for that of the one after it.
	let isOpen = false;
	const end = () => isOpen && onClose();
	// Without this listener a connection that is reset would end n8n.
	client.on('error', end);
	client.on('close', end);
	const close = () => client.close();
	stopping?.addEventListener('abort', close, { once: true });
	client.once('close', () => stopping?.removeEventListener('abort', close));
	try {
		await client.connect();
		isOpen = true;
		return client;
	} catch (error) {
		client.close();
		throw loginError(login, error);
	}
}

async function unlessStopped<T>(work: Promise<T>, stopping?: AbortSignal): Promise<T> {
	const { promise: stopped, reject } = Promise.withResolvers<never>();
	const stop = () => reject(stopping?.reason);
	stopping?.addEventListener('abort', stop, { once: true });
	return await Promise.race([work, stopped]).finally(() => stopping?.removeEventListener('abort', stop));
}

// Servers refuse a login with NO also when there is nothing wrong with it (RFC 5530 §3); Gmail and others tell so in words only.
const PASSING_CODES = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'OVERQUOTA', 'SERVERBUG', 'THROTTLED']);
const PASSING_WORDS =
	/(?:simultaneous|concurrent|too many(?: open| active)?) (?:connections|sessions|logins)|number of connections|bandwidth|rate limit|throttl|(?:system|server|internal|temporary) (?:error|failure|problem)/i;

function loginError({ host, port }: ServerLogin, error: unknown): HelpDeskError {
	const answer = error instanceof Error && 'responseText' in error ? String(error.responseText) : '';
	const code = error instanceof Error && 'serverResponseCode' in error ? error.serverResponseCode : '';
	const isPassing = PASSING_CODES.has(String(code)) || PASSING_WORDS.test(answer);
	const isRefused =
		error instanceof Error &&
		'authenticationFailed' in error &&
		error.authenticationFailed === true &&
		!isPassing;
	const reason = (answer || (error instanceof Error ? error.message : String(error))).slice(0, 300);
	return new HelpDeskError(
		isRefused ? 'imap-login-failed' : 'mailbox-unreachable',
		`IMAP at ${host}:${port} did not work: ${reason}`,
		{ cause: error },
	);
}
