import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { receivingAddresses, rotateReceivingAddress } from '../../../helpdesk/desk/receiving-address';
import { createMailbox, mailboxById, updateMailbox } from '../../../helpdesk/desk/save-mailbox';
import {
	SENDER_CHECKS,
	SENT_COPY_POLICIES,
	newMailboxSettings,
	type FromNameStyle,
	type Mailbox,
	type MailboxSettings,
} from '../../../helpdesk/domain/mailbox';
import { mailboxHealth } from '../../../helpdesk/domain/mailbox-health';
import type { Desk, Store } from '../../../helpdesk/ports';
import { healthJson, mailboxJson, receivingAddressJson } from '../../shared/views';
import { locatorOf, mailboxId, mailboxLocator } from '../locators';
import { rotationField, wishedAddress, wishFields } from './receiving-address-fields';
import { limitFields, limitOf, type Resource } from '../operation';

const addressField: INodeProperties = {
	displayName: 'Address',
	name: 'address',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'support@example.com',
	description: 'The address customers write to',
};

const settingFields: INodeProperties = {
	displayName: 'Settings',
	name: 'settings',
	type: 'collection',
	placeholder: 'Add setting',
	default: {},
	options: [
		{
			displayName: 'Accepts Plus Addresses',
			name: 'acceptsPlusAddresses',
			type: 'boolean',
			default: false,
			description:
				'Whether mail to address+anything@ arrives in this mailbox. Answers to notifications are then recognised even by mail programs that drop everything else.',
		},
		{
			displayName: 'Channel Name',
			name: 'channelName',
			type: 'string',
			default: '',
			placeholder: 'Acme Support',
			description: 'What customers read as the sender’s name',
		},
		{
			displayName: 'Copy to Sent Folder',
			name: 'copyToSent',
			type: 'options',
			options: [
				{ name: 'Always', value: 'always' },
				{
					name: 'Automatic',
					value: 'auto',
					description: 'Unless the provider files what is sent by itself, as Gmail and Office 365 do',
				},
				{ name: 'Never', value: 'never' },
			],
			default: 'auto',
			description: 'Whether answers that were sent are put into the Sent folder of the mailbox by IMAP',
		},
		{
			displayName: 'From Name',
			name: 'fromNameStyle',
			type: 'options',
			options: [
				{ name: 'Channel', value: 'channel', description: 'Acme Support' },
				{ name: 'Staff Member', value: 'staff', description: 'John Miller' },
				{
					name: 'Staff Member via Channel',
					value: 'staff-via-channel',
					description: 'John Miller via Acme Support',
				},
				{ name: 'Template', value: 'template', description: 'As written under From Name Template' },
			],
			default: 'staff-via-channel',
			description: 'The name in From of answers to customers',
		},
		{
			displayName: 'From Name Template',
			name: 'fromNameTemplate',
			type: 'string',
			default: '',
			placeholder: '{staffName} | {channelName}',
			description:
				'Used when From Name is Template: {staffName}, {channelName} and {mailboxAddress} stand for themselves',
		},
		{
			displayName: 'Mails per Minute',
			name: 'mailsPerMinute',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description:
				'How many mails may leave this mailbox within a minute; more wait for Deliver Due Mail. 0: as many as there are.',
		},
		{
			displayName: 'Master Inbox Address',
			name: 'masterInbox',
			type: 'string',
			default: '',
			placeholder: 'replies@example.com',
			description:
				'The mailbox of the desk that receives the answers to what this one sends; write "none" for this mailbox itself',
		},
		{
			displayName: 'Owner',
			name: 'owner',
			type: 'string',
			default: '',
			description:
				'Whom the mailbox belongs to; only mailboxes of one owner can have each other as master inbox',
		},
		{
			displayName: 'Sender Check',
			name: 'senderCheck',
			type: 'options',
			options: [
				{
					name: 'Normal',
					value: 'normal',
					description: 'Hold what a trusted server found to be forged; take what it says nothing about',
				},
				{ name: 'Strict', value: 'strict', description: 'Hold all that did not pass DMARC' },
				{
					name: 'Token Only',
					value: 'token-only',
					description: 'Believe From, as long as the token of the notification fits it',
				},
			],
			default: 'normal',
			description:
				'What must be known of a mail before it counts as a staff member’s answer; the address in From and the token must fit in any case',
		},
		{
			displayName: 'Signature',
			name: 'signature',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			description:
				'Stands below answers of staff who have no signature of their own; {staffName}, {channelName} and {mailboxAddress} stand for themselves',
		},
		{
			displayName: 'Trusted Servers',
			name: 'trustedServers',
			type: 'string',
			default: '',
			placeholder: 'mx.example.com',
			description:
				'The servers whose Authentication-Results are believed: the name that stands first in this header field of mail you received, such as mx.google.com; several with commas. Only name a server that removes fields of this name from mail it gets. Empty: no server is believed.',
		},
	],
};

