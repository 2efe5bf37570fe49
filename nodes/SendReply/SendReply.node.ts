import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { deliverDueMail } from '../../helpdesk/desk/deliver-due-mail';
import { staffAnswer } from '../../helpdesk/desk/resolve-sender';
import { sendReply } from '../../helpdesk/desk/send-reply';
import { conversationById } from '../../helpdesk/desk/conversation-changes';
import { mailboxById } from '../../helpdesk/desk/save-mailbox';
import { addressKey } from '../../helpdesk/domain/address';
import { suppressionText } from '../../helpdesk/domain/address-health';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import { MASTER_INBOX_ADVICE } from '../../helpdesk/domain/sender';
import type { Desk } from '../../helpdesk/ports';
import { authenticationField } from '../shared/authentication-field';
import { helpDeskMailboxTest, helpDeskPostgresTest } from '../shared/credential-tests';
import { eachItem, type Routed } from '../shared/each-item';
import type { MailboxLogin } from '../shared/logins';
import { executionLogin } from '../shared/mailbox-login';
import { messageIdField } from '../shared/message-id-field';
import { requiredText } from '../shared/parameters';
import { isGoneSender } from '../shared/process-state';
import { mailSenderFor } from '../shared/sent-copies';
import { messageView } from '../shared/views';

// As many as the sender mostly has connections.
const AT_ONCE = 5;
const MAX_UNDO_SECONDS = 60;
const SENT = 0;
const NOT_SENT = 1;
const OTHER_MAILBOX = 2;

const messageField = messageIdField('The staff answer, as Thread Conversation names it');

const OUTPUT_NAMES = ['Sent', 'Not Sent', 'Other Mailbox'];

export class SendReply implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Send Reply',
		name: 'sendReply',
		icon: { light: 'file:sendReply.svg', dark: 'file:sendReply.dark.svg' },
		group: ['output'],
		version: [1],
		subtitle: '={{ $parameter["operation"] === "deliverDue" ? "Deliver due mail" : "Send a staff answer" }}',
		description: 'Mails a staff answer to the customer, from the address of the desk and in the thread',
		defaults: { name: 'Send Reply' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUT_NAMES.map(() => NodeConnectionTypes.Main),
		outputNames: [...OUTPUT_NAMES],
		credentials: [
			{
				name: 'helpDeskMailboxApi',
				required: true,
				testedBy: 'helpDeskMailboxTest',
				displayOptions: { show: { authentication: ['password'] } },
			},
			{
				name: 'helpDeskGoogleOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['google'] } },
			},
			{
				name: 'helpDeskMicrosoftOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['microsoft'] } },
			},
			{
				name: 'helpDeskPostgresApi',
				displayName: 'Store (Optional)',
				required: false,
				testedBy: 'helpDeskPostgresTest',
				// Without displayOptions the editor takes it for a kind of authentication and does not offer it.
				displayOptions: { show: { '@version': [1] } },
			},
		],
		properties: [
			authenticationField,
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'Deliver Due Mail',
						value: 'deliverDue',
						action: 'Deliver due mail',
						description:
							'Try again what could not be sent before, and send what the desk has to tell its people; put it behind a schedule',
					},
					{
						name: 'Send Reply',
						value: 'send',
						action: 'Send a reply',
						description: 'Mail a staff answer to the customer, once however often this runs',
					},
				],
				default: 'send',
			},
			{ ...messageField, displayOptions: { show: { operation: ['send'] } } },
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				displayOptions: { show: { operation: ['send'] } },
				options: [
					{
						displayName: 'Undo Window (Seconds)',
						name: 'undoSeconds',
						type: 'number',
						typeOptions: { minValue: 0, maxValue: MAX_UNDO_SECONDS },
						default: 0,
						description:
							'How long the answer can be taken back by Help Desk > Outbound Mail > Cancel. It leaves with the next Deliver Due Mail after that.',
					},
				],
			},
		],
	};

	methods = { credentialTest: { helpDeskMailboxTest, helpDeskPostgresTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const loginOf = executionLogin(this);
		const work = async (desk: Desk, itemIndex: number) => {
			const login = await loginOf(itemIndex);
			if (this.getNodeParameter('operation', itemIndex) === 'deliverDue') {
				const mails = await deliverDueMail(desk, mailSenderFor(login), login.address, isGoneSender);
				return await Promise.all(mails.map((mail) => mailItem(desk, mail)));
			}
			const messageId = requiredText(this, messageField, itemIndex);
			const { undoSeconds } = this.getNodeParameter('options', itemIndex, {}) as IDataObject;
			return [await sendAnswer(desk, login, messageId, undoWindow(undoSeconds))];
		};
		return await eachItem(this, OUTPUT_NAMES, work, AT_ONCE);
	}
}

function undoWindow(seconds: unknown): number {
	return Math.min(Math.max(Number(seconds) || 0, 0), MAX_UNDO_SECONDS);
}

async function sendAnswer(
	desk: Desk,
	login: MailboxLogin,
	messageId: string,
	undoSeconds: number,
): Promise<Routed> {
	const { store } = desk;
	const message = await staffAnswer(store, messageId);
	const mailbox = await mailboxById(store, (await conversationById(store, message.conversationId)).mailboxId);
	if (addressKey(mailbox.address) !== addressKey(login.address)) {
		return { output: OTHER_MAILBOX, json: await messageView(store, message) };
	}
	const sent = await sendReply(desk, mailSenderFor(login), messageId, undoSeconds);
	if ('paused' in sent) {
		const error = 'health' in sent ? suppressionText(sent.health) : MASTER_INBOX_ADVICE[sent.paused];
		const delivery = { state: 'paused', error };
		return { output: NOT_SENT, json: { ...(await messageView(store, message)), delivery } };
	}
	return await mailItem(desk, sent.mail);
}

async function mailItem({ store }: Desk, mail: OutboundMail): Promise<Routed> {
	const message = await store.messages.byId(mail.messageId);
	const delivery = {
		kind: mail.recipe.kind,
		state: mail.state,
		error: mail.error,
		messageId: mail.messageIdHeader,
		from: { ...mail.from },
		replyTo: mail.replyTo ? { ...mail.replyTo } : null,
		to: { ...mail.recipient },
		subject: mail.subject,
		attempts: mail.attempts,
		outboundMailId: mail.id,
		notBefore: mail.state === 'sent' ? null : (mail.notBefore?.toISOString() ?? null),
	};
	const view = message ? await messageView(store, message) : {};
	return { output: mail.state === 'sent' ? SENT : NOT_SENT, json: { ...view, delivery } };
}
