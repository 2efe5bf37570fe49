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

/** Tells whether we put what was sent into the Sent folder (rule 31); where the provider does, it would be there twice. */
export function mayCopyToSent(policy: SentCopyPolicy, smtpHost: string): boolean {
	if (policy !== 'auto') return policy === 'always';
	const host = smtpHost.trim().toLowerCase().replace(/\.$/, '');
	return !FILING_HOSTS.some((domain) => host === domain || host.endsWith(`.${domain}`));
}
