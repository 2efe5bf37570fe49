import type { IAllExecuteFunctions, ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { HelpDeskError } from '../../helpdesk/domain/errors';
import {
	MAILBOX_CREDENTIAL,
	mailboxLogin,
	tokenMailboxLogin,
	type MailboxLogin,
	type TokenProvider,
} from './logins';
import { oauthFailure, tokenIn, wantsAnother } from './oauth-token';

/** What of n8n's contexts, of triggers and of executions, is needed to log in. */
export interface LoginContext {
	getNode(): INode;
	getCredentials(type: string, itemIndex?: number): Promise<ICredentialDataDecryptedObject>;
	readonly helpers: {
		refreshOAuth2Token(this: IAllExecuteFunctions, credentialsType: string): Promise<unknown>;
	};
}

const TOKEN_CREDENTIALS: Record<TokenProvider, string> = {
	google: 'helpDeskGoogleOAuth2Api',
	microsoft: 'helpDeskMicrosoftOAuth2Api',
};
// n8n itself waits five minutes for a sign-in server that takes the connection and says nothing.
const REFRESH_TIMEOUT_MS = 20_000;

const refreshes = new Map<string, Promise<string>>();

/**
 * Reads the login of the credential that the node's parameter "Authentication" chooses. A login by OAuth2 gets its
 * token only when a connection wants one, so that a lost authorisation keeps no mail from being queued.
 *
 * @throws HelpDeskError invalid-address
 */
export async function currentMailboxLogin(context: LoginContext, itemIndex?: number): Promise<MailboxLogin> {
	const { parameters, credentials } = context.getNode();
	const provider = parameters.authentication;
	if (provider !== 'google' && provider !== 'microsoft') {
		return mailboxLogin(await context.getCredentials(MAILBOX_CREDENTIAL, itemIndex));
	}
	const type = TOKEN_CREDENTIALS[provider];
	const source: TokenSource = {
		credentialId: credentials?.[type]?.id ?? '',
		read: () => context.getCredentials(type, itemIndex),
		refresh: () => context.helpers.refreshOAuth2Token.call(context as IAllExecuteFunctions, type),
	};
	return tokenMailboxLogin(provider, await source.read(), {
		credentialId: source.credentialId,
		accessToken: (refused) => accessToken(source, refused),
	});
}

/** Gives the login of an execution, read with its first item: reading it costs as much as sending a mail. */
export function executionLogin(context: LoginContext): (itemIndex: number) => Promise<MailboxLogin> {
	let login: Promise<MailboxLogin> | undefined;
	return (itemIndex) => (login ??= currentMailboxLogin(context, itemIndex));
}

interface TokenSource {
	readonly credentialId: string;
	read(): Promise<ICredentialDataDecryptedObject>;
	/** Renews the token, stores it in the credential and gives it as the sign-in server did. */
	refresh(): Promise<unknown>;
}

async function accessToken(source: TokenSource, refused: string | undefined): Promise<string> {
	const token = tokenIn(await source.read());
	if (!wantsAnother(token, refused, new Date())) return token.accessToken;
	const underWay = refreshes.get(source.credentialId);
	if (underWay) return await underWay;
	const refreshing = refreshOnce(source, refused).finally(() => refreshes.delete(source.credentialId));
	refreshes.set(source.credentialId, refreshing);
	return await refreshing;
}

async function refreshOnce(source: TokenSource, refused: string | undefined): Promise<string> {
	// It may have been renewed since it was read.
	const data = await source.read();
	const token = tokenIn(data);
	if (!wantsAnother(token, refused, new Date())) return token.accessToken;
	const answer = await soon(source.refresh()).catch((error: unknown) => {
		throw oauthFailure(error, String(data.address));
	});
	return tokenIn({ ...data, oauthTokenData: answer as ICredentialDataDecryptedObject }).accessToken;
}

async function soon<T>(work: Promise<T>): Promise<T> {
	const { promise: late, reject } = Promise.withResolvers<never>();
	const timer = setTimeout(
		() => reject(new HelpDeskError('oauth-server-unreachable', 'The sign-in server does not answer.')),
		REFRESH_TIMEOUT_MS,
	);
	return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
