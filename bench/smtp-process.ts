// The mail server of a bench in a process of its own, so that its work is nobody else's. Says its port, then what it took.
import { ScriptedSmtp } from '../test/support/scripted-smtp';
import { selfSigned } from '../test/support/certificate';
import type { SmtpQuestion, SmtpReport } from './smtp-child';

async function main(): Promise<void> {
	const [user = '', password = ''] = process.argv.slice(2);
	const server = new ScriptedSmtp({
		certificate: selfSigned('localhost'),
		accounts: new Map([[user, password]]),
	});
	await server.start();
	process.on('message', (question: SmtpQuestion) => {
		if (question === 'forget') server.mails.length = 0;
		const report: SmtpReport = {
			port: server.port,
			connections: server.connections,
			mails: server.mails.length,
			lastTakenAt: server.mails.at(-1)?.takenAt ?? 0,
			bytes: server.mails.reduce((sum, { raw }) => sum + raw.length, 0),
			distinct: new Set(server.mails.map(({ messageId }) => messageId)).size,
		};
		process.send?.(report);
	});
	process.on('disconnect', () => process.exit(0));
}

main().catch((error: unknown) => {
	process.stderr.write(`${String(error)}\n`);
	process.exit(1);
});
