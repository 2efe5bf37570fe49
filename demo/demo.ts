// npm run demo            plays the story on a private n8n and stays up
// npm run demo -- --once  plays it, and ends with 0 only when every step was right
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline/promises';
import { ACCOUNTS, FRANK, JOHN, PASSWORD, startAcme, SUPPORT, type Acme } from '../test/support/acme';
import { startNpmMail, type NpmMail } from '../test/support/npm-mail';
import { answerTo } from '../test/support/story';
import { rawMail } from '../test/support/raw-mail';
import { playStory } from './play';
import { chapter, showMail, tell } from './timeline';
import { readMail } from '../test/support/read-mail';

const ASKS_TO_END = ['quit', 'exit'];

async function main(): Promise<number> {
	const isOnce = process.argv.includes('--once');
	const folder = mkdtempSync(join(tmpdir(), 'helpdesk-demo-'));
	const mail = await startNpmMail({ accounts: ACCOUNTS });
	tell('mail servers are up (inside npm packages, on 127.0.0.1)');
	const acme = await startAcme({ mail, folder, tell });
	try {
		const checks = await playStory(acme);
		chapter(checks.summary());
		if (!isOnce) await stayUp(acme, mail);
		return checks.areAllRight ? 0 : 1;
	} catch (error) {
		tell(`It went wrong: ${error instanceof Error ? error.message : String(error)}`);
		console.log(acme.n8n.log(4000));
		return 1;
	} finally {
		await acme.stop();
		await mail.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function stayUp(acme: Acme, mail: NpmMail): Promise<void> {
	const { email, password } = acme.n8n.owner;
	console.log(`
Everything stays up. Look at it in the editor:

   ${acme.n8n.url}      ${email} / ${password}

Any mail program can join in: every account has the password "${PASSWORD}" (no encryption),
   IMAP   127.0.0.1:${mail.imapPort(SUPPORT)} (${SUPPORT}), 127.0.0.1:${mail.imapPort(FRANK)} (${FRANK}), 127.0.0.1:${mail.imapPort(JOHN)} (${JOHN})
   SMTP   127.0.0.1:${mail.submissionPort}

Or type here:
   frank TEXT    Frank writes a new mail to ${SUPPORT}
   john TEXT     John answers the last mail in his inbox
   inbox NAME    show the last mail of frank, john, kelly, chris or support
   quit
`);
	const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
	const interrupted = new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
		lines.once('SIGINT', resolve);
	});
	await Promise.race([interrupted, obeyUntilQuit(acme, lines)]);
	lines.close();
}

async function obeyUntilQuit(acme: Acme, lines: Interface): Promise<void> {
	lines.prompt();
	for await (const line of lines) {
		if (ASKS_TO_END.includes(line.trim())) return;
		await obey(acme, line.trim()).catch((error: unknown) => console.log(String(error)));
		lines.prompt();
	}
	// Nobody can type: stay up until a signal ends the demo.
	await new Promise(() => setInterval(() => undefined, 60_000));
}

async function obey({ mail }: Acme, line: string): Promise<void> {
	const [, verb = '', rest = ''] = /^(\w*)\s*(.*)$/s.exec(line) ?? [];
	if (verb === 'frank') {
		await mail.deliver(
			SUPPORT,
			rawMail({ from: `Frank Furter <${FRANK}>`, subject: rest.slice(0, 60), text: rest }),
			FRANK,
		);
		console.log(`Sent to ${SUPPORT}. Type "inbox john".`);
	} else if (verb === 'john') {
		const notification = await lastMail(mail, JOHN);
		const to = notification.replyTo[0]?.address ?? SUPPORT;
		await mail.deliver(to, answerTo(notification, rest, { from: `John Miller <${JOHN}>`, to }), JOHN);
		console.log(`Sent to ${to}. Type "inbox frank".`);
	} else if (verb === 'inbox') {
		const account = ACCOUNTS.find(({ address }) => address.startsWith(`${rest}@`));
		if (!account) throw new Error(`Nobody here is called "${rest}".`);
		showMail(await lastMail(mail, account.address), ['From', 'To', 'Reply-To', 'Subject']);
	} else if (verb !== '') {
		console.log('Type frank TEXT, john TEXT, inbox NAME or quit.');
	}
}

async function lastMail(mail: NpmMail | Acme['mail'], address: string) {
	const raw = (await mail.inbox(address)).at(-1);
	if (!raw) throw new Error(`${address} has no mail.`);
	return await readMail(raw);
}

void main().then((code) => process.exit(code));
