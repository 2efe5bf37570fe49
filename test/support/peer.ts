import { startDovecot } from './dovecot';
import { installDovecot } from './dovecot-programs';
import type { MailPeer, MailPeerOptions } from './mail-peer';
import { startNpmMail } from './npm-mail';

/** Starts Dovecot and Postfix, installing them where we may; else the npm mail server, and says why. */
export async function startBestPeer(options: MailPeerOptions): Promise<MailPeer> {
	const ban = await installDovecot();
	if (ban === undefined) return await startDovecot(options);
	process.stderr.write(`${ban} The tests use the mail server of npm packages instead.\n`);
	return await startNpmMail(options);
}
