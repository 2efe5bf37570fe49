import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { nodeError } from '../shared/advice';
import { helpDeskInboundTest, helpDeskPostgresTest } from '../shared/credential-tests';
import {
	executionsAtOnceField,
	keepRawDaysField,
	longestExecutionField,
	mailsPerExecutionField,
} from '../shared/flow-fields';
import { inboundSettings } from '../shared/inbound-settings';
import { InboundTrigger } from '../shared/inbound-trigger';
import { takeRequest } from '../shared/inbound-webhook';

export class HelpDeskForwardingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Help Desk Forwarding Trigger',
		name: 'helpDeskForwardingTrigger',
		icon: {
			light: 'file:helpDeskForwardingTrigger.svg',
			dark: 'file:helpDeskForwardingTrigger.dark.svg',
		},
		group: ['trigger'],
		// n8n leaves multipart requests alone for version 1 only: later versions decode them, and 8-bit mail is damaged.
		version: [1],
		subtitle: '={{ $parameter["source"] + ": " + $parameter["address"] }}',
		description: 'Starts the workflow for each mail that is forwarded to the desk',
		eventTriggerDescription: 'Send a mail to an address whose mail is forwarded here',
		activationMessage: 'Mail that is forwarded here from now on starts this workflow.',
		defaults: { name: 'Help Desk Forwarding Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		outputNames: ['Mail'],
		credentials: [
			{ name: 'helpDeskInboundApi', required: false, testedBy: 'helpDeskInboundTest' },
			{
				name: 'helpDeskPostgresApi',
				displayName: 'Store (Optional)',
				required: false,
				testedBy: 'helpDeskPostgresTest',
				// Without displayOptions the editor takes it for a kind of authentication and does not offer it.
				displayOptions: { show: { '@version': [1] } },
			},
		],
		webhooks: [
			{
				name: 'default',
				// No method, no webhook: a listener has none.
				httpMethod: '={{ ["smtp", "lmtp"].includes($parameter["source"]) ? "" : "POST" }}',
				responseMode: 'onReceived',
				// Mailgun posts raw mail to addresses with this end only.
				path: 'mime',
				ndvHideMethod: true,
				ndvHideUrl: '={{ ["smtp", "lmtp"].includes($parameter["source"]) }}',
			},
		],
		triggerPanel: {
			header: 'Wait for forwarded mail',
			executionsHelp: {
				inactive:
					'Click “Execute workflow”, then post a mail to the test URL, or send one to the listener. Publish the workflow to have every mail taken in.',
				active:
					'Every mail that is forwarded runs this workflow; you find the runs under Executions. To test while you build, click “Execute workflow” and post a mail to the test URL.',
			},
			activationHint: 'Publish the workflow to have every mail taken in.',
		},
		properties: [
			{
				displayName:
					'The provider is told that the mail was taken when the raw mail is in the desk, and not before. <a href="https://github.com/n8n-nodes-helpdesk/n8n-nodes-helpdesk/blob/main/docs/forwarding.md" target="_blank">How to set up each provider</a>. The address to forward to comes from Help Desk > Mailbox > Get Receiving Address.',
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Mailbox Address',
				name: 'address',
				type: 'string',
				default: '',
				required: true,
				placeholder: 'support@example.com',
				description:
					'The mailbox of the desk that the mail is for, unless it was sent to the receiving address of another one',
			},
			{
				displayName: 'Mail Comes From',
				name: 'source',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'HTTP Request or Cloudflare Email Worker',
						value: 'raw',
						description: 'The raw mail is the body of a request',
					},
					{
						name: 'LMTP',
						value: 'lmtp',
						description: 'A mail server of yours delivers by LMTP, with an answer for each recipient',
					},
					{ name: 'Mailgun', value: 'mailgun', description: 'A route that forwards to the URL below' },
					{
						name: 'Postmark',
						value: 'postmark',
						description: 'An inbound stream with “Include raw email content in JSON payload”',
					},
					{
						name: 'SendGrid',
						value: 'sendgrid',
						description: 'Inbound Parse with “POST the raw, full MIME message”',
					},
					{ name: 'SMTP', value: 'smtp', description: 'A mail server of yours delivers by SMTP' },
				],
				default: 'raw',
				description: 'Who hands the mail over',
			},
			{
				displayName: 'Listen On',
				name: 'host',
				type: 'string',
				default: '127.0.0.1',
				required: true,
				displayOptions: { show: { source: ['smtp', 'lmtp'] } },
				description:
					'The address of this machine to listen on. 127.0.0.1 is reached from this machine only, 0.0.0.0 from everywhere.',
			},
			{
				displayName: 'Port',
				name: 'port',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 65535 },
				default: 2525,
				required: true,
				displayOptions: { show: { source: ['smtp', 'lmtp'] } },
			},
			{
				displayName: 'Settings',
				name: 'settings',
				type: 'collection',
				placeholder: 'Add setting',
				default: {},
				options: [
					{
						displayName: 'Channel Name',
						name: 'channelName',
						type: 'string',
						default: '',
						placeholder: 'Acme Support',
						description:
							'What customers read as the sender’s name. Used when the mailbox is new to the desk; change it later with Help Desk > Mailbox > Update.',
					},
					executionsAtOnceField,
					keepRawDaysField,
					{
						displayName: 'Largest Mail (MiB)',
						name: 'maxMebibytes',
						type: 'number',
						typeOptions: { minValue: 1, maxValue: 150 },
						default: 25,
						description: 'Larger mail is refused with 413 or 552',
					},
					longestExecutionField,
					mailsPerExecutionField,
					{
						displayName: 'Run for Every Mailbox',
						name: 'servesEveryMailbox',
						type: 'boolean',
						default: false,
						description:
							'Whether to run this workflow also for mail to other mailboxes: to their receiving addresses, and to those that no trigger reads. Otherwise each of them needs a trigger of its own.',
					},
					{
						displayName: 'Signature Age (Minutes)',
						name: 'replayMinutes',
						type: 'number',
						typeOptions: { minValue: 1, maxValue: 1440 },
						default: 720,
						description:
							'How old a signature of Mailgun may be; within that time it works once. Mailgun tries again for 8 hours, and may do so with the signature of the first try: mail that waited longer than this would be lost.',
					},
				],
			},
			{
				// Read by n8n itself: it then leaves the body of requests alone.
				displayName: 'Options',
				name: 'options',
				type: 'hidden',
				default: { binaryData: true },
			},
		],
	};

	methods = { credentialTest: { helpDeskInboundTest, helpDeskPostgresTest } };

	webhookMethods = {
		default: {
			// The address is entered at the provider by hand: there is nothing to register.
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return true;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		const settings = await inboundSettings(this).catch((error: unknown) => {
			throw nodeError(this.getNode(), error);
		});
		const trigger = new InboundTrigger(this, settings);
		const closeFunction = () => trigger.stop();
		if (this.getMode() !== 'manual') {
			trigger.start();
			return { closeFunction };
		}
		return { closeFunction, manualTriggerFunction: () => trigger.test() };
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await takeRequest(this);
	}
}
