import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { runCommand } from './child-process';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
// Without these Chromium asks hosts outside at every start.
const QUIET = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Tells why no browser can be started here; undefined when there is one or it can be installed. */
export function browserBan(): string | undefined {
	if (installed() !== undefined || mayInstall()) return undefined;
	return '(skipped: there is no Chromium, and installing it takes root on Debian; CHROMIUM may name one)';
}

/** Starts a headless browser, installing Debian's Chromium where we may. @throws where there is a `browserBan` */
export async function startBrowser(): Promise<Browser> {
	if (installed() === undefined) await install();
	const executablePath = installed();
	if (executablePath === undefined)
		throw new Error(browserBan() ?? 'Chromium was installed, but is not there.');
	return await chromium.launch({ executablePath, args: QUIET });
}

function installed(): string | undefined {
	return [process.env.CHROMIUM ?? '', ...PATHS].find((path) => path !== '' && existsSync(path));
}

function mayInstall(): boolean {
	return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

async function install(): Promise<void> {
	if (!mayInstall()) return;
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	await runCommand('apt-get', ['update', '-qq'], { env });
	await runCommand('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
}
