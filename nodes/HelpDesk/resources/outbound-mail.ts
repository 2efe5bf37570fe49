import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { cancelMail, sendMailAgain } from '../../../helpdesk/desk/outbound-mails';
import { OUTBOUND_STATES, type OutboundMail } from '../../../helpdesk/domain/outbound-mail';
import { choiceOf, requiredText } from '../../shared/parameters';
import { limitFields, limitOf, type Resource } from '../operation';
import { ofMailbox, ofMailboxField } from '../locators';

const idField: INodeProperties = {
	displayName: 'Outbound Mail ID',
	name: 'outboundMailId',
	type: 'string',
	default: '={{ $json.delivery.outboundMailId }}',
	required: true,
	description: 'The mail, as Send Reply or Get Many names it',
};

const filterFields: INodeProperties[] = [
	{
		displayName: 'State',
		name: 'state',
		type: 'options',
		options: [
			{
				name: 'Ambiguous',
				value: 'ambiguous',
				description: 'The connection was lost before the server had answered: it may have arrived',
			},
			{ name: 'Any', value: 'any' },
			{ name: 'Being Transmitted', value: 'transmitting' },
			{ name: 'Canceled', value: 'canceled', description: 'Taken back by a person, or not wanted any more' },
			{ name: 'Claimed', value: 'claimed', description: 'About to be sent' },
			{ name: 'Failed', value: 'failed', description: 'Refused for good, given up, or stopped as a loop' },
			{ name: 'Paused', value: 'paused', description: 'Waits for its master inbox' },
			{ name: 'Queued', value: 'queued', description: 'Not tried yet' },
			{ name: 'Retry', value: 'retry', description: 'Waits for its next try' },
			{ name: 'Sent', value: 'sent' },
		],
		default: 'failed',
		description: 'Where the mails stand',
	},
	ofMailboxField('Only mail of this mailbox. Empty: of all.'),
];

/** The outbox: every mail that the desk owes or owed to somebody, and where it stands. */
export const outboundMail: Resource = {
	name: 'Outbound Mail',
	value: 'outboundMail',
	operations: [
		{
			name: 'Cancel',
			value: 'cancel',
			action: 'Cancel an outbound mail',
			description: 'Take back a mail that has not left yet',
			fields: [idField],
			run: async (desk, context, itemIndex) => {
				const id = requiredText(context, idField, itemIndex);
				return [outboundJson(await cancelMail(desk, id))];
			},
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many outbound mails',
			description: 'List the mails of the outbox, newest first; those that failed unless you choose others',
			fields: [...filterFields, ...limitFields],
			run: async ({ store }, context, itemIndex) => {
				const state = choiceOf(
					context.getNodeParameter('state', itemIndex),
					['any', ...OUTBOUND_STATES],
					'State',
				);
				const mails = await store.outbound.list({
					...(state !== 'any' && { state }),
					...(await ofMailbox(store, context, itemIndex)),
					limit: limitOf(context, itemIndex),
				});
				return mails.map(outboundJson);
			},
		},
		{
			name: 'Send Again',
			value: 'sendAgain',
			action: 'Send an outbound mail again',
			description:
				'Put a mail that failed, may not have arrived or was taken back into the queue: Deliver Due Mail sends it',
			fields: [idField],
			run: async (desk, context, itemIndex) => {
				const id = requiredText(context, idField, itemIndex);
				return [outboundJson(await sendMailAgain(desk, id))];
			},
		},
	],
};

function outboundJson(mail: OutboundMail): IDataObject {
	const { id, conversationId, messageId, recipe, state, error, attempts, subject } = mail;
	return {
		delivery: {
			outboundMailId: id,
			kind: recipe.kind,
			state,
			error,
			attempts,
			messageId: mail.messageIdHeader,
			from: { ...mail.from },
			to: { ...mail.recipient },
			subject,
			createdAt: mail.createdAt.toISOString(),
			notBefore: mail.notBefore?.toISOString() ?? null,
			sentAt: mail.sentAt?.toISOString() ?? null,
		},
		conversationId: conversationId || null,
		message: messageId ? { id: messageId } : null,
	};
}
