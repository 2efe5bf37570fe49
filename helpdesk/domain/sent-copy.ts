import type { SentCopyPolicy } from './mailbox';

// Whoever sends through these finds the mail in their Sent folder without doing anything.
const FILING_HOSTS = [
	'gmail.com',
	'googlemail.com',
	'office365.com',
	'outlook.com',
	'hotmail.com',
	'live.com',
];

// Of the same providers, but for any sender of a domain: no mailbox hears of it.
const RELAYS = ['smtp-relay.gmail.com', 'mail.protection.outlook.com'];

/** Tells whether we put what was sent into the Sent folder (rule 31); where the provider does, it would be there twice. */
export function mayCopyToSent(policy: SentCopyPolicy, smtpHost: string): boolean {
	if (policy !== 'auto') return policy === 'always';
	const host = smtpHost.trim().toLowerCase().replace(/\.$/, '');
	const isIn = (domain: string) => host === domain || host.endsWith(`.${domain}`);
	return !FILING_HOSTS.some(isIn) || RELAYS.some(isIn);
}
