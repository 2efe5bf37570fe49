import { existsSync } from 'node:fs';
import { findProgram, installPackages } from './programs';

const PROGRAMS = ['dovecot', 'doveadm', 'postfix', 'openssl'];
const LMTP_SERVER = '/usr/lib/dovecot/lmtp';

/** What brings them on Debian. */
export const DOVECOT_PACKAGES = ['dovecot-imapd', 'dovecot-lmtpd', 'postfix', 'openssl'];

/** The daemon of Postfix; in no PATH, it is started by others. */
export const POSTFIX_MASTER = '/usr/lib/postfix/sbin/master';

/** Returns why Dovecot and Postfix cannot run here, as a sentence; undefined when they can. */
export function dovecotBan(): string | undefined {
	if (process.getuid?.() !== 0) return 'Dovecot and Postfix run for tests only as root.';
	const missing = PROGRAMS.filter((program) => findProgram(program) === undefined);
	if (missing.length > 0) return `There is no ${missing.join(', ')} on this machine.`;
	const file = [LMTP_SERVER, POSTFIX_MASTER].find((path) => !existsSync(path));
	return file && `There is no ${file}, where Debian has it.`;
}

/**
 * Installs Dovecot and Postfix when they are missing, without starting a service.
 *
 * @returns why they cannot run here after all, as a sentence; undefined when they can
 */
export async function installDovecot(): Promise<string | undefined> {
	const ban = dovecotBan();
	if (ban === undefined) return undefined;
	try {
		await installPackages(DOVECOT_PACKAGES);
	} catch (error) {
		return `${ban} Installing them failed: ${(error as Error).message}`;
	}
	return dovecotBan();
}