export const mailbox: Resource = {
	name: 'Mailbox',
	value: 'mailbox',
	operations: [
		{
			name: 'Create',
			value: 'create',
			action: 'Create a mailbox',
			description: 'Make a mailbox known to the desk before its trigger runs for the first time',
			fields: [addressField, settingFields],
			run: async (desk, context, itemIndex) => {
				return [mailboxJson(await create(desk, ...(await addressAndChanges(desk, context, itemIndex))))];
			},
		},
		{
			name: 'Create or Update',
			value: 'upsert',
			action: 'Create or update a mailbox',
			description: 'Create a new record, or update the current one if it already exists (upsert)',
			fields: [addressField, settingFields],
			run: async (desk, context, itemIndex) => {
				const [address, changes] = await addressAndChanges(desk, context, itemIndex);
				const known = await desk.store.mailboxes.byAddress(address);
				const saved = known ? updateMailbox(desk, known.id, changes) : create(desk, address, changes);
				return [mailboxJson(await saved)];
			},
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get a mailbox',
			description: 'Get one mailbox with its settings and the state of its connection',
			fields: [mailboxLocator],
			run: async ({ store }, context, itemIndex) => {
				return [
					mailboxJson(
						await mailboxById(store, await mailboxId(store, locatorOf(context, 'mailbox', itemIndex))),
					),
				];
			},
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many mailboxes',
			description: 'Get the mailboxes of the desk',
			fields: limitFields,
			run: async ({ store }, context, itemIndex) => {
				return (await store.mailboxes.all()).slice(0, limitOf(context, itemIndex)).map(mailboxJson);
			},
		},
		{
			name: 'Get Health',
			value: 'health',
			action: 'Get the health of a mailbox',
			description:
				'Tell whether a mailbox is read and its mail gets through: connection, last look, what waits and since when',
			fields: [mailboxLocator],
			run: async ({ store, clock }, context, itemIndex) => {
				const id = await mailboxId(store, locatorOf(context, 'mailbox', itemIndex));
				const found = await mailboxById(store, id);
				const backlog = await store.inbound.backlog(id);
				return [healthJson(found, mailboxHealth(found, backlog, clock.now()), backlog.lastReceivedAt)];
			},
		},
		{
			name: 'Get Receiving Address',
			value: 'getReceivingAddress',
			action: 'Get the receiving address of a mailbox',
			description: 'Get the address that mail is forwarded to; it is made at the first run',
			fields: [mailboxLocator, wishFields],
			run: async (desk, context, itemIndex) => {
				const id = await mailboxId(desk.store, locatorOf(context, 'mailbox', itemIndex));
				return [receivingAddressJson(await receivingAddresses(desk, id, wishedAddress(context, itemIndex)))];
			},
		},
		{
			name: 'Rotate Receiving Address',
			value: 'rotateReceivingAddress',
			action: 'Rotate the receiving address of a mailbox',
			description: 'Make another address to forward to; the old one is honoured for a while',
			fields: [mailboxLocator, rotationField, wishFields],
			run: async (desk, context, itemIndex) => {
				const id = await mailboxId(desk.store, locatorOf(context, 'mailbox', itemIndex));
				const days = Number(context.getNodeParameter('honourOldForDays', itemIndex, 30));
				const wish = wishedAddress(context, itemIndex);
				return [receivingAddressJson(await rotateReceivingAddress(desk, id, days, wish))];
			},
		},
		{
			name: 'Update',
			value: 'update',
			action: 'Update a mailbox',
			description: 'Change names, signature or master inbox of a mailbox',
			fields: [mailboxLocator, settingFields],
			run: async (desk, context, itemIndex) => {
				const id = await mailboxId(desk.store, locatorOf(context, 'mailbox', itemIndex));
				const changes = await changesOf(
					desk.store,
					context.getNodeParameter('settings', itemIndex, {}) as IDataObject,
				);
				return [mailboxJson(await updateMailbox(desk, id, changes))];
			},
		},
	],
};

async function addressAndChanges(
	{ store }: Desk,
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<[string, Partial<MailboxSettings>]> {
	const address = String(context.getNodeParameter('address', itemIndex)).trim();
	return [
		address,
		await changesOf(store, context.getNodeParameter('settings', itemIndex, {}) as IDataObject),
	];
}

function create(desk: Desk, address: string, changes: Partial<MailboxSettings>): Promise<Mailbox> {
	return createMailbox(desk, { ...newMailboxSettings(address, changes.channelName ?? ''), ...changes });
}

async function changesOf(store: Store, settings: IDataObject): Promise<Partial<MailboxSettings>> {
	const { masterInbox, channelName, fromNameStyle, acceptsPlusAddresses, ...others } = settings;
	const { copyToSent, mailsPerMinute, senderCheck, trustedServers, ...texts } = others;
	const changes: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(texts)) changes[name] = String(value ?? '').trim();
	// Empty fields of a form: a mailbox is never without a name.
	if (channelName) changes.channelName = String(channelName).trim();
	if (fromNameStyle) changes.fromNameStyle = fromNameStyle as FromNameStyle;
	if (acceptsPlusAddresses !== undefined) changes.acceptsPlusAddresses = acceptsPlusAddresses === true;
	if (copyToSent) changes.copyToSent = SENT_COPY_POLICIES.find((policy) => policy === copyToSent) ?? 'auto';
	if (senderCheck) changes.senderCheck = SENDER_CHECKS.find((check) => check === senderCheck) ?? 'normal';
	if (trustedServers !== undefined) changes.trustedServers = serversOf(trustedServers);
	if (mailsPerMinute !== undefined)
		changes.mailsPerMinute = Math.max(0, Math.trunc(Number(mailsPerMinute) || 0));
	const master = String(masterInbox ?? '').trim();
	if (master !== '') {
		changes.masterInboxId =
			master === 'none' ? undefined : await mailboxId(store, { mode: 'address', value: master });
	}
	return changes;
}

function serversOf(value: unknown): string[] {
	return String(value ?? '')
		.split(/[\s,;]+/)
		.filter(Boolean);
}
