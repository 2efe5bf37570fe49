import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './child-process';

const PROGRAMS = ['dovecot', 'doveadm', 'postfix', 'openssl'];
const PACKAGES = ['dovecot-imapd', 'dovecot-lmtpd', 'postfix', 'openssl'];
const SYSTEM_PATH = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const LMTP_SERVER = '/usr/lib/dovecot/lmtp';
const POLICY = '/usr/sbin/policy-rc.d';

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

/** Tells whether `installDovecot` can do its work: on Debian and as root. */
export function isDovecotInstallable(): boolean {
	return process.getuid?.() === 0 && findProgram('apt-get') !== undefined;
}

/**
 * Installs Dovecot and Postfix when they are missing, without starting a service.
 *
 * @returns why they cannot run here after all, as a sentence; undefined when they can
 */
export async function installDovecot(): Promise<string | undefined> {
	const ban = dovecotBan();
	if (ban === undefined) return undefined;
	if (!isDovecotInstallable()) return `${ban} Installing them takes root and apt-get.`;
	try {
		await withoutServices(installPackages);
	} catch (error) {
		return `${ban} Installing them failed: ${(error as Error).message}`;
	}
	return dovecotBan();
}

/** Returns the path of a program; system folders count even when PATH lacks them. */
export function findProgram(name: string): string | undefined {
	const folders = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_PATH];
	return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

async function installPackages(): Promise<void> {
	const env = {
		...process.env,
		DEBIAN_FRONTEND: 'noninteractive',
		DEBCONF_NONINTERACTIVE_SEEN: 'true',
		PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
	};
	const apt = (...args: string[]) =>
		runCommand('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], { env });
	const selection = 'postfix postfix/main_mailer_type select No configuration';
	await runCommand('sh', ['-c', `echo '${selection}' | debconf-set-selections`], { env });
	const install = () => apt('install', '-y', '--no-install-recommends', ...PACKAGES);
	try {
		await install();
	} catch {
		await apt('update');
		await install();
	}
}

// Debian starts a service as soon as it is installed, unless this script says 101 (forbidden by policy).
async function withoutServices(act: () => Promise<void>): Promise<void> {
	if (existsSync(POLICY)) return await act();
	writeFileSync(POLICY, '#!/bin/sh\nexit 101\n');
	chmodSync(POLICY, 0o755);
	try {
		await act();
	} finally {
		rmSync(POLICY, { force: true });
	}
}
