import { BlockList, isIPv6 } from 'node:net';
import { spf } from 'mailauth';
import { domainOf } from '../../domain/address';
import type { SmtpClient } from '../../domain/forwarded-mail';
import type { SenderClaim } from '../../ports';
import { mayAlign } from './alignment';
import { hasNoRecords, type Lookup } from './dns-answers';

/** Which domains a mail came from as far as SPF tells (RFC 7208). */
export interface SpfDomains {
	readonly passed: readonly string[];
	/** Domains that it may have come from; undefined where it may be any. */
	readonly unknown: readonly string[] | undefined;
}

// Loopback, private and shared addresses (RFC 6890).
const OWN_NETWORKS = new BlockList();
for (const [network, prefix] of [
	['127.0.0.0', 8],
	['10.0.0.0', 8],
	['172.16.0.0', 12],
	['192.168.0.0', 16],
	['169.254.0.0', 16],
	['100.64.0.0', 10],
] as const)
	OWN_NETWORKS.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
	['::1', 128],
	['fc00::', 7],
	['fe80::', 10],
] as const)
	OWN_NETWORKS.addSubnet(network, prefix, 'ipv6');

const NONE: SpfDomains = { passed: [], unknown: [] };
// What no client can pass: nothing but "all" that does not let in.
const LETS_NOBODY_IN = /^v=spf1(?:\s+[-~?]all)?\s*$/i;

/** Checks SPF where the client is known; else tells which domain a server that saw it may have let it in for. */
export async function spfDomains(
	{ address, client, returnPath }: SenderClaim,
	resolve: Lookup,
): Promise<SpfDomains> {
	if (client && !isOfOwnNetwork(client)) {
		const { ip, helo } = client;
		// Whoever forges a mail chooses them.
		if (!mayAlign(domainOf(returnPath ?? '') || helo, domainOf(address))) return NONE;
		const { status, domain } = await spf({
			ip,
			helo,
			sender: returnPath ?? '',
			resolver: resolve,
			strict: true,
		});
		return {
			passed: status.result === 'pass' && domain ? [domain] : [],
			unknown: status.result === 'temperror' && domain ? [domain] : [],
		};
	}
	// The null reverse-path stands for the name of the client (RFC 7208 §2.4), which nobody knows here.
	const domain = domainOf(returnPath ?? '');
	if (domain === '') return { passed: [], unknown: undefined };
	if (!mayAlign(domain, domainOf(address))) return NONE;
	return { passed: [], unknown: (await mayLetIn(domain, resolve)) ? [domain] : [] };
}

// A relay of one's own: where the mail came from is hidden behind it.
function isOfOwnNetwork({ ip }: SmtpClient): boolean {
	const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '');
	return OWN_NETWORKS.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}

async function mayLetIn(domain: string, resolve: Lookup): Promise<boolean> {
	try {
		const texts = (await resolve(domain, 'TXT')).map((text) => [text].flat().join(''));
		return texts.some((text) => /^v=spf1(?:\s|$)/i.test(text) && !LETS_NOBODY_IN.test(text));
	} catch (error) {
		return !hasNoRecords(error);
	}
}
