import { settleMail } from '../../helpdesk/desk/settle-mail';
import type { InboundMail } from '../../helpdesk/domain/inbound-mail';
import type { Desk } from '../../helpdesk/ports';
import { processState } from './process-state';

const MAX_IN_FLIGHT = 5;
// Mail whose pause after a failure is over has nobody else to wake the pump.
const WAKE_EVERY_MS = 5_000;

/** How a pump works. */
export interface PumpOptions {
	readonly mailboxId: string;
	/** Runs the flow for one mail; resolves with the failure, or undefined when it went well. */
	run(mail: InboundMail): Promise<string | undefined>;
	/** Hears of trouble with the store; the pump goes on. */
	onError(error: unknown): void;
}

/**
 * Offers the committed mail of one mailbox to a flow, oldest first and a few at a time, and records how each flow ended.
 * Mail that was offered by a process which is gone is offered again.
 */
export class MailPump {
	private timer: NodeJS.Timeout | undefined;
	private isStopped = false;
	private isOffering = false;
	private isAskedAgain = false;
	private running = 0;
	/** How flows ended that the store does not know of yet. */
	private readonly unsettled = new Map<string, string | undefined>();

	constructor(
		private readonly desk: Desk,
		private readonly options: PumpOptions,
	) {}

	async start(): Promise<void> {
		const { inFlight } = processState();
		await this.desk.store.inbound.releaseOffered(
			this.options.mailboxId,
			[...inFlight],
			this.desk.clock.now(),
		);
		this.timer = setInterval(() => this.wake(), WAKE_EVERY_MS);
		this.wake();
	}

	/** Stops offering; flows that run are still settled when they end. */
	stop(): void {
		this.isStopped = true;
		clearInterval(this.timer);
	}

	/** Looks for mail that is due. */
	wake(): void {
		if (this.isOffering) {
			this.isAskedAgain = true;
			return;
		}
		this.isOffering = true;
		this.offer()
			.catch((error: unknown) => this.options.onError(error))
			.finally(() => {
				this.isOffering = false;
				if (!this.isAskedAgain) return;
				this.isAskedAgain = false;
				this.wake();
			});
	}

	private async offer(): Promise<void> {
		await this.settleLeftOver();
		const room = MAX_IN_FLIGHT - this.running;
		if (this.isStopped || room <= 0) return;
		const mails = await this.desk.store.inbound.offer(this.options.mailboxId, room, this.desk.clock.now());
		for (const mail of mails) void this.runOne(mail);
	}

	private async runOne(mail: InboundMail): Promise<void> {
		processState().inFlight.add(mail.id);
		this.running += 1;
		const failure = await this.options.run(mail).catch((error: unknown) => String(error));
		this.running -= 1;
		this.unsettled.set(mail.id, failure);
		if (this.isStopped) await this.settleLeftOver().catch((error: unknown) => this.options.onError(error));
		else this.wake();
	}

	// A store that is away for a moment when a flow ends must not keep the mail from its next try.
	private async settleLeftOver(): Promise<void> {
		for (const [id, failure] of this.unsettled) {
			await settleMail(this.desk, id, failure);
			this.unsettled.delete(id);
			processState().inFlight.delete(id);
		}
	}
}
