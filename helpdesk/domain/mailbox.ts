/** How the desk signs with a name in From (rule 26). */
export const FROM_NAME_STYLES = ['staff', 'staff-via-channel', 'channel', 'template'] as const;
export type FromNameStyle = (typeof FROM_NAME_STYLES)[number];

/** Whether sent answers are put into the mailbox's Sent folder; `auto`: unless its provider does so by itself. */
export const SENT_COPY_POLICIES = ['auto', 'always', 'never'] as const;
export type SentCopyPolicy = (typeof SENT_COPY_POLICIES)[number];

/**
 * What must be known of a mail before it counts as written by the staff member in From (rule 17): a pass of DMARC, no
 * failure, or nothing besides the token.
 */
export const SENDER_CHECKS = ['strict', 'normal', 'token-only'] as const;
export type SenderCheck = (typeof SENDER_CHECKS)[number];

/** How much of the conversation stands below an answer, as mail programs quote it. */
export const QUOTE_POLICIES = ['none', 'last', 'all'] as const;
export type QuotePolicy = (typeof QUOTE_POLICIES)[number];

/** What the trigger that reads a mailbox last knew of the connection; `unknown` until one has run. */
export type ConnectionState = 'unknown' | 'connected' | 'disconnected' | 'needs-authorisation';

/** One of our addresses with its settings; its logins live in n8n's credentials only. */
export interface Mailbox {
	readonly id: string;
	readonly address: string;
	/** What customers read: "Acme Support". */
	readonly channelName: string;
	readonly fromNameStyle: FromNameStyle;
	/** Used by the style `template`: {staffName}, {channelName}, {mailboxAddress}. */
	readonly fromNameTemplate: string;
	/** Whether address+anything@ is known to arrive (rule 16). */
	readonly acceptsPlusAddresses: boolean;
	readonly masterInboxId: string | undefined;
	/** Whom the mailbox belongs to; mailboxes of different owners never share a master inbox (rule 27). */
	readonly owner: string;
	/** Text in which {staffName}, {channelName} and {mailboxAddress} are replaced by what they name. */
	readonly signature: string;
	/** The same as HTML, cleaned; empty when it is made from the text. */
	readonly signatureHtml: string;
	readonly quote: QuotePolicy;
	/** How many mails may leave a minute; 0 for as many as there are. */
	readonly mailsPerMinute: number;
	readonly copyToSent: SentCopyPolicy;
	/** Names of servers (RFC 8601 §2.5) whose Authentication-Results are believed; without any, none are. */
	readonly trustedServers: readonly string[];
	readonly senderCheck: SenderCheck;
	/** Whether the desk finds out by itself who sent what comes from staff, where no trusted server told. */
	readonly checksSenders: boolean;
	readonly connection: ConnectionState;
	/** Empty when all is well, or the trigger was stopped. */
	readonly connectionError: string;
	/** When the connection came into its present state. */
	readonly connectionSince: Date | undefined;
	/** When a trigger last looked through the mailbox. */
	readonly fetchedAt: Date | undefined;
	/** Since when a trigger takes what is forwarded to the mailbox; undefined when none does. */
	readonly forwardingSince: Date | undefined;
	/** When that trigger last said so. */
	readonly forwardingAt: Date | undefined;
	/** When it was taken out of the desk; undefined while it is part of it. */
	readonly removedAt: Date | undefined;
}

/** What a person sets on a mailbox. */
export type MailboxSettings = Omit<
	Mailbox,
	| 'id'
	| 'connection'
	| 'connectionError'
	| 'connectionSince'
	| 'fetchedAt'
	| 'forwardingSince'
	| 'forwardingAt'
	| 'removedAt'
>;

/** The settings of a mailbox that nobody has set up yet. */
export function newMailboxSettings(address: string, channelName: string): MailboxSettings {
	return {
		address,
		channelName: channelName || address,
		fromNameStyle: 'staff-via-channel',
		fromNameTemplate: '',
		acceptsPlusAddresses: false,
		masterInboxId: undefined,
		owner: '',
		signature: '',
		signatureHtml: '',
		quote: 'none',
		mailsPerMinute: 0,
		copyToSent: 'auto',
		trustedServers: [],
		senderCheck: 'normal',
		checksSenders: false,
	};
}

/** How one folder of a mailbox is connected; without a state nothing was heard of it yet. */
export interface FolderConnection {
	readonly folder: string;
	readonly state?: ConnectionState;
	readonly error?: string;
}

/** Gives how a mailbox is connected as a whole: as its first folder, with the trouble of the others as its error. */
export function worstConnection(folders: readonly FolderConnection[]): {
	readonly state: ConnectionState;
	readonly error: string;
} {
	const [first, ...others] = folders;
	const { state = 'unknown', error = '' } = first ?? {};
	if (state !== 'connected' || error !== '') return { state, error };
	const troubled = others.find((other) => (other.error ?? '') !== '');
	return { state, error: troubled ? `Folder ${troubled.folder}: ${troubled.error}` : '' };
}
