import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { resolveSender, staffAnswer } from '../../helpdesk/desk/resolve-sender';
import { MASTER_INBOX_ADVICE } from '../../helpdesk/domain/sender';
import { helpDeskPostgresTest } from '../shared/credential-tests';
import { eachItem } from '../shared/each-item';
import { messageIdField } from '../shared/message-id-field';
import { requiredText } from '../shared/parameters';
import { messageView } from '../shared/views';

const SEND = 0;
const PAUSED = 1;

const messageField = messageIdField('The staff answer, as Thread Conversation names it');

const OUTPUT_NAMES = ['Send', 'Paused'];

export class ResolveMasterInbox implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Resolve Master Inbox',
		name: 'resolveMasterInbox',
		icon: { light: 'file:resolveMasterInbox.svg', dark: 'file:resolveMasterInbox.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle: 'Who it is from, where answers go',
		description:
			'Decides From, Reply-To and signature of a staff answer, or pauses it while the master inbox is away',
		defaults: { name: 'Resolve Master Inbox' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUT_NAMES.map(() => NodeConnectionTypes.Main),
		outputNames: [...OUTPUT_NAMES],
		credentials: [
			{
				name: 'helpDeskPostgresApi',
				displayName: 'Store (Optional)',
				required: false,
				testedBy: 'helpDeskPostgresTest',
				// Without displayOptions the editor takes it for a kind of authentication and does not offer it.
				displayOptions: { show: { '@version': [1] } },
			},
		],
		properties: [messageField],
	};

	methods = { credentialTest: { helpDeskPostgresTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await eachItem(this, OUTPUT_NAMES, async (desk, itemIndex) => {
			const messageId = requiredText(this, messageField, itemIndex);
			const resolution = await resolveSender(desk, messageId);
			const view = await messageView(desk.store, await staffAnswer(desk.store, messageId));
			if ('paused' in resolution) {
				const { paused, master } = resolution;
				return [
					{
						output: PAUSED,
						json: {
							...view,
							paused: { reason: paused, advice: MASTER_INBOX_ADVICE[paused], masterInbox: master.address },
						},
					},
				];
			}
			const { from, replyTo, signature, signatureHtml } = resolution;
			return [
				{
					output: SEND,
					json: {
						...view,
						send: { from: { ...from }, replyTo: replyTo ? { ...replyTo } : null, signature, signatureHtml },
					},
				},
			];
		});
	}
}
