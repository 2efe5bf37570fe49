import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LAB_PASSWORD, addressOf, chainOf, workflowId, type IntakeLab } from '../test/support/intake-lab';
import type { CredentialToImport, WorkflowToImport } from '../test/support/real-n8n';
import { waitFor } from '../test/support/wait-for';

/** A finished run of a workflow: when it ended, and how it is called. */
export interface FinishedRun {
	readonly id: string;
	readonly stoppedAt: number;
}

/** One of the two that are compared, on an account of its own. */
export class Contender {
	constructor(
		readonly name: string,
		readonly isOurs: boolean,
		private readonly lab: IntakeLab,
	) {}

	get address(): string {
		return addressOf(this.name);
	}

	/** Publishes the workflow and waits until the mail server saw it log in. */
	async publish(): Promise<void> {
		const log = this.lab.mail.dovecotLog();
		const before = statSync(log).size;
		await this.lab.n8n.publishRunning(workflowId(this.name));
		const hasLoggedIn = () =>
			readFileSync(log, 'utf8').slice(before).includes(`Login: user=<${this.address}>`);
		await waitFor(`${this.name} to log in`, hasLoggedIn, { timeoutMs: 60_000, intervalMs: 100 });
	}

	/** Publishes where no Dovecot is on the other side. */
	async publishElsewhere(): Promise<void> {
		await this.lab.n8n.publishRunning(workflowId(this.name));
		await this.lab.n8n.waitUntilPublished(workflowId(this.name));
	}

	async unpublish(): Promise<void> {
		await this.lab.n8n.unpublish(workflowId(this.name));
	}

	/** Returns the runs that ended well, oldest first. */
	finishedRuns(): FinishedRun[] {
		return this.ask(
			`select id, strftime('%s', stoppedAt) * 1000 + cast(substr(stoppedAt, 21, 3) as integer) as ended
			from execution_entity where workflowId = ? and status = 'success' order by id`,
		).map(({ id, ended }) => ({ id: String(id), stoppedAt: Number(ended) }));
	}

	/** Tells how many runs have not ended or not ended well. */
	otherRuns(): number {
		const query = `select count(*) as n from execution_entity where workflowId = ? and status <> 'success'`;
		return Number(this.ask(query)[0]?.n);
	}

	/** Tells how many mails are dealt with: for ours those in conversations, else those marked as read. */
	dealtWith(): number {
		if (!this.isOurs) return this.markedRead();
		const [row] = this.lab.rows(
			`select count(*) as n from inbound_mail i join mailbox b on b.id = i.mailbox_id
			where b.address = '${this.address}' and i.state = 'processed'`,
		);
		return Number(row?.n);
	}

	/** Waits until so many mails are dealt with and no run is open any more; returns when the last run ended. */
	async untilDone(mails: number, timeoutMs: number): Promise<number> {
		let runs = -1;
		const isQuiet = () => {
			const now = this.finishedRuns().length;
			const isStill = now === runs && now > 0 && this.otherRuns() === 0 && this.dealtWith() >= mails;
			runs = now;
			return isStill;
		};
		await waitFor(`${this.name} to finish ${mails} mails`, isQuiet, { timeoutMs, intervalMs: 700 });
		return this.finishedRuns().at(-1)?.stoppedAt ?? Number.NaN;
	}

	/** Counts the items that the given runs began with. */
	async mailsIn(runs: readonly FinishedRun[]): Promise<number> {
		let mails = 0;
		for (const { id } of runs) {
			const { data } = await this.lab.n8n.execution(id);
			mails += data.resultData.runData.Mail?.[0]?.data?.main?.[0]?.length ?? 0;
		}
		return mails;
	}

	private markedRead(): number {
		const folder = join(this.lab.mail.maildir(this.address), 'cur');
		return readdirSync(folder).filter((name) => /:2,[A-R]*S/.test(name)).length;
	}

	private ask(query: string): Record<string, unknown>[] {
		const file = join(this.lab.n8n.userFolder, '.n8n', 'database.sqlite');
		const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
		try {
			return database.prepare(query).all(workflowId(this.name));
		} finally {
			database.close();
		}
	}
}

/** Returns the workflow of n8n's own trigger: Email Trigger (IMAP) in its format "resolved", and a node that does nothing. */
export function builtinWorkflow(name: string): WorkflowToImport {
	const trigger = {
		id: `trigger-${name}`,
		name: 'Mail',
		type: 'n8n-nodes-base.emailReadImap',
		typeVersion: 2.2,
		position: [0, 0],
		parameters: { mailbox: 'INBOX', postProcessAction: 'read', format: 'resolved', options: {} },
		credentials: { imap: { id: builtinCredentialId(name), name } },
	};
	const nothing = {
		id: `nothing-${name}`,
		name: 'Nothing',
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		position: [240, 0],
		parameters: {},
	};
	return chainOf(name, trigger, nothing);
}

export function builtinCredential(name: string, port: number): CredentialToImport {
	const login = { user: addressOf(name), password: LAB_PASSWORD, host: '127.0.0.1', port };
	return {
		id: builtinCredentialId(name),
		name,
		type: 'imap',
		data: { ...login, secure: false, allowUnauthorizedCerts: true },
	};
}

function builtinCredentialId(name: string): string {
	return `builtincred-${name}`;
}
