/** How to reach a mail server, IMAP or SMTP, and how to log in to it. */
export type ServerLogin = PasswordLogin | TokenLogin;

interface MailServer {
	readonly host: string;
	readonly port: number;
	readonly security: 'none' | 'starttls' | 'tls';
	/** Empty for a server that wants no login. */
	readonly user: string;
	/** Takes a certificate that nobody vouches for. */
	readonly allowsUnknownCertificate: boolean;
}

/** A login by user and password. */
export interface PasswordLogin extends MailServer {
	readonly password: string;
}

/** A login by OAuth 2.0 access token (XOAUTH2, or OAUTHBEARER of RFC 7628). */
export interface TokenLogin extends MailServer {
	/** Names the login while its tokens change. */
	readonly credentialId: string;
	/**
	 * Gives a token that is good for some minutes at least.
	 *
	 * @param refused - a token that the server did not take; another one is wanted, if there can be one
	 * @throws HelpDeskError oauth-authorisation-lost, oauth-server-unreachable
	 */
	accessToken(refused?: string): Promise<string>;
}
