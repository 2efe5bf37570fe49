import {
	NodeConnectionTypes,
	NodeOperationError,
	type INodeType,
	type INodeTypeDescription,
	type IRun,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { registerMailbox } from '../../helpdesk/desk/save-mailbox';
import type { InboundMail } from '../../helpdesk/domain/inbound-mail';
import type { ConnectionState, Mailbox } from '../../helpdesk/domain/mailbox';
import type { Desk } from '../../helpdesk/ports';
import { helpDeskMailboxTest, helpDeskPostgresTest } from '../shared/credential-tests';
import { MailPump } from '../shared/mail-pump';
import { inboundMailView } from '../shared/mail-view';
import { currentMailboxLogin } from '../shared/mailbox-login';
import { superviseMailbox } from '../shared/mailbox-session';
import { nodeError } from '../shared/advice';
import { openDesk } from '../shared/open-desk';

const STORE_RETRY_MS = 10_000;

export class HelpDeskMailboxTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Help Desk Mailbox Trigger',
		name: 'helpDeskMailboxTrigger',
		icon: { light: 'file:helpDeskMailboxTrigger.svg', dark: 'file:helpDeskMailboxTrigger.dark.svg' },
		group: ['trigger'],
		version: [1],
		subtitle: '={{ $parameter["folder"] }}',
		description: 'Starts the workflow for each mail that arrives in a mailbox of the desk',
		eventTriggerDescription: 'Send a mail to the address of the mailbox',
		activationMessage: 'The mailbox is now read. Mail that arrives from here on starts this workflow.',
		defaults: { name: 'Help Desk Mailbox Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		outputNames: ['Mail'],
		credentials: [
			{
				name: 'helpDeskMailboxApi',
				required: true,
				testedBy: 'helpDeskMailboxTest',
				displayOptions: { show: { authentication: ['password'] } },
			},
			{
				name: 'helpDeskGoogleOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['google'] } },
			},
			{
				name: 'helpDeskMicrosoftOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['microsoft'] } },
			},
			{ name: 'helpDeskPostgresApi', required: false, testedBy: 'helpDeskPostgresTest' },
		],
		triggerPanel: {
			header: 'Wait for a mail',
			executionsHelp: {
				inactive:
					'Click “Execute workflow”, then send a mail to the address of the mailbox. Publish the workflow to have every mail taken in.',
				active:
					'Every mail that arrives runs this workflow; you find the runs under Executions. To test while you build, click “Execute workflow” and send a mail.',
			},
			activationHint: 'Publish the workflow to have every mail taken in.',
		},
		properties: [
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Google (OAuth2)', value: 'google' },
					{ name: 'Microsoft (OAuth2)', value: 'microsoft' },
					{ name: 'Password', value: 'password' },
				],
				default: 'password',
				description: 'How the node logs in to the mailbox',
			},
			{
				displayName:
					'Mail is kept in the desk before anything else happens, and stays unread in the mailbox. Taking in starts with the mail that arrives after the first connection.',
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Folder',
				name: 'folder',
				type: 'string',
				default: 'INBOX',
				required: true,
				description: 'The folder of the mailbox that is read',
			},
			{
				displayName: 'Channel Name',
				name: 'channelName',
				type: 'string',
				default: '',
				placeholder: 'Acme Support',
				description:
					'What customers read as the sender’s name. Used when the mailbox is new to the desk; change it later with Help Desk > Mailbox > Update.',
			},
		],
	};

	methods = { credentialTest: { helpDeskMailboxTest, helpDeskPostgresTest } };

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		if (String(this.getNodeParameter('folder', '')).trim() === '') {
			throw new NodeOperationError(this.getNode(), 'The trigger has no folder to read.', {
				description: 'Write INBOX.',
			});
		}
		const reading = new Reading(this);
		if (this.getMode() !== 'manual') {
			reading.start();
			return { closeFunction: () => reading.stop() };
		}
		return {
			closeFunction: () => reading.stop(),
			manualTriggerFunction: async () => reading.start(),
		};
	}
}

