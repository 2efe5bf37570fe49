import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { deliverMails } from '../../helpdesk/desk/deliver-mail';
import { occasionOf, queueNotifications, type ReadyPush } from '../../helpdesk/desk/notify-staff';
import { OCCASIONS, WHY } from '../../helpdesk/domain/notification-preference';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import type { Desk } from '../../helpdesk/ports';
import { authenticationField } from '../shared/authentication-field';
import { helpDeskMailboxTest, helpDeskPostgresTest } from '../shared/credential-tests';
import { eachItem, type Routed } from '../shared/each-item';
import { executionLogin } from '../shared/mailbox-login';
import { messageIdField } from '../shared/message-id-field';
import { choiceOf, requiredText } from '../shared/parameters';
import { mailSenderFor } from '../shared/sent-copies';
import { messageView } from '../shared/views';

const EMAIL = 0;
const DESKTOP = 1;
const MOBILE = 2;

const messageField = messageIdField(
	'The message to tell about, as Thread Conversation or Send Reply names it',
);

const OUTPUT_NAMES = ['E-Mail', 'Desktop', 'Mobile'];

export class NotifyStaff implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Notify Staff',
		name: 'notifyStaff',
		icon: { light: 'file:notifyStaff.svg', dark: 'file:notifyStaff.dark.svg' },
		group: ['output'],
		version: [1],
		subtitle: 'By each person’s preferences',
		description: 'Tells every staff member who wants to know of a message, by e-mail, desktop or mobile',
		defaults: { name: 'Notify Staff' },
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
				displayName:
					'E-mail notifications are sent by this node. Connect the outputs Desktop and Mobile to the service that shows them.',
				name: 'notice',
				type: 'notice',
				default: '',
			},
			messageField,
			{
				displayName: 'What Happened',
				name: 'occasion',
				type: 'options',
				options: [
					{ name: 'A Colleague Answered', value: 'staff-replied' },
					{ name: 'A Colleague Left a Note', value: 'noted' },
					{ name: 'A Conversation Was Assigned', value: 'assigned' },
					{ name: 'A Customer Answered', value: 'customer-replied' },
					{ name: 'A New Conversation Came In', value: 'new-conversation' },
					{
						name: 'As the Message Says',
						value: 'message',
						description: 'Decided by who wrote the message and whether it is the first one',
					},
				],
				default: 'message',
				description: 'Decides, with the preferences of each person, who hears of it',
			},
		],
	};

	methods = { credentialTest: { helpDeskMailboxTest, helpDeskPostgresTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const loginOf = executionLogin(this);
		return await eachItem(this, OUTPUT_NAMES, async (desk, itemIndex) => {
			const login = await loginOf(itemIndex);
			const messageId = requiredText(this, messageField, itemIndex);
			const given = this.getNodeParameter('occasion', itemIndex, 'message');
			const chosen = choiceOf(given, ['message', ...OCCASIONS], 'What Happened');
			const occasion = chosen === 'message' ? await occasionOf(desk, messageId) : chosen;
			const { mails, pushes } = await queueNotifications(desk, messageId, occasion, login.address);
			const sender = mailSenderFor(login);
			const view = await viewOf(desk, messageId);
			const sent = await deliverMails(
				desk,
				sender,
				mails.map(({ id }) => id),
			);
			return [
				...(await Promise.all(sent.map((mail) => mailItem(desk, view, mail)))),
				...pushes.map((push) => pushItem(view, push)),
			];
		});
	}
}

async function viewOf({ store }: Desk, messageId: string): Promise<IDataObject> {
	const message = await store.messages.byId(messageId);
	return message ? await messageView(store, message) : {};
}

async function mailItem({ store }: Desk, view: IDataObject, mail: OutboundMail): Promise<Routed> {
	const staff = await store.staff.byId(mail.staffId);
	const event = mail.recipe.kind === 'notification' ? mail.recipe.event : 'new-conversation';
	const notification = {
		channel: 'email',
		event,
		why: WHY[event],
		state: mail.state,
		error: mail.error,
		target: mail.recipient.address,
		title: mail.subject,
	};
	return {
		output: EMAIL,
		json: { ...view, staff: { id: mail.staffId, name: staff?.name ?? '' }, notification },
	};
}

function pushItem(view: IDataObject, { channel, event, staff, target, title, body }: ReadyPush): Routed {
	const notification = { channel, event, why: WHY[event], target, title, body };
	return {
		output: channel === 'desktop' ? DESKTOP : MOBILE,
		json: { ...view, staff: { id: staff.id, name: staff.name }, notification },
	};
}
