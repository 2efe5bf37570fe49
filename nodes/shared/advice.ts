import { NodeOperationError, type INode } from 'n8n-workflow';
import { HelpDeskError, type HelpDeskErrorCode } from '../../helpdesk/domain/errors';

// What the user can do; a code without advice does not compile.
const ADVICE: Record<HelpDeskErrorCode, string> = {
	'address-in-use': 'Give the mailbox and the staff member each an address of their own.',
	'cannot-split': 'Choose some, but not all, messages of one conversation.',
	'conversation-with-itself': 'Choose two different conversations.',
	'contact-not-found': 'Write the address as it stands in the conversations of the customer.',
	'conversation-not-found': 'Choose a conversation from the list, or pass the id that an earlier node gave.',
	'hold-not-found': 'Pass the id of the hold as the output Held of Thread Conversation or Get Many names it.',
	'hold-settled': 'Nothing to do: somebody decided about this mail before.',
	'inbound-mail-not-found':
		'Connect this node to a Help Desk Mailbox Trigger or Forwarding Trigger, and use the same store (PostgreSQL credential or none) in both.',
	'invalid-address': 'Write the address as name@example.com.',
	'invalid-input': 'Correct the value and run the node again.',
	'listener-unavailable':
		'Choose a port that nothing else uses, and an address of this machine. A test cannot listen where the published workflow does.',
	'mailbox-exists': 'Use the operation Update to change it.',
	'mailbox-in-use':
		'Choose a replacement that receives those answers from now on, or let each mailbox receive its own.',
	'mailbox-not-found':
		'Choose a mailbox from the list, or make it known first: publish its trigger, or run Help Desk > Mailbox > Create.',
	'mailbox-unreachable':
		'Check host, port and security: 993 goes with TLS, 143 with STARTTLS. A certificate of your own needs "Ignore SSL Issues".',
	'master-inbox-refused': 'Choose another master inbox, or none.',
	'message-not-found': 'Pass the message id that Thread Conversation gave.',
	'not-permitted':
		'Run it as the owner of the mailbox, or switch on As Admin: that is logged, and the owner is told.',
	'outbound-mail-not-found':
		'Pass the id of the outbound mail: delivery.outboundMailId, as Send Reply or Outbound Mail > Get Many names it.',
	'release-refused':
		'Pass the text that shall be sent in the field Text, turn off Send Attachments if one of them is the reason, or release the mail as a note.',
	'smtp-login-failed':
		'Check SMTP user and password; with two-step verification the account needs an app password.',
	'smtp-unreachable':
		'Check SMTP host, port and security: 465 goes with TLS, 587 with STARTTLS. A certificate of your own needs "Ignore SSL Issues".',
	'imap-login-failed':
		'Check user and password; with two-step verification the account needs an app password.',
	'oauth-authorisation-lost':
		'Open the credential and sign in again; if that fails, check its client ID and client secret.',
	'oauth-server-unreachable':
		'Nothing to do while the provider is away. Otherwise check that n8n can reach its sign-in server.',
	'staff-address-taken': 'An address belongs to one staff member only: take it from the other one first.',
	'staff-not-found': 'Choose a staff member from the list, or create one first with Staff > Create.',
	'store-needs-postgres':
		'Add a Help Desk PostgreSQL credential to every Help Desk node. If all n8n processes share one local disk, set HELPDESK_SQLITE_SHARED_DISK=true instead.',
	'store-unavailable':
		'Check that the database runs and belongs to the user of the credential, or, without a credential, that n8n may write to its user folder; nothing was changed.',
};

// thread:error:code:library:function:reason:file:line:data (https://docs.openssl.org/3.0/man3/ERR_print_errors).
const OPENSSL_ERROR = /\b[0-9A-F]{8,}:error:[0-9A-F]+:[^:\n]*:[^:\n]*:([^:\n]*):[^:\n]*:\d+:[^\n]*\n?/g;
const NO_TLS = 'the server does not speak TLS on this port';
const TLS_REASONS: Readonly<Record<string, string>> = {
	'wrong version number': NO_TLS,
	'packet length too long': NO_TLS,
	'http request': NO_TLS,
};

/** Gives what went wrong as a text, with what the user can do where the desk knows it. */
export function textWithAdvice(error: unknown): string {
	const text = inPlainWords(error instanceof Error ? error.message : String(error));
	if (!(error instanceof HelpDeskError)) return text;
	return `${/[.!?…]$/.test(text) ? text : `${text}.`} ${ADVICE[error.code]}`;
}

/** Turns a failure into n8n's error, with advice where the desk knows some. */
export function nodeError(node: INode, error: unknown, itemIndex?: number): NodeOperationError {
	if (error instanceof NodeOperationError) return error;
	const options = itemIndex === undefined ? {} : { itemIndex };
	const cause = error instanceof Error ? error : new Error(String(error));
	if (!(cause instanceof HelpDeskError)) return new NodeOperationError(node, cause, options);
	const shown = new NodeOperationError(node, cause, { ...options, description: ADVICE[cause.code] });
	// n8n puts a sentence of its own over every message that names a network error, and hides which server it was.
	shown.message = inPlainWords(cause.message);
	return shown;
}

function inPlainWords(text: string): string {
	return text
		.replace(OPENSSL_ERROR, (_error, reason: string) => TLS_REASONS[reason] ?? `TLS: ${reason}`)
		.trim();
}
