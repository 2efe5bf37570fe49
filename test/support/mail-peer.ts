import { waitFor } from './wait-for';

/** A mailbox of the peer: the address is the user name too. */
export interface MailAccount {
	readonly address: string;
	readonly password: string;
}

/** What a mail server for tests starts with. */
export interface MailPeerOptions {
	readonly accounts: readonly MailAccount[];
	/** Where mail to unknown names of a domain goes; without it such mail is refused with 550. */
	readonly catchAll?: { readonly domain: string; readonly address: string };
	/** Where access tokens are checked (RFC 7662); Dovecot alone admits XOAUTH2 and OAUTHBEARER then. */
	readonly introspectionUrl?: string;
}

/**
 * A mail server on 127.0.0.1: `NpmMail` or `DovecotMail`, so that a test is written once.
 *
 * Plus-addresses reach their base account. Times out with an error, never with an empty answer.
 */
export interface MailPeer {
	/** The certificate to trust; undefined when the peer speaks plain text only. */
	readonly caFile: string | undefined;
	/** Takes mail for its accounts without authentication, as the MX of their domains. */
	readonly smtpPort: number;
	/** Takes mail from who authenticates as one of its accounts (AUTH PLAIN or LOGIN). */
	readonly submissionPort: number;
	/** Returns the IMAP port of an account: plain text, or STARTTLS when there is a `caFile`. */
	imapPort(address: string): number;
	/** Brings a raw mail to an account as the outside world would; `returnPath` '' is the null return path. */
	deliver(recipient: string, raw: Buffer | string, returnPath?: string): Promise<void>;
	/** Returns the raw mails of INBOX in order of arrival. */
	inbox(address: string): Promise<Buffer[]>;
	/** Returns the raw mails of a folder in order of arrival; empty when there is no such folder. */
	folder(address: string, name: string): Promise<Buffer[]>;
	/** Returns the first wanted mail of INBOX, as soon as it is there. */
	waitForMail(address: string, isWanted: (mail: Buffer) => boolean, timeoutMs?: number): Promise<Buffer>;
	/** Breaks the open IMAP connections of an account; new ones are welcome. */
	cutImap(address: string): Promise<void>;
	/** Closes all IMAP connections and refuses new ones until `startImap`. */
	stopImap(): Promise<void>;
	startImap(): Promise<void>;
	stop(): Promise<void>;
}

export const DEFAULT_RETURN_PATH = 'someone@outside.test';

/** Returns an address without its plus-part, as its account is called. */
export function baseAddress(address: string): string {
	return address.toLowerCase().replace(/\+[^@]*(?=@)/, '');
}

/** Returns the domain of an address, in lower case. */
export function domainOf(address: string): string {
	return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** Waits until a peer's INBOX holds a wanted mail. */
export function waitForMailIn(
	peer: Pick<MailPeer, 'inbox'>,
	address: string,
	isWanted: (mail: Buffer) => boolean,
	timeoutMs = 10_000,
): Promise<Buffer> {
	return waitFor(
		`a mail in the INBOX of ${address}`,
		async () => (await peer.inbox(address)).find(isWanted),
		{
			timeoutMs,
		},
	);
}
