import { Readable } from 'node:stream';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { InboundPost, InboundRequest } from '../../helpdesk/adapters/inbound/inbound-request';
import { readMailgunPost } from '../../helpdesk/adapters/inbound/mailgun';
import { readPostmarkPost } from '../../helpdesk/adapters/inbound/postmark';
import { readRawPost } from '../../helpdesk/adapters/inbound/raw';
import { readSendgridPost } from '../../helpdesk/adapters/inbound/sendgrid';
import { receiveForwardedMail } from '../../helpdesk/desk/receive-forwarded-mail';
import { registerMailbox } from '../../helpdesk/desk/save-mailbox';
import type { ForwardedMail } from '../../helpdesk/domain/forwarded-mail';
import { announceMail, reportTo } from './inbound-flow';
import { inboundSettings, type HttpSource, type InboundSettings } from './inbound-settings';
import { openDesk } from './open-desk';
import { processState, testKey, type TakenMail } from './process-state';

const RETRY_AFTER_S = 60;

interface Answer {
	readonly status: number;
	readonly text: string;
	/** Where the mail is when it was taken. */
	readonly taken?: TakenMail;
}

/**
 * Takes the mail of one request and answers it: 200 when the raw mail is committed, never before.
 *
 * A published workflow is run by its trigger, which may be in another process; a test in the editor is started here, and
 * the mail stays due.
 */
export async function takeRequest(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { status, text, taken } = await answerTo(context).catch((error: unknown): Answer => {
		reportTo(context, error);
		return { status: 503, text: 'The desk cannot take mail at the moment, try again later.' };
	});
	const response = context.getResponseObject();
	response.statusCode = status;
	response.setHeader('content-type', 'text/plain; charset=utf-8');
	if (status === 401) response.setHeader('www-authenticate', 'Basic realm="Help Desk"');
	if (status === 503) response.setHeader('retry-after', String(RETRY_AFTER_S));
	// What is left of a body that is too large must not be taken for the next request.
	if (status === 413) response.setHeader('connection', 'close');
	response.end(`${text}\n`);
	if (!taken || context.getMode() !== 'manual') return { noWebhookResponse: true };
	// In a test n8n asks trigger() for the item, although it was this request that started the run.
	processState().testMails.set(testKey(context), taken);
	return { noWebhookResponse: true, workflowData: [[{ json: { ...taken } }]] };
}

async function answerTo(context: IWebhookFunctions): Promise<Answer> {
	const settings = await inboundSettings(context);
	const post = await READERS[settings.source as HttpSource](requestOf(context), settings);
	if (post.kind === 'refused') return { status: post.status, text: post.reason };
	return await receive(context, settings, post.mail);
}

async function receive(
	context: IWebhookFunctions,
	{ address, channelName }: InboundSettings,
	mail: ForwardedMail,
): Promise<Answer> {
	const desk = await openDesk(context);
	const own = await registerMailbox(desk, address, channelName);
	const reception = await receiveForwardedMail(desk, own.id, mail);
	if (reception.kind === 'replayed') return { status: 406, text: 'This signature was used before.' };
	announceMail(reception.mailboxIds);
	const [mailboxId = own.id] = reception.mailboxIds;
	const taken = { mailboxId, sourceKey: mail.sourceKey };
	return { status: 200, text: 'The desk has the mail.', taken };
}

type Reader = (request: InboundRequest, settings: InboundSettings) => Promise<InboundPost>;

const READERS: Readonly<Record<HttpSource, Reader>> = {
	raw: readRawPost,
	mailgun: (request, settings) => readMailgunPost(request, { ...settings, now: new Date() }),
	sendgrid: readSendgridPost,
	postmark: readPostmarkPost,
};

function requestOf(context: IWebhookFunctions): InboundRequest {
	const request = context.getRequestObject();
	const { headers } = request;
	const query = context.getQueryData() as Record<string, unknown>;
	// n8n has read the body itself where a workflow came without the node's hidden options.
	const read = request.rawBody as Buffer | undefined;
	// A reader that stops early must leave the connection open for the answer.
	const body = read ? Readable.from([read]) : request.iterator({ destroyOnReturn: false });
	return { headers, query, body: body as AsyncIterable<Uint8Array> };
}
