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

/** Whether a mail comes from the domain in From, as far as somebody could tell; "pass" is what DMARC calls so, nothing less. */
export type SenderVerdict = 'pass' | 'fail' | 'none';

/**
 * Tells whether From may be forged, by what the mailbox's own servers and the desk itself found out (rule 17). What a
 * server saw as the mail arrived outweighs a failure that the desk finds later in what became of it.
 *
 * @param ownVerdict - what the desk found out; `none` where it did not look
 */
export function isSenderInDoubt(
	mail: Pick<Mail, 'headers' | 'from'>,
	mailbox: Pick<Mailbox, 'senderCheck' | 'trustedServers'>,
	ownVerdict: SenderVerdict,
): boolean {
	const { senderCheck } = mailbox;
	if (senderCheck === 'token-only') return false;
	const trusted = trustedVerdict(mail, mailbox);
	const verdict = trusted === 'none' ? ownVerdict : trusted;
	return senderCheck === 'strict' ? verdict !== 'pass' : verdict === 'fail';
}

/** Tells whether the desk is to find out by itself who sent a mail: its mailbox asks for it, and nobody else told. */
export function needsOwnCheck(
	mail: Pick<Mail, 'headers' | 'from'>,
	mailbox: Pick<Mailbox, 'checksSenders' | 'senderCheck' | 'trustedServers'>,
): boolean {
	if (!mailbox.checksSenders || mailbox.senderCheck === 'token-only') return false;
	return trustedVerdict(mail, mailbox) === 'none';
}

// Only the topmost field of a server that the mailbox trusts counts: whoever sends a mail can write any other (RFC 8601 §7.1).
function trustedVerdict(
	{ headers, from }: Pick<Mail, 'headers' | 'from'>,
	{ trustedServers }: Pick<Mailbox, 'trustedServers'>,
): SenderVerdict {
	const found = topmostTrusted(headers.get('authentication-results') ?? [], trustedServers);
	return found ? verdictOn(domainOf(from?.address ?? ''), found) : 'none';
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

/** Gives what a server says about the domain in From. */
function verdictOn(domain: string, { results }: AuthenticationResults): SenderVerdict {
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
