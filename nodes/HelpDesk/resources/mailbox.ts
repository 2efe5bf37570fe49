import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { receivingAddresses, rotateReceivingAddress } from '../../../helpdesk/desk/receiving-address';
import { masterInboxOf } from '../../../helpdesk/desk/resolve-sender';
import { createMailbox, mailboxById, updateMailbox } from '../../../helpdesk/desk/save-mailbox';
import {
	FROM_NAME_STYLES,
	QUOTE_POLICIES,
	SENDER_CHECKS,
	SENT_COPY_POLICIES,
	newMailboxSettings,
	type Mailbox,
	type MailboxSettings,
} from '../../../helpdesk/domain/mailbox';
import { mailboxHealth } from '../../../helpdesk/domain/mailbox-health';
import type { Desk, Store } from '../../../helpdesk/ports';
import { choiceOf, requiredText, textOf } from '../../shared/parameters';
import { healthJson, mailboxJson, receivingAddressJson } from '../../shared/views';
import { locatorOf, mailboxId, mailboxLocator } from '../locators';
import { addressField, settingFields } from './mailbox-fields';
import { masterInboxOperations, pauseJson } from './master-inbox';
import { rotationField, wishedAddress, wishFields } from './receiving-address-fields';
import { limitFields, limitOf, type Resource } from '../operation';

// Settings with a list to choose from, by the name that the editor gives them.
const CHOICES: Readonly<Record<string, readonly [string, readonly string[]]>> = {
	copyToSent: ['Copy to Sent Folder', SENT_COPY_POLICIES],
	fromNameStyle: ['From Name', FROM_NAME_STYLES],
	quote: ['Quoted Conversation', QUOTE_POLICIES],
	senderCheck: ['Sender Check', SENDER_CHECKS],
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
						await mailboxById(store, await mailboxId(store, locatorOf(context, mailboxLocator, itemIndex))),
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
				const known = (await store.mailboxes.all()).filter(({ removedAt }) => !removedAt);
				return known.slice(0, limitOf(context, itemIndex)).map(mailboxJson);
			},
		},
		{
			name: 'Get Health',
			value: 'health',
			action: 'Get the health of a mailbox',
			description:
				'Tell whether a mailbox is read and its mail gets through: connection, last look, what waits and since when',
			fields: [mailboxLocator],
			run: async (desk, context, itemIndex) => {
				const { store, clock } = desk;
				const id = await mailboxId(store, locatorOf(context, mailboxLocator, itemIndex));
				const found = await mailboxById(store, id);
				const backlog = await store.inbound.backlog(id);
				const health = mailboxHealth(found, backlog, clock.now());
				const pause = pauseJson((await masterInboxOf(desk, found)).refusal);
				return [{ ...healthJson(found, health, backlog.lastReceivedAt), answers: pause }];
			},
		},
		{
			name: 'Get Receiving Address',
			value: 'getReceivingAddress',
			action: 'Get the receiving address of a mailbox',
			description: 'Get the address that mail is forwarded to; it is made at the first run',
			fields: [mailboxLocator, wishFields],
			run: async (desk, context, itemIndex) => {
				const id = await mailboxId(desk.store, locatorOf(context, mailboxLocator, itemIndex));
				return [receivingAddressJson(await receivingAddresses(desk, id, wishedAddress(context, itemIndex)))];
			},
		},
		...masterInboxOperations,
		{
			name: 'Rotate Receiving Address',
			value: 'rotateReceivingAddress',
			action: 'Rotate the receiving address of a mailbox',
			description: 'Make another address to forward to; the old one is honoured for a while',
			fields: [mailboxLocator, rotationField, wishFields],
			run: async (desk, context, itemIndex) => {
				const id = await mailboxId(desk.store, locatorOf(context, mailboxLocator, itemIndex));
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
				const id = await mailboxId(desk.store, locatorOf(context, mailboxLocator, itemIndex));
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
	const address = requiredText(context, addressField, itemIndex);
	return [
		address,
		await changesOf(store, context.getNodeParameter('settings', itemIndex, {}) as IDataObject),
	];
}

function create(desk: Desk, address: string, changes: Partial<MailboxSettings>): Promise<Mailbox> {
	return createMailbox(desk, { ...newMailboxSettings(address, changes.channelName ?? ''), ...changes });
}

async function changesOf(store: Store, settings: IDataObject): Promise<Partial<MailboxSettings>> {
	// An expression that gives nothing, as for a form's empty field, leaves what is there; '' clears it.
	const given = Object.entries(settings).filter(([, value]) => value !== undefined && value !== null);
	const { masterInbox, channelName, acceptsPlusAddresses, checksSenders, ...others } =
		Object.fromEntries(given);
	const { mailsPerMinute, trustedServers, ...choicesAndTexts } = others;
	const changes: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(choicesAndTexts)) {
		const [what, choices] = CHOICES[name] ?? [];
		changes[name] = what && choices ? choiceOf(value, choices, what) : textOf(value);
	}
	// A mailbox is never without a name.
	if (textOf(channelName) !== '') changes.channelName = textOf(channelName);
	if (acceptsPlusAddresses !== undefined) changes.acceptsPlusAddresses = acceptsPlusAddresses === true;
	if (checksSenders !== undefined) changes.checksSenders = checksSenders === true;
	if (trustedServers !== undefined) changes.trustedServers = serversOf(trustedServers);
	if (mailsPerMinute !== undefined)
		changes.mailsPerMinute = Math.max(0, Math.trunc(Number(mailsPerMinute) || 0));
	const master = textOf(masterInbox);
	if (master !== '') {
		changes.masterInboxId =
			master.toLowerCase() === 'none'
				? undefined
				: await mailboxId(store, { mode: 'address', value: master });
	}
	return changes;
}

function serversOf(value: unknown): string[] {
	return textOf(value)
		.split(/[\s,;]+/)
		.filter(Boolean);
}
