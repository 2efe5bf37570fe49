import { domainOf } from './address';
import {
	authenticationResults,
	type AuthenticationResult,
	type AuthenticationResults,
} from './authentication-results';
import type { Mail } from './mail';
import type { Mailbox } from './mailbox';

// Those of one's own servers stand on top.
const MAX_FIELDS = 50;

/**
 * Tells whether From may be forged, by what the mailbox's own servers say about the mail (rule 17). Only the topmost field
 * of a server that the mailbox trusts counts: whoever sends a mail can write any other (RFC 8601 §7.1).
 */
export function isSenderInDoubt(
	{ headers, from }: Pick<Mail, 'headers' | 'from'>,
	{ senderCheck, trustedServers }: Pick<Mailbox, 'senderCheck' | 'trustedServers'>,
): boolean {
	if (senderCheck === 'token-only') return false;
	const found = topmostTrusted(headers.get('authentication-results') ?? [], trustedServers);
	const verdict = found ? verdictOn(domainOf(from?.address ?? ''), found) : 'none';
	return senderCheck === 'strict' ? verdict !== 'pass' : verdict === 'fail';
}

function topmostTrusted(
	fields: readonly string[],
	trustedServers: readonly string[],
): AuthenticationResults | undefined {
	const trusted = new Set(trustedServers.map((server) => server.toLowerCase()));
	for (const field of fields.slice(0, MAX_FIELDS)) {
		const found = authenticationResults(field);
		if (found.authservId !== '' && trusted.has(found.authservId)) return found;
	}
	return undefined;
}

/** Gives what a server says about the domain in From; "pass" is what DMARC calls so, nothing less. */
function verdictOn(domain: string, { results }: AuthenticationResults): 'pass' | 'fail' | 'none' {
	const dmarc = results.filter(({ method }) => method === 'dmarc');
	if (dmarc.length > 0) {
		// A result about another domain tells that server and desk read different senders.
		if (dmarc.some((each) => each.result === 'fail' || isAboutOther(each, domain))) return 'fail';
		return dmarc.every(({ result }) => result === 'pass') ? 'pass' : 'none';
	}
	const aligned = results.filter(
		(each) =>
			(each.method === 'spf' && isAbout(each, 'smtp.mailfrom', domain)) ||
			(each.method === 'dkim' && (isAbout(each, 'header.d', domain) || isAbout(each, 'header.i', domain))),
	);
	const isFailed = aligned.some(({ result }) => result === 'fail' || result === 'hardfail');
	return isFailed && !aligned.some(({ result }) => result === 'pass') ? 'fail' : 'none';
}

function isAbout({ properties }: AuthenticationResult, property: string, domain: string): boolean {
	const named = domainOf(properties.get(property) ?? '').replace(/\.$/, '');
	return named !== '' && (named === domain || domain.endsWith(`.${named}`));
}

function isAboutOther(result: AuthenticationResult, domain: string): boolean {
	return result.properties.has('header.from') && !isAbout(result, 'header.from', domain);
}
