import type { INodeProperties } from 'n8n-workflow';

/** How many executions a trigger may have at once. */
export const executionsAtOnceField: INodeProperties = {
	displayName: 'Executions at Once',
	name: 'executionsAtOnce',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 50 },
	default: 5,
	description:
		'How many executions may work on mail of this mailbox at the same time; mail of one conversation never meets itself',
};

/** How long a trigger keeps raw mail. */
export const keepRawDaysField: INodeProperties = {
	displayName: 'Keep Raw Mail for (Days)',
	name: 'keepRawDays',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description:
		'After how many days the raw bytes of processed mail, and with them its attachments, are deleted from the desk. 0: never. Mail that is not through is always kept.',
};

/** How long a trigger waits for an execution. */
export const longestExecutionField: INodeProperties = {
	displayName: 'Longest Execution (Minutes)',
	name: 'longestExecutionMinutes',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 60,
	description:
		'An execution that n8n has not ended by then counts as failed, and its mails are tried again. Raise it when your workflow works on a mail for longer.',
};

/** How many mails a trigger may put into one execution. */
export const mailsPerExecutionField: INodeProperties = {
	displayName: 'Mails per Execution',
	name: 'mailsPerExecution',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 100 },
	default: 20,
	description:
		'How many mails may share one execution when many wait. If it fails, each is tried again alone.',
};
