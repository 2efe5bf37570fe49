import { setTimeout as sleep } from 'node:timers/promises';
import { answerTo } from '../support/answers';
import { addressOf } from '../support/intake-lab';
import { rawMail } from '../support/raw-mail';
import type { ScriptedSmtp, TakenMail } from '../support/scripted-smtp';
import type { OutboundMail } from '../../helpdesk/domain/outbound-mail';
import { dueWorkflowId, type SendingLab } from './sending-lab';

export const SMTP_PASSWORD = 'smtp-pass-3M6';

const ENDS = ['sent', 'failed', 'ambiguous'];
const SETTLED_AFTER_MS = 300_000;

/** One fault of sending, on a mailbox and a mail server of its own. */
export interface SendingCase {
	/** Names the mailbox too. */
	readonly name: string;
	readonly title: string;
	/** How many staff answers, or with `notifies` mails of customers, it brings. */
	readonly answers: number;
	/** Each mail of a customer is told to all three of staff, instead of answers being sent. */
	readonly notifies?: boolean;
	/** By which name the credential knows the server; with it only a certificate that is vouched for will do. */
	readonly smtpHost?: string;
	/** n8n is killed meanwhile: it cannot be played beside others. */
	readonly isAlone?: boolean;
	/** Tells of whom the server refuses for good. */
	refuses?(recipient: string): boolean;
	/** Brings the mails and resolves when the fault is over. */
	inject(scene: SendingScene): Promise<void>;
}

/** How a case ended. */
export interface SendingVerdict {
	readonly owed: number;
	readonly sent: number;
	readonly failed: number;
	readonly ambiguous: number;
	readonly lost: number;
	readonly doubled: number;
}

interface Row {
	readonly id: string;
	readonly state: string;
	readonly recipient: string;
	readonly messageId: string;
	readonly error: string;
}

/** One mailbox whose mail has a hard way out: lets staff answer, and counts what arrived. */
export class SendingScene {
	/** What the case wants to have said about itself. */
	readonly notes: string[] = [];
	private brought = 0;

	constructor(
		readonly played: SendingCase,
		readonly stage: SendingLab,
	) {}

	get name(): string {
		return this.played.name;
	}

	get server(): ScriptedSmtp {
		const server = this.stage.servers.get(this.name);
		if (!server) throw new Error(`The case ${this.name} has no server.`);
		return server;
	}

	get address(): string {
		return addressOf(this.name);
	}

	/** Publishes the two workflows of the case. */
	async publish(): Promise<void> {
		await this.stage.lab.publish(this.name);
		await this.stage.lab.n8n.publishRunning(dueWorkflowId(this.name));
	}

	async unpublish(): Promise<void> {
		await this.stage.lab.unpublish(this.name);
		await this.stage.lab.n8n.unpublish(dueWorkflowId(this.name));
	}

	/** Brings the next answers, or all that are left. */
	async bring(count = this.played.answers): Promise<void> {
		const from = this.brought;
		this.brought = Math.min(this.played.answers, from + count);
		const indexes = Array.from({ length: this.brought - from }, (_, index) => from + index);
		await this.stage.lab.mail.deliverAtOnce(
			this.address,
			indexes.map((index) => this.mailAt(index)),
		);
	}

	/** Returns how many mails have left or never will. */
	settled(): number {
		return this.rows().filter(({ state }) => ENDS.includes(state)).length;
	}

	/** Returns how many of the owed mails stand in each state. */
	states(): Record<string, number> {
		const rows = this.rows();
		const states = Map.groupBy(rows, ({ state }) => state);
		return Object.fromEntries([...states].map(([state, { length }]) => [state, length]));
	}

	/** Waits until everything has an end, then counts. */
	async verdict(): Promise<SendingVerdict> {
		await this.bring();
		const end = Date.now() + SETTLED_AFTER_MS;
		while (Date.now() < end && this.settled() < this.owed()) await sleep(500);
		// What would come twice has had its time: that of the next round of due mail, too.
		await sleep(12_000);
		return this.count();
	}

	owed(): number {
		return this.played.answers * (this.played.notifies ? 3 : 1);
	}

	private count(): SendingVerdict {
		const rows = this.rows();
		const taken = Map.groupBy(this.server.mails, ({ messageId }) => messageId);
		const texts = Map.groupBy(this.server.mails, textOf);
		const times = ({ messageId }: Row) => taken.get(messageId)?.length ?? 0;
		const told = this.told();
		const isRefused = ({ recipient }: Row) => this.played.refuses?.(recipient) === true;
		const lost = rows.filter((row) => {
			// Rule 30: what did not leave for sure comes back to people, as a note in its conversation.
			if (!this.played.notifies && row.state !== 'sent' && !told.has(row.id)) return true;
			if (row.state === 'ambiguous') return false;
			return isRefused(row) ? row.state !== 'failed' : row.state !== 'sent' || times(row) === 0;
		});
		for (const { state, error } of lost.slice(0, 3)) this.notes.push(`${state}: ${error}`.slice(0, 200));
		const again = [...texts.values(), ...taken.values()].filter(({ length }) => length > 1);
		return {
			owed: this.owed(),
			sent: rows.filter(({ state }) => state === 'sent').length,
			failed: rows.filter(({ state }) => state === 'failed').length,
			ambiguous: rows.filter(({ state }) => state === 'ambiguous').length,
			lost: lost.length + Math.max(0, this.owed() - rows.length),
			doubled: new Set(again.map(([mail]) => mail && textOf(mail))).size,
		};
	}

	/** Gives the ids of mails of which a note says that they did not arrive for sure. */
	private told(): ReadonlySet<string> {
		const notes = this.stage.lab.rows("select message_id as messageId from message where kind = 'system'");
		return new Set(notes.map(({ messageId }) => String(messageId).replace(/^failure-|@.*$/g, '')));
	}

	private rows(): Row[] {
		const kind = this.played.notifies ? 'notification' : 'reply';
		return this.stage.lab
			.rows(
				`select o.id as id, o.state as state, o.recipient_address as recipient, o.message_id_header as messageId, o.error as error
				from outbound_mail o join mailbox b on b.id = o.mailbox_id
				where b.address = '${this.address}' and o.idempotency_key like '${kind}:%' and ${this.isOfRun()}`,
			)
			.map(({ id, state, recipient, messageId, error }) => ({
				id: String(id),
				state: String(state),
				recipient: String(recipient),
				messageId: String(messageId),
				error: String(error),
			}));
	}

	// What the desk was filled with beforehand is not owed any more.
	private isOfRun(): string {
		const seeded = this.stage.notifications.get(this.name) ?? [];
		const ids = seeded.map(({ id }) => `'${id}'`).join();
		return ids === '' ? '1 = 1' : `o.id not in (${ids})`;
	}

	private mailAt(index: number): Buffer {
		const text = `Text ${this.name} ${String(index).padStart(4, '0')}`;
		if (this.played.notifies) {
			const from = `new-${index}@${this.name}.test`;
			return rawMail({ from, to: this.address, subject: `New ${index}`, text });
		}
		const notification: OutboundMail | undefined = this.stage.notifications.get(this.name)?.[index];
		return rawMail(answerTo(notification, { text }));
	}
}

// The same words to the same person, whatever Message-ID they came with.
function textOf({ raw, recipients }: TakenMail): string {
	return `${recipients.join()} ${/Text [a-z0-9-]+ \d{4}/.exec(raw.toString())?.[0]}`;
}
