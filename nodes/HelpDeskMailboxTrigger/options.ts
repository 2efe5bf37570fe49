import {
	NodeOperationError,
	tryToParseDateTime,
	type INodeProperties,
	type ITriggerFunctions,
} from 'n8n-workflow';
import {
	executionsAtOnceField,
	keepRawDaysField,
	longestExecutionField,
	mailsPerExecutionField,
} from '../shared/flow-fields';
import type { ReadingOptions } from '../shared/mailbox-reading';
import { textOf } from '../shared/parameters';

const MEGABYTE = 1_048_576;
const MINUTE_MS = 60_000;
const DEFAULTS = {
	maxMegabytes: 25,
	mailsPerExecution: 20,
	executionsAtOnce: 5,
	longestExecutionMinutes: 60,
	keepRawDays: 0,
};

/** What of the trigger may be set, but need not be. */
export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Also Read These Folders',
			name: 'moreFolders',
			type: 'string',
			default: '',
			placeholder: 'Junk',
			description:
				'More folders of the mailbox, separated by commas; each takes a connection of its own. Mail that ends up in Junk is not lost when you name that folder here.',
		},
		executionsAtOnceField,
		{
			displayName: 'First Start Takes In Mail Since',
			name: 'startAt',
			type: 'dateTime',
			default: '',
			description: 'Mail that arrived earlier stays where it is. Empty: from the first connection on.',
			hint: 'Counts only when this folder was never read by the desk',
		},
		keepRawDaysField,
		{
			displayName: 'Largest Mail (MB)',
			name: 'maxMegabytes',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 200 },
			default: 25,
			description:
				'Of mail above this size the headers enter the desk with a note; the mail itself stays in the mailbox',
		},
		longestExecutionField,
		mailsPerExecutionField,
		{
			displayName: 'Move Processed Mail to Folder',
			name: 'moveTo',
			type: 'string',
			default: '',
			placeholder: 'Processed',
			description: 'The folder is made when it does not exist',
			displayOptions: { show: { afterProcessing: ['move'] } },
		},
		{
			displayName: 'When a Mail Was Processed',
			name: 'afterProcessing',
			type: 'options',
			options: [
				{ name: 'Leave It as It Is', value: 'nothing' },
				{ name: 'Mark It as Read', value: 'seen' },
				{ name: 'Move It to a Folder', value: 'move' },
			],
			default: 'nothing',
			description: 'What happens in the mailbox with a mail whose execution went well',
		},
	],
};

/** Reads the parameters of the trigger. @throws NodeOperationError what no retry can cure */
export function readingOptions(context: ITriggerFunctions): ReadingOptions {
	const chosen = context.getNodeParameter('options', {}) as Record<string, unknown>;
	const number = (name: keyof typeof DEFAULTS) => Math.max(Number(chosen[name] ?? DEFAULTS[name]), 0);
	return {
		folders: foldersOf(context, chosen.moreFolders),
		channelName: textOf(context.getNodeParameter('channelName', '')),
		startAt: startOf(context, chosen.startAt),
		maxBytes: number('maxMegabytes') * MEGABYTE,
		mailsPerRun: Math.max(number('mailsPerExecution'), 1),
		maxRuns: Math.max(number('executionsAtOnce'), 1),
		longestRunMs: Math.max(number('longestExecutionMinutes'), 1) * MINUTE_MS,
		keepRawDays: number('keepRawDays'),
		after: afterOf(context, chosen),
	};
}

function foldersOf(context: ITriggerFunctions, more: unknown): string[] {
	const folder = textOf(context.getNodeParameter('folder', ''));
	if (folder === '') throw mistake(context, 'The trigger has no folder to read.', 'Write INBOX.');
	const others = textOf(more).split(',');
	return [...new Set([folder, ...others.map((each) => each.trim())])].filter((each) => each !== '');
}

function startOf(context: ITriggerFunctions, value: unknown): Date | undefined {
	if (textOf(value) === '') return undefined;
	const date = dateIn(value, context.getTimezone());
	if (date) return date;
	throw mistake(context, `"${String(value)}" is not a date.`, 'Choose a date under Options, or remove it.');
}

// The editor writes the time that people see, without its zone: that of the workflow, not of the machine.
function dateIn(value: unknown, zone: string): Date | undefined {
	try {
		return tryToParseDateTime(value, zone).toJSDate();
	} catch {
		return undefined;
	}
}

function afterOf(context: ITriggerFunctions, chosen: Record<string, unknown>): ReadingOptions['after'] {
	const { afterProcessing = 'nothing', moveTo } = chosen;
	if (afterProcessing === 'seen') return { kind: 'seen' };
	if (afterProcessing !== 'move') return { kind: 'nothing' };
	const folder = textOf(moveTo);
	if (folder === '')
		throw mistake(context, 'There is no folder to move processed mail to.', 'Name one under Options.');
	return { kind: 'move', folder };
}

function mistake(context: ITriggerFunctions, message: string, description: string): NodeOperationError {
	return new NodeOperationError(context.getNode(), message, { description });
}
