import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import {
	reliersOf,
	removeMailbox,
	setMasterInbox,
	type MasterInboxOutcome,
	type Relier,
} from '../../../helpdesk/desk/master-inbox';
import { previewSender, type SenderPreview } from '../../../helpdesk/desk/preview-sender';
import type { Actor } from '../../../helpdesk/domain/notice';
import { MASTER_INBOX_ADVICE, type MasterInboxRefusal } from '../../../helpdesk/domain/sender';
import { choiceOf, optionalText, requiredText } from '../../shared/parameters';
import { mailboxJson, mailboxNameJson } from '../../shared/views';
import { locatorOf, mailboxId, mailboxLocator, staffId, staffLocator } from '../locators';
import type { Operation } from '../operation';

const addressesField: INodeProperties = {
	displayName: 'Mailboxes',
	name: 'mailboxes',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'support@example.com, sales@example.com',
	description: 'The addresses of one mailbox or of many, separated by commas',
};

const masterLocator: INodeProperties = {
	...mailboxLocator,
	displayName: 'Master Inbox',
	name: 'masterInbox',
	description: 'The mailbox that receives the answers to what the others send',
};

const actorFields: INodeProperties[] = [
	{
		displayName: 'Acting As',
		name: 'actingAs',
		type: 'string',
		default: '',
		placeholder: 'anna@example.com',
		description: 'Who does this, as it stands under Owner of the mailboxes',
	},
	{
		displayName: 'As Admin',
		name: 'asAdmin',
		type: 'boolean',
		default: false,
		description:
			'Whether mailboxes of others may be changed, too; that is logged, and their owners are told by e-mail',
	},
];

const REPLACEMENTS = ['refuse', 'themselves', 'mailbox'] as const;

const replacementLocator: INodeProperties = {
	...masterLocator,
	name: 'replacementMailbox',
	displayName: 'Replacement Mailbox',
	displayOptions: { show: { replacement: ['mailbox'] } },
};

const replacementFields: INodeProperties[] = [
	{
		displayName: 'Replacement',
		name: 'replacement',
		type: 'options',
		options: [
			{ name: 'Another Mailbox', value: 'mailbox' },
			{ name: 'Refuse When Something Relies on It', value: 'refuse' },
			{ name: 'The Mailboxes Themselves', value: 'themselves' },
		],
		default: 'refuse',
		description: 'Where answers go from now on that went to this mailbox',
	},
	replacementLocator,
];

const exampleFields: INodeProperties[] = [
	{
		displayName: 'Subject',
		name: 'exampleSubject',
		type: 'string',
		default: 'My printer',
		description: 'The subject of the mail that is answered',
	},
	{
		displayName: 'Text',
		name: 'exampleText',
		type: 'string',
		typeOptions: { rows: 3 },
		default: 'Thank you for your mail.',
		description: 'What the answer says',
	},
];

