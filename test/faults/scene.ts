import { setTimeout as sleep } from 'node:timers/promises';
import { addressOf, workflowId, type IntakeLab } from '../support/intake-lab';
import { rawMail } from '../support/raw-mail';
import type { TcpProxy } from '../support/tcp-proxy';
import { waitFor } from '../support/wait-for';

/** How many mails each case delivers; HELPDESK_FAULT_MAILS makes a trial run smaller. */
export const MAILS = Number(process.env.HELPDESK_FAULT_MAILS ?? 500);

const OPEN = "('received', 'offered', 'failed')";
// Longer than the longest back-off and the safety poll of a trigger together.
const STALLED_MS = 150_000;
const SETTLED_AFTER_MS = 400_000;
const ALIVE_WITHIN_MS = 90_000;
/** Beyond what a server takes to push: the trigger was busy with something else. */
const LATE_MS = 5_000;

/** How a case ended. */
export interface Verdict {
	readonly lost: number;
	readonly doubled: number;
	/** How long a mail took that came after everything; undefined when it never became a conversation. */
	readonly aliveMs: number | undefined;
}

/** One mailbox under fire: delivers numbered mails to it, and counts what the desk made of them. */
export class Scene {
	/** What the case wants to have said about itself. */
	readonly notes: string[] = [];
	private sent = 0;

	constructor(
		readonly name: string,
		readonly lab: IntakeLab,
		private readonly bytesEach: number,
		private readonly behind: TcpProxy | undefined,
	) {}

	get address(): string {
		return addressOf(this.name);
	}

	get workflowId(): string {
		return workflowId(this.name);
	}

	get proxy(): TcpProxy {
		if (!this.behind) throw new Error(`The case ${this.name} has no proxy.`);
		return this.behind;
	}

	/** Delivers the next mails, or all that are left; `isSeen`: somebody has read them already. */
	async deliver(count = MAILS, isSeen = false): Promise<void> {
		const until = Math.min(MAILS, this.sent + count);
		const subjects = Array.from({ length: until - this.sent }, (_, index) => this.subject(this.sent + index));
		this.sent = until;
		await this.deliverAs(subjects, isSeen);
	}

	/** Delivers mails that are not among those that count. */
	async deliverAs(subjects: readonly string[], isSeen = false): Promise<void> {
		const text = 'It does not print, whatever I try. '.repeat(Math.ceil(this.bytesEach / 35));
		const lines = text.replace(/(.{70}) /g, '$1\n');
		const raws = subjects.map((subject) => rawMail({ to: this.address, subject, text: lines }));
		await this.lab.mail.deliverAtOnce(this.address, raws, isSeen);
	}

	/** Returns how many of the mails that count are conversations. */
	taken(): number {
		return this.count(`select count(distinct subject) as n from conversation where ${this.isOurs()}`);
	}

	async untilTaken(count: number, timeoutMs = 60_000): Promise<void> {
		const isThere = () => this.taken() >= Math.min(count, MAILS);
		await waitFor(`${count} conversations of ${this.name}`, isThere, { timeoutMs, intervalMs: 10 });
	}

	/** Returns the mails the desk holds that are not dealt with, by their state. */
	open(): Record<string, number> {
		const rows = this.lab.rows(
			`select i.state as state, count(*) as n from inbound_mail i join mailbox b on b.id = i.mailbox_id
			where b.address = '${this.address}' and i.state in ${OPEN} group by i.state`,
		);
		return Object.fromEntries(rows.map(({ state, n }) => [String(state), Number(n)]));
	}

	/** Returns what the desk says of the connection. */
	connection(): string {
		const [row] = this.lab.rows(`select connection from mailbox where address = '${this.address}'`);
		return String(row?.connection);
	}

	count(query: string): number {
		return Number(this.lab.rows(query)[0]?.n ?? 0);
	}

	/** Waits until nothing moves any more, then counts. */
	async verdict(): Promise<Verdict> {
		await this.deliver();
		await this.untilSettled();
		const aliveMs = await this.aliveMs();
		// What would come twice has had its time.
		await sleep(1000);
		const conversations = this.count(`select count(*) as n from conversation where ${this.isOurs()}`);
		const messages = this.count(
			`select count(*) as n from message where conversation_id in (select id from conversation where ${this.isOurs()})`,
		);
		const taken = this.taken();
		return { lost: MAILS - taken, doubled: Math.max(conversations, messages) - taken, aliveMs };
	}

	/** Returns what went wrong with mails of this case, in the desk's words. */
	errors(): string[] {
		const rows = this.lab.rows(
			`select i.state as state, i.error as error, count(*) as n from inbound_mail i join mailbox b on b.id = i.mailbox_id
			where b.address = '${this.address}' and i.state <> 'processed' group by i.state, i.error`,
		);
		return rows.map(({ state, error, n }) => `${n} ${state}: ${error}`);
	}

	private async untilSettled(): Promise<void> {
		const end = Date.now() + SETTLED_AFTER_MS;
		let best = -1;
		let movedAt = Date.now();
		while (Date.now() < end && Date.now() - movedAt < STALLED_MS) {
			const taken = this.taken();
			if (taken >= MAILS && Object.keys(this.open()).length === 0) return;
			if (taken !== best) movedAt = Date.now();
			best = taken;
			await sleep(200);
		}
	}

	private async aliveMs(): Promise<number | undefined> {
		const subject = `${this.name}: alive`;
		const start = Date.now();
		await this.deliverAs([subject]);
		const isThere = () =>
			this.count(`select count(*) as n from conversation where subject = '${subject}'`) > 0;
		const lookUp = setTimeout(() => this.notes.push(`the last mail was late: ${this.connection()}`), LATE_MS);
		const patience = { timeoutMs: ALIVE_WITHIN_MS, intervalMs: 50 };
		const aliveMs = await waitFor('the last mail', isThere, patience).then(
			() => Date.now() - start,
			() => undefined,
		);
		clearTimeout(lookUp);
		return aliveMs;
	}

	private subject(index: number): string {
		return `${this.name}: mail ${String(index + 1).padStart(4, '0')}`;
	}

	private isOurs(): string {
		return `subject like '${this.name}: mail %'`;
	}
}
