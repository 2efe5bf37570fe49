import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import type { LoginContext } from '../../nodes/shared/mailbox-login';
import { CLIENT, type TokenData, type TokenServer } from './token-server';

const TYPE = 'helpDeskGoogleOAuth2Api';

/**
 * A credential of n8n as its nodes see it: read anew each time, and renewed by a refresh request whose answer is kept
 * in it. Fails as n8n 2.40 does.
 */
export class TokenCredential implements LoginContext {
	tokens: Partial<TokenData> | undefined;

	constructor(
		private readonly server: TokenServer,
		private readonly data: ICredentialDataDecryptedObject = {},
		private readonly id = crypto.randomUUID(),
	) {}

	readonly helpers = {
		refreshOAuth2Token: async (): Promise<unknown> => {
			const response = await fetch(this.server.tokenUrl, {
				method: 'POST',
				body: new URLSearchParams({
					grant_type: 'refresh_token',
					refresh_token: this.tokens?.refresh_token ?? '',
					client_id: CLIENT.id,
					client_secret: CLIENT.secret,
				}),
			});
			const body = (await response.json()) as TokenData;
			if (!response.ok) throw refreshError(response.status, body);
			this.tokens = { ...this.tokens, ...body, n8n_expires_at: String(Date.now() + body.expires_in * 1000) };
			return this.tokens;
		},
	};

	getNode(): INode {
		const credentials = { [TYPE]: { id: this.id, name: 'Support' } };
		return { parameters: { authentication: 'google' }, credentials } as unknown as INode;
	}

	async getCredentials(type: string): Promise<ICredentialDataDecryptedObject> {
		if (type !== TYPE) throw new Error(`The node has no credential of type ${type}.`);
		const oauthTokenData = this.tokens as ICredentialDataDecryptedObject | undefined;
		return { address: 'support@acme.test', ...this.data, ...(oauthTokenData && { oauthTokenData }) };
	}
}

function refreshError(status: number, body: object): Error {
	const error = 'error' in body ? String(body.error) : '';
	if (error === 'invalid_grant') {
		return Object.assign(new Error('The credential "Support" needs to be reconnected.'), {
			failure: { cause: 'credential-invalid' },
		});
	}
	if (status < 500) return Object.assign(new Error('Refused'), { code: 'EAUTH', body });
	const config = { data: `client_secret=${CLIENT.secret}` };
	return Object.assign(new Error(`Request failed with status code ${status}`), { config });
}
