import { setTimeout as sleep } from 'node:timers/promises';
import type { ITriggerFunctions } from 'n8n-workflow';
import { registerMailbox } from '../../helpdesk/desk/save-mailbox';
import { addressKey } from '../../helpdesk/domain/address';
import { HelpDeskError } from '../../helpdesk/domain/errors';
import type { ConnectionState, Mailbox } from '../../helpdesk/domain/mailbox';
import type { Desk } from '../../helpdesk/ports';
import { announceMail, InboundFlow, itemsOf, reportTo, type FlowOptions } from './inbound-flow';
import { alarmOf, openingTrouble, type MailboxAlarm, type Trouble } from './mailbox-alarm';
import { currentMailboxLogin } from './mailbox-login';
import { MailboxSession, type MailboxSessionOptions } from './mailbox-session';
import { openDesk } from './open-desk';

const STORE_RETRY_MS = 10_000;

/** How a trigger reads its mailbox. */
export interface ReadingOptions
	extends
		Pick<MailboxSessionOptions, 'folders' | 'startAt' | 'maxBytes' | 'after'>,
		Pick<FlowOptions, 'mailsPerRun' | 'maxRuns' | 'longestRunMs' | 'keepRawDays'> {
	/** For a mailbox that is new to the desk. */
	readonly channelName: string;
}

/** Reading of one mailbox from publishing to unpublishing; trouble never ends it, because n8n would not start it again. */
export class MailboxReading {
	private readonly stopping = new AbortController();
	private close: () => Promise<void> = async () => undefined;
	private opening: Promise<void> | undefined;
	private lastState: ConnectionState = 'unknown';
	private readonly isTest: boolean;
	private readonly alarm: MailboxAlarm;

	constructor(
		private readonly context: ITriggerFunctions,
		private readonly options: ReadingOptions,
	) {
		this.isTest = context.getMode() === 'manual';
		this.alarm = alarmOf(context);
	}

	start(): void {
		this.opening ??= this.openForever();
	}

	async stop(): Promise<void> {
		this.stopping.abort();
		this.alarm.stop();
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
				this.hear(openingTrouble(this.context, error));
				await sleep(STORE_RETRY_MS, undefined, { signal }).catch(() => undefined);
			}
		}
	}

	private async open(): Promise<void> {
		const { context, options, isTest } = this;
		const desk = await openDesk(context);
		const mailbox = await registerMailbox(
			desk,
			(await currentMailboxLogin(context)).address,
			options.channelName,
		);
		let isReplaced = false;
		const login = async () => {
			const now = await currentMailboxLogin(context);
			if (addressKey(now.address) === addressKey(mailbox.address)) return now;
			// No other login of this mailbox, but another mailbox: its mail belongs elsewhere.
			if (!isReplaced) this.reopen();
			isReplaced = true;
			throw new HelpDeskError('mailbox-unreachable', `The credential is now that of ${now.address}.`);
		};
		const after = isTest ? ({ kind: 'nothing' } as const) : options.after;
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
				this.hear(troubleOf(mailbox, state, error));
			},
		});
		this.close = async () => {
			await flow.stop();
			await session.stop();
		};
		if (isTest) this.showDue(desk, mailbox);
		else await flow.start();
		session.start();
	}

	private hear(trouble: Trouble | undefined): void {
		if (!this.isTest && !this.stopping.signal.aborted) this.alarm.hear(trouble);
	}

	// Not awaited by who asks for it: closing waits for them.
	private reopen(): void {
		if (this.stopping.signal.aborted) return;
		const { close } = this;
		this.close = async () => undefined;
		this.opening = close().then(() => this.openForever());
	}

	// In the editor the oldest mail that is due is shown once, and stays due: publishing takes it in for good.
	private showDue(desk: Desk, mailbox: Mailbox): void {
		const show = async () => {
			const due = await desk.store.inbound.due(mailbox.id, 1, desk.clock.now());
			if (due.length > 0) this.context.emit([await itemsOf(desk, due)]);
		};
		show().catch((error: unknown) => reportTo(this.context, error));
	}

	private log(mailbox: Mailbox, state: ConnectionState, error: string): void {
		if (state === this.lastState) return;
		this.lastState = state;
		const { logger } = this.context;
		if (state === 'connected') logger.info(`Help desk: ${mailbox.address} is connected.`);
		else if (error === '') logger.info(`Help desk: ${mailbox.address} is not read by this trigger any more.`);
		else logger.warn(`Help desk: ${mailbox.address} is ${state}: ${error}`);
	}
}

function troubleOf({ address }: Mailbox, state: ConnectionState, error: string): Trouble | undefined {
	if (state === 'connected') return undefined;
	const needsPerson = state === 'needs-authorisation';
	const advice = needsPerson
		? 'Correct the login in the credential; the trigger reads it again by itself.'
		: 'Nothing is lost: the trigger connects again for ever, and catches up.';
	return { message: `The mailbox ${address} is ${state}: ${error}`, advice, needsPerson };
}
