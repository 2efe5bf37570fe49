import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { ThreadSettings } from '../../helpdesk/desk/follow-route';
import { registerMailbox } from '../../helpdesk/desk/save-mailbox';
import { threadMail, threadMails } from '../../helpdesk/desk/thread-mail';
import { threadRawMail, type ThreadedMail } from '../../helpdesk/desk/thread-raw-mail';
import type { Desk } from '../../helpdesk/ports';
import { openDesk } from '../shared/open-desk';

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
	const field = String(context.getNodeParameter('binaryPropertyName', itemIndex));
	const address = String(context.getNodeParameter('mailboxAddress', itemIndex)).trim();
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
	const [settings, ...others] = indexes.map((index) => settingsOf(context, index));
	if (!settings || others.some((other) => JSON.stringify(other) !== JSON.stringify(settings))) return [];
	const ids = indexes.map((index) => inboundMailIdOf(context, index));
	try {
		const outcomes = await threadMails(await openDesk(context), ids, settings);
		return outcomes.map((outcome, index) => ({ inboundMailId: ids[index] ?? '', outcome }));
	} catch {
		return [];
	}
}

function reopenForDays({ reopenClosed = 'always', reopenDays = 30 }: IDataObject): number | undefined {
	if (reopenClosed === 'always') return undefined;
	return reopenClosed === 'never' ? 0 : Number(reopenDays);
}

function isFromTrigger(context: IExecuteFunctions, itemIndex: number): boolean {
	return context.getNodeParameter('source', itemIndex, 'trigger') === 'trigger';
}

function inboundMailIdOf(context: IExecuteFunctions, itemIndex: number): string {
	const chosen = String(context.getNodeParameter('inboundMailId', itemIndex, '')).trim();
	return chosen || String(context.getInputData()[itemIndex]?.json.inboundMailId ?? '');
}

function settingsOf(context: IExecuteFunctions, itemIndex: number): ThreadSettings {
	const options = context.getNodeParameter('options', itemIndex, {});
	return {
		whenColleagueWasFaster: collisionPolicy(options.whenColleagueWasFaster),
		assignToFirstResponder: options.assignToFirstResponder !== false,
		matchesSubject: options.matchSubject === true,
		reopenForDays: reopenForDays(options),
	};
}

function collisionPolicy(chosen: unknown): ThreadSettings['whenColleagueWasFaster'] {
	return chosen === 'send' || chosen === 'note' ? chosen : 'hold';
}
