import {
	NodeConnectionTypes,
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
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import { MASTER_INBOX_ADVICE } from '../../helpdesk/domain/sender';
import type { Desk } from '../../helpdesk/ports';
import { authenticationField } from '../shared/authentication-field';
import { helpDeskMailboxTest, helpDeskPostgresTest } from '../shared/credential-tests';
import { eachItem, type Routed } from '../shared/each-item';
import type { MailboxLogin } from '../shared/logins';
import { executionLogin } from '../shared/mailbox-login';
import { senderFor } from '../shared/open-desk';
import { isGoneSender } from '../shared/process-state';
import { messageView } from '../shared/views';

// As many as the sender has connections.
const AT_ONCE = 5;
const SENT = 0;
const NOT_SENT = 1;
const OTHER_MAILBOX = 2;

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
		outputs: Array.from({ length: 3 }, () => NodeConnectionTypes.Main),
		outputNames: ['Sent', 'Not Sent', 'Other Mailbox'],
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
			{ name: 'helpDeskPostgresApi', required: false, testedBy: 'helpDeskPostgresTest' },
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
						description: 'Try again what could not be sent before; put it behind a schedule',
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
			{
				displayName: 'Message ID',
				name: 'messageId',
				type: 'string',
				default: '={{ $json.message.id }}',
				required: true,
				displayOptions: { show: { operation: ['send'] } },
				description: 'The staff answer, as Thread Conversation names it',
			},
		],
	};

	methods = { credentialTest: { helpDeskMailboxTest, helpDeskPostgresTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const loginOf = executionLogin(this);
		const work = async (desk: Desk, itemIndex: number) => {
			const login = await loginOf(itemIndex);
			if (this.getNodeParameter('operation', itemIndex) === 'deliverDue') {
				const mails = await deliverDueMail(desk, senderFor(login.smtp), login.address, isGoneSender);
				return await Promise.all(mails.map((mail) => mailItem(desk, mail)));
			}
			return [await sendAnswer(desk, login, String(this.getNodeParameter('messageId', itemIndex)))];
		};
		return await eachItem(this, 3, work, AT_ONCE);
	}
}

async function sendAnswer(desk: Desk, login: MailboxLogin, messageId: string): Promise<Routed> {
	const { store } = desk;
	const message = await staffAnswer(store, messageId);
	const mailbox = await mailboxById(store, (await conversationById(store, message.conversationId)).mailboxId);
	if (addressKey(mailbox.address) !== addressKey(login.address)) {
		return { output: OTHER_MAILBOX, json: await messageView(store, message) };
	}
	const sent = await sendReply(desk, senderFor(login.smtp), messageId);
	if ('paused' in sent) {
		const delivery = { state: 'paused', error: MASTER_INBOX_ADVICE[sent.paused] };
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
	};
	const view = message ? await messageView(store, message) : {};
	return { output: mail.state === 'sent' ? SENT : NOT_SENT, json: { ...view, delivery } };
}
