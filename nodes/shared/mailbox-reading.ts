import { setTimeout as sleep } from 'node:timers/promises';
import { NodeOperationError, type ITriggerFunctions } from 'n8n-workflow';
import { registerMailbox } from '../../helpdesk/desk/save-mailbox';
import type { ConnectionState, Mailbox } from '../../helpdesk/domain/mailbox';
import type { Desk } from '../../helpdesk/ports';
import { announceMail, InboundFlow, itemsOf, reportTo, type FlowOptions } from './inbound-flow';
import { MailboxAlarm } from './mailbox-alarm';
import { currentMailboxLogin } from './mailbox-login';
import { MailboxSession, type MailboxSessionOptions } from './mailbox-session';
import { openDesk } from './open-desk';

const STORE_RETRY_MS = 10_000;

/** How a trigger reads its mailbox. */
export interface ReadingOptions
	extends
		Pick<MailboxSessionOptions, 'folders' | 'startAt' | 'maxBytes' | 'after'>,
		Pick<FlowOptions, 'mailsPerRun' | 'maxRuns' | 'keepRawDays'> {
	/** For a mailbox that is new to the desk. */
	readonly channelName: string;
}

/** Reading of one mailbox from publishing to unpublishing; trouble never ends it, because n8n would not start it again. */
export class MailboxReading {
	private readonly stopping = new AbortController();
	private close: () => Promise<void> = async () => undefined;
	private opening: Promise<void> | undefined;
	private lastState: ConnectionState = 'unknown';

	constructor(
		private readonly context: ITriggerFunctions,
		private readonly options: ReadingOptions,
	) {}

	start(): void {
		this.opening ??= this.openForever();
	}

	async stop(): Promise<void> {
		this.stopping.abort();
		await this.opening;
		await this.close();
	}

	private async openForever(): Promise<void> {
		const { signal } = this.stopping;
		while (!signal.aborted) {
			try {
				return await this.open();
			} catch (error) {
				reportTo(this.context, error);
				await sleep(STORE_RETRY_MS, undefined, { signal }).catch(() => undefined);
			}
		}
	}

	private async open(): Promise<void> {
		const { context, options } = this;
		const desk = await openDesk(context);
		const login = () => currentMailboxLogin(context);
		const mailbox = await registerMailbox(desk, (await login()).address, options.channelName);
		const isTest = context.getMode() === 'manual';
		const after = isTest ? ({ kind: 'nothing' } as const) : options.after;
		const alarm = new MailboxAlarm((state, error) => this.raise(mailbox, state, error));
		const flow = new InboundFlow(context, {
			...options,
			desk,
			mailboxIds: async () => [mailbox.id],
			leavesUnfinished: after.kind !== 'nothing',
			onSettled: () => after.kind !== 'nothing' && session.wake(),
		});
		const session = new MailboxSession({
			...options,
			desk,
			mailbox,
			after,
			keepsState: !isTest,
			login,
			onMail: () => (isTest ? this.showDue(desk, mailbox) : announceMail([mailbox.id])),
			onState: (state, error) => {
				this.log(mailbox, state, error);
				if (!isTest && !this.stopping.signal.aborted) alarm.hear(state, error);
			},
		});
		this.close = async () => {
			await flow.stop();
			alarm.stop();
			await session.stop();
		};
		if (isTest) this.showDue(desk, mailbox);
		else await flow.start();
		session.start();
	}

	// In the editor the oldest mail that is due is shown once, and stays due: publishing takes it in for good.
	private showDue(desk: Desk, mailbox: Mailbox): void {
		const show = async () => {
			const due = await desk.store.inbound.due(mailbox.id, 1, desk.clock.now());
			if (due.length > 0) this.context.emit([await itemsOf(desk, due)]);
		};
		show().catch((error: unknown) => reportTo(this.context, error));
	}

	// A failed execution shows in n8n's list and starts the error workflow, and leaves the trigger alone.
	private raise({ address }: Mailbox, state: ConnectionState, error: string): void {
		const message = `The mailbox ${address} is ${state}: ${error}`;
		const description =
			state === 'needs-authorisation'
				? 'Correct the login in the credential; the trigger reads it again by itself.'
				: 'Nothing is lost: the trigger connects again for ever, and catches up.';
		this.context.saveFailedExecution(
			new NodeOperationError(this.context.getNode(), message, { description }),
		);
	}

	private log(mailbox: Mailbox, state: ConnectionState, error: string): void {
		if (state === this.lastState) return;
		this.lastState = state;
		const { logger } = this.context;
		if (state === 'connected') logger.info(`Help desk: ${mailbox.address} is connected.`);
		else logger.warn(`Help desk: ${mailbox.address} is ${state}: ${error}`);
	}
}
