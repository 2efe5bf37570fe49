import { domainToASCII } from 'node:url';

/** Tells whether a domain may count for the one in From (RFC 9989 §4.4): two that differ in their last two labels never do. */
export function mayAlign(domain: string, from: string): boolean {
	const last = lastLabels(domain);
	return last !== '' && last === lastLabels(from);
}

function lastLabels(domain: string): string {
	return domainToASCII(domain).replace(/\.$/, '').split('.').slice(-2).join('.');
}
