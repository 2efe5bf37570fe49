import { domainToASCII } from 'node:url';
import { dmarc } from 'mailauth';
import { addressKey, domainOf } from '../../domain/address';
import type { SenderVerdict } from '../../domain/sender-check';
import type { Authenticator, RawMail, SenderClaim } from '../../ports';
import { mayAlign } from './alignment';
import { type Signatures, signaturesOf } from './dkim-signatures';
import { DnsAnswers, type Lookup } from './dns-answers';
import { spfDomains } from './spf-domains';

/** How senders are checked. */
export interface AuthenticatorOptions {
	/** Servers of the DNS, as `ip` or `ip:port`; undefined for those of the system. */
	readonly servers?: readonly string[];
	/** How long one check may take. */
	readonly timeLimitMs?: number;
}

const TIME_LIMIT_MS = 10_000;
const KEYS = '._domainkey.';
// Also of a mail like no program writes one: else more of it would take a failure away.
const UNSIGNED: Signatures = { passed: [], unknown: [], from: [] };

/**
 * Checks senders by DKIM, SPF and DMARC (RFC 6376, 7208, 9989).
 *
 * `pass`: the domain in From signed the whole mail, or SPF let its client in for that domain, aligned as the domain's own
 * DMARC record asks. `fail`: the domain has a DMARC record, and neither can be: no signature of the domain holds, and SPF
 * did not let the client in, or could not have, whoever it was, as MAIL FROM is of another domain or of one that lets
 * nobody in. All else is `none`: no DMARC record, DNS trouble, or a mail that only the client's address, which IMAP does
 * not tell, could decide on. What the record asks to do with failures (p=) makes no difference: mail that is held is not lost.
 */
export class DnsAuthenticator implements Authenticator {
	private readonly answers: DnsAnswers;
	private readonly timeLimitMs: number;

	constructor({ servers, timeLimitMs = TIME_LIMIT_MS }: AuthenticatorOptions = {}) {
		this.answers = new DnsAnswers(servers);
		this.timeLimitMs = timeLimitMs;
	}

	async verdictOn(raw: RawMail, claim: SenderClaim): Promise<SenderVerdict> {
		const lookups = this.answers.lookups();
		const signal = AbortSignal.timeout(this.timeLimitMs);
		const tooLate = new Promise<SenderVerdict>((resolve) => {
			signal.addEventListener('abort', () => resolve('none'), { once: true });
		});
		try {
			const reading = AbortSignal.timeout(this.timeLimitMs / 2);
			return await Promise.race([check(raw, claim, lookups.resolve, reading), tooLate]);
		} catch {
			// Whatever a hostile mail does to a parser tells nothing about its sender.
			return 'none';
		} finally {
			lookups.end();
		}
	}
}

async function check(
	raw: RawMail,
	claim: SenderClaim,
	resolve: Lookup,
	reading: AbortSignal,
): Promise<SenderVerdict> {
	const signatures = (await signaturesOf(raw, keysOf(claim, resolve), reading)) ?? UNSIGNED;
	// A signature for what others read as From says nothing about what the desk reads there.
	const isSameFrom =
		signatures.from.length === 1 && comparable(signatures.from[0]) === comparable(claim.address);
	const { passed, unknown } = isSameFrom ? signatures : UNSIGNED;
	const bySpf = await spfDomains(claim, resolve);
	const found = await dmarcResult(claim, passed, bySpf.passed, resolve);
	if (found !== 'fail') return found === 'pass' ? 'pass' : 'none';
	if (!bySpf.unknown) return 'none';
	const atBest = await dmarcResult(claim, unknown, bySpf.unknown, resolve);
	return atBest === 'fail' ? 'fail' : 'none';
}

// Whoever forges a mail chooses what else it is signed with: servers that answer slowly shall not use the time up.
function keysOf({ address }: SenderClaim, resolve: Lookup): Lookup {
	return async (name, type) => {
		if (mayAlign(name.slice(name.lastIndexOf(KEYS) + KEYS.length), domainOf(address)))
			return await resolve(name, type);
		throw Object.assign(new Error(`${name} has no key that counts here.`), { code: 'ENOTFOUND' });
	};
}

async function dmarcResult(
	{ address }: SenderClaim,
	bySignature: readonly string[],
	bySpf: readonly string[],
	resolve: Lookup,
): Promise<string> {
	const result = await dmarc({
		headerFrom: address,
		dkimDomains: bySignature.map((domain) => ({ domain })),
		spfDomains: [...bySpf],
		resolver: resolve,
		strict: true,
	});
	return result === false ? 'none' : result.status.result;
}

// Readers differ in how they write domains in other scripts.
function comparable(address = ''): string {
	const domain = domainOf(address);
	return addressKey(address).slice(0, -domain.length) + domainToASCII(domain);
}
