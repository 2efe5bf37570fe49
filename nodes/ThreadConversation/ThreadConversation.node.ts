import {
	NodeConnectionTypes,
	type IBinaryKeyData,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import type { ThreadOutcome } from '../../helpdesk/domain/inbound-mail';
import type { ThreadedMail } from '../../helpdesk/desk/thread-raw-mail';
import type { Desk } from '../../helpdesk/ports';
import { attachmentFiles } from '../shared/attachment-files';
import { helpDeskPostgresTest } from '../shared/credential-tests';
import { eachItem } from '../shared/each-item';
import { threadedJson } from '../shared/threaded-json';
import { messageViews } from '../shared/views';
import { fileField, mailboxField, threaded, threadedTogether } from './thread-items';

const OUTPUTS: Record<ThreadOutcome['kind'], number> = {
	'new-conversation': 0,
	'customer-reply': 1,
	'staff-reply': 2,
	held: 3,
	'not-for-people': 4,
};

// What a message may have in common with the mail that it came from.
const SHARED_TEXTS = [
	['html', 'html'],
	['text', 'text'],
	['fullText', 'text'],
] as const;

const OUTPUT_NAMES = ['New Conversation', 'Customer Reply', 'Staff Reply', 'Held', 'Not for People'];

export class ThreadConversation implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Thread Conversation',
		name: 'threadConversation',
		icon: { light: 'file:threadConversation.svg', dark: 'file:threadConversation.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle: 'Find or open the conversation',
		description: 'Puts a mail into the conversation it belongs to, and tells who wrote it',
		defaults: { name: 'Thread Conversation' },
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
		properties: [
			{
				displayName: 'Mail',
				name: 'source',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'From a Help Desk Trigger',
						value: 'trigger',
						description: 'The mail is in the desk already; the item names it',
					},
					{
						name: 'Raw Mail in a File',
						value: 'binary',
						description:
							'The whole mail as raw MIME, from any other node: Gmail, Outlook, n8n’s own mail trigger, a webhook',
					},
				],
				default: 'trigger',
				description: 'Where the mail comes from',
			},
			mailboxField,
			fileField,
			{
				displayName: 'Inbound Mail ID',
				name: 'inboundMailId',
				type: 'string',
				default: '',
				placeholder: 'that of the item',
				description: 'The mail to thread. Empty: the one that the item names, as it comes from a trigger.',
				displayOptions: { show: { source: ['trigger'] } },
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					{
						displayName: 'Download Attachments',
						name: 'downloadAttachments',
						type: 'boolean',
						default: false,
						description:
							'Whether the item gets the attachments of the mail as the files attachment_0, attachment_1 and so on',
					},
					{
						displayName: 'First Responder Becomes Assignee',
						name: 'assignToFirstResponder',
						type: 'boolean',
						default: true,
						description: 'Whether a conversation that nobody has goes to whoever answers it first',
					},
					{
						displayName: 'Match Subject',
						name: 'matchSubject',
						type: 'boolean',
						default: false,
						description:
							'Whether an answer ("Re: …") that names no earlier mail joins a conversation of the same customer in the same mailbox with the same subject, when that changed in the last 14 days',
					},
					{
						displayName: 'Reopen Closed Conversations',
						name: 'reopenClosed',
						type: 'options',
						options: [
							{ name: 'Always', value: 'always' },
							{
								name: 'For Some Days',
								value: 'days',
								description: 'After that an answer opens a new conversation that is linked to the old one',
							},
							{
								name: 'Never',
								value: 'never',
								description: 'An answer opens a new conversation that is linked to the old one',
							},
						],
						default: 'always',
						description: 'What happens to a customer’s answer in a conversation that is closed',
					},
					{
						displayName: 'Reopen for Days',
						name: 'reopenDays',
						type: 'number',
						typeOptions: { minValue: 1 },
						default: 30,
						description: 'How many days after it was closed an answer opens a conversation again',
						displayOptions: { show: { reopenClosed: ['days'] } },
					},
					{
						displayName: 'When a Colleague Was Faster',
						name: 'whenColleagueWasFaster',
						type: 'options',
						options: [
							{
								name: 'Hold the Answer',
								value: 'hold',
								description: 'It waits on the output Held until somebody looks at it',
							},
							{
								name: 'Make It a Note',
								value: 'note',
								description: 'Colleagues can read it; the customer never sees it',
							},
							{ name: 'Send It All the Same', value: 'send', description: 'The customer gets both answers' },
						],
						default: 'hold',
						description:
							'What happens to an answer when, after its notification left, a colleague answered or the conversation was closed or given away',
					},
				],
			},
		],
	};

	methods = { credentialTest: { helpDeskPostgresTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const together = await threadedTogether(this);
		let views: ReadonlyMap<string, IDataObject> | undefined;
		return await eachItem(this, OUTPUT_NAMES, async (desk, itemIndex) => {
			const mail = together[itemIndex] ?? (await threaded(desk, this, itemIndex));
			views ??= await messageViews(desk.store, together.flatMap(messageIdOf));
			const view = views.get(messageIdOf(mail)[0] ?? '');
			const binary = await filesOf(this, desk, mail.outcome, itemIndex);
			const json = await threadedJson(desk.store, mail, view);
			shareTexts(this.getInputData()[itemIndex]?.json, json);
			return [{ output: OUTPUTS[mail.outcome.kind], json, ...(binary && { binary }) }];
		});
	}
}

async function filesOf(
	context: IExecuteFunctions,
	desk: Desk,
	outcome: ThreadOutcome,
	itemIndex: number,
): Promise<IBinaryKeyData | undefined> {
	const { downloadAttachments } = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	if (downloadAttachments !== true || outcome.kind === 'held' || outcome.messageId === undefined)
		return undefined;
	const message = await desk.store.messages.byId(outcome.messageId);
	return message && (await attachmentFiles(desk, context, message));
}

// A run holds its items until it ends: texts that the mail's item has are not held twice.
function shareTexts(given: IDataObject | undefined, { message }: IDataObject): void {
	const kept = message as IDataObject | null | undefined;
	if (!given || !kept) return;
	for (const [name, of] of SHARED_TEXTS) if (kept[name] === given[of]) kept[name] = given[of];
}

function messageIdOf({ outcome }: ThreadedMail): string[] {
	return outcome.kind === 'held' || outcome.messageId === undefined ? [] : [outcome.messageId];
}
