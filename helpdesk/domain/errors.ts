/** Stable codes of everything that can fail; `nodes/shared` has advice for each. */
export type HelpDeskErrorCode =
	| 'address-in-use'
	| 'cannot-split'
	| 'contact-not-found'
	| 'conversation-not-found'
	| 'conversation-with-itself'
	| 'hold-not-found'
	| 'hold-settled'
	| 'inbound-mail-not-found'
	| 'invalid-address'
	| 'invalid-input'
	| 'listener-unavailable'
	| 'mailbox-exists'
	| 'mailbox-in-use'
	| 'mailbox-not-found'
	| 'mailbox-unreachable'
	| 'master-inbox-refused'
	| 'message-not-found'
	| 'not-permitted'
	| 'outbound-mail-not-found'
	| 'release-refused'
	| 'smtp-login-failed'
	| 'smtp-unreachable'
	| 'imap-login-failed'
	| 'oauth-authorisation-lost'
	| 'oauth-server-unreachable'
	| 'staff-address-taken'
	| 'staff-not-found'
	| 'store-needs-postgres'
	| 'store-unavailable';

/** A failure with a stable code; the message is one sentence for people and never holds a secret or mail text. */
export class HelpDeskError extends Error {
	readonly code: HelpDeskErrorCode;

	constructor(code: HelpDeskErrorCode, message: string, options?: { readonly cause?: unknown }) {
		super(message, options);
		this.name = 'HelpDeskError';
		this.code = code;
	}
}
