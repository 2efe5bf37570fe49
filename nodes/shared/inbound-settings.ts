import type { ICredentialDataDecryptedObject, INode, NodeParameterValueType } from 'n8n-workflow';
import { isAddress } from '../../helpdesk/domain/address';
import { HelpDeskError } from '../../helpdesk/domain/errors';

const INBOUND_CREDENTIAL = 'helpDeskInboundApi';
const MEBIBYTE = 1_048_576;
const MINUTE_MS = 60_000;
// Mailgun tries again for 8 hours, as far as is known with the signature of the first try.
const SIGNATURE_MINUTES = 720;

/** The ways by which mail is handed over in an HTTP request. */
const HTTP_SOURCES = ['raw', 'mailgun', 'sendgrid', 'postmark'] as const;
export type HttpSource = (typeof HTTP_SOURCES)[number];
/** The ways by which mail is handed over at all. */
export type InboundSource = HttpSource | 'smtp' | 'lmtp';

/** What a Help Desk Forwarding Trigger is set to. */
export interface InboundSettings {
	readonly source: InboundSource;
	readonly address: string;
	readonly channelName: string;
	readonly host: string;
	readonly port: number;
	readonly maxBytes: number;
	readonly windowMs: number;
	readonly servesEveryMailbox: boolean;
	readonly mailsPerRun: number;
	readonly maxRuns: number;
	readonly longestRunMs: number;
	readonly keepRawDays: number;
	readonly secret: string;
	readonly signingKey: string;
	readonly tls: { readonly cert: string; readonly key: string } | undefined;
}

/** What of n8n's contexts is needed to read the settings. */
export interface SettingsContext {
	getNode(): INode;
	getNodeParameter(name: string, fallback?: NodeParameterValueType): unknown;
	getCredentials(type: string): Promise<ICredentialDataDecryptedObject>;
}

/**
 * Reads the parameters and the credential of the node.
 *
 * @throws HelpDeskError invalid-address, invalid-input when something is missing that nobody but the user can add
 */
export async function inboundSettings(context: SettingsContext): Promise<InboundSettings> {
	const source = context.getNodeParameter('source') as InboundSource;
	const address = text(context.getNodeParameter('address', ''));
	if (!isAddress(address)) {
		throw new HelpDeskError('invalid-address', `The trigger has no valid mailbox address: "${address}".`);
	}
	const more = context.getNodeParameter('settings', {}) as Record<string, unknown>;
	const hasCredential = context.getNode().credentials?.[INBOUND_CREDENTIAL] !== undefined;
	const login = hasCredential ? await context.getCredentials(INBOUND_CREDENTIAL) : {};
	const settings: InboundSettings = {
		source,
		address,
		channelName: text(more.channelName),
		host: text(context.getNodeParameter('host', '')) || '127.0.0.1',
		port: Number(context.getNodeParameter('port', 0)),
		maxBytes: (Number(more.maxMebibytes) || 25) * MEBIBYTE,
		windowMs: (Number(more.replayMinutes) || SIGNATURE_MINUTES) * MINUTE_MS,
		servesEveryMailbox: more.servesEveryMailbox === true,
		mailsPerRun: Number(more.mailsPerExecution) || 20,
		maxRuns: Number(more.executionsAtOnce) || 5,
		longestRunMs: (Number(more.longestExecutionMinutes) || 60) * MINUTE_MS,
		keepRawDays: Number(more.keepRawDays) || 0,
		secret: text(login.secret),
		signingKey: text(login.signingSecret),
		tls: tlsOf(login),
	};
	checkSecret(settings);
	return settings;
}

/** Tells whether mail comes in an HTTP request. */
export function isHttpSource(source: InboundSource): source is HttpSource {
	return HTTP_SOURCES.some((each) => each === source);
}

// Without a secret anybody who learns the URL could write mail into the desk.
function checkSecret({ source, secret, signingKey }: InboundSettings): void {
	if (!isHttpSource(source)) return;
	const [needed, name] = source === 'mailgun' ? [signingKey, 'Mailgun signing key'] : [secret, 'secret'];
	if (needed !== '') return;
	throw new HelpDeskError(
		'invalid-input',
		`The trigger needs a Help Desk Inbound credential with a ${name}: without it anybody could write mail into the desk.`,
	);
}

/** Reads the certificate and its key from the credential; undefined unless both are there. */
export function tlsOf(login: ICredentialDataDecryptedObject): InboundSettings['tls'] {
	const [cert, key] = [text(login.tlsCertificate), text(login.tlsPrivateKey)].map(pem);
	return cert && key ? { cert, key } : undefined;
}

// A one-line field of n8n turns the line ends of what is pasted into spaces.
function pem(value: string): string {
	return value
		.replace(/-----(BEGIN|END) ([A-Z ]+)-----/g, (line) => `\n${line}\n`)
		.replace(/(?<=-----\n)[^-]+/g, (body) => `${body.trim().replace(/\s+/g, '\n')}\n`);
}

function text(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
