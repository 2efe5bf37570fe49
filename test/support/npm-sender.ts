import { SmtpSender } from '../../helpdesk/adapters/smtp/smtp-sender';
import { startNpmMail, type NpmMail } from './npm-mail';

/** Starts a mail server with these accounts, and gives what sends through it for the first. */
export async function startNpmSender(
	accounts: readonly string[],
): Promise<{ readonly server: NpmMail; readonly sender: SmtpSender }> {
	const password = 'secret';
	const server = await startNpmMail({ accounts: accounts.map((address) => ({ address, password })) });
	const sender = new SmtpSender({
		host: '127.0.0.1',
		port: server.submissionPort,
		security: 'none',
		user: accounts[0] ?? '',
		password,
		allowsUnknownCertificate: false,
	});
	return { server, sender };
}
