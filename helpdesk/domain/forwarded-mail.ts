/** What SMTP carried (RFC 5321 §2.3.1). */
export interface Envelope {
	/** Empty for the null reverse-path, and where nobody told it. */
	readonly returnPath: string;
	/** Empty where nobody told them. */
	readonly recipients: readonly string[];
	/** Who connected to us to hand the mail over; undefined where nobody told. */
	readonly client?: SmtpClient;
}

/** The other end of an SMTP connection. */
export interface SmtpClient {
	readonly ip: string;
	/** How it named itself (RFC 5321 §4.1.1.1). */
	readonly helo: string;
}

/** Raw mail as a provider or a mail server hands it over. */
export interface ForwardedMail {
	/** Names the mail within its mailbox: the same mail that is handed over again has the same. */
	readonly sourceKey: string;
	readonly raw: Uint8Array;
	readonly envelope: Envelope;
	/** What proves, once, that the provider sent it. */
	readonly signature?: ProviderSignature;
}

export interface ProviderSignature {
	readonly id: string;
	/** From then on the signature is too old to be used. */
	readonly forgetAt: Date;
}