/** Reading of one mailbox from publishing to unpublishing; trouble never ends it, because n8n would not start it again. */
class Reading {
	private readonly stopping = new AbortController();
	private close: () => Promise<void> = async () => undefined;
	private opening: Promise<void> | undefined;
	private lastState: ConnectionState = 'unknown';

	constructor(private readonly context: ITriggerFunctions) {}

	start(): void {
		this.opening ??= this.openForever();
	}

	async stop(): Promise<void> {
		this.stopping.abort();
		await this.opening;
		await this.close();
	}

	private async openForever(): Promise<void> {
		while (!this.stopping.signal.aborted) {
			try {
				return await this.open();
			} catch (error) {
				this.report(error);
				await pause(STORE_RETRY_MS, this.stopping.signal);
			}
		}
	}

	private async open(): Promise<void> {
		const { context } = this;
		const desk = await openDesk(context);
		const login = () => currentMailboxLogin(context);
		const channelName = String(context.getNodeParameter('channelName', ''));
		const mailbox = await registerMailbox(desk, (await login()).address, channelName);
		const isTest = context.getMode() === 'manual';
		const mails = isTest ? this.testMail(desk, mailbox) : this.pump(desk, mailbox);
		await mails.start();
		const supervisor = superviseMailbox({
			desk,
			mailbox,
			folder: String(context.getNodeParameter('folder', 'INBOX')),
			keepsState: !isTest,
			login,
			onMail: () => mails.wake(),
			onState: (state, error) => this.onState(mailbox, state, error),
		});
		this.close = async () => {
			mails.stop();
			await supervisor.stop();
		};
		supervisor.start();
	}

	private pump(desk: Desk, mailbox: Mailbox): MailPump {
		return new MailPump(desk, {
			mailboxId: mailbox.id,
			run: (mail) => this.runFlow(desk, mailbox, mail),
			onError: (error) => this.report(error),
		});
	}

	/** In the editor the oldest mail that is due is shown once, and stays due: publishing takes it in for good. */
	private testMail(desk: Desk, mailbox: Mailbox) {
		const show = async () => {
			const mail = await desk.store.inbound.peekDue(mailbox.id, desk.clock.now());
			if (mail) this.context.emit([[{ json: await inboundMailView(desk, mailbox, mail) }]]);
		};
		const wake = () => void show().catch((error: unknown) => this.report(error));
		return { start: async () => wake(), wake, stop: () => undefined };
	}

	private async runFlow(desk: Desk, mailbox: Mailbox, mail: InboundMail): Promise<string | undefined> {
		const done = this.context.helpers.createDeferredPromise<IRun>();
		const item = { json: await inboundMailView(desk, mailbox, mail) };
		// The attempt is part of the key: n8n starts nothing for a key it has seen, even when that run failed.
		const key = `helpdesk:${desk.store.deskId}:${mail.id}#${mail.attempts}`;
		this.context.emit([[item]], undefined, done, key);
		const run: IRun | undefined = await done.promise;
		if (run?.status === 'success' || run?.status === 'waiting') return undefined;
		return run?.data.resultData.error?.message ?? `The workflow ended as ${run?.status ?? 'a duplicate'}.`;
	}

	private onState(mailbox: Mailbox, state: ConnectionState, error: string): void {
		if (state === this.lastState) return;
		this.lastState = state;
		const { logger } = this.context;
		if (state === 'connected') logger.info(`Help desk: ${mailbox.address} is connected.`);
		else logger.warn(`Help desk: ${mailbox.address} is ${state}: ${error}`);
	}

	private report(error: unknown): void {
		this.context.logger.error(`Help desk: ${nodeError(this.context.getNode(), error).message}`);
	}
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<void>();
	const timer = setTimeout(resolve, ms);
	signal.addEventListener('abort', () => resolve(), { once: true });
	await promise;
	clearTimeout(timer);
}
