import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { HelpDeskError } from '../../helpdesk/domain/errors';

/** A token as it stands in a credential. */
export interface StoredToken {
	readonly accessToken: string;
	readonly isRenewable: boolean;
	/** Infinity when the sign-in server said nothing about it. */
	readonly lifetimeMs: number;
	/** Undefined when it does not end, or when nobody wrote down when it does. */
	readonly endsAt: Date | undefined;
}

const RENEW_BEFORE_END_MS = 5 * 60_000;
// A server that refuses what was issued a moment ago refuses it for another reason than its age.
const TOO_YOUNG_MS = 60_000;
// RFC 6749 §4.1.2.1, and what Google says of itself.
const PASSING_TROUBLE = new Set([
	'server_error',
	'temporarily_unavailable',
	'internal_failure',
	'rate_limit_exceeded',
]);

/** Reads the token of a credential. @throws HelpDeskError oauth-authorisation-lost when nobody has signed in */
export function tokenIn({ address, oauthTokenData }: ICredentialDataDecryptedObject): StoredToken {
	const data = (typeof oauthTokenData === 'object' && oauthTokenData) || {};
	const value = (name: string) => (name in data ? (data as Record<string, unknown>)[name] : undefined);
	const accessToken = value('access_token');
	if (typeof accessToken !== 'string' || accessToken === '') {
		throw new HelpDeskError(
			'oauth-authorisation-lost',
			`Nobody has signed in yet with the credential of ${String(address)}.`,
		);
	}
	// n8n writes down when a token ends, where the sign-in server says how long it lasts.
	const endsAtMs = Number(value('n8n_expires_at'));
	const lifetimeMs = Number(value('expires_in')) * 1000;
	return {
		accessToken,
		isRenewable: typeof value('refresh_token') === 'string' && value('refresh_token') !== '',
		lifetimeMs: lifetimeMs > 0 ? lifetimeMs : Infinity,
		endsAt: endsAtMs > 0 ? new Date(endsAtMs) : undefined,
	};
}

/**
 * Tells whether a token must be renewed before it is used. A token that has no end is used until a server refuses it.
 *
 * @param refused - what a mail server did not take
 * @throws HelpDeskError oauth-authorisation-lost when it is over and cannot be renewed
 */
export function wantsAnother(token: StoredToken, refused: string | undefined, now: Date): boolean {
	const { lifetimeMs, endsAt } = token;
	const isOfUnknownAge = endsAt === undefined && lifetimeMs < Infinity;
	const msLeft = endsAt ? endsAt.getTime() - now.getTime() : Infinity;
	if (token.isRenewable) {
		const isTooYoung = lifetimeMs - msLeft < TOO_YOUNG_MS;
		const isRefused = token.accessToken === refused && !isTooYoung;
		return isRefused || isOfUnknownAge || msLeft < Math.min(RENEW_BEFORE_END_MS, lifetimeMs / 2);
	}
	if (msLeft > 0) return false;
	throw new HelpDeskError(
		'oauth-authorisation-lost',
		'The access token has ended, and the credential has no refresh token.',
	);
}

/**
 * Says in the words of the desk why a token was not renewed: the authorisation is lost (RFC 6749 §5.2), or the sign-in
 * server is away. The error itself is not kept as the cause: it can hold the request with its client secret.
 */
export function oauthFailure(error: unknown, address: string): HelpDeskError {
	const { code, reason } = answerOf(error);
	if (code !== '' && !PASSING_TROUBLE.has(code)) {
		return new HelpDeskError(
			'oauth-authorisation-lost',
			`The sign-in for ${address} has ended: ${reason || code}`,
		);
	}
	return new HelpDeskError(
		'oauth-server-unreachable',
		`The access to ${address} could not be renewed: ${reason || code}`,
	);
}

function answerOf(error: unknown): { readonly code: string; readonly reason: string } {
	if (!(error instanceof Error)) return { code: '', reason: 'no reason was given' };
	const { body, failure } = error as Error & { body?: unknown; failure?: { cause?: unknown } };
	// So n8n shows invalid_grant.
	if (failure?.cause === 'credential-invalid') return { code: 'invalid_grant', reason: error.message };
	const answer = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
	const code = typeof answer.error === 'string' ? answer.error : '';
	const described = typeof answer.error_description === 'string' ? answer.error_description : error.message;
	return { code, reason: (described.split('\n')[0] ?? '').trim().slice(0, 300) };
}
