import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { endChild, endWithUs, startProcess } from '../test/support/child-process';

/** What the server is asked for: what it has taken, or that and to forget it. */
export type SmtpQuestion = 'report' | 'forget';

/** What the server has taken since it last forgot. */
export interface SmtpReport {
	readonly port: number;
	/** Since it started. */
	readonly connections: number;
	readonly mails: number;
	readonly lastTakenAt: number;
	readonly bytes: number;
	/** How many different Message-IDs they have. */
	readonly distinct: number;
}

/** An SMTP server with STARTTLS and AUTH in a process of its own. */
export class SmtpChild {
	static async start(user: string, password: string): Promise<SmtpChild> {
		const script = join(__dirname, 'smtp-process.ts');
		const child = startProcess(process.execPath, ['--import', 'tsx', script, user, password], {
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
		});
		endWithUs(child);
		const server = new SmtpChild(child);
		return server;
	}

	private constructor(private readonly child: ChildProcess) {}

	async ask(question: SmtpQuestion): Promise<SmtpReport> {
		const answered = once(this.child, 'message', { signal: AbortSignal.timeout(20_000) });
		this.child.send(question);
		const [report] = (await answered) as [SmtpReport];
		return report;
	}

	async stop(): Promise<void> {
		await endChild(this.child);
	}
}
