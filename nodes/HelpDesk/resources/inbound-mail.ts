import type { INodeProperties } from 'n8n-workflow';
import { discardMail, inboundMailById, reprocessMail } from '../../../helpdesk/desk/inbound-mails';
import { INBOUND_STATES, type InboundMail } from '../../../helpdesk/domain/inbound-mail';
import type { Desk } from '../../../helpdesk/ports';
import { inboundMailView, ledgerJson, rawMailFile } from '../../shared/mail-view';
import { choiceOf, requiredText } from '../../shared/parameters';
import { workers } from '../../shared/process-state';
import { limitFields, limitOf, type Resource } from '../operation';
import { ofMailbox, ofMailboxField } from '../locators';

const idField: INodeProperties = {
	displayName: 'Inbound Mail ID',
	name: 'inboundMailId',
	type: 'string',
	default: '={{ $json.inboundMailId }}',
	required: true,
	description: 'The mail, as a trigger or Get Many names it',
};

const filterFields: INodeProperties[] = [
	{
		displayName: 'State',
		name: 'state',
		type: 'options',
		options: [
			{ name: 'Any', value: 'any' },
			{ name: 'Discarded', value: 'discarded', description: 'Ended by a person' },
			{ name: 'Failed', value: 'failed', description: 'Waits for its next try' },
			{ name: 'Offered', value: 'offered', description: 'A workflow works on it now' },
			{ name: 'Processed', value: 'processed', description: 'A workflow went through with it' },
			{ name: 'Put Aside', value: 'quarantined', description: 'Failed five times and waits for a person' },
			{ name: 'Received', value: 'received', description: 'Waits for a workflow' },
		],
		default: 'quarantined',
		description: 'Where the mails stand',
	},
	ofMailboxField('Only mail of this mailbox. Empty: of all.'),
];

/** The ledger: every mail as it came in, and where it stands. */
export const inboundMail: Resource = {
	name: 'Inbound Mail',
	value: 'inboundMail',
	operations: [
		{
			name: 'Discard',
			value: 'discard',
			action: 'Discard an inbound mail',
			description: 'End a mail that no workflow shall get any more; it stays in the ledger',
			fields: [idField],
			run: async (desk, context, itemIndex) => {
				const id = requiredText(context, idField, itemIndex);
				return [await ledgerView(desk, await discardMail(desk, id, workers))];
			},
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get an inbound mail',
			description: 'Get a mail as it came in: where it stands, what it says, and its raw bytes as a file',
			fields: [idField],
			run: async (desk, context, itemIndex) => {
				const id = requiredText(context, idField, itemIndex);
				const mail = await inboundMailById(desk.store, id);
				const mailbox = await desk.store.mailboxes.byId(mail.mailboxId);
				return [{ ...(await inboundMailView(desk, mailbox, mail)), ...(await ledgerView(desk, mail)) }];
			},
			files: async (desk, context, itemIndex) => {
				const id = requiredText(context, idField, itemIndex);
				return await rawMailFile(desk, context, await inboundMailById(desk.store, id));
			},
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many inbound mails',
			description: 'List the mails that came in, newest first; those put aside unless you choose others',
			fields: [...filterFields, ...limitFields],
			run: async (desk, context, itemIndex) => {
				const state = choiceOf(
					context.getNodeParameter('state', itemIndex),
					['any', ...INBOUND_STATES],
					'State',
				);
				const mails = await desk.store.inbound.list({
					...(state !== 'any' && { state }),
					...(await ofMailbox(desk.store, context, itemIndex)),
					limit: limitOf(context, itemIndex),
				});
				return await Promise.all(mails.map((mail) => ledgerView(desk, mail)));
			},
		},
		{
			name: 'Reprocess',
			value: 'reprocess',
			action: 'Reprocess an inbound mail',
			description: 'Give a mail to the workflow of its trigger again, with five tries; nothing is sent twice',
			fields: [idField],
			run: async (desk, context, itemIndex) => {
				const id = requiredText(context, idField, itemIndex);
				return [await ledgerView(desk, await reprocessMail(desk, id, workers))];
			},
		},
	],
};

async function ledgerView(desk: Desk, mail: InboundMail) {
	return ledgerJson(mail, await desk.store.mailboxes.byId(mail.mailboxId));
}
