import type { ITriggerFunctions } from 'n8n-workflow';
import { setTimeout as sleep } from 'node:timers/promises';
import { recordForwarding, recordForwardingEnd } from '../../helpdesk/desk/mailbox-connection';
import { registerMailbox } from '../../helpdesk/desk/save-mailbox';
import { HelpDeskError } from '../../helpdesk/domain/errors';
import type { InboundMail } from '../../helpdesk/domain/inbound-mail';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import type { Desk } from '../../helpdesk/ports';
import { nodeError } from './advice';
import { InboundFlow, itemsOf, reportTo } from './inbound-flow';
import { inboundListener } from './inbound-listener';
import { isHttpSource, type InboundSettings } from './inbound-settings';
import { openDesk } from './open-desk';
import { alarmOf, openingTrouble, type MailboxAlarm } from './mailbox-alarm';
import { processState, testKey } from './process-state';

const RETRY_MS = 10_000;
const SIGN_EVERY_MS = 60_000;

/** A Help Desk Forwarding Trigger from publishing to unpublishing; trouble never ends it, because n8n would not start it again. */
export class InboundTrigger {
	private readonly stopping = new AbortController();
	private readonly closers: (() => Promise<void>)[] = [];
	private opening: Promise<void> | undefined;
	private readonly alarm: MailboxAlarm;

	constructor(
		private readonly context: ITriggerFunctions,
		private readonly settings: InboundSettings,
	) {
		this.alarm = alarmOf(context);
	}

	start(): void {
		this.opening ??= this.openForever();
	}

	/** Gives a test in the editor the mail that a request brought, or listens for one; the mail stays due. */
	async test(): Promise<void> {
		const { context, settings } = this;
		try {
			await (isHttpSource(settings.source) ? this.showTaken() : this.listenForTest());
		} catch (error) {
			return await Promise.reject(nodeError(context.getNode(), error));
		}
	}

	async stop(): Promise<void> {
		this.stopping.abort();
		this.alarm.stop();
		await this.opening;
		// The listener first: what it still takes is then left to the next start.
		while (this.closers.length > 0) await this.closers.pop()?.();
	}

	private async showTaken(): Promise<void> {
		const { desk, mailbox } = await this.openMailbox();
		const { testMails } = processState();
		const key = testKey(this.context);
		const taken = testMails.get(key);
		testMails.delete(key);
		// Another process took the request when n8n has workers for tests.
		const mail = taken
			? await desk.store.inbound.bySourceKey(taken.mailboxId, taken.sourceKey)
			: (await desk.store.inbound.due(mailbox.id, 1, desk.clock.now()))[0];
		if (!mail) throw new HelpDeskError('inbound-mail-not-found', 'No mail has come for this test.');
		await this.show(desk, mail);
	}

	private async listenForTest(): Promise<void> {
		const { desk, mailbox } = await this.openMailbox();
		const listener = inboundListener(this.settings, {
			desk,
			ownMailboxId: mailbox.id,
			onMail: (mailboxId, sourceKey) => {
				const showing = desk.store.inbound
					.bySourceKey(mailboxId, sourceKey)
					.then((mail) => mail && this.show(desk, mail));
				showing.catch(this.report);
			},
			onError: this.report,
		});
		await listener.start();
		this.closers.push(() => listener.stop());
	}

	private async show(desk: Desk, mail: InboundMail): Promise<void> {
		this.context.emit([await itemsOf(desk, [mail])]);
	}

	private async openForever(): Promise<void> {
		const { signal } = this.stopping;
		// Only who can take mail says that it is taken.
		const steps = [() => this.openFlow(), () => this.openListener(), () => this.openSigns()];
		for (const step of steps) {
			while (!signal.aborted) {
				const isDone = await step().then(
					() => true,
					(error: unknown) => {
						if (!signal.aborted) this.alarm.hear(openingTrouble(this.context, error));
						return this.report(error);
					},
				);
				if (isDone) break;
				await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
			}
		}
		if (!signal.aborted) this.alarm.hear(undefined);
	}

	private async openFlow(): Promise<void> {
		const { desk, mailbox } = await this.openMailbox();
		const { mailsPerRun, maxRuns, longestRunMs, keepRawDays } = this.settings;
		const flow = new InboundFlow(this.context, {
			desk,
			mailsPerRun,
			maxRuns,
			longestRunMs,
			keepRawDays,
			leavesUnfinished: false,
			onSettled: () => undefined,
			mailboxIds: () => this.servedIds(desk, mailbox),
		});
		try {
			await flow.start();
		} catch (error) {
			await flow.stop();
			return await Promise.reject(error);
		}
		this.closers.push(() => flow.stop());
	}

	private async openListener(): Promise<void> {
		const { context, settings } = this;
		if (isHttpSource(settings.source)) return;
		const { desk, mailbox } = await this.openMailbox();
		const listener = inboundListener(settings, {
			desk,
			ownMailboxId: mailbox.id,
			// The flow hears of it by itself.
			onMail: () => undefined,
			onError: this.report,
		});
		await listener.start();
		this.closers.push(() => listener.stop());
		const { source, host, port } = settings;
		context.logger.info(
			`Help desk: ${source.toUpperCase()} listens on ${host}:${port} for ${mailbox.address}.`,
		);
	}

	private async openSigns(): Promise<void> {
		const { desk, mailbox } = await this.openMailbox();
		let ids: readonly string[] = [];
		const giveSign = async () => {
			ids = await this.addressedIds(desk, mailbox);
			await recordForwarding(desk, ids);
		};
		await giveSign();
		let last: Promise<unknown> = Promise.resolve();
		const timer = setInterval(() => (last = giveSign().catch(this.report)), SIGN_EVERY_MS);
		this.closers.push(async () => {
			clearInterval(timer);
			await last;
			await recordForwardingEnd(desk, ids).catch(this.report);
		});
	}

	// Mailboxes whose mail is meant to come in here.
	private async addressedIds(desk: Desk, own: Mailbox): Promise<readonly string[]> {
		if (!this.settings.servesEveryMailbox) return [own.id];
		const addressed = await desk.store.receivingAddresses.mailboxIds(desk.clock.now());
		return [...new Set([own.id, ...addressed])];
	}

	// A listener also takes mail for the plain addresses of mailboxes; those that no trigger ever read have nobody else.
	private async servedIds(desk: Desk, own: Mailbox): Promise<readonly string[]> {
		const addressed = await this.addressedIds(desk, own);
		if (!this.settings.servesEveryMailbox) return addressed;
		const unread = (await desk.store.mailboxes.all()).filter(
			({ connection, removedAt }) => !removedAt && connection === 'unknown',
		);
		return [...new Set([...addressed, ...unread.map(({ id }) => id)])];
	}

	private async openMailbox(): Promise<{ readonly desk: Desk; readonly mailbox: Mailbox }> {
		const { address, channelName } = this.settings;
		const desk = await openDesk(this.context);
		return { desk, mailbox: await registerMailbox(desk, address, channelName) };
	}

	private readonly report = (error: unknown): false => {
		reportTo(this.context, error);
		return false;
	};
}
