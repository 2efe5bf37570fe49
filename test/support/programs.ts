import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './child-process';

const SYSTEM_PATH = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const POLICY = '/usr/sbin/policy-rc.d';

/** Returns the path of a program; system folders count even when PATH lacks them. */
export function findProgram(name: string): string | undefined {
	const folders = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_PATH];
	return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * Installs Debian packages without starting a service.
 *
 * @throws where that is impossible: it takes root and apt-get
 */
export async function installPackages(packages: readonly string[]): Promise<void> {
	if (process.getuid?.() !== 0 || findProgram('apt-get') === undefined)
		throw new Error('it takes root and apt-get.');
	await withoutServices(async () => {
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
		const install = () => apt('install', '-y', '--no-install-recommends', ...packages);
		try {
			await install();
		} catch {
			await apt('update');
			await install();
		}
	});
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
