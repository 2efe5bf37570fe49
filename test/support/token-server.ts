import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** The client that the server knows. */
export const CLIENT = { id: 'helpdesk-client', secret: `client-${randomUUID()}` };

/** What a credential of n8n keeps as `oauthTokenData`. */
export interface TokenData {
	readonly access_token: string;
	readonly refresh_token: string;
	readonly token_type: string;
	readonly expires_in: number;
	readonly n8n_expires_at?: string;
}

/** Starts a sign-in server. */
export async function startTokenServer(): Promise<TokenServer> {
	const server = new TokenServer();
	await server.start();
	return server;
}

/**
 * An OAuth 2.0 authorisation server on loopback: `/token` (RFC 6749), `/introspect` (RFC 7662).
 *
 * Every refresh rotates the refresh token: the one before works no more.
 */
export class TokenServer {
	/** What it answers to requests for tokens instead of tokens. */
	trouble: { readonly status: number; readonly body: object } | undefined;
	lifetimeS = 3600;
	/** How long it takes to answer a request for tokens. */
	delayMs = 0;
	/** The grant type of every request for tokens so far. */
	readonly requests: string[] = [];
	/** Every token that it gave out, of both kinds: none may be found where it does not belong. */
	readonly issued: string[] = [];
	private readonly access = new Map<string, { readonly user: string; readonly endsAtMs: number }>();
	private readonly users = new Map<string, string>();
	private port = 0;
	private readonly server = createServer((request, response) => {
		this.answer(request, response).catch(() => response.writeHead(500).end());
	});

	/** Starts on the same port as before. */
	async start(): Promise<void> {
		await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
		this.port = (this.server.address() as AddressInfo).port;
	}

	async stop(): Promise<void> {
		const closed = once(this.server.close(), 'close');
		this.server.closeAllConnections();
		await closed;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	get tokenUrl(): string {
		return `${this.url}/token`;
	}

	get introspectionUrl(): string {
		return `${this.url}/introspect`;
	}

	/** Gives out tokens, as to a person who signs in; `n8n_expires_at` is what n8n adds. */
	signIn(user: string, lifetimeS = this.lifetimeS): TokenData {
		return { ...this.issue(user, lifetimeS), n8n_expires_at: String(Date.now() + lifetimeS * 1000) };
	}

	/** Tells whom a mail server lets in with a token; undefined when the token is no good. */
	userOf(accessToken: string): string | undefined {
		const { user, endsAtMs } = this.access.get(accessToken) ?? { endsAtMs: 0 };
		return endsAtMs > Date.now() ? user : undefined;
	}

	/** Ends all access tokens before their time; the refresh tokens still work. */
	endAccessTokens(): void {
		this.access.clear();
	}

	/** Takes back everything, as when a person removes the app from the account. */
	revoke(): void {
		this.endAccessTokens();
		this.users.clear();
	}

	private issue(user: string, lifetimeS: number): TokenData {
		const [access_token, refresh_token] = [`access-${randomUUID()}`, `refresh-${randomUUID()}`];
		this.access.set(access_token, { user, endsAtMs: Date.now() + lifetimeS * 1000 });
		this.users.set(refresh_token, user);
		this.issued.push(access_token, refresh_token);
		return { access_token, refresh_token, token_type: 'Bearer', expires_in: lifetimeS };
	}

	private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const form = new URLSearchParams(await text(request));
		const { status, body } =
			request.url === '/introspect' ? this.introspect(form) : await this.tokens(request, form);
		response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
	}

	private introspect(form: URLSearchParams) {
		const username = this.userOf(form.get('token') ?? '');
		return { status: 200, body: username === undefined ? { active: false } : { active: true, username } };
	}

	private async tokens({ headers }: IncomingMessage, form: URLSearchParams) {
		this.requests.push(form.get('grant_type') ?? '');
		await new Promise((resolve) => setTimeout(resolve, this.delayMs));
		if (this.trouble) return this.trouble;
		const basic = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`;
		const isKnown = form.get('client_id') === CLIENT.id && form.get('client_secret') === CLIENT.secret;
		if (!isKnown && headers.authorization !== basic) return refusal(401, 'invalid_client');
		// The code that a person brings from signing in is simply the user name.
		const isSignIn = form.get('grant_type') === 'authorization_code';
		const refreshToken = form.get('refresh_token') ?? '';
		const user = isSignIn ? form.get('code') : this.users.get(refreshToken);
		if (typeof user !== 'string') return refusal(400, 'invalid_grant', 'The refresh token has been revoked.');
		this.users.delete(refreshToken);
		return { status: 200, body: this.issue(user, this.lifetimeS) };
	}
}

function refusal(status: number, error: string, error_description = 'Refused.') {
	return { status, body: { error, error_description } };
}