/** What is done with the master inboxes of mailboxes (rule 27). */
export const masterInboxOperations: readonly Operation[] = [
	{
		name: 'Clear Master Inbox',
		value: 'clearMasterInbox',
		action: 'Clear the master inbox of mailboxes',
		description: 'Let one mailbox or many receive their own answers',
		fields: [addressesField, ...actorFields],
		run: async (desk, context, itemIndex) => {
			const addresses = addressesOf(context, itemIndex);
			const actor = actorOf(context, itemIndex);
			return (await setMasterInbox(desk, addresses, undefined, actor)).map(outcomeJson);
		},
	},
	{
		name: 'Get Reliers',
		value: 'getReliers',
		action: 'Get what relies on a mailbox',
		description: 'Get the mailboxes whose answers come back to this one, with what is paused and why',
		fields: [mailboxLocator],
		run: async (desk, context, itemIndex) => {
			const id = await mailboxId(desk.store, locatorOf(context, mailboxLocator, itemIndex));
			return (await reliersOf(desk, id)).map(relierJson);
		},
	},
	{
		name: 'Preview Sender',
		value: 'previewSender',
		action: 'Preview how an answer looks to the customer',
		description:
			'Show From, Reply-To, signature and both bodies of an answer, and whether it would be paused',
		fields: [mailboxLocator, staffLocator, ...exampleFields],
		run: async (desk, context, itemIndex) => {
			const id = await mailboxId(desk.store, locatorOf(context, mailboxLocator, itemIndex));
			const person = await staffId(desk.store, locatorOf(context, staffLocator, itemIndex));
			const example = {
				subject: optionalText(context, 'exampleSubject', itemIndex),
				text: optionalText(context, 'exampleText', itemIndex),
			};
			return [previewJson(await previewSender(desk, id, person, example))];
		},
	},
	{
		name: 'Remove',
		value: 'remove',
		action: 'Remove a mailbox',
		description:
			'Take a mailbox out of the desk; its conversations stay. Unpublish its trigger, too: it would bring the mailbox back when it starts.',
		fields: [mailboxLocator, ...replacementFields, ...actorFields],
		run: async (desk, context, itemIndex) => {
			const id = await mailboxId(desk.store, locatorOf(context, mailboxLocator, itemIndex));
			const chosen = context.getNodeParameter('replacement', itemIndex, 'refuse');
			const replacement = choiceOf(chosen, REPLACEMENTS, 'Replacement');
			const replacementId =
				replacement === 'mailbox'
					? await mailboxId(desk.store, locatorOf(context, replacementLocator, itemIndex))
					: ifThemselves(replacement);
			const removed = await removeMailbox(desk, id, replacementId, actorOf(context, itemIndex));
			return [{ ...mailboxJson(removed.mailbox), moved: removed.moved.map(mailboxNameJson) }];
		},
	},
	{
		name: 'Set Master Inbox',
		value: 'setMasterInbox',
		action: 'Set the master inbox of mailboxes',
		description: 'Let the answers to what one mailbox or many send go to another mailbox',
		fields: [addressesField, masterLocator, ...actorFields],
		run: async (desk, context, itemIndex) => {
			const masterId = await mailboxId(desk.store, locatorOf(context, masterLocator, itemIndex));
			const addresses = addressesOf(context, itemIndex);
			const actor = actorOf(context, itemIndex);
			return (await setMasterInbox(desk, addresses, masterId, actor)).map(outcomeJson);
		},
	},
];

/** Gives whether answers are paused, and why. */
export function pauseJson(refusal: MasterInboxRefusal | undefined): IDataObject {
	return {
		isPaused: refusal !== undefined,
		reason: refusal ?? null,
		advice: refusal ? MASTER_INBOX_ADVICE[refusal] : null,
	};
}

function ifThemselves(replacement: unknown): null | undefined {
	return replacement === 'themselves' ? null : undefined;
}

function addressesOf(context: IExecuteFunctions, itemIndex: number): string[] {
	return requiredText(context, addressesField, itemIndex)
		.split(/[\s,;]+/)
		.filter(Boolean);
}

function actorOf(context: IExecuteFunctions, itemIndex: number): Actor {
	return {
		name: optionalText(context, 'actingAs', itemIndex),
		isAdmin: context.getNodeParameter('asAdmin', itemIndex, false) === true,
	};
}

function outcomeJson(outcome: MasterInboxOutcome): IDataObject {
	if (outcome.result === 'refused') {
		const { result, address, reason, advice } = outcome;
		return { address, result, reason, advice };
	}
	const { result, mailbox, before, after, toldOwner } = outcome;
	return {
		address: mailbox.address,
		result,
		before: before || null,
		after: after || null,
		toldOwner: toldOwner || null,
		mailbox: mailboxNameJson(mailbox),
	};
}

function previewJson({ from, replyTo, subject, text, html, refusal }: SenderPreview): IDataObject {
	return {
		from: { ...from },
		replyTo: replyTo ? { ...replyTo } : null,
		subject,
		text,
		html,
		...pauseJson(refusal),
	};
}

function relierJson({ mailbox, refusal, pausedAnswers }: Relier): IDataObject {
	return {
		mailbox: mailboxNameJson(mailbox),
		owner: mailbox.owner,
		...pauseJson(refusal),
		pausedAnswers,
	};
}
