import type { INodeExecutionData, IRun, ITriggerFunctions } from 'n8n-workflow';
import type { InboundMail } from '../../helpdesk/domain/inbound-mail';
import type { Desk } from '../../helpdesk/ports';
import { nodeError } from './advice';
import { MailPump, type PumpOptions, type StartRun } from './mail-pump';
import { inboundMailView } from './mail-view';
import { processState } from './process-state';

// Mail that another process committed makes no sound here.
const LOOK_EVERY_MS = 5_000;

/** Whose mail a flow runs for, and how. */
export interface FlowOptions extends Pick<
	PumpOptions,
	'mailsPerRun' | 'maxRuns' | 'longestRunMs' | 'keepRawDays' | 'leavesUnfinished' | 'onSettled'
> {
	readonly desk: Desk;
	/** Gives the mailboxes, again and again: there may be more of them later. */
	mailboxIds(): Promise<readonly string[]>;
}

/** Runs a published workflow for the committed mail of mailboxes, and records how each run ended. */
export class InboundFlow {
	private readonly pumps = new Map<string, MailPump>();
	private timer: NodeJS.Timeout | undefined;
	private looking: Promise<void> | undefined;
	private isStopped = false;

	constructor(
		private readonly context: ITriggerFunctions,
		private readonly options: FlowOptions,
	) {}

	async start(): Promise<void> {
		processState().inboundListeners.add(this.onMail);
		this.timer = setInterval(() => this.lookAgain(), LOOK_EVERY_MS);
		await this.look().catch(async (error: unknown) => {
			await this.stop();
			throw error;
		});
	}

	/** Stops offering; runs that are under way are still settled when they end. */
	async stop(): Promise<void> {
		this.isStopped = true;
		processState().inboundListeners.delete(this.onMail);
		clearInterval(this.timer);
		await this.looking?.catch(() => undefined);
		await Promise.all([...this.pumps.values()].map((pump) => pump.stop()));
	}

	private readonly onMail = (mailboxId: string): void => {
		const pump = this.pumps.get(mailboxId);
		if (pump) pump.wake();
		else this.lookAgain();
	};

	private lookAgain(): void {
		this.look().catch((error: unknown) => reportTo(this.context, error));
	}

	// One at a time, so that no mailbox ever gets two pumps.
	private look(): Promise<void> {
		this.looking ??= this.startPumps().finally(() => {
			this.looking = undefined;
		});
		return this.looking;
	}

	private async startPumps(): Promise<void> {
		const { desk, mailboxIds, ...options } = this.options;
		for (const mailboxId of await mailboxIds()) {
			if (this.isStopped) return;
			if (this.pumps.has(mailboxId)) continue;
			const pump = new MailPump(desk, {
				...options,
				mailboxId,
				prepare: (mails) => prepareRun(this.context, desk, mails),
				onSettled: () => {
					options.onSettled();
					// Mail of the same conversation may have waited in another flow.
					announceMail([mailboxId], this.onMail);
				},
				onError: (error) => reportTo(this.context, error),
			});
			await pump.start();
			this.pumps.set(mailboxId, pump);
		}
	}
}

/**
 * Tells the flows of this process that there may be mail for them; those of other processes find it by themselves.
 *
 * @param except - the ear of the flow that says so
 */
export function announceMail(mailboxIds: readonly string[], except?: (mailboxId: string) => void): void {
	const ears = [...processState().inboundListeners].filter((hear) => hear !== except);
	for (const mailboxId of mailboxIds) for (const hear of ears) hear(mailboxId);
}

/** Gives the items of mails. */
export async function itemsOf(desk: Desk, mails: readonly InboundMail[]): Promise<INodeExecutionData[]> {
	const mailboxes = new Map((await desk.store.mailboxes.all()).map((mailbox) => [mailbox.id, mailbox]));
	return await Promise.all(
		mails.map(async (mail) => ({
			json: await inboundMailView(desk, mailboxes.get(mail.mailboxId), mail),
		})),
	);
}

/** Writes trouble of a trigger into n8n's log. */
export function reportTo(context: Pick<ITriggerFunctions, 'logger' | 'getNode'>, error: unknown): void {
	context.logger.error(`Help desk: ${nodeError(context.getNode(), error).message}`);
}

async function prepareRun(
	context: ITriggerFunctions,
	desk: Desk,
	mails: readonly InboundMail[],
): Promise<StartRun> {
	const items = await itemsOf(desk, mails);
	return async () => {
		const done = context.helpers.createDeferredPromise<IRun>();
		context.emit([items], undefined, done);
		const run = await done.promise;
		if (run.status === 'success' || run.status === 'waiting') return undefined;
		return run.data.resultData.error?.message ?? `The workflow ended as ${run.status}.`;
	};
}
