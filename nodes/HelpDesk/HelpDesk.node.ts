import {
	NodeConnectionTypes,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { helpDeskPostgresTest } from '../shared/credential-tests';
import { ONE_OUTPUT, eachItem } from '../shared/each-item';
import { listSearch } from './locators';
import { resourceProperties } from './operation';
import { contact } from './resources/contact';
import { conversation } from './resources/conversation';
import { desk } from './resources/desk';
import { heldMail } from './resources/held-mail';
import { inboundMail } from './resources/inbound-mail';
import { mailbox } from './resources/mailbox';
import { message } from './resources/message';
import { outboundMail } from './resources/outbound-mail';
import { staff } from './resources/staff';

const RESOURCES = [contact, conversation, desk, heldMail, inboundMail, mailbox, message, outboundMail, staff];

export class HelpDesk implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Help Desk',
		name: 'helpDesk',
		icon: { light: 'file:helpDesk.svg', dark: 'file:helpDesk.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Works with the conversations, contacts, mailboxes, staff, held and inbound mail of the desk',
		defaults: { name: 'Help Desk' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
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
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: RESOURCES.map(({ name, value }) => ({ name, value })),
				default: 'conversation',
			},
			...RESOURCES.flatMap(resourceProperties),
		],
	};

	methods = { credentialTest: { helpDeskPostgresTest }, listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await eachItem(this, ONE_OUTPUT, async (opened, itemIndex) => {
			const resource = this.getNodeParameter('resource', itemIndex);
			const operation = this.getNodeParameter('operation', itemIndex);
			const chosen = RESOURCES.find(({ value }) => value === resource)?.operations.find(
				({ value }) => value === operation,
			);
			if (!chosen) {
				throw new NodeOperationError(
					this.getNode(),
					`The resource ${resource} has no operation ${operation}.`,
					{ itemIndex },
				);
			}
			const results = await chosen.run(opened, this, itemIndex);
			const binary = await chosen.files?.(opened, this, itemIndex);
			return results.map((json) => ({ output: 0, json, ...(binary && { binary }) }));
		});
	}
}
