import {
	NodeConnectionTypes,
	NodeOperationError,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { authenticationField } from '../shared/authentication-field';
import { helpDeskMailboxTest, helpDeskPostgresTest } from '../shared/credential-tests';
import { MailboxReading } from '../shared/mailbox-reading';
import { textOf } from '../shared/parameters';
import { options, readingOptions } from './options';

export class HelpDeskMailboxTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Help Desk Mailbox Trigger',
		name: 'helpDeskMailboxTrigger',
		icon: { light: 'file:helpDeskMailboxTrigger.svg', dark: 'file:helpDeskMailboxTrigger.dark.svg' },
		group: ['trigger'],
		version: [1],
		subtitle: '={{ $parameter["folder"] }}',
		description: 'Starts the workflow for each mail that arrives in a mailbox of the desk',
		eventTriggerDescription: 'Send a mail to the address of the mailbox',
		activationMessage: 'The mailbox is now read. Mail that arrives from here on starts this workflow.',
		defaults: { name: 'Help Desk Mailbox Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		outputNames: ['Mail'],
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
		triggerPanel: {
			header: 'Wait for a mail',
			executionsHelp: {
				inactive:
					'Click “Execute workflow”, then send a mail to the address of the mailbox. Publish the workflow to have every mail taken in.',
				active:
					'Every mail that arrives runs this workflow; you find the runs under Executions. To test while you build, click “Execute workflow” and send a mail.',
			},
			activationHint: 'Publish the workflow to have every mail taken in.',
		},
		properties: [
			authenticationField,
			{
				displayName:
					'Mail is kept in the desk before anything else happens, and stays unread in the mailbox. Taking in starts with the mail that arrives after the first connection, unless you set a date under Options.',
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Folder',
				name: 'folder',
				type: 'string',
				default: 'INBOX',
				required: true,
				description: 'The folder of the mailbox that is read',
			},
			{
				displayName: 'Channel Name',
				name: 'channelName',
				type: 'string',
				default: '',
				placeholder: 'Acme Support',
				description:
					'What customers read as the sender’s name. Used when the mailbox is new to the desk; change it later with Help Desk > Mailbox > Update.',
			},
			options,
		],
	};

	methods = { credentialTest: { helpDeskMailboxTest, helpDeskPostgresTest } };

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		if (textOf(this.getNodeParameter('folder', '')) === '') {
			throw new NodeOperationError(this.getNode(), 'The trigger has no folder to read.', {
				description: 'Write INBOX.',
			});
		}
		const reading = new MailboxReading(this, readingOptions(this));
		if (this.getMode() !== 'manual') {
			reading.start();
			return { closeFunction: () => reading.stop() };
		}
		return {
			closeFunction: () => reading.stop(),
			manualTriggerFunction: async () => reading.start(),
		};
	}
}
