import { createHash, timingSafeEqual } from 'node:crypto';
import { headerOf, refusal, type InboundRefusal, type InboundRequest } from './inbound-request';

/** Name of the header that may carry the secret. */
const SECRET_HEADER = 'x-help-desk-secret';

/**
 * Refuses a request that does not carry the secret: in the header X-Help-Desk-Secret, as Bearer, as the password of
 * basic authentication, or as `secret` in the query, for providers that can set nothing but a URL.
 */
export function secretRefusal(request: InboundRequest, secret: string): InboundRefusal | undefined {
	if (secret === '') return refusal(401, 'No secret is set in the credential of the trigger.');
	const offered = [
		headerOf(request, SECRET_HEADER),
		...authorizationOf(headerOf(request, 'authorization')),
		typeof request.query.secret === 'string' ? request.query.secret : '',
	];
	if (offered.some((text) => isSame(text, secret))) return undefined;
	return refusal(401, 'The secret is missing or wrong.');
}

/** Compares two texts in a time that does not tell where they differ, nor how long they are. */
export function isSame(a: string, b: string): boolean {
	return timingSafeEqual(digest(a), digest(b));
}

function authorizationOf(header: string): string[] {
	const [, scheme = '', value = ''] = /^(bearer|basic) +(\S+)$/i.exec(header.trim()) ?? [];
	if (scheme.toLowerCase() !== 'basic') return [value];
	const pair = Buffer.from(value, 'base64').toString();
	return [pair.slice(pair.indexOf(':') + 1)];
}

function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
