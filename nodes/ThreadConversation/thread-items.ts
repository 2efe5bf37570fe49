import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { ThreadSettings } from '../../helpdesk/desk/follow-route';
import { registerMailbox } from '../../helpdesk/desk/save-mailbox';
import { threadMail, threadMails } from '../../helpdesk/desk/thread-mail';
import { threadRawMail, type ThreadedMail } from '../../helpdesk/desk/thread-raw-mail';
import type { Desk } from '../../helpdesk/ports';
import { openDesk } from '../shared/open-desk';
import { choiceOf, optionalText, requiredText, textOf } from '../shared/parameters';

/** The mailbox that raw mail came to. */
export const mailboxField: INodeProperties = {
	displayName: 'Mailbox Address',
	name: 'mailboxAddress',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'support@example.com',
	description: 'The mailbox of the desk that the mail was sent to; it is made when the desk does not know it',
	displayOptions: { show: { source: ['binary'] } },
};

/** The file that holds raw mail. */
export const fileField: INodeProperties = {
	displayName: 'Input Data Field Name',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	hint: 'The name of the input field that holds the raw mail',
	description: 'The file holds the mail as it went over the wire: header lines first (RFC 5322)',
	displayOptions: { show: { source: ['binary'] } },
};

/** Threads the mail of one item. */
export async function threaded(
	desk: Desk,
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<ThreadedMail> {
	const settings = settingsOf(context, itemIndex);
	if (isFromTrigger(context, itemIndex)) {
		const inboundMailId = inboundMailIdOf(context, itemIndex);
		const outcome = await threadMail(desk, inboundMailId, settings).catch(async (error: unknown) => {
			if (context.continueOnFail()) await desk.store.inbound.noteFailure(inboundMailId, String(error));
			throw error;
		});
		return { inboundMailId, outcome };
	}
	const field = requiredText(context, fileField, itemIndex);
	const address = requiredText(context, mailboxField, itemIndex);
	context.helpers.assertBinaryData(itemIndex, field);
	const raw = await context.helpers.getBinaryDataBuffer(itemIndex, field);
	const mailbox = await registerMailbox(desk, address, '');
	return await threadRawMail(desk, mailbox.id, raw, settings);
}

/**
 * Threads the mail of all items in one transaction, which is quicker than one for each.
 *
 * @returns nothing when it cannot be done so, or failed: then each item shows how it fares alone
 */
export async function threadedTogether(context: IExecuteFunctions): Promise<readonly ThreadedMail[]> {
	const indexes = [...context.getInputData().keys()];
	if (indexes.length < 2 || !indexes.every((index) => isFromTrigger(context, index))) return [];
	try {
		const [settings, ...others] = indexes.map((index) => settingsOf(context, index));
		if (!settings || others.some((other) => JSON.stringify(other) !== JSON.stringify(settings))) return [];
		const ids = indexes.map((index) => inboundMailIdOf(context, index));
		const outcomes = await threadMails(await openDesk(context), ids, settings);
		return outcomes.map((outcome, index) => ({ inboundMailId: ids[index] ?? '', outcome }));
	} catch {
		return [];
	}
}

function isFromTrigger(context: IExecuteFunctions, itemIndex: number): boolean {
	return context.getNodeParameter('source', itemIndex, 'trigger') === 'trigger';
}

function inboundMailIdOf(context: IExecuteFunctions, itemIndex: number): string {
	const chosen = optionalText(context, 'inboundMailId', itemIndex);
	return chosen || textOf(context.getInputData()[itemIndex]?.json.inboundMailId);
}

function settingsOf(context: IExecuteFunctions, itemIndex: number): ThreadSettings {
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const { whenColleagueWasFaster: faster } = { whenColleagueWasFaster: 'hold', ...options };
	return {
		whenColleagueWasFaster: choiceOf(faster, ['hold', 'note', 'send'], 'When a Colleague Was Faster'),
		assignToFirstResponder: options.assignToFirstResponder !== false,
		matchesSubject: options.matchSubject === true,
		reopenForDays: reopenForDays(options),
	};
}

function reopenForDays(options: IDataObject): number | undefined {
	const { reopenClosed, reopenDays } = { reopenClosed: 'always', reopenDays: 30, ...options };
	const chosen = choiceOf(reopenClosed, ['always', 'days', 'never'], 'Reopen Closed Conversations');
	if (chosen === 'always') return undefined;
	return chosen === 'never' ? 0 : Number(reopenDays);
}
