/** How to reach a mail server, IMAP or SMTP. */
export interface ServerLogin {
	readonly host: string;
	readonly port: number;
	readonly security: 'none' | 'starttls' | 'tls';
	/** Empty for a server that wants no login. */
	readonly user: string;
	readonly password: string;
	/** Takes a certificate that nobody vouches for. */
	readonly allowsUnknownCertificate: boolean;
}
