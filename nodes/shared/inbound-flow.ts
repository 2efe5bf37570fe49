import type { INodeExecutionData, IRun, ITriggerFunctions } from 'n8n-workflow';
import type { InboundMail } from '../../helpdesk/domain/inbound-mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { Desk } from '../../helpdesk/ports';
import { nodeError } from './advice';
import { MailPump } from './mail-pump';
import { inboundMailView } from './mail-view';

/** How the mail of a trigger becomes executions. */
export interface InboundFlowOptions {
	readonly mailsPerRun: number;
	readonly maxRuns: number;
	readonly keepRawDays: number;
	/** Whether something is left to do on the server with mail that is through. */
	readonly leavesUnfinished: boolean;
	/** Hears that mail is through. */
	onSettled(): void;
}

/** What gives mail to a workflow. */
export interface InboundFlow {
	start(): Promise<void>;
	/** Looks for mail that was committed. */
	wake(): void;
	stop(): void;
}

/** Gives what starts the workflow of a trigger for the mail of its mailbox: for good, or once in the editor. */
export function inboundFlow(
	context: ITriggerFunctions,
	desk: Desk,
	mailbox: Mailbox,
	options: InboundFlowOptions,
): InboundFlow {
	const onError = (error: unknown) => reportError(context, error);
	if (context.getMode() === 'manual') return testFlow(context, desk, mailbox, onError);
	return new MailPump(desk, {
		...options,
		mailboxId: mailbox.id,
		run: (mails) => runFlow(context, desk, mailbox, mails),
		onError,
	});
}

/** Writes a failure of a trigger into n8n's log. */
export function reportError(context: ITriggerFunctions, error: unknown): void {
	context.logger.error(`Help desk: ${nodeError(context.getNode(), error).message}`);
}

// In the editor the oldest mail that is due is shown once, and stays due: publishing takes it in for good.
function testFlow(
	context: ITriggerFunctions,
	desk: Desk,
	mailbox: Mailbox,
	onError: (error: unknown) => void,
): InboundFlow {
	const show = async () => {
		const [mail] = await desk.store.inbound.due(mailbox.id, 1, desk.clock.now());
		if (mail) context.emit([await itemsOf(desk, mailbox, [mail])]);
	};
	const wake = () => void show().catch(onError);
	return { start: async () => wake(), wake, stop: () => undefined };
}

async function runFlow(
	context: ITriggerFunctions,
	desk: Desk,
	mailbox: Mailbox,
	mails: readonly InboundMail[],
): Promise<string | undefined> {
	const done = context.helpers.createDeferredPromise<IRun>();
	const items = await itemsOf(desk, mailbox, mails);
	context.emit([items], undefined, done, runKey(desk, mails));
	const run: IRun | undefined = await done.promise;
	if (run?.status === 'success' || run?.status === 'waiting') return undefined;
	return run?.data.resultData.error?.message ?? `The workflow ended as ${run?.status ?? 'a duplicate'}.`;
}

// The count of offers is part of it: n8n starts nothing for a key it has seen, even when that run failed.
function runKey({ store }: Desk, mails: readonly InboundMail[]): string {
	const [first] = mails;
	return `helpdesk:${store.deskId}:${first?.id}#${first?.offers}x${mails.length}`;
}

function itemsOf(desk: Desk, mailbox: Mailbox, mails: readonly InboundMail[]): Promise<INodeExecutionData[]> {
	return Promise.all(mails.map(async (mail) => ({ json: await inboundMailView(desk, mailbox, mail) })));
}
