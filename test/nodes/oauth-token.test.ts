import { describe, expect, it } from '@jest/globals';
import { oauthFailure, tokenIn, wantsAnother } from '../../nodes/shared/oauth-token';

const NOW = new Date('2026-11-22T09:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_S = 3600;
const ADDRESS = 'support@acme.test';

const inMinutes = (minutes: number) => String(NOW.getTime() + minutes * MINUTE_MS);
const stored = (data: object) =>
	tokenIn({ address: ADDRESS, oauthTokenData: { access_token: 'now', refresh_token: 'r', ...data } });

describe('tokenIn', () => {
	it.each([
		['nothing was stored', undefined],
		['what was stored has no token', { refresh_token: 'r' }],
		['the token is empty', { access_token: '' }],
	])('says that nobody has signed in when %s', (_when, oauthTokenData) => {
		const read = () => tokenIn({ address: ADDRESS, ...(oauthTokenData && { oauthTokenData }) });
		expect(read).toThrow(expect.objectContaining({ code: 'oauth-authorisation-lost' }));
		expect(read).toThrow(ADDRESS);
	});
});

describe('wantsAnother', () => {
	it.each<[string, object, string | undefined, boolean]>([
		['the token ends in 6 minutes', { expires_in: HOUR_S, n8n_expires_at: inMinutes(6) }, undefined, false],
		['it ends in 4 minutes', { expires_in: HOUR_S, n8n_expires_at: inMinutes(4) }, undefined, true],
		['it has ended', { expires_in: HOUR_S, n8n_expires_at: inMinutes(-1) }, undefined, true],
		['it lasts 2 minutes, all to come', { expires_in: 120, n8n_expires_at: inMinutes(2) }, undefined, false],
		['nobody wrote down when it ends', { expires_in: HOUR_S }, undefined, true],
		['it has no end', {}, undefined, false],
		['it has no end and is refused', {}, 'now', true],
		['it is refused', { expires_in: HOUR_S, n8n_expires_at: inMinutes(30) }, 'now', true],
		['another is refused', { expires_in: HOUR_S, n8n_expires_at: inMinutes(30) }, 'before', false],
		['it is refused as soon as issued', { expires_in: HOUR_S, n8n_expires_at: inMinutes(60) }, 'now', false],
		[
			'it ends soon and has no successor',
			{ refresh_token: '', n8n_expires_at: inMinutes(1) },
			undefined,
			false,
		],
		['it is refused and has no successor', { refresh_token: '' }, 'now', false],
	])('when %s: %o, refused %s: %s', (_when, data, refused, expected) => {
		expect(wantsAnother(stored(data), refused, NOW)).toBe(expected);
	});

	it('says that the authorisation is lost when the token has ended and has no successor', () => {
		const token = stored({ refresh_token: '', n8n_expires_at: inMinutes(0) });
		expect(() => wantsAnother(token, undefined, NOW)).toThrow(
			expect.objectContaining({ code: 'oauth-authorisation-lost' }),
		);
	});
});

describe('oauthFailure', () => {
	it.each<[string, object, string]>([
		[
			'n8n’s word for invalid_grant',
			{ failure: { cause: 'credential-invalid' } },
			'oauth-authorisation-lost',
		],
		['invalid_grant', { body: { error: 'invalid_grant' } }, 'oauth-authorisation-lost'],
		['interaction_required', { body: { error: 'interaction_required' } }, 'oauth-authorisation-lost'],
		['a wrong client secret', { body: { error: 'invalid_client' } }, 'oauth-authorisation-lost'],
		['temporarily_unavailable', { body: { error: 'temporarily_unavailable' } }, 'oauth-server-unreachable'],
		['trouble within Google', { body: { error: 'internal_failure' } }, 'oauth-server-unreachable'],
		['too many requests', { body: { error: 'rate_limit_exceeded' } }, 'oauth-server-unreachable'],
		['a refused connection', { code: 'ECONNREFUSED' }, 'oauth-server-unreachable'],
		['a page instead of an answer', { status: 502, body: '<html>' }, 'oauth-server-unreachable'],
	])('makes of %s: %o: %s', (_when, properties, code) => {
		const failure = oauthFailure(Object.assign(new Error('It failed.'), properties), ADDRESS);
		expect(failure).toMatchObject({ code, message: expect.stringContaining(ADDRESS) });
	});

	it('gives the first line of the reason, and keeps nothing of the request', () => {
		const body = { error: 'invalid_grant', error_description: 'AADSTS70008: It has expired.\r\nTrace ID: 1' };
		const error = Object.assign(new Error('Refused'), { body, config: { data: 'client_secret=s3cret' } });
		const failure = oauthFailure(error, ADDRESS);
		expect(failure.message).toMatch(/AADSTS70008: It has expired\.$/);
		expect(failure.cause).toBeUndefined();
	});
});
